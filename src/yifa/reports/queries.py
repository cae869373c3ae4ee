"""Named reads of a report: its text with today's or its frozen figures, what is missing, who does what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from yifa.figures.definitions import figure, groups
from yifa.figures.values import Group
from yifa.foundation import clock
from yifa.foundation.errors import Missing
from yifa.journal.queries import Assertion, assertions
from yifa.office.access import Access, in_subtree
from yifa.reports.drafting import facts_of, fill, numbers, office_name
from yifa.reports.models import Comment, Confirmation, Passage, Presence, Report, Version
from yifa.reports.statements import plan
from yifa.reports.values import GAP, Block, Draft, Kind, Part, Run, Text, Token, runs_from_json
from yifa.reports.wording import Numbers, token

HERE = timedelta(seconds=45)  # how long somebody counts as present after being seen


def visible(access: Access) -> QuerySet[Report]:
    """The reports a person may read: those of units over which, or inside which, they hold a post."""
    above = access.records(Report)
    inside = [Q(path=path[:length]) for path in access.paths("read") for length in range(4, len(path), 4)]
    rule = above
    for one in inside:
        rule |= one
    return Report.objects.filter(rule).select_related("unit").order_by("-year", "path", "-pk")


def report(pk: int, access: Access) -> Report:
    """One report; Missing when there is none this person may read."""
    found = visible(access).select_related("unit__parent", "entered_by", "frozen_by").filter(pk=pk).first()
    if found is None:
        raise Missing("没有这份报告，或者您的岗位不能查看")
    return found


def reports_of(path: str, year: int | None = None) -> QuerySet[Report]:
    """Reports of a subtree that were not withdrawn."""
    rows = Report.objects.filter(in_subtree(path)).exclude(step="withdrawn").select_related("unit")
    return rows if year is None else rows.filter(year=year)


def passages(found: Report) -> list[Passage]:
    """The passages that stand, in reading order."""
    return list(Passage.objects.filter(report=found, removed=False).select_related("by"))


def block_of(one: Passage | Version) -> Block:
    """A passage as a value."""
    theme = one.theme if isinstance(one, Passage) else ""
    sources = tuple(one.sources) if isinstance(one, Passage) else ()
    kind: Kind = "heading" if one.kind == "heading" else "paragraph"
    return Block(kind, runs_from_json(one.runs), one.level, theme, sources)


def codes_in(blocks: Iterable[Block]) -> list[str]:
    """The figures a text uses, each once, in reading order."""
    found = [run.code for block in blocks for run in block.runs if isinstance(run, Token)]
    return list(dict.fromkeys(code for code in found if _known(code)))


def _known(code: str) -> bool:
    try:
        return bool(figure(code))
    except Missing:
        return False


def resolved(block: Block, given: Numbers) -> Block:
    """A block whose figures show the given values; a figure no longer defined keeps its last words."""
    return replace(block, runs=tuple(_resolve(run, given) for run in block.runs))


def _resolve(run: Run, given: Numbers) -> Run:
    if isinstance(run, Text) or run.code not in given.now:
        return run
    return token(given.value(run.code, run.form), run.form)


def current(found: Report, rows: Sequence[Passage] | None = None) -> list[tuple[Passage, Block]]:
    """Passages with their blocks as they read now: of a frozen report the words that were fixed, else today's."""
    if found.as_of is None:
        return as_of(found, None, rows)
    kept = passages(found) if rows is None else rows
    return [(one, block_of(one)) for one in kept]


def as_of(
    found: Report, moment: datetime | None, rows: Sequence[Passage] | None = None
) -> list[tuple[Passage, Block]]:
    """Passages with their blocks, figures as they stood at an instant (None: now)."""
    kept = passages(found) if rows is None else list(rows)
    blocks = [block_of(one) for one in kept]
    given = numbers(found.unit, found.year, codes=codes_in(blocks), as_of=moment)
    return [(one, resolved(block, given)) for one, block in zip(kept, blocks, strict=True)]


