"""The register of acts, time limits, the due-date calculator, and the procedures as pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from yifa.desk.http import Request, login_required


@login_required
def acts(request: Request) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def titles(request: Request) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def act(request: Request, number: int) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def limits(request: Request) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def due(request: Request) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def procedures(request: Request) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def procedure(request: Request, code: str) -> HttpResponse:
    return render(request, "desk/base.html")
