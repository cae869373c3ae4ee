"""Journeys: the product as people use it, in a real browser, on a demo district of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tools.serving import Server

PASSWORD = "yifa-demo-2026"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def visit(server: Server, browser: Any) -> Iterator[Callable[..., Any]]:
    """`visit(username, size)`: a page of somebody who just logged in by the form."""
    contexts = []

    def log_in(username: str, size: dict[str, int] = DESK) -> Any:
        context = browser.new_context(
            viewport=size, locale="zh-CN", accept_downloads=True, base_url=server.url
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/login/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", name="今日待办").wait_for()
        return page

    yield log_in
    for context in contexts:
        context.close()
