"""The register of acts: titles, where they come from, since when they stand, and how that was verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from yifa.law import data
from yifa.law.schema import check, day, option, whole
from yifa.law.values import MARKS, Mark

PREFIX = "中华人民共和国"
Status = Literal["in_force", "not_yet", "repealed", "amended", "expired"]
STATUSES: dict[Status, str] = {
    "in_force": "现行有效",
    "not_yet": "尚未施行",
    "repealed": "已废止",
    "amended": "当日施行的是修改前的文本",
    "expired": "规划期已满",
}
KINDS = (
    "宪法",
    "法律",
    "行政法规",
    "党内法规",
    "党政文件",
    "规范性文件",
    "司法解释",
    "部门规章",
    "地方性法规",
    "地方政府规章",
    "标准",
)
_NEEDED = frozenset(["title", "issuer", "kind", "mark"])
_FIELDS = _NEEDED | frozenset(
    [
        "short",
        "number",
        "since",
        "first",
        "revised",
        "repealed",
        "superseded_by",
        "articles",
        "period",
        "note",
        "moved",
        "check",
    ]
)


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of an act: the day it was adopted and the day it took effect."""

    adopted: date
    effective: date


@dataclass(frozen=True, slots=True)
class Moved:
    """Articles that changed their numbers: where a topic stands now and stood before."""

    topic: str
    now: str
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `since`: in force since; `first`: the first text's day, where another text stood before."""

    title: str
    issuer: str
    kind: str
    mark: Mark
    shorts: tuple[str, ...] = ()
    number: str = ""
    since: date | None = None
    first: date | None = None
    revised: tuple[Revision, ...] = ()
    repealed: date | None = None
    superseded_by: str = ""
    articles: int | None = None
    period: tuple[date, date] | None = None
    note: str = ""
    check: str = ""
    moved: tuple[Moved, ...] = ()

    @property
    def short(self) -> str:
        """The title without 中华人民共和国."""
        return self.title.removeprefix(PREFIX)

    @property
    def current_since(self) -> date:
        """The day the present text took effect."""
        days = [one.effective for one in self.revised]
        if self.since:
            days.append(self.since)
        return max(days, default=date(1949, 10, 1))

    def status(self, on: date) -> Status:
        """Where the act stands on a day. A plan whose period is over is `expired`."""
        if self.repealed and on >= self.repealed:
            return "repealed"
        if self.period and on > self.period[1]:
            return "expired"
        if on >= self.current_since:
            return "in_force"
        begun = self.first or self.since
        return "amended" if begun and on >= begun else "not_yet"


class Register:
    """All acts. Titles are found exactly, with or without 中华人民共和国; a misspelling is only ever suggested."""

    def __init__(self, acts: Iterable[Act], others: Iterable[str] = ()) -> None:
        self.acts = tuple(acts)
        self._others = frozenset(map(_key, others))
        self._titles, self._shorts = _titles(self.acts), _shorts(self.acts)

    def __iter__(self) -> Iterator[Act]:
        return iter(self.acts)

    def __len__(self) -> int:
        return len(self.acts)

    def find(self, text: str) -> Act | None:
        """The act of a title or a short title, exactly. A full title goes before a short one."""
        key = _key(text)
        return self._titles.get(key) or self._shorts.get(key)

    def knows(self, text: str) -> bool:
        """Whether this is the name of an act, in the register or merely known to exist."""
        return self.find(text) is not None or _key(text) in self._others

    def suggest(self, text: str) -> Act | None:
        """The act a misspelt name most likely means. None when the name is right, or when there is any doubt."""
        key = _key(text)
        if self.knows(text):
            return None
        if bare := _misspelt_prefix(key):
            return self.find(bare) or self.suggest(bare)
        near = self._near(key)
        best = min((distance for distance, _ in near), default=None)
        acts = {act.title: act for distance, act in near if distance == best}
        return next(iter(acts.values())) if len(acts) == 1 and not self._nearer_other(key, best) else None

    def status(self, act: Act | str, on: date) -> Status | None:
        """Where an act stands on a day; None for a name the register does not know."""
        one = self.find(act) if isinstance(act, str) else act
        return one.status(on) if one else None

    def search(self, query: str) -> list[Act]:
        """Acts whose title, short title, number or note contains every word of the query."""
        words = query.split()
        return [act for act in self.acts if all(word in _text(act) for word in words)]

    def _near(self, key: str) -> list[tuple[int, Act]]:
        from rapidfuzz.distance import OSA

        names = {**self._shorts, **self._titles}
        far = _slack(key)
        found = ((OSA.distance(key, name, score_cutoff=far), act) for name, act in names.items() if far)
        return [(distance, act) for distance, act in found if distance <= far]

    def _nearer_other(self, key: str, best: int | None) -> bool:
        """Whether another act, known by name only, is as near: then a suggestion would be a guess."""
        from rapidfuzz.distance import OSA

        return best is not None and any(
            OSA.distance(key, name, score_cutoff=best) <= best for name in self._others
        )


