"""The administrator's pages: units, people and posts; holidays; and the audit trail."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yifa import law
from yifa.desk import trail
from yifa.desk.forms.office import EndPostForm, EndUnitForm, NoticeForm, PostForm, UnitForm, standing
from yifa.desk.http import Request, login_required, query_without
from yifa.desk.views.people import one_time
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.foundation.models import Audit
from yifa.office import actions, passwords
from yifa.office.access import live
from yifa.office.models import Person, Post, Unit
from yifa.office.roles import ROLES
from yifa.procedures import clocks
from yifa.procedures import holidays as holidays_room
from yifa.procedures.models import AnnouncedDay

PAGE = 50
SHOWN = 200  # moved clocks listed before confirming


def _unit(request: Request, pk: int) -> Unit:
    """A unit this person administers."""
    request.access.require("configure")
    return get_object_or_404(
        request.access.visible(Unit.objects.select_related("parent"), "configure"), pk=pk
    )


@login_required
def units(request: Request) -> HttpResponse:
    """The tree, with how many people serve in each unit."""
    request.access.require("configure")
    today = clock.today()
    serving = Count("posts", filter=live(today, "posts__"))
    found = request.access.visible(Unit.objects.all(), "configure").annotate(serving=serving).order_by("path")
    gone = request.GET.get("all") == "1"
    rows = [(one, one.stands_on(today)) for one in found]
    context = {
        "rows": rows if gone else [row for row in rows if row[1]],
        "gone": gone,
        "ended": sum(not stands for _one, stands in rows),
    }
    return render(request, "desk/office/units.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def unit(request: Request, pk: int) -> HttpResponse:
    """One unit: its validity, the units below, its posts; a POST ends it."""
    one = _unit(request, pk)
    form = EndUnitForm(one, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_unit(unit=one, on=form.cleaned_data["on"], by=request.user)
            messages.success(request, _("已登记撤销日期，原有记录和指标不变"))
            return redirect("unit", pk)
        except Invalid as error:
            form.add_error("on", error.message)
    return _show_unit(request, one, form)


def _show_unit(
    request: Request, one: Unit, form: EndUnitForm, ends: EndPostForm | None = None
) -> HttpResponse:
    today = clock.today()
    form.mark_wrong()
    wrong = bool(form.errors or (ends and ends.errors))
    context = {
        "unit": one,
        "stands": one.stands_on(today),
        "children": list(one.children.order_by("path")),
        "posts": [(post, _serves(post, today)) for post in standing(one)],
        "form": form,
        "ends": ends,
    }
    return render(request, "desk/office/unit.html", context, status=422 if wrong else 200)


def _serves(post: Post, on: date) -> bool:
    return post.valid_from <= on and (post.valid_to is None or on <= post.valid_to)


@login_required
@require_http_methods(["GET", "POST"])
def add_unit(request: Request, pk: int) -> HttpResponse:
    """Set up a unit below this one."""
    parent = _unit(request, pk)
    form = UnitForm(parent, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_unit(parent=parent, by=request.user, **form.cleaned_data)
            messages.success(request, _("已增设%(name)s") % {"name": made.name})
            return redirect("unit", made.pk)
        except Invalid as error:
            form.take(error)
    form.mark_wrong()
    context = {"unit": parent, "form": form, "title": _("增设下级单位")}
    return render(request, "desk/office/enter.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def appoint(request: Request, pk: int) -> HttpResponse:
    """Give somebody a post in this unit; a new person is added with it, or not at all."""
    one = _unit(request, pk)
    form = PostForm(request.access, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            post, secret = _appointed(request, one, form.cleaned_data)
            if secret:
                return one_time(request, post.person, secret)
            messages.success(request, _("已任职：%(who)s") % {"who": f"{post.person.name} {post}"})
            return redirect("unit", pk)
        except Invalid as error:
            form.take(error)
    form.mark_wrong()
    context = {
        "unit": one,
        "form": form,
        "title": _("人员任职"),
        "roles": [(_(role.name), _(role.says)) for role in ROLES.values()],
    }
    return render(request, "desk/office/enter.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _appointed(request: Request, one: Unit, data: dict[str, Any]) -> tuple[Post, str]:
    """The post, and for a new person the password of the first log-in."""
    person: Person | None = data["person"]
    secret = ""
    if person is None:
        secret = passwords.one_time()
        new = {name: data[name] for name in ("username", "name")}
        person = actions.add_person(by=request.user, password=secret, **new)
    post = actions.appoint(
        person=person,
        unit=one,
        role=data["role"],
        valid_from=data["valid_from"],
        valid_to=data["valid_to"],
        title=data["duty"],
        acting_for=data["acting_for"],
        by=request.user,
    )
    return post, secret


@login_required
@require_POST
def end_post(request: Request, pk: int) -> HttpResponse:
    """Somebody leaves a post on a day."""
    request.access.require("configure")
    found = Post.objects.filter(request.access.rule("configure", field="unit__path")).select_related("person")
    post = get_object_or_404(found, pk=pk)
    form = EndPostForm(post, request.POST)
    if not form.is_valid():
        return _show_unit(request, _unit(request, post.unit_id), EndUnitForm(post.unit), form)
    actions.end_post(post=post, by=request.user, on=form.cleaned_data["on"])
    messages.success(request, _("已登记%(name)s离任") % {"name": post.person.name})
    return redirect("unit", post.unit_id)


@login_required
@require_http_methods(["GET", "POST"])
def holidays(request: Request) -> HttpResponseBase:
    """Announced days; a new notice is read, shown with what it moves, and taken in when confirmed."""
    request.access.require("configure")
    taken = _taken(request)
    if taken and request.GET.get("format") == "csv":
        return _moved_csv(taken)
    posted = request.method == "POST"
    form = NoticeForm(request.POST if posted else None, request.FILES if posted else None)
    preview = None
    if posted and form.is_valid():
        if "confirm" in request.POST:
            return _announced(request, form)
        preview = _preview(form)
    form.mark_wrong()
    context = {
        "form": form,
        "preview": preview,
        "known_until": clocks.calendar().known_until,
        "notices": _notices(),
        "taken": taken,
    }
    return render(request, "desk/office/holidays.html", context, status=422 if form.errors else 200)


def _announced(request: Request, form: NoticeForm) -> HttpResponse:
    assert form.notice is not None
    days = {day: works for day, (works, _source) in form.notice.days.items()}
    holidays_room.announce(
        days=days, source=form.cleaned_data["source"], by=request.user, access=request.access
    )
    last = Audit.objects.filter(action="calendar.announce", by=request.user.pk).order_by("-pk").first()
    messages.success(request, _("放假安排已生效，进行中的时限已重新计算"))
    return redirect(f"{reverse('holidays')}?taken={last.pk if last else ''}")


def _preview(form: NoticeForm) -> dict[str, Any]:
    """What a notice says and which open clocks it moves, without writing anything."""
    assert form.notice is not None
    moves, firmed = holidays_room.preview(clocks.calendar().with_days(form.notice.days))
    return {
        "text": form.cleaned_data["text"],
        "source": form.cleaned_data["source"],
        "years": form.notice.years,
        "rest": list(_runs(form.notice, works=False)),
        "work": list(_runs(form.notice, works=True)),
        "days": len(form.notice.days),
        "moves": moves[:SHOWN],
        "moving": len(moves),
        "firmed": firmed,
    }


def _runs(notice: law.Notice, *, works: bool) -> Iterator[tuple[date, date]]:
    """Days that differ from an ordinary week: weekdays off, weekends worked; runs of them, weekends between included."""
    days = sorted(
        day
        for day, (worked, _source) in notice.days.items()
        if worked == works and (day.weekday() >= 5) == works
    )
    for _key, group in groupby(enumerate(days), lambda row: row[1].toordinal() - row[0]):
        found = [day for _number, day in group]
        yield found[0], found[-1]


def _notices() -> list[dict[str, Any]]:
    """The notices entered here, newest first: source, who, when, how many days."""
    rows = AnnouncedDay.objects.values("source", "entered_by__name").annotate(
        days=Count("pk"), off=Count("pk", filter=Q(works=False))
    )
    ends = {
        row.source: (row.entered_at, row.day) for row in AnnouncedDay.objects.order_by("entered_at", "day")
    }
    found = [dict(row) | {"at": ends[row["source"]][0], "until": ends[row["source"]][1]} for row in rows]
    return sorted(found, key=lambda row: row["at"], reverse=True)


def _taken(request: Request) -> dict[str, Any] | None:
    """The signed list of what a notice moved."""
    key = request.GET.get("taken", "")
    row = Audit.objects.filter(action="calendar.announce", pk=key).first() if key.isdecimal() else None
    if row is None:
        return None
    moved = row.detail.get("moved", [])
    more = {"moved": moved, "shown": moved[:SHOWN], "days": row.detail.get("days", 0)}
    return trail.lines([row])[0] | more


def _moved_csv(taken: dict[str, Any]) -> StreamingHttpResponse:
    """The signed list of dates that moved, whole: first what it rests on and who entered it, then a line each."""
    head = [
        [_("依据"), taken["row"].target],
        [_("登记"), f"{taken['who']} {taken['at']:%Y-%m-%d %H:%M}"],
        [_("变动时限"), len(taken["moved"])],
        [_("编号"), _("时限"), _("原届满日"), _("现届满日"), _("状态")],
    ]
    moved = (
        [one["number"], one["label"], one["before"], one["after"], _("确定") if one["firm"] else _("暂定")]
        for one in taken["moved"]
    )
    return _csv(chain(head, moved), f"moved-{taken['row'].pk}.csv")


@login_required
def audit_trail(request: Request) -> HttpResponseBase:
    """The audit trail, searched; that it was read is in it."""
    request.access.require("audit")
    found = trail.rows(request.access, request.GET)
    asked = {name: value for name, value in request.GET.items() if value and name not in ("page", "format")}
    if request.GET.get("format") == "csv":
        audit.note("audit.export", by=request.user.pk, detail=asked)
        return _trail_csv(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": trail.lines(page),
        "actions": trail.ACTIONS,
        "query": query_without(request, "page", "format"),
        "filtered": bool(asked),
    }
    response = render(request, "desk/office/audit.html", context)
    audit.note("audit.read", by=request.user.pk, detail=asked)
    return response


class _Echo:
    """What the csv writer writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def _trail_csv(request: Request) -> StreamingHttpResponse:
    return _csv(trail.sheet(trail.rows(request.access, request.GET)), f"audit-{clock.today()}.csv")


def _csv(rows: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())
    body = (("\ufeff" if number == 0 else "") + writer.writerow(row) for number, row in enumerate(rows))
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
