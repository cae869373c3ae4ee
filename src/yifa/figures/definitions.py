"""The definitions of figures, read once from figures.yaml and checked against the chart of accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from yifa.figures.rules import term
from yifa.figures.values import Figure, Group
from yifa.foundation.errors import Missing
from yifa.foundation.rows import from_row
from yifa.journal.accounts import accounts

Definitions = tuple[Mapping[str, Figure], Mapping[str, Group]]


def figures(group: str | None = None) -> list[Figure]:
    """All figures, or those of a group, in the order of the file."""
    return [one for one in _all()[0].values() if group in (None, one.group)]


def figure(code: str) -> Figure:
    """The figure of a code; Missing when there is none."""
    try:
        return _all()[0][code]
    except KeyError:
        raise Missing(f"没有“{code}”这一指标", fix="请核对指标代码") from None


def groups() -> list[Group]:
    """The groups, in the order pages show them."""
    return list(_all()[1].values())


def chosen(codes: Iterable[str] | None) -> list[Figure]:
    """The figures of some codes, in the order asked for; None means all."""
    return figures() if codes is None else [figure(code) for code in codes]


@lru_cache
def _all() -> Definitions:
    return load(files("yifa.figures").joinpath("figures.yaml").read_text(encoding="utf-8"))


def load(text: str) -> Definitions:
    """Read and check definitions; ValueError names the row and everything that is wrong with it."""
    data: dict[str, Any] = yaml.safe_load(text)
    kept = {code: Group(code, name) for code, name in data["groups"].items()}
    found: dict[str, Figure] = {}
    for row in data["figures"]:
        one = from_row(Figure, row, f"指标 {row.get('code')}")
        if one.code in found:
            raise ValueError(f"指标 {one.code} 重复")
        found[one.code] = one
    for one in found.values():
        if wrong := list(_faults(one, found, kept)):
            raise ValueError(f"指标 {one.code}：{'；'.join(wrong)}")
    return MappingProxyType(found), MappingProxyType(kept)


def _faults(one: Figure, found: Mapping[str, Figure], kept: Mapping[str, Group]) -> Iterator[str]:
    if one.group not in kept:
        yield f"没有分组 {one.group}"
    if one.kind not in SHAPE:
        yield f"没有 {one.kind} 这一类型"
    elif (bool(one.of), bool(one.over), bool(one.base)) != SHAPE[one.kind]:
        yield f"{one.kind} 类指标的 of、over、base 不齐或多余"
    if one.phrase and "{}" not in one.phrase:
        yield "phrase 中没有数值的位置 {}"
    if one.base and (one.base not in found or found[one.base].kind not in ("sum", "level")):
        yield f"base {one.base} 不存在，或者不是合计、存量指标"
    if not 0 <= one.decimals <= 4:
        yield "decimals 只能是 0 至 4"
    for text in (*one.of, *one.over):
        yield from _term_faults(one, text)


# Which of `of`, `over` and `base` a kind has.
SHAPE = {
    "sum": (True, False, False),
    "level": (True, False, False),
    "ratio": (True, True, False),
    "change": (False, False, True),
}


def _term_faults(one: Figure, text: str) -> Iterator[str]:
    account, detail, _ = term(text)
    known = accounts().get(account)
    if known is None:
        yield f"没有科目 {account}"
        return
    if detail and detail not in known.details:
        yield f"科目 {account} 没有明细 {detail}"
    if one.kind in ("sum", "level") and known.kind != {"sum": "flow", "level": "level"}[one.kind]:
        yield f"{one.kind} 类指标不能取自 {known.kind} 类科目 {account}"
