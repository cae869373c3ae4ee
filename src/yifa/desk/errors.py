"""Error pages: what is wrong, why, what to do now. Each also has an address of its own, to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import reswap, retarget

from yifa.foundation.errors import Missing, Refused, YifaError

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
        gettext_lazy("请稍后重试；仍有问题请把时间告诉系统管理员。"),
    ),
}


def show(
    request: HttpRequest, status: int, *, message: str = "", fix: str = "", reasons: list[str] | None = None
) -> HttpResponse:
    """An error page; where only a part of the page was asked for, a notice above it, and the page stays as typed."""
    page = PAGES.get(status, PAGES[500])
    context = {"status": status, "page": page, "message": message, "fix": fix, "reasons": reasons or []}
    if not getattr(request, "htmx", False):
        return render(request, "desk/error.html", context, status=status)
    answer = render(request, "desk/parts/error_notice.html", context, status=status)
    return reswap(retarget(answer, "#notices"), "innerHTML")


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
    return show(request, 500)


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
