"""Write the yearly report of a unit from its records: themes, statements, highlights and the office's own list.

Nothing is invented: a sentence stands only on figures that have something to say, on a record's highlight, or on an
entry of the office's list. What is missing is marked 【请填写】.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zlib import crc32

from yifa.figures import queries as figures
from yifa.figures.definitions import figures as defined
from yifa.figures.definitions import groups
from yifa.figures.values import FigureValue, Group
from yifa.foundation import clock
from yifa.foundation.errors import Invalid
from yifa.office.access import in_subtree
from yifa.office.models import Unit, UnitKind
from yifa.records.models import WITHDRAWN, Record, Secrecy
from yifa.reports.fates import Fate, fates
from yifa.reports.models import Item, ItemKind
from yifa.reports.statements import PartPlan, Statement, Theme, joined, plan, render, spoken_of, themes
from yifa.reports.values import Block, Draft, Form, Part, Run, Text
from yifa.reports.wording import Numbers

HIGHLIGHTS = 3  # sentences quoted for a field of work
FIRST_YEAR, LAST_YEAR = 2000, 2200
FULL = 100


@dataclass(frozen=True, slots=True)
class Writer:
    """What the writing of one report looks at."""

    unit: Unit
    year: int
    numbers: Numbers
    facts: Mapping[str, str]
    items: Mapping[str, Sequence[Item]]
    last_items: Mapping[str, Sequence[Item]]
    highlights: Mapping[str, Sequence[Record]]
    prefer: Form = "text"

    def pick(self, key: str, count: int) -> int:
        """Which of several wordings: the same for a unit and year always, another one the next year."""
        return (crc32(f"{self.unit.code}/{key}".encode()) + self.year) % count

    def say(
        self, key: str, wordings: Sequence[str], more: Mapping[str, str] | None = None
    ) -> tuple[Run, ...]:
        """One of the wordings the figures support; nothing when they support none."""
        facts = {**self.facts, **(more or {})}
        told = [runs for one in wordings if (runs := render(one, self.numbers, facts, prefer=self.prefer))]
        return told[self.pick(key, len(told))] if told else ()


def draft(
    unit: Unit,
    year: int,
    *,
    as_of: datetime | None = None,
    prefer: Form = "text",
    order: Sequence[str] = (),
) -> Draft:
    """The report of a unit for a year, as the records stand now or stood at an instant.

    `prefer` words figures roughly (over, near) where that is true; `order` moves the named parts to the front.
    Raises Invalid for a year no report can be for, or a unit that did not stand in it.
    """
    check(unit, year)
    moment = as_of or clock.now()
    writer = _writer(unit, year, as_of, prefer)
    frame = plan()
    return Draft(
        unit=unit.code,
        office=writer.facts["office"],
        year=year,
        title=fill(frame.title, writer.facts),
        addressee=writer.facts["district"],
        opening=(Block("paragraph", writer.say("opening", frame.opening)),),
        parts=tuple(_part(writer, part) for part in ordered(frame.parts, order)),
        as_of=moment,
        figures={code: value.text for code, value in writer.numbers.now.items() if not value.empty},
    )


def check(unit: Unit, year: int) -> None:
    """Refuse a year no report can be for."""
    if not FIRST_YEAR <= year <= LAST_YEAR or year > clock.today().year:
        raise Invalid({"year": f"不能起草{year}年度的报告，请填写不晚于{clock.today().year}年的年度"})
    if unit.valid_from > date(year, 12, 31) or (unit.valid_to and unit.valid_to < date(year, 1, 1)):
        raise Invalid({"year": f"{unit.name}在{year}年尚未设立或已经撤销，请核对年度或改选单位"})


def ordered(parts: Sequence[PartPlan], first: Sequence[str]) -> list[PartPlan]:
    """The parts with the named ones in front; an unknown name is Invalid."""
    known = {part.code: part for part in parts}
    if unknown := [code for code in first if code not in known]:
        raise Invalid({"order": f"没有“{unknown[0]}”这一部分，可选：{'、'.join(known)}"})
    return [known[code] for code in dict.fromkeys([*first, *known])]


def office_name(unit: Unit) -> str:
    """The name a unit signs with: 示例街道办事处, 示例镇人民政府."""
    if unit.kind != UnitKind.SUBDISTRICT or unit.name.endswith(("办事处", "人民政府")):
        return unit.name
    return f"{unit.name}办事处" if unit.name.endswith("街道") else f"{unit.name}人民政府"


def addressee(unit: Unit) -> str:
    """Whom the report is addressed to: the government above."""
    if unit.parent is None:
        return "上级人民政府"
    name = unit.parent.name
    return name if name.endswith(("人民政府", "办事处")) else f"{name}人民政府"


def facts_of(unit: Unit, year: int) -> dict[str, str]:
    """What templates may name besides figures."""
    return {
        "year": str(year),
        "next_year": str(year + 1),
        "office": office_name(unit),
        "district": addressee(unit),
    }


def fill(text: str, facts: Mapping[str, str]) -> str:
    """A text with its facts."""
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def numbers(
    unit: Unit, year: int, *, codes: Iterable[str] | None = None, as_of: datetime | None = None
) -> Numbers:
    """Figures of a unit (None: all) for a year and the year before."""
    wanted = None if codes is None else sorted(set(codes))
    this, last = (
        figures.values(wanted, unit=unit, start=date(y, 1, 1), end=date(y, 12, 31), as_of=as_of)
        for y in (year, year - 1)
    )
    return Numbers(this, last)


def _writer(unit: Unit, year: int, as_of: datetime | None, prefer: Form) -> Writer:
    return Writer(
        unit=unit,
        year=year,
        numbers=numbers(unit, year, as_of=as_of),
        facts=facts_of(unit, year),
        items=items_of(unit, year),
        last_items=items_of(unit, year - 1),
        highlights=highlights_of(unit, year),
        prefer=prefer,
    )


def items_of(unit: Unit, year: int) -> dict[str, list[Item]]:
    """The office's list for a year's report, by kind."""
    found: dict[str, list[Item]] = {}
    for item in Item.objects.filter(unit=unit, year=year):
        found.setdefault(item.kind, []).append(item)
    return found


def highlights_of(unit: Unit, year: int) -> dict[str, list[Record]]:
    """Records of a year with a highlight, by ledger, the first few each; the same words are told once."""
    rows = Record.objects.filter(
        in_subtree(unit.path),
        happened_on__gte=date(year, 1, 1),
        happened_on__lte=date(year, 12, 31),
        secrecy=Secrecy.OPEN,  # a report is for everybody
    )
    found: dict[str, list[Record]] = {}
    for record in rows.exclude(highlight="").exclude(step=WITHDRAWN).order_by("happened_on", "pk"):
        kept = found.setdefault(record.ledger, [])
        if len(kept) < HIGHLIGHTS and record.highlight not in {one.highlight for one in kept}:
            kept.append(record)
    return found


def _part(writer: Writer, part: PartPlan) -> Part:
    blocks = {
        "measures": _measures,
        "shortcomings": _shortcomings,
        "duty": _duty,
        "plans": _plans,
    }[part.code](writer)
    gaps = [paragraph(Text(fill(text, writer.facts))) for text in part.gap]
    return Part(part.code, fill(part.title, writer.facts), tuple(blocks or gaps))


def paragraph(*runs: Run, theme: str = "", sources: Iterable[str] = ()) -> Block:
    """A paragraph of runs."""
    return Block("paragraph", runs, theme=theme, sources=tuple(sources))


def _measures(writer: Writer) -> list[Block]:
    told = [
        (_heading(writer, theme), _theme(writer, theme)) for theme in themes() if theme.part == "measures"
    ]
    covered = {group for theme in themes() for group in theme.groups}
    told += [(group.name, _other(writer, group)) for group in groups() if group.code not in covered]
    return sections((title, body) for title, body in told if body)


def sections(found: Iterable[tuple[str, list[Block]]]) -> list[Block]:
    """Bodies under second-level headings."""
    blocks: list[Block] = []
    for title, body in found:
        blocks += [Block("heading", (Text(title),), 2, body[0].theme), *body]
    return blocks


def _heading(writer: Writer, theme: Theme) -> str:
    return theme.headings[writer.pick(theme.code, len(theme.headings))]


def _theme(writer: Writer, theme: Theme) -> list[Block]:
    blocks = _facts(writer, theme)
    quoted = [record for ledger in theme.ledgers for record in writer.highlights.get(ledger, ())]
    if quoted:
        words = [Text(sentence(record.highlight), record.source) for record in quoted]
        blocks.append(paragraph(*words, theme=theme.code, sources=[record.source for record in quoted]))
    return blocks


def holds(one: Statement, values: Mapping[str, FigureValue]) -> bool:
    """Whether the figures allow a statement."""
    return (
        not any(values[code].empty for code in one.needs)
        and all(values[code].empty for code in one.unless)
        and all(not values[code].empty and values[code].value > 0 for code in one.rises)
        and all(not values[code].empty and values[code].value < 0 for code in one.falls)
        and all(not values[code].empty and values[code].value == FULL for code in one.full)
    )


def _other(writer: Writer, group: Group) -> list[Block]:
    """A group of figures that no theme speaks of, by the figures' own phrases."""
    runs = _by_phrases(writer, group.code, plan().other)
    return [paragraph(*runs, theme=group.code)] if runs else []


