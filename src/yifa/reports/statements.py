"""Statement templates, read once from the folder `statements` and checked. Figures are tokens, never digits.

A wording is a sentence with tokens:

    {disputes.settled}               a figure in its own words
    {disputes.settled|over}          the same, worded otherwise (see wording.FORMS)
    {outreach.banners + outreach.sms}  the figures' own phrases, joined, without the empty ones
    {year} {office} …                a fact of the report
    [，其中书面协议{…}]               left out when a figure in it is empty

A wording whose other figures are empty cannot be used; a statement without a usable wording is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

import yaml

from yifa.figures.definitions import figure
from yifa.figures.values import FigureValue
from yifa.foundation.errors import Missing
from yifa.foundation.rows import from_row
from yifa.reports.values import Form, Run, Text
from yifa.reports.wording import FORMS, Numbers, token

FACTS = ("year", "next_year", "office", "district")
PIECE = re.compile(r"\{([^{}]+)\}")
SPLIT = re.compile(r"(\[[^\[\]]*\])")


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one figure, or of several that are listed by their own phrases."""

    codes: tuple[str, ...]
    form: Form = "text"
    listed: bool = False


Piece = str | Slot


@dataclass(frozen=True, slots=True)
class Segment:
    """Words and slots that stand or fall together; `optional` ones may fall alone."""

    pieces: tuple[Piece, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing a report can say, in several wordings.

    `needs` are figures that must have something to say, `unless` figures that must not; `rises` and `falls` hold
    for figures of the change kind, `full` for ratios of a hundred percent.
    """

    id: str
    wordings: tuple[str, ...]
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    rises: tuple[str, ...] = ()
    falls: tuple[str, ...] = ()
    full: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A field of work: its headings, the ledgers whose highlights it quotes, what it can say.

    Figures of its groups that no statement speaks of are told by their own phrases, except the `silent` ones.
    """

    code: str
    part: str
    headings: tuple[str, ...]
    statements: tuple[Statement, ...]
    order: int = 0
    groups: tuple[str, ...] = ()
    ledgers: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part of the report: its heading, and what stands there while the office has written nothing."""

    code: str
    title: str
    gap: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The frame of the report."""

    title: str
    opening: tuple[str, ...]
    parts: tuple[PartPlan, ...]
    other: tuple[str, ...]
    rest: tuple[str, ...]


@lru_cache
def plan() -> Plan:
    """The frame of the report, from frame.yaml."""
    row = yaml.safe_load(_read("frame.yaml"))
    parts = tuple(from_row(PartPlan, part, f"部分 {part.get('code')}") for part in row.pop("parts"))
    return from_row(Plan, {**row, "parts": list(parts)}, "frame.yaml")


@lru_cache
def themes() -> tuple[Theme, ...]:
    """All themes in the order of the report."""
    folder = files("yifa.reports").joinpath("statements")
    names = sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml") and entry.name != "frame.yaml"
    )
    return tuple(sorted((load(_read(name)) for name in names), key=lambda theme: theme.order))


def theme(code: str) -> Theme:
    """The theme of a code; Missing when there is none."""
    for one in themes():
        if one.code == code:
            return one
    raise Missing(f"没有“{code}”这一主题")


@lru_cache
def spoken_of() -> frozenset[str]:
    """Every figure some statement can tell, or that is silent on purpose."""
    wordings = [wording for one in themes() for statement in one.statements for wording in statement.wordings]
    pieces = [piece for wording in wordings for segment in parse(wording) for piece in segment.pieces]
    told = {code for piece in pieces if isinstance(piece, Slot) for code in piece.codes}
    return frozenset(told.union(*(one.silent for one in themes())))


def _read(name: str) -> str:
    return files("yifa.reports").joinpath("statements", name).read_text(encoding="utf-8")


