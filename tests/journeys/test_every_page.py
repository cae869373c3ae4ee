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


@pytest.mark.parametrize(
    ("role", "size"),
    [
        ("legal1", DESK),
        ("legal1", PHONE),
        ("mediator1", PHONE),
        ("admin", DESK),
        ("auditor", PHONE),
        ("district", DESK),
    ],
    ids=["legal-desk", "legal-phone", "mediator-phone", "admin-desk", "auditor-phone", "district-desk"],
)
def test_every_kind_of_page(
    visit: Callable[..., Any], axe: Callable[[Any], None], role: str, size: dict[str, int]
) -> None:
    page = visit(role, size)
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
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address
        todo += links(page)
    assert not refused
    assert len(kinds) > 8