def _by_phrases(
    writer: Writer, group: str, wordings: Sequence[str], without: Container[str] = ()
) -> tuple[Run, ...]:
    """The figures of a group that have a phrase, listed."""
    counted = [one for one in defined(group) if one.phrase and one.kind in ("sum", "level")]
    codes = [one.code for one in counted if one.code not in without]
    if not codes:
        return ()
    listed = f"{{{' + '.join(codes)} +}}"
    return writer.say(f"{group}.phrases", [text.replace("{all}", listed) for text in wordings])


def _shortcomings(writer: Writer) -> list[Block]:
    found = writer.items.get(ItemKind.SHORTCOMING, ())
    own = sections((item.title, [paragraph(Text(_shortcoming(item)))]) for item in found)
    before = _became(writer, ItemKind.SHORTCOMING, "上年度报告指出的不足")
    return [*before, *(own or _gap("shortcomings"))] if before else own


def _shortcoming(item: Item) -> str:
    cause = f"主要原因是：{sentence(item.cause)}" if item.cause.strip() else "【请填写】产生这一不足的原因。"
    return f"{sentence(item.text)}{cause}" if item.text.strip() else cause


def _duty(writer: Writer) -> list[Block]:
    told = [runs for theme in themes() if theme.part == "duty" for runs in _facts(writer, theme)]
    own = [paragraph(Text(sentence(item.text or item.title))) for item in writer.items.get(ItemKind.DUTY, ())]
    missing = [] if own else _gap("duty")
    return [*own, *told, *missing, *_became(writer, ItemKind.PLAN, "上年度报告提出的安排")]


