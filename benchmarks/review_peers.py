"""Review beside other tools, in one run: python -m benchmarks.review_peers [FOLDER…]

Each tool is installed into a virtual environment of its own in a temporary folder (needs uv and the package registry)
and is given the same texts: the labelled passages of tests/corpus, and any FOLDER of labelled reports. Numbers are
compared by place and value (units are asked of ours only, in a row of its own); findings by place. Time is the
processor time of the calls alone, the best pass of two seconds, without start and imports.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import docx

from benchmarks.table import Table
from tools.review_score import Case, cases
from yifa import law
from yifa.review import Settings, check, figures
from yifa.review.scan import candidates

# Each worker reads a JSON list of texts (gongwen-skill: of docx paths) and prints seconds and what it found in each.
FRAME = """
import json, sys, time
sys.stdout, out = sys.stderr, sys.stdout
texts = json.load(open(sys.argv[1]))
{load}
work(texts[0])
best, spent = 1e9, 0.0
while spent < 2.0:
    began = time.process_time()
    found = [work(text) for text in texts]
    seconds = time.process_time() - began
    best, spent = min(best, seconds), spent + seconds
json.dump({{"seconds": best, "found": found}}, out)
"""
RECOGNIZERS = """
from recognizers_number import Culture, recognize_number, recognize_percentage
from recognizers_number_with_unit import recognize_currency
def work(text):
    units = recognize_percentage(text, Culture.Chinese) + recognize_currency(text, Culture.Chinese)
    taken = [(one.start, one.end) for one in units]
    plain = [one for one in recognize_number(text, Culture.Chinese)
             if not any(start <= one.start <= end for start, end in taken)]
    return [[one.start, one.end + 1, str((one.resolution or {}).get("value"))] for one in units + plain]
"""
JIONLP = """
import jionlp
def work(text):
    found = jionlp.ner.extract_money(text, with_parsing=True)
    return [[*one["offset"], one["detail"]["num"]] for one in found if isinstance(one["detail"]["num"], str)]
"""
# The package imports torch for its models, which are not shipped; its checker of proper names and idioms needs none.
PYCORRECTOR = """
from unittest.mock import MagicMock
while True:
    try:
        from pycorrector.proper_corrector import ProperCorrector
        break
    except ModuleNotFoundError as missing:
        sys.modules[missing.name] = MagicMock()
checker = ProperCorrector()
def work(text):
    return [[place, place + len(wrong), wrong] for wrong, _, place in checker.correct(text)["errors"]]
"""
GONGWEN = """
from engine.core.document.parser import parse_docx
from engine.core.rules.engine import RuleEngine
engine = RuleEngine()
def work(path):
    return [[-1, -1, issue.original_text or ""] for issue in engine.check(parse_docx(path), "report")]
