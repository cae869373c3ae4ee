"""A third party opens the commented Word file: each comment stands at the words it speaks of."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from lxml import etree

from tests.review.files import saved
from tests.review.texts import REPORT
from yifa import law
from yifa.review import annotate_docx, check, read

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
NAME = f"{OFFICE}name"
pytestmark = pytest.mark.skipif(
    not shutil.which("soffice"), reason="apt-get install libreoffice-writer-nogui"
)


def spoiled() -> bytes:
    """A report with faults in the running text, across runs and in a table."""
    word = docx.Document()
    for line in REPORT.replace("全年", "全年全年", 1).splitlines():
        word.add_paragraph(line)
    split = word.add_paragraph("坚持依法")
    split.add_run("绝").bold = True
    split.add_run("策，依据《信访条列》办理。")
    table = word.add_table(3, 2)
    for row, texts in enumerate([("类别", "受理（件）"), ("邻里", "20"), ("合计", "30")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).text = "邻里纠份调解"
    return saved(word)


def annotated(flat: bytes) -> list[str]:
    """The words that each comment of a flat ODF file spans."""
    root = etree.fromstring(flat)
    spans: dict[str, str] = {}
    open_now: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        inside = any(parent.tag == f"{OFFICE}annotation" for parent in element.iterancestors())
        if event == "start" and element.tag == f"{OFFICE}annotation" and element.get(NAME):
            open_now.append(element.get(NAME))
            spans[element.get(NAME)] = ""
        elif event == "start" and element.tag == f"{OFFICE}annotation-end":
            open_now.remove(element.get(NAME))
        text = element.text if event == "start" else element.tail
        own = element.tag == f"{OFFICE}annotation"
        if text and not inside and not (own and event == "start"):
            for name in open_now:
                spans[name] += text
    return list(spans.values())


def test_libreoffice_shows_each_comment_at_its_words(tmp_path: Path) -> None:
    data = spoiled()
    findings = check(read(data), acts=law.register())
    assert {"依法绝策", "《信访条列》", "全年全年", "纠份"} <= {one.text for one in findings}
    (tmp_path / "in.docx").write_bytes(annotate_docx(data, findings))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "fodt",
        "--outdir",
        tmp_path,
        tmp_path / "in.docx",
    ]
    subprocess.run(
        command, env=os.environ | {"HOME": str(tmp_path)}, check=True, capture_output=True, timeout=180
    )
    spans = annotated((tmp_path / "in.fodt").read_bytes())
    placed = [one.text for one in findings if one.end > one.start]
    for text in placed:
        assert text.replace("\n", "") in [span.replace("\n", "").strip() for span in spans], (text, spans)
