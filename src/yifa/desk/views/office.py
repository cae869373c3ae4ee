"""Units, people and posts; holidays; the audit trail."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from yifa.desk.http import Request, login_required


@login_required
def units(request: Request) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def unit(request: Request, pk: int) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def add_unit(request: Request, pk: int) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def appoint(request: Request, pk: int) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def end_post(request: Request, pk: int) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def holidays(request: Request) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def audit_trail(request: Request) -> HttpResponse:
    return render(request, "desk/base.html")
