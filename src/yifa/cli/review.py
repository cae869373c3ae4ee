"""yifa review: read reports and list what an editor would flag."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yifa.foundation.errors import Invalid

if TYPE_CHECKING:
    from yifa.review import Document, LedgerFigures, Review
    from yifa.review.ledger import FixedFigures

Files = Annotated[
    list[Path], typer.Argument(help="报告文件或者文件夹：docx、pdf、txt、html、md", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="每个文件输出一行 JSON")]
Against = Annotated[
    str, typer.Option("--against", metavar="UNIT:YEAR", help="与本系统该单位该年度的指标对照，如 SL-JS:2025")
]
Out = Annotated[Path | None, typer.Option("--out", help="文件夹：每份报告一个 JSON，docx 另存一份带批注的")]
Level = Annotated[str, typer.Option("--severity", help="显示到哪一级：high、medium、low、question")]
Resume = Annotated[Path | None, typer.Option("--resume", help="进度文件：中断后再运行，已完成的文件不再读")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="同时使用几个处理器核心")]
Peers = Annotated[bool, typer.Option("--peers", help="把同时给出的其他文件作为参照（雷同、离群）")]

EXTENSIONS = frozenset({".docx", ".pdf", ".txt", ".html", ".htm", ".md"})


@dataclass(frozen=True, slots=True)
class Job:
    """How every file of one run is reviewed; it travels to the worker processes."""

    least: str = "medium"
    out: Path | None = None
    ledger: LedgerFigures | None = None
    peers: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: its review as a plain object, or why it could not be read."""

    path: Path
    review: dict[str, Any] | None
    error: str = ""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("review")(review)


def review(
    files: Files,
    as_json: Json = False,
    against: Against = "",
    out: Out = None,
    severity: Level = "medium",
    resume: Resume = None,
    jobs: Jobs = 2,
    peers: Peers = False,
) -> None:
    """核稿：读出报告里的每个数字，列出问题。退出码：0 没有问题，1 有问题，2 有文件读不了。"""
    from yifa.review.values import SEVERITIES

    if severity not in SEVERITIES:
        raise typer.BadParameter("应为 high、medium、low 或 question", param_hint="--severity")
    paths = list(_expand(files))
    if out:
        out.mkdir(parents=True, exist_ok=True)
    done = _done(resume)
    job = Job(severity, out, _ledger(against), tuple(paths) if peers else ())
    codes = done.codes
    waiting = [path for path in paths if str(path) not in done.files]
    for outcome in _progress(_run(waiting, job, jobs), len(waiting), quiet=len(waiting) < 4):
        codes.add(_code(outcome))
        _show(outcome, as_json)
        done.note(outcome)
    raise typer.Exit(max(codes, default=0))


def _expand(files: Iterable[Path]) -> Iterator[Path]:
    """Files as given; of a folder, every file in it that a report may be."""
    for path in files:
        if path.is_dir():
            yield from sorted(
                one for one in path.rglob("*") if one.suffix.lower() in EXTENSIONS and one.is_file()
            )
        else:
            yield path


class Done:
    """Which files are done, as lines of a file, so that a killed run can go on."""

    def __init__(self, path: Path | None) -> None:
        self.path, self.files, self.codes = path, set[str](), set[int]()
        lines = path.read_text(encoding="utf-8").splitlines() if path and path.exists() else []
        for line in lines:
            code, _, name = line.partition("\t")
            if code in ("0", "1", "2") and name:
                self.files.add(name)
                self.codes.add(int(code))
        self.stream = path.open("a", encoding="utf-8") if path else None

    def note(self, outcome: Outcome) -> None:
        """One more file is done; written at once."""
        if self.stream:
            self.stream.write(f"{_code(outcome)}\t{outcome.path}\n")
            self.stream.flush()


def _done(path: Path | None) -> Done:
    return Done(path)


def _code(outcome: Outcome) -> int:
    return 2 if outcome.review is None else 1 if outcome.review["findings"] else 0