@lru_cache(maxsize=1)
def register() -> Register:
    """The register of `tables/acts`, checked; ValueError names the row that is wrong."""
    rows = [row for name in data.names("acts") for row in data.read(name)["acts"]]
    return Register(_unique(load(row) for row in rows), data.read("names.yaml"))


def load(row: Mapping[str, Any]) -> Act:
    """One row of a data file."""
    where = f"法律库 {row.get('title')}"
    check(row, _NEEDED, _FIELDS, where)
    return Act(
        title=row["title"],
        issuer=row["issuer"],
        kind=option(row["kind"], KINDS, where),
        mark=option(row["mark"], tuple(MARKS), where),
        shorts=tuple(row.get("short", ())),
        number=row.get("number", ""),
        since=_day(row.get("since"), where),
        first=_day(row.get("first"), where),
        revised=tuple(_revision(text, where) for text in row.get("revised", ())),
        repealed=_day(row.get("repealed"), where),
        superseded_by=row.get("superseded_by", ""),
        articles=whole(row["articles"], where) if "articles" in row else None,
        period=_period(row.get("period"), where),
        note=row.get("note", ""),
        check=row.get("check", ""),
        moved=tuple(_moved(one, where) for one in row.get("moved", ())),
    )


def _day(text: str | None, where: str) -> date | None:
    return day(text, where) if text else None


def _revision(text: str, where: str) -> Revision:
    """Written 2023-09-01/2024-01-01: adopted, in force; one date when both are the same."""
    adopted, _, effective = text.partition("/")
    return Revision(day(adopted, where), day(effective or adopted, where))


def _period(text: str | None, where: str) -> tuple[date, date] | None:
    if not text:
        return None
    first, _, last = text.partition("/")
    return day(first, where), day(last, where)


def _moved(row: Any, where: str) -> Moved:
    check(row, {"topic", "now", "before"}, {"topic", "now", "before"}, where)
    return Moved(row["topic"], row["now"], tuple(row["before"]))


def _unique(acts: Iterable[Act]) -> list[Act]:
    found: dict[str, Act] = {}
    for act in acts:
        if act.title in found:
            raise ValueError(f"法律库 {act.title} 重复")
        found[act.title] = act
    return list(found.values())


def _key(text: str) -> str:
    """What counts in a name: no outer book-title marks, no blanks, no 中华人民共和国, one kind of bracket, dash and inner mark."""
    plain = (
        text.strip().strip("《》").replace("(", "（").replace(")", "）").replace("－", "—").replace("-", "—")
    )
    inner = plain.replace("〈", "《").replace("〉", "》").replace("<", "《").replace(">", "》")
    return "".join(inner.split()).removeprefix(PREFIX)


def _misspelt_prefix(key: str) -> str:
    """What follows a 中华人民共和国 with one character wrong, missing or too many; empty when there is none."""
    from rapidfuzz.distance import OSA

    lengths = (len(PREFIX), len(PREFIX) - 1, len(PREFIX) + 1) if key[:1] in PREFIX[:2] else ()
    # The last character must be the prefix's own: what follows belongs to the title.
    return next(
        (key[n:] for n in lengths if key[:n].endswith(PREFIX[-1]) and OSA.distance(key[:n], PREFIX) == 1), ""
    )


def _titles(acts: Iterable[Act]) -> dict[str, Act]:
    return {_key(act.title): act for act in acts}


def _shorts(acts: Iterable[Act]) -> dict[str, Act]:
    found: dict[str, Act] = {}
    for act in acts:
        for short in act.shorts:
            if found.setdefault(_key(short), act) is not act:
                raise ValueError(f"法律库的简称“{short}”既指 {found[_key(short)].title} 又指 {act.title}")
    return found


def _text(act: Act) -> str:
    return " ".join((act.title, *act.shorts, act.number, act.issuer, act.kind, act.note))


def _slack(key: str) -> int:
    """How many characters may be wrong: none in a very short name, one in most, more in a long title."""
    return 0 if len(key) < 4 else 1 if len(key) < 10 else 2 if len(key) < 20 else 3
