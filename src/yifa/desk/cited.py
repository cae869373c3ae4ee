"""Where the product cites an act: its time limits and its procedures. Read once; the data does not change at run time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from django.urls import reverse

from yifa import law
from yifa.law.limit_table import act_of
from yifa.procedures.registry import procedures
from yifa.procedures.values import Procedure


@dataclass(frozen=True, slots=True)
class Place:
    """One place that cites an act: what it is, its name, the articles, and its address in the product."""

    kind: str
    name: str
    articles: str
    address: str


def places(act: law.Act) -> tuple[Place, ...]:
    """Every place that cites an act."""
    return _index().get(act.title, ())


def counts() -> Mapping[str, int]:
    """How many places cite each act, by title."""
    return {title: len(found) for title, found in _index().items()}


@lru_cache(maxsize=1)
def numbers() -> Mapping[str, int]:
    """The number of each act in the register, from one, by title: its address in the product."""
    return MappingProxyType({act.title: number for number, act in enumerate(law.register(), start=1)})


@lru_cache(maxsize=1)
def _index() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for kind, name, basis, address in _cited():
        for part in basis.split("；"):
            act = act_of(part) if part.strip() else None
            if act is not None:
                place = Place(kind, name, part.strip().partition(" ")[2], address)
                if place not in (kept := found.setdefault(act.title, [])):
                    kept.append(place)
    return MappingProxyType({title: tuple(places) for title, places in found.items()})


def _cited() -> Iterator[tuple[str, str, str, str]]:
    for limit in law.limits():
        address = f"{reverse('limits')}?q={limit.code}"
        yield "时限", f"{limit.code} {limit.procedure}", limit.basis, address
        yield "时限", f"{limit.code} {limit.procedure}", limit.expiry_basis, address
    for procedure in procedures():
        address = reverse("procedure", args=[procedure.code])
        for name, basis in _of(procedure):
            yield "程序", f"{procedure.name}：{name}" if name else procedure.name, basis, address


def _of(procedure: Procedure) -> Iterator[tuple[str, str]]:
    yield "", procedure.basis
    yield from ((step.name, step.basis) for step in procedure.steps)
    yield from ((move.label, move.basis) for move in procedure.moves)
    yield from ((paper.name, paper.basis) for paper in procedure.papers)