"""


@dataclass(frozen=True)
class Peer:
    """A tool: what to install and how to call it."""

    name: str
    packages: Sequence[str]
    load: str
    extra: Sequence[str] = ()


NUMBERS = (
    Peer("recognizers-text-suite", ("recognizers-text-suite", "emoji<2"), RECOGNIZERS),
    Peer("jionlp (money)", ("jionlp",), JIONLP),
)
FINDINGS = (
    Peer(
        "pycorrector (proper names)",
        ("pycorrector", "pypinyin", "jieba", "loguru", "numpy", "pyahocorasick", "six"),
        PYCORRECTOR,
        ("--no-deps",),
    ),
    Peer("gongwen-skill check", ("gongwen-skill",), GONGWEN),
)
Spans = list[tuple[int, int, str]]


def installed(peer: Peer, folder: Path) -> Path:
    """The Python of a fresh environment with the tool."""
    home = folder / peer.name.split()[0]
    subprocess.run(["uv", "venv", "-q", "--python", sys.executable, str(home)], check=True)
    python = home / "bin" / "python"
    subprocess.run(["uv", "pip", "install", "-q", "-p", str(python), *peer.extra, *peer.packages], check=True)
    return python


def asked(peer: Peer, inputs: Sequence[str], folder: Path) -> tuple[float, list[Spans]]:
    """Seconds and what the tool found in each text."""
    python = installed(peer, folder)
    given, worker = folder / "texts.json", folder / "worker.py"
    given.write_text(json.dumps(inputs), encoding="utf-8")
    worker.write_text(FRAME.format(load=peer.load), encoding="utf-8")
    done = subprocess.run([str(python), str(worker), str(given)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{peer.name}: {done.stderr[-400:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer["seconds"], [[(int(a), int(b), str(v)) for a, b, v in one] for one in answer["found"]]


def ours(work: Callable[[Case], Spans], texts: Sequence[Case]) -> tuple[float, list[Spans]]:
    """The same of Yifa."""
    work(texts[0])
    best, spent = float("inf"), 0.0
    while spent < 2.0:
        began = time.process_time()
        found = [work(case) for case in texts]
        seconds = time.process_time() - began
        best, spent = min(best, seconds), spent + seconds
    return best, found


def numbers(texts: Sequence[Case], folder: Path) -> Table:
    """Numbers that count something: place and value."""
    table = Table(f"Figures in {len(texts)} texts", ("tool", "precision", "recall", "texts/s"))
    seconds, found = ours(
        lambda case: [(one.start, one.end, str(one.value)) for one in figures(case.document)], texts
    )
    table.add("yifa", *_scored(texts, found), len(texts) / seconds)
    strict = [
        [(one.start, one.end, f"{float(one.value)} {one.unit}") for one in figures(case.document)]
        for case in texts
    ]
    table.add("yifa, unit too", *_scored(texts, strict, unit=True), len(texts) / seconds)
    seconds, found = ours(
        lambda case: [(one.start, one.end, str(one.number.value)) for one in candidates(case.document.text)],
        texts,
    )
    table.add("yifa, numbers with units alone", *_scored(texts, found), len(texts) / seconds)
    for peer in NUMBERS:
        seconds, found = asked(peer, [case.document.text for case in texts], folder)
        table.add(peer.name, *_scored(texts, found), len(texts) / seconds)
    return table


def _scored(texts: Sequence[Case], found: Sequence[Spans], *, unit: bool = False) -> tuple[float, float]:
    right = said = wanted = 0
    for case, spans in zip(texts, found, strict=True):
        labels = [label for label in case.labels if not label.edge]
        edges = [label for label in case.labels if label.edge]
        wanted += len(labels)
        said += sum(
            not any(start < edge.end and edge.start < end for edge in edges) for start, end, _ in spans
        )
        for label in labels:
            value = f"{float(label.value)} {label.unit}" if unit else str(label.value)
            right += any(
                start < label.end
                and label.start < end
                and (text == value if unit else _number(text) == label.value)
                for start, end, text in spans
            )
    return right / max(said, 1), right / max(wanted, 1)


def _number(text: str) -> float | None:
    try:
        return float(text.rstrip("%"))
    except ValueError:
        return None


def faults(texts: Sequence[Case], folder: Path) -> Table:
    """What an editor would flag: place."""
    table = Table(f"Findings in {len(texts)} texts", ("tool", "precision", "recall", "texts/s"))
    acts = law.register()

    def review(case: Case) -> Spans:
        found = check(case.document, acts=acts, today=date(2026, 11, 1), settings=Settings(year=case.year))
        return [(one.start, one.end, one.check) for one in found]

    seconds, found = ours(review, texts)
    table.add("yifa", *_hit(texts, found), len(texts) / seconds)
    for peer in FINDINGS:
        word = peer.name.startswith("gongwen")
        inputs = (
            [str(_word(case, folder, at)) for at, case in enumerate(texts)]
            if word
            else [one.document.text for one in texts]
        )
        seconds, found = asked(peer, inputs, folder)
        table.add(
            peer.name,
            *_hit(texts, [_placed(*one) for one in zip(texts, found, strict=True)] if word else found),
            len(texts) / seconds,
        )
    return table


def _placed(case: Case, spans: Spans) -> Spans:
    """Where a quotation stands, for a tool that gives no offsets. A whole paragraph points at no word in it."""
    found: Spans = []
    for start, _, text in spans:
        at = case.document.text.find(text) if start < 0 and 0 < len(text) <= 40 else -1
        found.append((at, at + len(text), text) if at >= 0 else (-1, -1, text))
    return found


def _hit(texts: Sequence[Case], found: Sequence[Spans]) -> tuple[float, float]:
    right = said = met = wanted = 0
    for case, spans in zip(texts, found, strict=True):
        defects = [one for one in case.defects if one.start is not None and one.start >= 0]
        firm = [one for one in defects if one.confidence != "low"]
        said, wanted = said + len(spans), wanted + len(firm)
        near = [(one.start or 0, (one.start or 0) + max(len(one.text), 1)) for one in defects]
        right += sum(any(start < b and a < end for a, b in near) for start, end, _ in spans)
        met += sum(
            any(s < (d.start or 0) + max(len(d.text), 1) and (d.start or 0) < e for s, e, _ in spans)
            for d in firm
        )
    return right / max(said, 1), met / max(wanted, 1)


def _word(case: Case, folder: Path, at: int) -> Path:
    document = docx.Document()
    for line in case.document.text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    path = folder / f"{at}.docx"
    path.write_bytes(out.getvalue())
    return path


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the tables for the corpus and for each folder given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    corpus = Path(__file__).parent.parent / "tests" / "corpus"
    halves = ("open", "held", "second", "third", "fourth", "fifth")
    sets = {"tests/corpus": [case for half in halves for case in cases(corpus / half)]}
    sets |= {folder.name: cases(folder) for folder in options.folders}
    for name, texts in sets.items():
        with tempfile.TemporaryDirectory() as temporary:
            print(
                f"## {name}\n\n{numbers([one for one in texts if one.labelled], Path(temporary))}\n\n{faults(texts, Path(temporary))}\n",
                flush=True,
            )


if __name__ == "__main__":
    main()
