"""Import of tables into a ledger."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from yifa.desk.http import Request, login_required


@login_required
def upload(request: Request, code: str) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def template(request: Request, code: str) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def confirm(request: Request, code: str, token: str) -> HttpResponse:
    return render(request, "desk/base.html")


@login_required
def sheet(request: Request, code: str, token: str) -> HttpResponse:
    return render(request, "desk/base.html")
