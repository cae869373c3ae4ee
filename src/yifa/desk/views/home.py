"""今日待办: what is due, what waits for me, quick entry, this month's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial, reduce
from operator import or_
from typing import cast

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yifa import law
from yifa.desk.http import Request, keys, login_required
from yifa.desk.views.me import latest
from yifa.figures.queries import series
from yifa.foundation import clock
from yifa.foundation.many import first, unindexed
from yifa.office.access import Access, in_subtree
from yifa.office.models import Unit
from yifa.procedures import warnings
from yifa.procedures.models import Clock
from yifa.procedures.queries import due
from yifa.procedures.values import Move, Procedure
from yifa.records.declaration import Ledger
from yifa.records.models import WITHDRAWN, Record
from yifa.records.registry import ledgers

AHEAD = 30  # days
SHOWN = 60
RECENT = 5
WAITING = 12
LOOKED_AT = ("ledger", "step", "path", "responsible", "entered_by")
HIDDEN = "hidden_"  # columns not looked up, so that rows are read along their order
OPEN = 8  # clocks of a group shown before the fold
# The plots of the desk page, one per kind of work.
PLOTS = ("disputes.accepted", "outreach.events", "penalties.simple", "petitions.received", "study.sessions")


@dataclass(frozen=True, slots=True)
class Group:
    """Clocks that fall due together."""

    title: str
    tone: str
    clocks: list[Clock]

    @property
    def first(self) -> list[Clock]:
        """Those shown at once: all that are late or due today."""
        return self.clocks if self.tone in ("red", "orange") else self.clocks[:OPEN]

    @property
    def rest(self) -> list[Clock]:
        """Those behind the fold."""
        return self.clocks[len(self.first) :]


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure of the year as twelve small columns."""

    name: str
    code: str
    unit: str
    now: str
    values: list[float]
    month: int


@login_required
def home(request: Request) -> HttpResponse:
    """The desk page."""
    scope = request.GET.get("scope") or usual_scope(request.access)
    context = {
        "scope": scope,
        "scopes": [("mine", _("我的")), ("unit", _("本部门")), ("all", _("全部"))],
        "groups": grouped(soonest(request, scope)),
        "waiting": waiting(request, scope),
        "quick": [one for one in ledgers() if one.quick and request.access.may(one.verb, ledger=one.code)],
        "agendas": agendas(request, scope),
        "plots": plots(request.access),
        "recent": latest(request, RECENT) if request.access.may("write") else [],
        "warnings": warnings.unread(request.user, request.access),
        "warning_names": warnings.NAMES,
    }
    return render(request, "desk/home.html", context)


def usual_scope(access: Access) -> str:
    """Who answers for an office looks at all of it first; who works on cases at their own."""
    return "all" if access.may("decide") or not access.may("write") else "mine"


def soonest(request: Request, scope: str) -> list[Clock]:
    """Clocks that end first: of my own cases, of my unit, or of all I may see."""
    until = clock.today() + timedelta(days=AHEAD)

    def found(along: bool) -> QuerySet[Clock]:
        prefix = HIDDEN * _hidden(scope, along)
        rows = due(request.access, until, along=bool(prefix))
        return rows.filter(_scope(request, scope, "record", f"{prefix}path", along=along))

    return first(found, SHOWN, _among(request, scope))


def own(person: int) -> QuerySet[Record]:
    """The cases somebody entered for which nobody else is responsible."""
    return Record.objects.filter(responsible__isnull=True, entered_by=person)


def _among(request: Request, scope: str) -> QuerySet[Record] | None:
    """What must be looked through: one's own cases, or whatever the access rule leads to."""
    return own(request.user.pk) if scope == "mine" else None


def _hidden(scope: str, along: bool) -> bool:
    """Whether rows are looked up by something else than the subtree: the order, or whose they are."""
    return along or scope == "mine"


def _scope(request: Request, scope: str, record: str, path: str, *, along: bool) -> Q:
    """A filter for a scope; `record` leads to the case, from a case itself it is empty."""
    if scope == "unit":
        subtrees = (in_subtree(grant.path, field=path) for grant in request.access.grants)
        return reduce(or_, subtrees, Q(pk__in=()))
    if scope != "mine":
        return Q()
    pk, to = request.user.pk, f"{record}__" if record else HIDDEN * along
    if along:
        return Q(**{f"{to}responsible": pk}) | Q(**{f"{to}responsible__isnull": True, f"{to}entered_by": pk})
    mine = own(pk).values("pk").union(Record.objects.filter(responsible=pk).values("pk"), all=True)
    return Q(**{f"{record or 'pk'}__in": mine})


