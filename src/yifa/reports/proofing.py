"""Review of a report while it is written: findings at their passages, and typed numbers beside the figures they are.

The text is laid out as one document, so that parts, numbering and sums across paragraphs are seen; every finding is
then told at the passage it stands in, with its place in that passage. What a figure token shows is not questioned.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from yifa import law
from yifa.figures.definitions import figure
from yifa.figures.kept import kept_of
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.reports.drafting import numbers, office_name
from yifa.reports.models import Aside, Passage, Report
from yifa.reports.queries import compose, current, resolved
from yifa.reports.rules import runs_of
from yifa.reports.values import Block, Run, Token, numbered
from yifa.reports.wording import Numbers, token
from yifa.review import CHECKS, Document, Figure, Finding, SetAside, Settings
from yifa.review import Block as Stretch
from yifa.review.comparison import verdict
from yifa.review.review import Review
from yifa.review.review import report as reviewed

TYPED = "report.typed"  # a number typed by hand; it takes the place of ledger.differs here
TYPED_NAME = "手工输入的数字"
TYPED_BASIS = "报告中的数字应当能够追溯到记录"
LONGEST_ASIDE = timedelta(days=366)
# What only the finished paper has (its date, its signature) or what the publication's own gate asks two people about.
LATER = frozenset({"structure.signature", "structure.number", "ledger.differs", "sameness.peers"})
NAMES = {one.code: one.name for one in CHECKS} | {TYPED: TYPED_NAME}


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding at a passage: text[start:end] of it. `passage` 0 means the whole report; `figure` may take its place."""

    passage: int
    check: str
    name: str
    severity: str
    start: int
    end: int
    text: str
    message: str
    basis: str = ""
    suggestion: str = ""
    figure: Mapping[str, str] | None = None

    def to_json(self) -> dict[str, Any]:
        """As the editor shows it."""
        return asdict(self)


@dataclass(frozen=True)
class Sheet:
    """A report laid out for reading: where each passage begins, and which stretches are figure tokens."""

    document: Document
    places: Sequence[tuple[int, int]]  # (start, passage), rising
    chips: Sequence[tuple[int, int]]
    ends: Mapping[int, int] = field(default_factory=dict)

    def place(self, finding: Finding) -> tuple[int, int]:
        """(passage, where it begins); passage 0 where the finding lies in none, or over several."""
        at = bisect_right(self.places, (finding.start, float("inf"))) - 1
        if at < 0 or finding.end == finding.start:
            return 0, 0
        start, passage = self.places[at]
        return (passage, start) if finding.end <= self.ends[passage] else (0, 0)

    def in_chip(self, start: int, end: int) -> bool:
        """Whether a stretch touches a figure token."""
        return any(low < end and start < high for low, high in self.chips)


def proof(found: Report, edited: Mapping[int, Any] | None = None) -> list[Remark]:
    """Review a report with the passages as they stand in somebody's editor (`edited`: runs by passage, not yet saved)."""
    given = numbers(found.unit, found.year, as_of=found.as_of)
    pairs = [(one, _typed(one, block, edited or {}, given)) for one, block in current(found)]
    sheet = lay_out(found, pairs)
    settings = Settings(least="low", year=found.year, without=LATER, set_aside=tuple(_asides(found)))
    told = reviewed(sheet.document, acts=law.register(), settings=settings)
    remarks = [*_of_checks(sheet, told), *_of_numbers(sheet, told.figures, given, settings)]
    return sorted(remarks, key=lambda one: (one.passage == 0, one.passage, one.start))


def _typed(one: Passage, block: Block, edited: Mapping[int, Any], given: Numbers) -> Block:
    if one.pk not in edited:
        return block
    return resolved(
        Block(block.kind, runs_of(edited[one.pk]), block.level, block.theme, block.sources), given
    )


def lay_out(found: Report, pairs: Sequence[tuple[Passage, Block]]) -> Sheet:
    """Title, addressee, passages with their heading numbers, and the office's name, one a line."""
    draft = compose(found, pairs)
    parts: list[str] = [draft.title, f"{draft.addressee}："]
    blocks = [Stretch(0, len(draft.title), "title"), _line(parts, "paragraph", 0)]
    places, ends, chips = list[tuple[int, int]](), dict[int, int](), list[tuple[int, int]]()
    for (one, block), shown in zip(pairs, numbered(block for _, block in pairs), strict=True):
        start = sum(map(len, parts)) + len(parts)
        parts.append(shown.text)
        blocks.append(Stretch(start, start + len(shown.text), block.kind, block.level))
        start += len(shown.text) - len(block.text)
        places.append((start, one.pk))
        ends[one.pk] = start + len(block.text)
        chips += _chips(block.runs, start)
    parts.append(office_name(found.unit))
    blocks.append(_line(parts, "paragraph", 0))
    return Sheet(
        Document(f"{found.number}.txt", "\n".join(parts), tuple(blocks), title=draft.title),
        places,
        chips,
        ends,
    )


