"""The one access rule: compiled once a request from a person's posts, used by every path to a record.

A grant is a range of unit paths and the verbs it gives there. A subtree is `low <= path < high`: a range that an
index serves on every database, which `LIKE 'x%'` is not on SQLite.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from yifa.foundation import clock
from yifa.foundation.errors import Forbidden
from yifa.office.models import Person, Post, Unit

M = TypeVar("M", bound=Model)


def above(path: str) -> str:
    """The first path after a subtree. Digits only and of the same width, so that no collation matters."""
    return f"{int(path) + 1:0{len(path)}d}"


def in_subtree(path: str, *, field: str = "path") -> Q:
    """A filter for a unit's subtree, itself included."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": above(path)})


@dataclass(frozen=True, slots=True)
class Grant:
    """What one post gives: verbs in a subtree, for some ledgers (empty: all); `unit` is its name on screen."""

    path: str
    verbs: frozenset[str]
    ledgers: frozenset[str]
    role: str
    unit_id: int
    unit: str = ""

    def gives(self, verb: str, ledger: str = "") -> bool:
        """Whether this grant carries a verb for a ledger."""
        limited = verb in ("write", "decide", "unmask") and ledger and self.ledgers
        return verb in self.verbs and (not limited or ledger in self.ledgers)


@dataclass(frozen=True, slots=True)
class Access:
    """What a person may see and do on one day."""

    person_id: int
    grants: tuple[Grant, ...]

    def paths(self, verb: str, ledger: str = "") -> list[str]:
        """The subtrees in which a verb is given, widest only."""
        found = sorted({grant.path for grant in self.grants if grant.gives(verb, ledger)})
        kept: list[str] = []
        for path in found:
            if not kept or not path.startswith(kept[-1]):
                kept.append(path)
        return kept

    def rule(self, verb: str = "read", *, field: str = "path", ledger: str = "") -> Q:
        """The access rule as a filter; matches nothing when the verb is not given anywhere."""
        ranges = [in_subtree(path, field=field) for path in self.paths(verb, ledger)]
        return reduce(or_, ranges) if ranges else Q(pk__in=())

    def visible(
        self, rows: QuerySet[M], verb: str = "read", *, field: str = "path", ledger: str = ""
    ) -> QuerySet[M]:
        """The rows this person may see."""
        return rows.filter(self.rule(verb, field=field, ledger=ledger))

    def may(self, verb: str, path: str = "", ledger: str = "") -> bool:
        """Whether a verb is given at a path (empty: anywhere)."""
        return any(g.gives(verb, ledger) and (not path or path.startswith(g.path)) for g in self.grants)

    def require(self, verb: str, path: str = "", ledger: str = "") -> None:
        """Raise Forbidden unless the verb is given."""
        if not self.may(verb, path, ledger):
            raise Forbidden("您的岗位没有这项权限", fix="如工作需要，请联系本单位管理员调整岗位")

    def roles_at(self, path: str) -> frozenset[str]:
        """The roles this person holds over a path."""
        return frozenset(grant.role for grant in self.grants if path.startswith(grant.path))


def compile_access(person: Person, on: date | None = None) -> Access:
    """Read a person's live posts once and compile them; an ended post or unit gives nothing."""
    day = on or clock.today()
    posts = Post.objects.select_related("unit").filter(live(day), live(day, "unit__"), person=person)
    return Access(person.pk, tuple(_grant(post) for post in posts))


def live(day: date, prefix: str = "") -> Q:
    """A filter for rows whose validity covers a day."""
    until = f"{prefix}valid_to"
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": day})
    )


def _grant(post: Post) -> Grant:
    role = post.kind
    return Grant(post.unit.path, role.verbs, role.ledgers, role.code, post.unit_id, post.unit.called)


def acting_for(
    person: Person, path: str, verb: str, *, ledger: str = "", roles: Collection[str] = ()
) -> int | None:
    """Whose authority a person exercises when using a verb at a path today; None when a post of their own gives it."""
    day = clock.today()
    posts = Post.objects.select_related("unit").filter(live(day), live(day, "unit__"), person=person)
    able = [
        post
        for post in posts
        if path.startswith(post.unit.path)
        and _grant(post).gives(verb, ledger)
        and (not roles or post.role in roles)
    ]
    acting = {post.acting_for_id for post in able}
    return None if None in acting or not acting else min(filter(None, acting))


def units_for(access: Access, verb: str, on: date | None = None) -> QuerySet[Unit]:
    """The units standing on a day in which a verb is given, in tree order."""
    return access.visible(Unit.objects.filter(live(on or clock.today())), verb)