def _gap(part: str) -> list[Block]:
    """What a part says while nobody has written it."""
    return [paragraph(Text(text)) for one in plan().parts if one.code == part for text in one.gap]


def _facts(writer: Writer, theme: Theme) -> list[Block]:
    told = [one for one in theme.statements if holds(one, writer.numbers.now)]
    runs = [run for one in told for run in writer.say(one.id, one.wordings)]
    if theme.part == "measures":
        runs += [
            run for group in theme.groups for run in _by_phrases(writer, group, plan().rest, spoken_of())
        ]
    return [paragraph(*joined(runs), theme=theme.code)] if runs else []


def _became(writer: Writer, kind: ItemKind, called: str) -> list[Block]:
    """What became of last year's shortcomings or plans, where the office has said so."""
    told = fates(writer.last_items.get(kind, ()))
    known = [item for item in writer.last_items.get(kind, ()) if told[item.pk].known]
    if not known:
        return []
    words = "；".join(f"“{item.title}”{_result(told[item.pk])}" for item in known)
    return [paragraph(Text(f"对照{called}：{words}。"))]


def _result(fate: Fate) -> str:
    told = fate.told.rstrip("。；")
    return f"{fate.word}{f'，{told}' if told else ''}"


def _plans(writer: Writer) -> list[Block]:
    found = writer.items.get(ItemKind.PLAN, ())
    gap = "【请填写】这项安排的具体举措。"
    return sections(
        (item.title, [paragraph(Text(sentence(item.text) if item.text.strip() else gap))]) for item in found
    )


def sentence(text: str) -> str:
    """Words that end as a sentence does."""
    plain = text.strip()
    return plain if plain.endswith(("。", "！", "？")) else f"{plain.rstrip('；，、.;,')}。"
