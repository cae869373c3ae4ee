"""Every address of the product, found by walking Django's resolver: a new one is asked for by itself.

How its parts are filled is said once for each kind of part. A part nobody knows is an error, not a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.world import LEDGERS, World
from yifa.procedures.models import Clock


@dataclass(frozen=True)
class Address:
    """One pattern: its name, its route, its parts."""

    name: str
    route: str
    parts: tuple[str, ...]


def every() -> list[Address]:
    """All addresses."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], before: str) -> Iterator[Address]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            assert one.name, f"{route} has no name"
            yield Address(one.name, route, tuple(one.pattern.converters))


def filled(address: Address, here: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """The address with every object it can be asked for."""
    for values in product(*(_choices(address, part, here) for part in address.parts)):
        given = dict(zip(address.parts, values, strict=True))
        yield reverse(address.name, kwargs=given), given


def _choices(address: Address, part: str, here: World) -> list[Any]:
    head = address.route.split("/")[0]
    if part == "pk":
        return keys(head, address.route, here)
    if part == "code":
        return CODES.get(address.name) or CODES[head]
    return rows(part, here) or OTHERS[part]


def rows(part: str, here: World) -> list[Any]:
    """Objects named beside another one: of this report and of a stranger's."""
    if part == "passage":
        return [one.passages.order_by("pk").first().pk for one in here.reports]  # type: ignore[union-attr]
    return [one.pk for one in here.items] if part == "item" else []


def keys(head: str, route: str, here: World) -> list[int]:
    """The objects of an address: of every unit, so that each person also asks for what is not theirs."""
    records = [one.record.pk for one in here.marked]
    if head == "office":
        return office(route, here)
    if head == "directories":
        return [1]
    found: Mapping[str, list[int]] = {
        "records": records[:3],
        "keeping": records[:2],
        "reports": [one.pk for one in here.reports],
        "attachments": [one.attachment.pk for one in here.marked[:2]],
        "clocks": [*Clock.objects.values_list("pk", flat=True)[:2]],
        "consultations": [one.pk for one in here.consultations[:2]],
    }
    return found[head]


def office(route: str, here: World) -> list[int]:
    """Units, people and posts of two places."""
    if "units" in route:
        return [here.units[1].pk, here.units[-1].pk]
    person = here.people[-2]
    return [person.posts.values_list("pk", flat=True)[0]] if "posts" in route else [person.pk]


CODES: Mapping[str, list[str]] = {
    "public": ["j", "nowhere"],
    "ledgers": list(LEDGERS),
    "directories": ["committees", "channels"],
    "figures": ["disputes.accepted"],
    "law": ["disputes"],
    "move": ["accept"],
    "paper": ["agreement"],
    "make-paper": ["agreement"],
    "upload-paper": ["agreement"],
    "paper-file": ["agreement"],
    "report-figure": ["disputes.accepted"],
    "reports": ["j", "k"],
}
OTHERS: Mapping[str, list[Any]] = {
    "year": [2025],
    "digest": ["00"],
    "status": [404],
    "token": ["AAAAAAAAAAAAAAAAAAAAAA"],
    "name": ["nowhere"],
    "kind": ["docx", "exe"],
    "number": [1],
    "verb": ["save"],
    "enclosure": [1],
    "release": [1],
    "item": [1],
    "move": ["submit"],
    "upload": [1],
    "passage": [1],
    "edition": [1],
}