def _line(parts: Sequence[str], kind: str, level: int) -> Stretch:
    end = sum(map(len, parts)) + len(parts) - 1
    return Stretch(end - len(parts[-1]), end, kind, level)


def _chips(runs: Iterable[Run], start: int) -> Iterator[tuple[int, int]]:
    for run in runs:
        if isinstance(run, Token):
            yield start, start + len(run.text)
        start += len(run.text)


def _of_checks(sheet: Sheet, told: Review) -> Iterator[Remark]:
    for one in told.findings:
        passage, start = sheet.place(one)
        touched = one.end > one.start and sheet.in_chip(one.start, one.end)
        if touched and not one.check.startswith("arithmetic."):
            continue  # the words of a token follow the ledger; only sums around it may be wrong
        yield Remark(
            passage,
            one.check,
            NAMES.get(one.check, ""),
            one.severity,
            one.start - start if passage else 0,
            one.end - start if passage else 0,
            one.text,
            one.message,
            one.basis,
            "" if touched or not passage else one.suggestion,
        )


def _of_numbers(
    sheet: Sheet, figures: Sequence[Figure], given: Numbers, settings: Settings
) -> Iterator[Remark]:
    """Numbers that were typed instead of picked, each with the figure it seems to be."""
    ledger = kept_of("", given.now)
    for one in figures:
        if one.scope not in ("year", "last_year") or sheet.in_chip(one.start, one.end):
            continue
        finding = Finding(TYPED, "medium", one.start, one.end, one.text, "", TYPED_BASIS)
        passage, start = sheet.place(finding)
        if not passage or any(aside.covers(finding, clock.today()) for aside in settings.set_aside):
            continue
        severity, message, code = _judged(one, ledger.kept(one.kind), given)
        offered = _offer(code, given, "last" if one.scope == "last_year" else "text") if code else None
        yield Remark(
            passage, TYPED, TYPED_NAME, severity, one.start - start, one.end - start, one.text, message, TYPED_BASIS,
            figure=offered,
        )  # fmt: skip


def _judged(one: Figure, kept: Sequence[Any], given: Numbers) -> tuple[str, str, str]:
    """Severity, words and the code of the figure that fits best."""
    values = given.last if one.scope == "last_year" else given.now
    judged = [(verdict(one, values[row.code].value), row) for row in kept]
    for wanted in ("equal", "about"):
        if row := next((row for found, row in judged if found == wanted), None):
            return "medium", f"“{one.text}”是手工输入的，可换成指标“{row.name}”，以后随台账更新", row.code
    if judged and one.parent is None and not one.per:
        row = judged[0][1]
        shown = values[row.code].text or "无记录"
        return "high", f"“{one.text}”与台账不一致：指标“{row.name}”为{shown}", row.code
    if same := _by_value(one, given):
        return (
            "medium",
            f"“{one.text}”是手工输入的，与指标“{figure(same).name}”数值相同，请确认是否就是它",
            same,
        )
    return "low", f"“{one.text}”没有对应的指标，请确认有记录可查", ""


def _by_value(one: Figure, given: Numbers) -> str:
    """The only figure with exactly this value and unit; none where several have it or the value says little."""
    if one.value < 10 or one.approx != "exact":
        return ""
    fitting = [
        code
        for code, found in given.now.items()
        if found.unit == one.unit and verdict(one, found.value) == "equal"
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _offer(code: str, given: Numbers, form: Any) -> dict[str, str] | None:
    found = given.value(code, form)
    if found.empty:
        return None
    made = token(found, form)
    return {"figure": code, "form": made.form, "text": made.text, "name": figure(code).name}


# Set aside


def _asides(found: Report) -> Iterator[SetAside]:
    for one in Aside.objects.filter(report=found).select_related("by"):
        yield SetAside(one.check_code, one.text, one.reason, one.by.name, one.until)


@transaction.atomic
def set_aside(
    *, report: Report, check: str, text: str, reason: str, until: date, by: Person, access: Access
) -> Aside:
    """Judge a finding right as it stands, with a reason, until a day; then it is told again."""
    access.require("report", report.path)
    today = clock.today()
    if check not in NAMES:
        raise Invalid({"check": "没有这一项检查"})
    if not reason.strip():
        raise Invalid({"reason": "请写明为什么不必改"})
    if not today <= until <= today + LONGEST_ASIDE:
        raise Invalid({"until": "到期日应在今天之后一年以内"})
    one, _ = Aside.objects.update_or_create(
        report=report,
        check_code=check,
        text=text[:400],
        defaults={"reason": reason.strip()[:200], "until": until, "by": by, "at": clock.now()},
    )
    audit.note("report.set_aside", by=by.pk, target=report.source, detail={"check": check})
    return one


@transaction.atomic
def bring_back(*, aside: Aside, by: Person, access: Access) -> None:
    """Tell a finding again before its day."""
    access.require("report", aside.report.path)
    audit.note("report.bring_back", by=by.pk, target=aside.report.source, detail={"check": aside.check_code})
    aside.delete()
