"""What a passage may hold, sentences, and the difference of two texts. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from yifa.figures.definitions import figure
from yifa.foundation.errors import Invalid, Missing
from yifa.reports.statements import joined
from yifa.reports.values import Run, Text, Token
from yifa.reports.wording import FORMS

LONGEST = 20_000  # characters of one passage
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ud800-\udfff]")
ENDS = re.compile(r"(?<=[。！？；])")


class Stretch(NamedTuple):
    """A piece of a comparison: in both texts, only in the old one, or only in the new one."""

    state: Literal["same", "gone", "new"]
    text: str


def runs_of(rows: Any) -> tuple[Run, ...]:
    """Runs sent by a browser or read from a file, cleaned. Invalid names what cannot be kept."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Invalid({"runs": "段落内容的格式不对，请刷新页面后重试"})
    runs = joined([_run(row) for row in rows])
    if sum(len(run.text) for run in runs) > LONGEST:
        raise Invalid({"runs": f"一段不能超过{LONGEST}字，请分成几段"})
    return runs


def _run(row: dict[str, Any]) -> Run:
    if "figure" not in row:
        return Text(clean(str(row.get("text", ""))), str(row.get("source", "")))
    code, form = str(row["figure"]), str(row.get("form") or "text")
    try:
        figure(code)
    except Missing:
        raise Invalid({"runs": f"没有“{code}”这一指标，请重新选择"}) from None
    if form not in FORMS:
        raise Invalid({"runs": f"指标没有“{form}”这一写法"})
    return Token(code, clean(str(row.get("text", ""))), form)


def clean(text: str) -> str:
    """Text on one line, without control and invisible characters."""
    return CONTROL.sub("", re.sub(r"[ \t\r\n]+", " ", text))


def sentences(runs: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    """A passage sentence by sentence; a figure is never cut."""
    held: list[Run] = []
    for run in runs:
        pieces = ENDS.split(run.text) if isinstance(run, Text) else []
        if not pieces:
            held.append(run)
        for piece in pieces:
            held.append(Text(piece, run.source if isinstance(run, Text) else ""))
            if piece.endswith(("。", "！", "？", "；")):
                yield joined(held)
                held = []
    if kept := joined(held):
        yield kept


def text_of(runs: Iterable[Run]) -> str:
    """Runs as read."""
    return "".join(run.text for run in runs)


def difference(old: Sequence[Run], new: Sequence[Run]) -> list[Stretch]:
    """What changed from one text to another, character by character; a figure changes as a whole."""
    before, after = _atoms(old), _atoms(new)
    found: list[Stretch] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Stretch("same", "".join(before[a:b])))
            continue
        found += [Stretch("gone", "".join(before[a:b]))] if b > a else []
        found += [Stretch("new", "".join(after[c:d]))] if d > c else []
    return found


def _atoms(runs: Sequence[Run]) -> list[str]:
    return [atom for run in runs for atom in ([run.text] if isinstance(run, Token) else run.text)]
