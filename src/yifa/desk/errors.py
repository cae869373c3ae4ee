"""Error pages: what is wrong, why, what to do now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def _plain(status: int, message: str) -> HttpResponse:
    return HttpResponse(message, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(400, "请求有误")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(403, "没有权限")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain(404, "页面不存在")


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain(500, "系统出错")


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _plain(403, "页面已过期，请刷新后重试")
