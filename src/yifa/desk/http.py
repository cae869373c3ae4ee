"""The request as this door knows it: a logged-in person and the access rule compiled for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from yifa.foundation.errors import Missing
from yifa.office.access import Access
from yifa.office.models import Person, Unit
from yifa.records.actions import concrete
from yifa.records.models import Record

__all__ = ["Request", "find_record", "find_unit", "go", "keys", "login_required"]


class Request(HttpRequest):
    """A request after login and the middleware of this door."""

    user: Person
    access: Access
    htmx: HtmxDetails


def find_record(request: Request, pk: int, verb: str = "read") -> Record:
    """A record this person may see, in its ledger's own type; Missing otherwise, as if it were not there."""
    row = request.access.visible(Record.objects.filter(pk=pk), verb).first()
    if row is None:
        raise Missing("没有这条记录，或者它不在您的权限范围内", fix="请核对编号，或从台账列表进入")
    return concrete(row)


def find_unit(request: Request, code: str, verb: str = "figures") -> Unit:
    """A unit in which the person holds a verb; without a code the widest one."""
    rows = request.access.visible(Unit.objects.all(), verb)
    if code:
        return get_object_or_404(rows, code=code)
    first = rows.order_by("path").first()
    if first is None:
        raise Missing("您的岗位没有可查看的单位", fix="请联系系统管理员设置岗位")
    return first


def go(request: Request, name: str, *arguments: object) -> HttpResponse:
    """On to another page, as a whole page also from a form that was sent in place."""
    if request.htmx:
        return HttpResponseClientRedirect(resolve_url(name, *arguments))
    return redirect(name, *arguments)


def keys(texts: Iterable[str]) -> list[int]:
    """The keys of rows among texts of a form; what no table can hold is left out."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def query_without(request: HttpRequest, *names: str, **changes: Any) -> str:
    """The query string with some parameters left out and others set."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = str(value)
    return query.urlencode()
