"""Every time limit of the product, read from `tables/limits` and checked. A code stays what it was first named.

A code has one version a day: `limit(code, on)` answers with the version in force that day. Days before the
first recorded version get a version that says so, instead of a guess.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, get_args

from yifa.law import data
from yifa.law.acts import Act, Register, register
from yifa.law.errors import LawError
from yifa.law.lengths import length
from yifa.law.schema import check, day, extension, option
from yifa.law.values import MARKS, Counting, Extension, Length, Limit, Sense

_FIELDS = frozenset(
    [
        "code",
        "procedure",
        "trigger",
        "length",
        "basis",
        "mark",
        "since",
        "until",
        "sense",
        "extend",
        "suspends",
        "expiry",
        "expiry_basis",
        "scope",
        "place",
        "note",
        "count",
        "earlier",
    ]
)
_NEEDED = frozenset(["code", "procedure", "trigger", "length", "basis"])
_SENSES: tuple[Sense, ...] = get_args(Sense)
# What an older version does not take over from the newer one: words of the newer law.
_NOT_INHERITED = frozenset(("expiry", "expiry_basis", "note", "until"))
_START = date(1900, 1, 1)
UNRECORDED = "未收录"


def limits(on: date | None = None) -> tuple[Limit, ...]:
    """All limits as they stand on a day, by default the latest version of each."""
    return tuple(limit(code, on) for code in _table())


def codes() -> tuple[str, ...]:
    """All codes, in the order of the files."""
    return tuple(_table())


def versions(code: str) -> tuple[Limit, ...]:
    """Every version of a limit, oldest first, without a gap between them. LawError for an unknown code."""
    try:
        return _table()[code]
    except KeyError:
        raise LawError(f"没有编号为“{code}”的时限", fix="请用 yifa due --list 查看全部编号") from None


def limit(code: str, on: date | None = None) -> Limit:
    """The version in force on a day (default: the latest one recorded). LawError for an unknown code."""
    every = versions(code)
    if on is None:
        return next(one for one in reversed(every) if one.recorded)
    if on >= every[-1].since:
        return every[-1]
    return next(
        (one for one in every if one.holds_on(on)), every[0]
    )  # before all: what nothing is recorded of


def citing(act: str) -> tuple[Limit, ...]:
    """The limits, latest versions, that rest on an act; any of its names will do. Empty for an unknown name."""
    wanted = register().find(act)
    found = (one for one in limits() if wanted is not None)
    return tuple(one for one in found if wanted in acts_of(one))


def acts_of(limit: Limit) -> tuple[Act, ...]:
    """The acts a limit names, for itself and for what follows from missing it."""
    parts = f"{limit.basis}；{limit.expiry_basis}".split("；")
    return tuple(act for part in parts if part and (act := act_of(part)))


def act_of(part: str) -> Act | None:
    """The act of one citation such as “行政复议法 第四十八条”."""
    return register().find(part.strip().partition(" ")[0])


@lru_cache(maxsize=1)
def _table() -> Mapping[str, tuple[Limit, ...]]:
    acts, counting = register(), countings()
    table: dict[str, tuple[Limit, ...]] = {}
    for name in data.names("limits"):
        content = data.read(name)
        for row in content["limits"]:
            every = load(row, content["topic"], content.get("defaults", {}), acts, counting)
            if every[0].code in table:
                raise ValueError(f"{name}：时限 {every[0].code} 重复")
            table[every[0].code] = every
    return MappingProxyType(table)


@lru_cache(maxsize=1)
def countings() -> Mapping[str, Counting]:
    """How each act counts, by its short title; `其他` for acts without a counting article."""
    rows = data.read("counting.yaml")
    return MappingProxyType({row["act"]: _counting(row) for row in rows})


def _counting(row: Mapping[str, Any]) -> Counting:
    check(
        row,
        {"act", "roll", "basis"},
        {"act", "roll", "basis", "working", "note"},
        f"计算规则 {row.get('act')}",
    )
    working = row.get("working", [])
    return Counting(
        act=row["act"],
        roll=option(row["roll"], ("yes", "no"), row["act"]) == "yes",
        basis=row["basis"],
        working=() if working == "all" else tuple(int(number) for number in working),
        all_working=working == "all",
        note=row.get("note", ""),
    )


def load(
    row: Mapping[str, Any],
    topic: str,
    defaults: Mapping[str, Any],
    acts: Register,
    counting: Mapping[str, Counting],
) -> tuple[Limit, ...]:
    """One row of a data file as its versions, oldest first. ValueError names the row that is wrong."""
    check(row, _NEEDED, _FIELDS, f"时限 {row.get('code')}")
    newest = {**defaults, **{key: value for key, value in row.items() if key != "earlier"}}
    kept = {key: value for key, value in newest.items() if key not in _NOT_INHERITED}
    rows = [newest] + [{**kept, **older} for older in row.get("earlier", [])]
    chain = [_limit(one, topic, acts, counting) for one in rows]
    return tuple(_closed(sorted(chain, key=lambda one: one.since)))


def _limit(row: Mapping[str, Any], topic: str, acts: Register, counting: Mapping[str, Counting]) -> Limit:
    where = f"时限 {row['code']}"
    act = _leading(row["basis"], acts, where)
    sense = _sense(row, where)
    rule = counting.get(row.get("count") or act.short or act.title) or counting["其他"]
    return Limit(
        code=row["code"],
        procedure=row["procedure"],
        trigger=row["trigger"],
        length=length(row["length"], rule) if sense == "quota" else readable(row["length"], rule, where),
        basis=row["basis"],
        act=act.title,
        mark=option(row.get("mark", "unverified"), tuple(MARKS), where),
        since=day(row["since"], where) if "since" in row else act.current_since,
        topic=topic,
        counting=rule,
        until=day(row["until"], where) if "until" in row else None,
        sense=sense,
        extension=_extension(row.get("extend"), where),
        suspends=row.get("suspends", ""),
        expiry=row.get("expiry", ""),
        expiry_basis=row.get("expiry_basis", ""),
        scope=option(row.get("scope", "national"), ("national", "local"), where),
        place=row.get("place", ""),
        note=row.get("note", ""),
    )


def _leading(basis: str, acts: Register, where: str) -> Act:
    """The act named first decides how days are counted. Every act named must be in the register."""
    named = [part.strip().partition(" ")[0] for part in basis.split("；")]
    found = [acts.find(title) for title in named]
    for title, act in zip(named, found, strict=True):
        if act is None:
            raise ValueError(f"{where} 引用的“{title}”不在法律库中")
    first = found[0]
    assert first is not None
    return first


def readable(text: str, rule: Counting, where: str) -> Length:
    """A length; ValueError for one that holds a number and cannot be counted."""
    found = length(text, rule)
    if found.unit == "none" and any(letter.isdigit() for letter in text):
        raise ValueError(f"{where} 的期限“{text}”读不懂")
    return found


def _sense(row: Mapping[str, Any], where: str) -> Sense:
    return option(row.get("sense", "deadline"), _SENSES, where)


def _extension(row: Mapping[str, str] | None, where: str) -> Extension | None:
    return extension(row, where) if row else None


def _closed(chain: list[Limit]) -> Iterable[Limit]:
    """Versions that touch: each ends where the next begins; what comes before or after is said to be unrecorded."""
    first, last = chain[0], chain[-1]
    yield _gap(first, _START, first.since - timedelta(days=1))
    for older, newer in itertools.pairwise(chain):
        if older.since == newer.since:
            raise ValueError(f"时限 {older.code} 有两个版本都自 {older.since} 起")
        yield replace(older, until=newer.since - timedelta(days=1))
    yield last
    if last.until is not None:
        yield _gap(last, last.until + timedelta(days=1), None)


def _gap(near: Limit, since: date, until: date | None) -> Limit:
    return replace(
        near, since=since, until=until, length=Length(UNRECORDED, "none"), extension=None, recorded=False
    )