def grouped(clocks: list[Clock]) -> list[Group]:
    """Clocks by how soon they end."""
    today = clock.today()
    week = today + timedelta(days=7)
    # A window of the parties that has closed is nothing to be done; only deadlines can be late.
    found = [one for one in clocks if _day(one) >= today or law.limit(one.code).sense == "deadline"]
    groups = (
        Group(_("已超期"), "red", [one for one in found if _day(one) < today]),
        Group(_("今日到期"), "orange", [one for one in found if _day(one) == today]),
        Group(_("七日内"), "yellow", [one for one in found if today < _day(one) <= week]),
        Group(_("以后"), "blue", [one for one in found if _day(one) > week]),
    )
    return [group for group in groups if group.clocks]


def _day(one: Clock) -> date:
    return one.due_on or date.max


def workable(procedure: Procedure, ledger: str, access: Access, person: int, prefix: str = "") -> Q:
    """Records of a ledger that stand where some move is this person's to make."""
    anyone, others = set[str](), set[str]()
    for move in procedure.moves:
        if access.may(move.who, ledger=ledger) and _fits(move, access):
            (others if move.not_entrant else anyone).update(move.sources)
    mine, theirs = (sorted(codes & {*procedure.open_steps()}) for codes in (anyone, others - anyone))
    first, second = (Q(**{f"{prefix}ledger": ledger, f"{prefix}step__in": steps}) for steps in (mine, theirs))
    return first | (second & ~Q(entered_by=person))


def _fits(move: Move, access: Access) -> bool:
    return not move.roles or any(grant.role in move.roles for grant in access.grants)


def waiting(request: Request, scope: str) -> list[Record]:
    """Open records at a step that this person can move on, newest first."""
    found = partial(_workable, request, scope)
    return first(found, WAITING, _among(request, scope))


def _workable(request: Request, scope: str, along: bool) -> QuerySet[Record]:
    prefix = HIDDEN * _hidden(scope, along)
    conditions = Q(pk__in=())
    for ledger in ledgers():
        procedure = cast(Procedure, ledger.procedure)
        conditions |= workable(procedure, ledger.code, request.access, request.user.pk, prefix)
    rows = Record.objects.select_related("unit").order_by("-happened_on", "-id")
    if prefix:
        rows = rows.alias(**{prefix + name: unindexed(name) for name in LOOKED_AT})
    rows = request.access.visible(rows.filter(conditions).exclude(step=WITHDRAWN), field=f"{prefix}path")
    return rows.filter(_scope(request, scope, "", f"{prefix}path", along=along))


def agendas(request: Request, scope: str) -> list[tuple[Ledger, list[tuple[Record, date]]]]:
    """Open records of the ledgers that keep a day to be done by, the soonest first."""
    found = []
    for one in ledgers():
        if not one.agenda:
            continue
        steps = cast(Procedure, one.procedure).open_steps()
        rows = request.access.visible(one.model._default_manager.filter(step__in=steps))
        rows = rows.filter(_scope(request, scope, "", "path", along=False)).select_related("unit")
        dated = [(row, getattr(row, one.agenda)) for row in rows.order_by(one.agenda, "pk")[:OPEN]]
        found += [(one, dated)] if dated else []
    return found


def plots(access: Access) -> list[Plot]:
    """This year's months of a few figures, as the person's widest unit sees them."""
    unit = access.visible(Unit.objects.all(), "figures").order_by("path").first()
    if unit is None:
        return []
    year = clock.today().year
    found = series(PLOTS, unit=unit, year=year)
    month = clock.today().month
    return [
        Plot(
            _name(code),
            code,
            months[month - 1].unit,
            months[month - 1].text,
            [float(one.value or 0) for one in months],
            month,
        )
        for code, months in found.items()
    ]


def _name(code: str) -> str:
    from yifa.figures.definitions import figure

    return figure(code).name


@login_required
@require_POST
def read_warnings(request: Request) -> HttpResponse:
    """Note warnings as read."""
    warnings.mark_read(request.user, keys(request.POST.getlist("warning")))
    return redirect("home")
