"""A review as a person keeps it for a day: the files given, what was found in each, and what was decided about it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yifa import law
from yifa.desk.kept import Drawer, Folder
from yifa.figures.kept import kept_by
from yifa.foundation.errors import Missing
from yifa.office.models import Unit
from yifa.review import Document, Finding, Settings, Unreadable, corrections, read, report
from yifa.review.ledger import FixedFigures
from yifa.review.values import Block, Cell

DRAWER = Drawer("review")
# Groups of checks, by the first word of their codes.
GROUPS: dict[str, Any] = {
    "arithmetic": gettext_lazy("算术"),
    "ledger": gettext_lazy("与台账对照"),
    "figures": gettext_lazy("数据合理性"),
    "law": gettext_lazy("法规引用"),
    "structure": gettext_lazy("结构格式"),
    "privacy": gettext_lazy("个人信息和涉密"),
    "wording": gettext_lazy("文字"),
    "sameness": gettext_lazy("雷同"),
}
SPELL = 0.5  # seconds of reviewing in one request: progress is seen to move
ACCEPTED, DISMISSED = "accepted", "dismissed"


@dataclass(frozen=True, slots=True)
class Job:
    """One review of one or more files. Files are numbered from one, in the order they were given."""

    folder: Folder

    @property
    def token(self) -> str:
        """The name it is asked for by."""
        return self.folder.token

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return list(self.folder.about["names"])

    @property
    def options(self) -> dict[str, Any]:
        """How the files are to be reviewed."""
        return dict(self.folder.about["options"])

    def numbers(self) -> range:
        """The numbers of the files."""
        return range(1, len(self.names) + 1)

    def waiting(self) -> list[int]:
        """Files nobody has looked at yet."""
        return [number for number in self.numbers() if not self.folder.has(f"{number}.json")]

    def source(self, number: int) -> bytes:
        """A file as it was given."""
        return self.folder.read(f"{number}.source")

    def result(self, number: int) -> dict[str, Any] | None:
        """What came of a file: `error`, or `text`, `blocks` and the review. None while it waits."""
        if number not in self.numbers():
            raise Missing(_("没有这个文件"), fix=_("请从文件列表选择"))
        found: dict[str, Any] | None = self.folder.read_json(f"{number}.json")
        return found

    def states(self, number: int) -> dict[int, str]:
        """What was decided about findings, by their number."""
        found = self.folder.read_json(f"{number}.states") or {}
        return {int(key): value for key, value in found.items()}

    def decide(self, number: int, finding: int, state: str) -> str:
        """Accept, dismiss or (empty) reopen a finding. Returns why it cannot be accepted, or nothing."""
        states = self.states(number) | {finding: state}
        if state == ACCEPTED and corrections.clash(self._accepted(number, states)):
            return _("这一处与已采纳的另一处修改重叠，请先撤销那一处")
        self.folder.write_json(f"{number}.states", {key: value for key, value in states.items() if value})
        return ""

    def accepted(self, number: int) -> list[Finding]:
        """The findings whose suggestion was taken."""
        return self._accepted(number, self.states(number))

    def _accepted(self, number: int, states: dict[int, str]) -> list[Finding]:
        return [one for at, one in findings_of(self.result(number)) if states.get(at) == ACCEPTED]

    def standing(self, number: int) -> list[Finding]:
        """The findings that were not dismissed."""
        states = self.states(number)
        return [one for at, one in findings_of(self.result(number)) if states.get(at) != DISMISSED]


def findings_of(result: dict[str, Any] | None) -> list[tuple[int, Finding]]:
    """The findings of a result, numbered from one."""
    rows = (result or {}).get("findings", [])
    return [(number, Finding(**row)) for number, row in enumerate(rows, start=1)]


def start(owner: int, files: Iterable[tuple[str, bytes]], options: dict[str, Any]) -> Job:
    """Keep files for review."""
    given = list(files)
    folder = DRAWER.new(owner, names=[name for name, _content in given], options=options)
    for number, (_name, content) in enumerate(given, start=1):
        folder.write(f"{number}.source", content)
    return Job(folder)


def find(token: str, owner: int) -> Job:
    """A person's own review."""
    return Job(DRAWER.find(token, owner))


def advance(job: Job) -> None:
    """Review the next files that wait, one at least, for half a second. Doing it twice does no harm."""
    began = time.monotonic()
    for number in job.waiting():
        job.folder.write_json(f"{number}.json", _reviewed(job, number))
        if time.monotonic() - began > SPELL:
            return


def _reviewed(job: Job, number: int) -> dict[str, Any]:
    options = job.options
    try:
        document = _document(job, number)
    except Unreadable as error:
        return {"error": error.message, "fix": error.fix}
    found = report(
        document,
        acts=law.register(),
        ledger=_ledger(options),
        peers=_peers(job, number) if options.get("peers") else (),
        settings=Settings(least="question", year=options.get("year")),
    )
    blocks = [[one.start, one.end, one.kind, one.level] for one in document.blocks]
    tables = [[astuple(cell) for cell in grid] for grid in document.tables]
    whole = {"text": document.text, "format": document.format, "blocks": blocks, "tables": tables}
    return found.to_json() | whole


def _peers(job: Job, number: int) -> list[Document]:
    others = []
    for other in job.numbers():
        if other != number:
            try:
                others.append(_document(job, other))
            except Unreadable:  # said where that file itself is shown
                continue
    return others


def _document(job: Job, number: int) -> Document:
    """A file as text; once read it is kept so, for it is asked for beside every other file."""
    if kept := job.folder.read_json(f"{number}.document"):
        blocks = tuple(Block(*one) for one in kept["blocks"])
        tables = tuple(tuple(Cell(*one) for one in grid) for grid in kept["tables"])
        return Document(kept["name"], kept["text"], blocks, kept["format"], kept["title"], tables)
    document = read(job.source(number), job.names[number - 1])
    if job.options.get("peers"):
        job.folder.write_json(f"{number}.document", asdict(document) | _plain(document))
    return document


def _plain(document: Document) -> dict[str, Any]:
    return {
        "blocks": [astuple(one) for one in document.blocks],
        "tables": [[astuple(cell) for cell in grid] for grid in document.tables],
    }


def _ledger(options: dict[str, Any]) -> FixedFigures | None:
    """The figures of the unit and year that were chosen, by the kinds of figure they stand for."""
    unit, year = unit_of(options), options.get("year")
    if unit is None or year is None:
        return None
    return kept_by(unit, year)


def unit_of(options: dict[str, Any]) -> Unit | None:
    """The unit against whose figures the files are read, if any."""
    pk = options.get("unit")
    return Unit.objects.filter(pk=pk).first() if pk else None
