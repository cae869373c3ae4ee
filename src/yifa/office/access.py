"""The one access rule: compiled once a request from a person's posts, used by every path to a record.

A grant is a range of unit paths and the verbs it gives there. A subtree is `low <= path < high`: a range that an
index serves on every database, which `LIKE 'x%'` is not on SQLite.

A record can be known to a few only (`secrecy`): then it is there for those with the verb `guarded` over its unit, and
for the two who keep it. A record can also be lent to somebody without any grant (`shared`), with dates. `records` says
all of this as a filter, `allows` says the same of one record; nothing else decides who sees a record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Protocol, TypeVar

from django.db.models import Model, Q, QuerySet

from yifa.foundation import clock
from yifa.foundation.errors import Forbidden
from yifa.office.models import Person, Post, Unit
from yifa.office.roles import ROLES

M = TypeVar("M", bound=Model)
Shares = Mapping[int, frozenset[str]]  # key of a record: the verbs lent on it
# Who lends records: a room above says so when it starts. Asked only for people whose role works on lent records.
LENDERS: list[Callable[[Person, date], Shares]] = []


NOT_GIVEN, ASK = "您的岗位没有这项权限", "如工作需要，请联系本单位管理员调整岗位"


class Kept(Protocol):
    """A record, as far as the rule must know it."""

    pk: int
    path: str
    ledger: str
    secrecy: int
    entered_by_id: int
    responsible_id: int | None


def above(path: str) -> str:
    """The first path after a subtree. Digits only and of the same width, so that no collation matters."""
    return f"{int(path) + 1:0{len(path)}d}"


def in_subtree(path: str, *, field: str = "path") -> Q:
    """A filter for a unit's subtree, itself included."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": above(path)})


@dataclass(frozen=True, slots=True)
class Grant:
    """What one post gives: verbs in a subtree, for some ledgers (empty: all); `unit` is its name on screen.

    `acting_for_id`: the person whose authority it lends (代行)."""

    path: str
    verbs: frozenset[str]
    ledgers: frozenset[str]
    role: str
    unit_id: int
    unit: str = ""
    acting_for_id: int | None = None

    def gives(self, verb: str, ledger: str = "") -> bool:
        """Whether this grant carries a verb for a ledger."""
        limited = verb in ("write", "decide", "unmask") and ledger and self.ledgers
        return verb in self.verbs and (not limited or ledger in self.ledgers)


@dataclass(frozen=True, slots=True)
class Access:
    """What a person may see and do on one day."""

    person_id: int
    grants: tuple[Grant, ...]
    shared: Shares = field(default_factory=dict)

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
        """The rows this person may see: of records by the whole rule, of anything else by its unit."""
        if hasattr(rows.model, "secrecy"):
            return rows.filter(self.records(rows.model, verb, path=field, ledger=ledger))
        return rows.filter(self.rule(verb, field=field, ledger=ledger))

    def records(
        self, model: type[Model], verb: str = "read", *, path: str = "path", key: str = "pk", ledger: str = ""
    ) -> Q:
        """The rule for records as a filter; `path` and `key` lead to the record from a row that belongs to one.

        What only a few may know is left out by key: there is little of it, and an index that holds path and key
        alone still answers the whole question.
        """
        found = self.rule(verb, field=path, ledger=ledger)
        guarded = tuple(self.paths("guarded"))
        if not all(one.startswith(guarded) for one in self.paths(verb, ledger)):
            found &= ~Q(**{f"{key}__in": self._unknown(model)})
        lent = [record for record, verbs in self.shared.items() if verb in verbs]
        return found | Q(**{f"{key}__in": lent}) if lent else found

    def _unknown(self, model: type[Model]) -> QuerySet[Model]:
        """The keys of records known to a few, this person not among them."""
        base = model._meta.get_field("secrecy").model
        few = base._default_manager.filter(secrecy__gt=0).exclude(self.rule("guarded"))
        keeps = Q(entered_by=self.person_id) | Q(responsible__isnull=False, responsible=self.person_id)
        return few.exclude(keeps).values("pk")  # type: ignore[return-value]

    def allows(self, verb: str, record: Kept) -> bool:
        """Whether the rule gives a verb on one record: the same as `records`, without a question to the database."""
        if verb in self.shared.get(record.pk, ()):
            return True
        known = (
            not record.secrecy
            or self.person_id in (record.entered_by_id, record.responsible_id)
            or self.may("guarded", record.path)
        )
        return known and self.may(verb, record.path, record.ledger)

    def require_on(self, verb: str, record: Kept) -> None:
        """Raise Forbidden unless the verb is given on this record."""
        if not self.allows(verb, record):
            raise Forbidden(NOT_GIVEN, fix=ASK)

    def may(self, verb: str, path: str = "", ledger: str = "") -> bool:
        """Whether a verb is given at a path (empty: anywhere)."""
        return any(g.gives(verb, ledger) and (not path or path.startswith(g.path)) for g in self.grants)

    def require(self, verb: str, path: str = "", ledger: str = "") -> None:
        """Raise Forbidden unless the verb is given."""
        if not self.may(verb, path, ledger):
            raise Forbidden(NOT_GIVEN, fix=ASK)

    def acting_for(
        self, path: str, verb: str, *, ledger: str = "", roles: Collection[str] = ()
    ) -> int | None:
        """Whose authority is exercised by using a verb at a path; None when a post of the person's own gives it."""
        acting = {
            one.acting_for_id
            for one in self.grants
            if path.startswith(one.path) and one.gives(verb, ledger) and (not roles or one.role in roles)
        }
        return None if None in acting or not acting else min(filter(None, acting))

    @property
    def logged(self) -> bool:
        """Whether every page this person opens leaves a row in the audit trail."""
        return any(ROLES[grant.role].logged for grant in self.grants)

    def roles_at(self, path: str) -> frozenset[str]:
        """The roles this person holds over a path."""
        return frozenset(grant.role for grant in self.grants if path.startswith(grant.path))


def compile_access(person: Person, on: date | None = None) -> Access:
    """Read a person's live posts once and compile them; an ended post or unit gives nothing."""
    day = on or clock.today()
    posts = Post.objects.select_related("unit").filter(live(day), live(day, "unit__"), person=person)
    grants = tuple(_grant(post) for post in posts)
    lent: dict[int, frozenset[str]] = {}
    if any(ROLES[grant.role].asked for grant in grants):
        for lender in LENDERS:
            lent |= lender(person, day)
    return Access(person.pk, grants, lent)


def live(day: date, prefix: str = "") -> Q:
    """A filter for rows whose validity covers a day."""
    until = f"{prefix}valid_to"
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": day})
    )


def _grant(post: Post) -> Grant:
    role = post.kind
    return Grant(
        post.unit.path,
        role.verbs,
        role.ledgers,
        role.code,
        post.unit_id,
        post.unit.called,
        post.acting_for_id,
    )


def units_for(access: Access, verb: str, on: date | None = None) -> QuerySet[Unit]:
    """The units standing on a day in which a verb is given, in tree order."""
    return access.visible(Unit.objects.filter(live(on or clock.today())), verb)
