"""Error pages: what is wrong, why, what to do now. Each also has an address of its own, to look at."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_htmx.http import reselect, reswap, retarget

from yifa.foundation import tracing
from yifa.foundation.errors import Missing, Refused, YifaError
from yifa.foundation.trouble import Trouble, trouble

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Page:
    """The words of one error page."""

    title: StrOrPromise
    why: StrOrPromise
    now: StrOrPromise


PAGES = {
    400: Page(
        gettext_lazy("请求有误"),
        gettext_lazy("浏览器发来的内容不完整或者格式不对。"),
        gettext_lazy("请返回上一页重新操作。"),
    ),
    403: Page(
        gettext_lazy("没有权限"),
        gettext_lazy("您的岗位不包括这项操作。"),
        gettext_lazy("如工作需要，请联系本单位管理员调整岗位。"),
    ),
    404: Page(
        gettext_lazy("没有找到"),
        gettext_lazy("地址有误，或者内容不在您的权限范围内。"),
        gettext_lazy("请从左侧菜单或者台账列表进入。"),
    ),
    405: Page(
        gettext_lazy("这个地址不能直接打开"),
        gettext_lazy("它只接受页面上按钮提交的操作；多半是登录过期后又回到了这里。"),
        gettext_lazy("请回到原来的页面，再按一次按钮；填写的内容已保存在本机，可以恢复。"),
    ),
    409: Page(
        gettext_lazy("现在不能这样办"),
        gettext_lazy("程序的条件还不具备，或者别人刚刚改过。"),
        gettext_lazy("请按下面的说明补齐后再办。"),
    ),
    413: Page(
        gettext_lazy("文件太大"),
        gettext_lazy("上传的内容超过系统上限。"),
        gettext_lazy("请压缩或者拆分后再上传。"),
    ),
    422: Page(
        gettext_lazy("填写有误"), gettext_lazy("有内容不符合要求。"), gettext_lazy("请按提示改正后再保存。")
    ),
    429: Page(
        gettext_lazy("操作太频繁"),
        gettext_lazy("短时间内同样的操作太多，系统暂时不再受理。"),
        gettext_lazy("请稍候再试；已经填写的内容不受影响。"),
    ),
    500: Page(
        gettext_lazy("系统出错"),
        gettext_lazy("服务器处理时发生意外，没有保存任何改动。"),
        gettext_lazy("请稍后重试；仍有问题请把下面的请求编号告诉系统管理员。"),
    ),
    503: Page(
        gettext_lazy("数据库暂时不能使用"),
        gettext_lazy("服务器连不上数据库，没有保存任何改动。"),
        gettext_lazy("填写的内容已保存在本机浏览器中。请过一会儿回到原来的页面恢复后再提交。"),
    ),
    507: Page(
        gettext_lazy("服务器磁盘已满"),
        gettext_lazy("没有空间保存，这次没有保存任何改动。"),
        gettext_lazy("填写的内容已保存在本机浏览器中。请通知系统管理员清理磁盘，之后恢复内容再提交。"),
    ),
}
# Trouble with a page of its own beside that of its status.
TROUBLES = {
    "busy": Page(
        gettext_lazy("现在办理的人太多"),
        gettext_lazy("数据库正忙，等了很久仍没有轮到，没有保存任何改动。"),
        gettext_lazy("填写的内容已保存在本机浏览器中。请过一会儿再提交。"),
    ),
    "file": Page(
        gettext_lazy("文件不在服务器上"),
        gettext_lazy("系统记着这个文件，但存放处找不到它。"),
        gettext_lazy("请通知系统管理员从备份恢复文件；其他内容不受影响。"),
    ),
    502: Page(
        gettext_lazy("外部系统没有应答"),
        gettext_lazy("本系统要用到的另一个系统连不上，或者没有给出应有的回答。"),
        gettext_lazy("请稍后重试；仍有问题请告诉系统管理员。"),
    ),
}
# What to do when the form is still there.
AGAIN = gettext_lazy(
    "填写的内容还在本页上，也保存在本机浏览器中。请过一会儿再按一次原来的按钮，不会重复登记。"
)
STAYS = {
    "database": AGAIN,
    "busy": AGAIN,
    "disk": gettext_lazy(
        "填写的内容还在本页上，也保存在本机浏览器中。请通知系统管理员清理磁盘，之后再按一次原来的按钮，不会重复登记。"
    ),
}


def show(
    request: HttpRequest, status: int, *, message: str = "", fix: str = "", reasons: list[str] | None = None
) -> HttpResponse:
    """An error page; where only a part of the page was asked for, a notice above it, and the page stays as typed."""
    page = PAGES.get(status, PAGES[500])
    context = {
        "status": status,
        "page": page,
        "message": message,
        "fix": fix,
        "reasons": reasons or [],
        "request_id": tracing.current.get() if status >= 500 else "",
    }
    if not getattr(request, "htmx", False):
        return render(request, "desk/error.html", context, status=status)
    return _above(render(request, "desk/parts/error_notice.html", context, status=status))


def _above(notice: HttpResponse) -> HttpResponse:
    """A notice goes above the page, whatever the form that asked wanted to exchange."""
    return reselect(reswap(retarget(notice, "#notices"), "innerHTML"), ".alert")


def refusal(request: HttpRequest, error: YifaError) -> HttpResponse:
    """A refusal of the product as a page with the right status."""
    reasons = [str(reason) for reason in error.reasons] if isinstance(error, Refused) else []
    return show(
        request, error.status, message="" if reasons else error.message, fix=error.fix, reasons=reasons
    )


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    """Come back in `wait` seconds."""
    answer = show(request, 429, fix=_("请在 %(seconds)s 秒后再试") % {"seconds": wait})
    answer["Retry-After"] = str(wait)
    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """An accident. When the database or the disk lies behind it, a page that needs neither."""
    found = trouble(sys.exc_info()[1])
    return unavailable(request, found) if found else show(request, 500)


def unavailable(request: HttpRequest, found: Trouble) -> HttpResponse:
    """What is the matter, without asking the database who looks."""
    context = {
        "status": found.status,
        "page": TROUBLES.get(found.kind, PAGES[found.status]),
        "request_id": tracing.current.get(),
        "language": get_language(),
    }
    # The middleware that knows of parts of a page may not have been reached: sessions need the database too.
    part = request.headers.get("HX-Request") == "true"
    if part and request.method == "POST":
        context["fix"] = STAYS.get(found.kind, "")
    text = render_to_string("desk/parts/error_notice.html" if part else "desk/unavailable.html", context)
    answer = HttpResponse(
        text, status=found.status, headers={"Retry-After": "30", "Cache-Control": "no-store"}
    )
    return _above(answer) if part else answer


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that lay too long, or came from elsewhere."""
    return show(
        request,
        403,
        message=_("页面停留太久或者登录状态已变"),
        fix=_("请刷新页面后重新提交；填写的内容已保存在本机，可以恢复"),
    )


def look(request: HttpRequest, status: int) -> HttpResponse:
    """The error page of a status, at its own address."""
    if status not in PAGES:
        raise Missing(_("没有这个错误页"))
    return show(request, status)