def _run(paths: list[Path], job: Job, jobs: int) -> Iterator[Outcome]:
    """Review the files in order, on several cores where there are many. Few are handed out ahead: memory stays flat."""
    if jobs == 1 or len(paths) < 8:
        yield from (one(path, job) for path in paths)
        return
    waiting = iter(paths)
    with ProcessPoolExecutor(jobs, initializer=_warm) as pool:
        running = [pool.submit(several, chunk, job) for chunk in islice(_chunks(waiting), jobs * 4)]
        while running:
            yield from running.pop(0).result()
            running += [pool.submit(several, chunk, job) for chunk in islice(_chunks(waiting), 1)]


def _chunks(paths: Iterator[Path], size: int = 16) -> Iterator[list[Path]]:
    while chunk := list(islice(paths, size)):
        yield chunk


def _warm() -> None:
    import yifa.law
    import yifa.review

    assert yifa.law
    assert yifa.review


def several(paths: list[Path], job: Job) -> list[Outcome]:
    """Review some files, in a worker process."""
    return [one(path, job) for path in paths]


def one(path: Path, job: Job) -> Outcome:
    """Review one file; a file that cannot be read is an outcome, not an error."""
    from yifa import law
    from yifa.review import Settings, Unreadable, read, report

    try:
        document = read(path, str(path))
    except Unreadable as error:
        return Outcome(path, None, str(error))
    others = [other for peer in job.peers if peer != path and (other := _peer(peer))]
    result = report(
        document,
        acts=law.register(),
        ledger=job.ledger,
        peers=others,
        settings=Settings(least=job.least),
    )
    if job.out:
        _write(path, result, job.out)
    return Outcome(path, result.to_json())


@lru_cache(maxsize=512)
def _peer(path: Path) -> Document | None:
    """Another file of the same run; one that cannot be read is no peer."""
    from yifa.review import Unreadable, read

    try:
        return read(path, str(path))
    except Unreadable:
        return None


def _ledger(against: str) -> FixedFigures | None:
    """The figures of UNIT:YEAR by the kinds they stand for; Invalid says what is wrong. Only this needs the database."""
    if not against:
        return None
    from yifa.cli import start_django
    from yifa.cli.figures import ask
    from yifa.figures.kept import kept_of

    unit, year = _unit_year(against)
    start_django()
    found, _, rows = ask(unit, year)
    return kept_of(f"{found.name}{year}年", {figure.code: value for figure, value in rows})


def _unit_year(against: str) -> tuple[str, str]:
    unit, _, year = against.rpartition(":")
    if not unit or not re.fullmatch(r"20\d\d", year):
        raise Invalid({"against": f"“{against}”应写成 单位代码:年度，单位代码用 yifa units 查看"})
    return unit, year


def _write(path: Path, result: Review, out: Path) -> None:
    """The review as JSON beside the commented Word file; names keep apart files of the same name."""
    from hashlib import sha256

    from yifa.review import annotate_docx

    stem = f"{path.stem}-{sha256(str(path.resolve()).encode()).hexdigest()[:6]}"
    (out / f"{stem}.json").write_text(
        json.dumps(result.to_json(), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    if result.document.format == "docx":
        (out / f"{stem}.docx").write_bytes(annotate_docx(path.read_bytes(), result.findings))


def _progress(outcomes: Iterator[Outcome], total: int, *, quiet: bool) -> Iterator[Outcome]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    if quiet or not sys.stderr.isatty():
        yield from outcomes
        return
    with Progress(
        "核稿", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True)
    ) as bar:
        task = bar.add_task("", total=total)
        for outcome in outcomes:
            yield outcome
            bar.advance(task)


def _show(outcome: Outcome, as_json: bool) -> None:
    if as_json:
        shown = outcome.review or {
            "file": str(outcome.path),
            "error": outcome.error,
            "figures": [],
            "findings": [],
        }
        typer.echo(json.dumps(shown, ensure_ascii=False))
    elif outcome.review is None:
        typer.echo(f"{outcome.path}：{outcome.error}", err=True)
    else:
        from yifa.review.listing import show

        show(outcome.review)