def compose(found: Report, told: Sequence[tuple[Passage, Block]] | None = None) -> Draft:
    """The report as one value, for documents and programs."""
    pairs = current(found) if told is None else list(told)
    facts = facts_of(found.unit, found.year)
    shown = {run.code: run.text for _, block in pairs for run in block.runs if isinstance(run, Token)}
    return Draft(
        unit=found.unit.code,
        office=office_name(found.unit),
        year=found.year,
        title=fill(plan().title, facts),
        addressee=found.addressee,
        opening=tuple(block for one, block in pairs if one.part == "opening"),
        parts=tuple(_parts(pairs)),
        as_of=found.as_of or clock.now(),
        figures=shown,
    )


def _parts(pairs: Sequence[tuple[Passage, Block]]) -> Iterable[Part]:
    for code in dict.fromkeys(one.part for one, _ in pairs if one.part != "opening"):
        inside = [block for one, block in pairs if one.part == code]
        title = "".join(block.text for block in inside if block.level == 1)
        yield Part(code, title, tuple(block for block in inside if block.level != 1))


def gaps(found: Report) -> list[Passage]:
    """Passages where the office still has to write something."""
    return [one for one in passages(found) if GAP in block_of(one).text]


def empty_parts(found: Report) -> list[str]:
    """Parts of article 25 without any text."""
    written = {one.part for one in passages(found) if one.level != 1 and block_of(one).text.strip()}
    facts = facts_of(found.unit, found.year)
    return [fill(part.title, facts) for part in plan().parts if part.code not in written]


def groups_used(found: Report) -> list[Group]:
    """The groups of figures the text speaks of."""
    used = {figure(code).group for code in codes_in(block_of(one) for one in passages(found))}
    return [group for group in groups() if group.code in used]


def shown_in(
    found: Report, group: str, told: Sequence[tuple[Passage, Block]] | None = None
) -> dict[str, str]:
    """The words of each figure of a group in the text."""
    pairs = current(found) if told is None else told
    runs = [run for _, block in pairs for run in block.runs if isinstance(run, Token) and _known(run.code)]
    return {f"{run.code}|{run.form}": run.text for run in runs if figure(run.code).group == group}


def asserted(found: Report, moment: datetime, year: int | None = None) -> QuerySet[Assertion]:
    """What a report remembered as of an instant, of one year or of all."""
    rows = assertions(found.unit.path, note=found.source).filter(as_of=moment)
    return rows if year is None else rows.filter(start__year=year)


def confirmations(found: Report) -> dict[str, Confirmation]:
    """The latest word of the departments on each group."""
    rows = Confirmation.objects.filter(report=found).select_related("by")
    return {one.group: one for one in rows}


def unconfirmed(found: Report) -> list[Group]:
    """Groups nobody confirmed as they stand now."""
    told, said = current(found), confirmations(found)
    return [
        group
        for group in groups_used(found)
        if not (one := said.get(group.code))
        or not one.agreed
        or one.figures != shown_in(found, group.code, told)
    ]


def authors(found: Report) -> set[int]:
    """Everybody who wrote in the text."""
    rows = Version.objects.filter(passage__report=found).exclude(why="draft").values_list("by", flat=True)
    return {found.entered_by_id, *rows.distinct()}


def comments(found: Report) -> list[Comment]:
    """Remarks with their replies, oldest first."""
    rows = Comment.objects.filter(passage__report=found, parent=None).select_related("by", "resolved_by")
    return list(rows.prefetch_related("replies__by"))


def others_here(found: Report, person_id: int) -> list[Presence]:
    """Who else has the report open now."""
    rows = Presence.objects.filter(report=found, at__gte=clock.now() - HERE).exclude(person_id=person_id)
    return list(rows.select_related("person"))


def versions_at(found: Report, moment: datetime) -> dict[int, Version]:
    """The version of each passage that stood at an instant."""
    rows = Version.objects.filter(passage__report=found, at__lte=moment).select_related("passage")
    return {one.passage_id: one for one in rows.order_by("revision")}
