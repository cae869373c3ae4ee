"""Review of report files."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from yifa.desk.http import Request, login_required


@login_required
def index(request: Request) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def result(request: Request, token: str) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def commented(request: Request, token: str) -> HttpResponse:
    return render(request, "desk/base.html")
