"""Review on one core: pages a second, growth with length, memory; then a district's run on two cores, killed once."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import docx

from benchmarks.review_texts import report as made
from benchmarks.table import Table
from yifa import law
from yifa.review import Document, Review, annotate_docx, figures, read, report

PAGE = 22 * 28  # characters of a page after GB/T 9704
TODAY = date(2026, 3, 1)


def run(quick: bool) -> Iterable[Table]:
    """All tables; the full scale reviews 40,000 reports."""
    law.register()
    yield speed()
    yield growth(quick)
    yield district(2000 if quick else 40_000)


def timed(work: Callable[[], object], least: float = 0.5) -> float:
    """Processor seconds one call takes, over as many calls as fill the time."""
    work()
    calls, began = 0, time.process_time()
    while (spent := time.process_time() - began) < least:
        work()
        calls += 1
    return spent / calls


def speed() -> Table:
    """Reading, figures, the whole review, comments: a report of 5,000 characters, one core."""
    text = made(1)
    plain, word = text.encode(), _word(text)
    document = read(plain, "a.txt")
    findings = _review(document).findings
    table = Table(
        "Review of one report of 5,000 characters, one core", ("work", "ms", "reports/s", "pages/s")
    )
    for name, work in (
        ("read txt", lambda: read(plain, "a.txt")),
        ("read docx", lambda: read(word, "a.docx")),
        ("figures", lambda: figures(document)),
        ("figures and all checks", lambda: _review(document)),
        ("comments into docx", lambda: annotate_docx(word, findings)),
    ):
        seconds = timed(work)
        table.add(name, seconds * 1000, 1 / seconds, len(text) / PAGE / seconds)
    return table


def growth(quick: bool) -> Table:
    """Time and memory by length: both should grow as the text does."""
    table = Table("Growth with length", ("characters", "ms", "times before", "peak MiB"))
    before = 0.0
    for factor in (1, 4, 16) if quick else (1, 4, 16, 64):
        document = read(made(7, 5000 * factor).encode(), "a.txt")
        seconds = timed(lambda one=document: _review(one), 0.3)  # type: ignore[misc]
        tracemalloc.start()
        _review(document)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        table.add(len(document.text), seconds * 1000, seconds / before if before else "", peak)
        before = seconds
    return table


def district(number: int) -> Table:
    """Many files in one run on two cores, killed once on the way and continued."""
    table = Table(f"{number:,} reports of 5,000 characters, two cores", ("measure", "value"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for at in range(number):
            (folder / f"{at:05}.txt").write_text(made(at), encoding="utf-8")
        state = folder / "done"
        began = time.perf_counter()
        killed = _killed(folder, state, number // 10)
        done = len(state.read_text(encoding="utf-8").splitlines())
        middle = time.perf_counter()
        _start(folder, state).wait()
        ended = time.perf_counter()
        lines = state.read_text(encoding="utf-8").splitlines()
        table.add("done when killed", done)
        table.add("done after going on", len({line.partition("\t")[2] for line in lines}))
        table.add("reports/s after going on", (number - done) / (ended - middle))
        table.add("seconds in all", ended - began)
        table.add(
            "peak MiB of the largest process", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        )
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        table.add("processor ms a report", (spent.ru_utime + spent.ru_stime) / number * 1000)
        table.add("killed by signal", killed)
    return table


def _start(folder: Path, state: Path) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "yifa.cli",
        "review",
        "--json",
        "--jobs",
        "2",
        "--resume",
        str(state),
        str(folder),
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)


def _killed(folder: Path, state: Path, after: int) -> int:
    process = _start(folder, state)
    while process.poll() is None and (
        not state.exists() or state.read_text(encoding="utf-8").count("\n") < after
    ):
        time.sleep(0.2)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    return -process.wait()


def _review(document: Document) -> Review:
    return report(document, acts=law.register(), today=TODAY)


def _word(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