def load(text: str) -> Theme:
    """Read and check one theme; ValueError names the statement and what is wrong with it."""
    row: dict[str, Any] = yaml.safe_load(text)
    rows = row.pop("statements", [])
    statements = tuple(from_row(Statement, one, f"{row.get('code')} 的语句 {one.get('id')}") for one in rows)
    found = from_row(Theme, {**row, "statements": list(statements)}, f"主题 {row.get('code')}")
    wrong = [f"{one.id}：{fault}" for one in statements for fault in _faults(one)]
    if wrong:
        raise ValueError(f"主题 {found.code} 有误：{'；'.join(wrong)}")
    return found


def _faults(one: Statement) -> Iterator[str]:
    for wording in one.wordings:
        if re.search(r"[0-9０-９]", PIECE.sub("", wording)):
            yield f"“{wording}”中有数字，应写指标代码"
        if not wording.endswith("。"):
            yield f"“{wording}”没有以句号结束"
        for segment in parse(wording):
            for piece in segment.pieces:
                yield from _slot_faults(piece)
    for code in (*one.needs, *one.unless, *one.rises, *one.falls, *one.full):
        yield from _figure_faults(code)


def _slot_faults(piece: Piece) -> Iterator[str]:
    if isinstance(piece, Slot):
        if piece.form not in FORMS:
            yield f"没有“{piece.form}”这一写法"
        for code in piece.codes:
            yield from _figure_faults(code, listed=piece.listed)


def _figure_faults(code: str, *, listed: bool = False) -> Iterator[str]:
    try:
        if not figure(code).phrase and listed:
            yield f"指标 {code} 没有 phrase，不能列举"
    except Missing:
        yield f"没有指标 {code}"


@lru_cache(maxsize=2048)
def parse(wording: str) -> tuple[Segment, ...]:
    """A wording as segments."""
    return tuple(_segment(part) for part in SPLIT.split(wording) if part)


def _segment(part: str) -> Segment:
    optional = part.startswith("[")
    pieces = PIECE.split(part[1:-1] if optional else part)
    return Segment(tuple(_piece(text, slot=bool(i % 2)) for i, text in enumerate(pieces) if text), optional)


def _piece(text: str, *, slot: bool) -> Piece:
    if not slot or text in FACTS:
        return f"{{{text}}}" if slot else text
    if "+" in text:
        return Slot(tuple(code.strip() for code in text.split("+") if code.strip()), listed=True)
    code, _, form = text.partition("|")
    return Slot((code.strip(),), cast(Form, form.strip() or "text"))


def render(
    wording: str, numbers: Numbers, facts: Mapping[str, str], *, prefer: Form = "text"
) -> tuple[Run, ...] | None:
    """A wording with its figures; None when a figure it cannot do without is empty."""
    found: list[Run] = []
    for segment in parse(wording):
        runs = _render_segment(segment, numbers, facts, prefer)
        if runs is None and not segment.optional:
            return None
        found += runs or []
    return joined(found)


def _render_segment(
    segment: Segment, numbers: Numbers, facts: Mapping[str, str], prefer: Form
) -> list[Run] | None:
    runs: list[Run] = []
    for piece in segment.pieces:
        if isinstance(piece, str):
            runs.append(Text(_fact(piece, facts)))
            continue
        form = prefer if piece.form == "text" else piece.form
        told = [value for code in piece.codes if not (value := numbers.value(code, form)).empty]
        if not told:
            return None
        runs += _listed(told, form) if piece.listed else [token(told[0], form)]
    return runs


def _fact(text: str, facts: Mapping[str, str]) -> str:
    return PIECE.sub(lambda found: facts[found[1]], text)


def _listed(told: list[FigureValue], form: Form) -> list[Run]:
    runs: list[Run] = []
    for value in told:
        before, _, after = figure(value.code).phrase.partition("{}")
        runs += [*([Text("、")] if runs else []), Text(before), token(value, form), Text(after)]
    return runs


def joined(runs: list[Run]) -> tuple[Run, ...]:
    """Neighbouring words of one source as one run, empty ones left out."""
    found: list[Run] = []
    for run in runs:
        if isinstance(run, Text) and not run.text:
            continue
        last = found[-1] if found else None
        if isinstance(run, Text) and isinstance(last, Text) and last.source == run.source:
            found[-1] = Text(last.text + run.text, run.source)
        else:
            found.append(run)
    return tuple(found)
