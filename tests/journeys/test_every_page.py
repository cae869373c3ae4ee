"""Every page a role can reach, at both widths: it answers, breaks no rule of accessibility, and fits the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.journeys.conftest import DESK, PHONE

MOST = 70


def kind_of(address: str) -> str:
    """Pages that differ only in a number or a code are of one kind."""
    path = re.sub(r"\d+", "N", address.split("?")[0])
    return re.sub(r"/(figures|law/procedures|law/acts)/[^/]+/", r"/\1/X/", path)


def links(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "a[href^='/']:not([download])", "all => all.map(a => a.getAttribute('href').split('#')[0])"
    )
    return [
        one
        for one in found
        if not re.search(r"\.(docx|pdf|json|csv|xml)$|/export/|/casefile/|/static/|format=", one)
    ]


def opened(page: Any, address: str) -> Any:
    """The answer to an address; None for a download, which shows nothing."""
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" in str(error):
            return None
        raise
    return answer if (answer.headers.get("content-type") or "").startswith("text/html") else None


# Values beside long labels that are left so little room that they stand one character a line.
SQUEEZED = """[...document.querySelectorAll('dd, td, th')].filter(one => {
    const words = one.innerText.trim().length, all = document.createRange()
    all.selectNodeContents(one)
    return one.offsetParent && words > 4 && all.getBoundingClientRect().height > 14 * words
}).map(one => one.innerText)"""


def sound(page: Any, axe: Callable[[Any], None], address: str) -> None:
    """Accessible and inside the screen, on a desk and on a phone."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (address, size)
        assert page.evaluate(SQUEEZED) == [], (address, size)


@pytest.mark.parametrize(
    ("role", "fewest"), [("legal1", 40), ("mediator1", 25), ("admin", 12), ("auditor", 25), ("district", 25)]
)
def test_every_kind_of_page(
    visit: Callable[..., Any], axe: Callable[[Any], None], role: str, fewest: int
) -> None:
    page = visit(role)
    refused: list[str] = []
    page.on(
        "console",
        lambda message: refused.append(message.text) if "Content Security" in message.text else None,
    )
    todo, kinds = ["/", "/errors/404/"], set()
    while todo and len(kinds) < MOST:
        address = todo.pop(0)
        kind = kind_of(address)
        if kind in kinds:
            continue
        kinds.add(kind)
        answer = opened(page, address)
        if answer is None:
            continue
        assert answer.status < 400 or address.startswith("/errors/"), (address, answer.status)
        sound(page, axe, address)
        todo += links(page)
    assert not refused
    assert len(kinds) >= fewest


def test_pages_that_answer_a_form(visit: Callable[..., Any], axe: Callable[[Any], None]) -> None:
    """What is seen after a mistake, a refusal, a conflict or with a reason is as sound as the rest."""
    page = visit("legal1")
    page.goto("/ledgers/penalties/new/")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("alert").wait_for()
    sound(page, axe, "a form with mistakes")
    page.goto("/ledgers/disputes/?step=registered")
    page.locator("td.wide a").first.click()
    here = page.url
    page.get_by_text("查看个人信息", exact=True).click()
    page.get_by_label("查看原因").fill("旅程测试")
    page.get_by_role("button", name="查看", exact=True).click()
    sound(page, axe, "personal fields shown")
    page.goto(f"{here}edit/")
    page.locator("input[name=revision]").evaluate("input => input.value = 0")
    page.get_by_label("事由").fill("旅程测试冲突")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("alert").wait_for()
    sound(page, axe, "a conflict")
    page.goto(f"{here}moves/accept/")
    page.get_by_label("办理日期").fill("2001-01-01")
    page.locator("form.form button[type=submit]").click()
    page.get_by_role("alert").wait_for()
    sound(page, axe, "a refused move")


def test_the_login_page(server: Any, page: Any, axe: Callable[[Any], None]) -> None:
    page.goto(f"{server.url}/login/")
    sound(page, axe, "/login/")
    page.get_by_label("用户名").fill("nobody")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("alert").wait_for()
    sound(page, axe, "a wrong password")
