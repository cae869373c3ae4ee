"""A second opinion on a Word file: the open checker gongwen-skill, in an environment of its own.

    .venv/bin/python -m tools.second_opinion report.docx

Its shipped numbers follow another house style (margins 28/28/27/27 mm, 33 pt lines), so it is given those of
GB/T 9704-2012 first. It brings top-level modules named `rules` and `engine`: it must never share our environment.
Exit code 0 when every finding is one of the explained ones, 1 when there is another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".cache" / "second-opinion"
PACKAGE = "gongwen-skill==2.15.0"

CORRECTED = """
page_setup: {margins: {top: 3.7cm, bottom: 3.5cm, left: 2.8cm, right: 2.6cm}}
doc_title: {line_spacing: 32pt}
heading_1: {line_spacing: 28.95pt}
heading_2: {line_spacing: 28.95pt}
heading_3: {line_spacing: 28.95pt}
heading_4: {line_spacing: 28.95pt}
body: {line_spacing: 28.95pt}
signature: {size: 16pt, align: right}
"""


# (checks, styles of the paragraphs it may name) -> why the finding is none. "" stands for the file as a whole.
HEAD = "It takes the letterhead, which stands first, or a number in the middle of its line for the title."
ELEMENTS = "It takes an element with a place and size of its own for running text or a heading."
TABLES = "The standard leaves the look of tables to the office; the checker wants a blue head at 12 pt."
CONTENT = "It judges wording (a closing formula, bold first sentences), which the standard does not know."
EXPLAINED: dict[tuple[str, ...], tuple[tuple[str, ...], str]] = {
    ("CHK-C007", "CHK-C008", "CHK-C033"): (("公文版头", "公文字号"), HEAD),
    ("CHK-C014", "CHK-C022", "CHK-C032"): (("公文图表题", "公文附件序号"), ELEMENTS),
    ("CHK-C037", "CHK-C038", "CHK-C027"): (("公文附件说明",), ELEMENTS),
    ("CHK-C004", "CHK-C005", "CHK-C006", "CHK-C012", "CHK-C013"): (
        ("公文字号", "公文主送", "公文版记", "公文署名", "公文成文日期", "公文份号密级"),
        ELEMENTS,
    ),
    ("CHK-C052", "CHK-C053", "CHK-C055", "CHK-C057"): (("",), TABLES),
    ("CHK-C044",): (("Heading 4", "公文正文"), CONTENT),
    ("CHK-RPT001", "CHK-RPT002"): (("",), CONTENT),
    ("CHK-HEUR-002",): (
        ("公文空行", "公文字号"),
        "Blank lines are part of the standard's layout (two under the red rule; the number's own before it is given).",
    ),
}


def prepare() -> Path:
    """The checker's environment, made once; returns its command."""
    command = PLACE / "venv" / "bin" / "gongwen"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", PLACE / "venv"], check=True)
        subprocess.run([command.with_name("pip"), "install", "--quiet", PACKAGE], check=True)
    rules = PLACE / "gbt9704.yaml"
    rules.write_text(CORRECTED, encoding="utf-8")
    _run(command, "rule-import", "_common", "-f", str(rules), "--source", "user")
    return command


def _run(command: Path, *arguments: str) -> str:
    environment = os.environ | {"GONGWEN_DATA_DIR": str(PLACE / "data")}
    done = subprocess.run([command, *arguments], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def findings(command: Path, file: Path) -> list[dict[str, Any]]:
    """What it finds in a report, sums over findings already listed left out."""
    found = json.loads(_run(command, "check", "-t", "report", "--json", str(file)))
    return [finding for finding in found if finding["location"] != "document"]


def explanation(finding: dict[str, Any], styles: Sequence[str]) -> str:
    """Why a finding is none; empty when it is one."""
    kind, _, place = finding["location"].partition(":")
    style = styles[int(place)] if kind == "paragraph" else ""
    for checks, (where, reason) in EXPLAINED.items():
        if finding["rule_id"] in checks and style in where:
            return reason
    return ""


def main(arguments: Sequence[str]) -> int:
    command, open_ = prepare(), 0
    for name in arguments:
        styles = [str(getattr(one.style, "name", "")) for one in docx.Document(name).paragraphs]
        for finding in findings(command, Path(name)):
            reason = explanation(finding, styles)
            open_ += not reason
            what = f"{finding['name']} {finding['location']} {finding['original'][:20]} -> {finding['suggested']}"
            print(f"{'explained' if reason else 'OPEN'}: {what}{reason and f' | {reason}'}")
    print(f"{open_} open")
    return 1 if open_ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
