"""Mark sentences that say something was done and have no record behind them, and numbers typed by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import yaml

from yifa.figures.definitions import figure
from yifa.foundation.rows import from_row
from yifa.reports import queries
from yifa.reports.drafting import numbers
from yifa.reports.models import Passage, Report
from yifa.reports.rules import sentences, text_of
from yifa.reports.values import GAP, Block, Run, Text, Token
from yifa.reports.wording import Numbers

PARTS = ("measures", "duty")  # where a report says what was done


@dataclass(frozen=True, slots=True)
class Topic:
    """What a sentence can speak of, and the figures that would show it."""

    name: str
    words: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """The words by which claims are known."""

    acts: str
    plans: str
    counters: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence without evidence. `typed`: it holds a number that is no figure; `none`: no record of its topic;
    `empty`: a figure in it has come to nothing."""

    passage: int
    text: str
    state: Literal["typed", "none", "empty"]
    says: str


@lru_cache
def signs() -> Signs:
    """The words by which claims are known, from claims.yaml."""
    row = yaml.safe_load(files("yifa.reports").joinpath("claims.yaml").read_text(encoding="utf-8"))
    topics = [from_row(Topic, one, f"主题 {one.get('name')}") for one in row.pop("topics")]
    for topic in topics:
        for code in topic.figures:
            figure(code)
    return from_row(Signs, {**row, "topics": topics}, "claims.yaml")


def claims(found: Report) -> list[Claim]:
    """Every claim without evidence, in reading order."""
    told = queries.current(found)
    wanted = {code for topic in signs().topics for code in topic.figures}
    given = numbers(found.unit, found.year, codes=wanted, as_of=found.as_of)
    return [claim for one, block in told for claim in _of(one, block, given)]


def _of(one: Passage, block: Block, given: Numbers) -> Sequence[Claim]:
    if block.kind == "heading" or GAP in block.text:
        return []
    judged = (
        (runs, judge(runs, given, told_done=one.part in PARTS and not one.sources))
        for runs in sentences(block.runs)
    )
    return [Claim(one.pk, text_of(runs).strip(), *verdict) for runs, verdict in judged if verdict]


def judge(
    runs: Sequence[Run], given: Numbers, *, told_done: bool
) -> tuple[Literal["typed", "none", "empty"], str] | None:
    """What stands against a sentence, if anything."""
    if typed := _typed(runs):
        return "typed", f"“{typed}”是手工填写的数字，请改用指标"
    if empty := [run for run in runs if isinstance(run, Token) and run.numbers and run.numbers[0] == 0]:
        name = figure(empty[0].code).name
        return ("empty", f"“{name}”现在没有记录") if figure(empty[0].code).kind in ("sum", "level") else None
    if not told_done or any(isinstance(run, Token) or run.source for run in runs):
        return None
    return _unproved(text_of(runs), given)


def _typed(runs: Sequence[Run]) -> str:
    """A number with its counter that no figure gives; years and law citations are none."""
    for run in runs:
        if isinstance(run, Text) and not run.source:
            plain = re.sub(r"《[^》]*》|第[0-9０-９]+条|[0-9０-９]{4}年", "", run.text)
            if found := re.search(rf"[0-9０-９][0-9０-９.,，]*余?({signs().counters})", plain):
                return found[0]
    return ""


def _unproved(text: str, given: Numbers) -> tuple[Literal["none"], str] | None:
    if not re.search(signs().acts, text) or re.search(signs().plans, text):
        return None
    topics = [topic for topic in signs().topics if re.search(topic.words, text)]
    if any(not given.value(code).empty for topic in topics for code in topic.figures):
        return None
    if topics:
        return "none", f"台账中没有“{topics[0].name}”的记录，请补录，或者改写这一句"
    return "none", "这一句说明做了某项工作，但没有指标或者记录支持"
