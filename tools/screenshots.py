"""Pictures of every page at desktop and phone width, written to screenshots/, by `make screenshots`.

    python -m tools.screenshots [FOLDER]

A demo district is made and served; one person of each role walks every link from the desk page. Of pages of one kind
(the same view, the same ledger) the first is taken. At the end the views that no link reached are named.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Error, Page, sync_playwright

from tools import browser, serving

WIDTHS = {1440: 900, 390: 844}
# Pages that look different for each role are taken for each; the others once.
PERSONAL = {"home"}
ACTIONS = {"logout", "set_language"}


@dataclass
class Walk:
    """What one person has seen and still has to see; `seen` is shared by all of them."""

    role: str
    seen: set[str]
    waiting: list[str] = field(default_factory=lambda: ["/"])


def prepare(data: Path) -> None:
    """Django on the server's data folder, to sign people in and to know the addresses."""
    os.environ.update(serving.environment(data), DJANGO_SETTINGS_MODULE="yifa.config.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django

    django.setup()


def sessions() -> Iterator[tuple[str, str]]:
    """(role, session key) for the first person of each role."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from yifa.office.models import Post
    from yifa.office.roles import ROLES
    from yifa.office.sessions import SessionStore

    now = time.time()
    for role in ROLES:
        post = Post.objects.filter(role=role, valid_to=None).select_related("person").order_by("id").first()
        if post is None:
            continue
        store = SessionStore()
        store[SESSION_KEY] = str(post.person.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[
            -1
        ]  # the first only counts wrong passwords
        store[HASH_SESSION_KEY] = post.person.get_session_auth_hash()
        store["began"] = store["seen"] = now
        store.create()
        yield role, str(store.session_key)


def kind(path: str) -> tuple[str, str]:
    """(view, words that tell pages of one view apart): numbers, dates and long codes do not."""
    from django.urls import Resolver404, resolve

    try:
        match = resolve(path)
    except Resolver404:
        return "", ""
    words = [str(value) for value in match.kwargs.values() if str(value).isalpha() and len(str(value)) < 20]
    return match.view_name or match._func_path, "-".join(words)


def take(page: Page, walk: Walk, url: str, folder: Path) -> None:
    """Open one page, note its links, write its pictures."""
    path = urlsplit(url).path
    view, words = kind(path)
    name = "-".join(filter(None, [walk.role if view in PERSONAL else "", view.replace(":", "-"), words]))
    if not view or view in ACTIONS or name in walk.seen:
        return
    walk.seen.add(name)
    try:
        response = page.goto(url)
    except Error:  # a download: nothing to see
        return
    if response is None or "text/html" not in response.headers.get("content-type", ""):
        return
    if response.status >= 400:
        print(f"{response.status} {path} ({walk.role})", file=sys.stderr)
        walk.seen.discard(name)
        return
    walk.waiting += links(page)
    shoot(page, folder, name)


def links(page: Page) -> list[str]:
    """Addresses of this server that the page leads to."""
    found: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = urlsplit(page.url).netloc
    return [urljoin(page.url, link) for link in found if urlsplit(link).netloc == here]


def shoot(page: Page, folder: Path, name: str) -> None:
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_load_state("networkidle")
        target = folder / str(width) / f"{name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=target, full_page=True, animations="disabled")


def walk_all(chromium: Any, server: serving.Server, folder: Path) -> set[str]:
    """Everybody's walk; the names of the pages taken."""
    seen: set[str] = set()
    for role, key in [("anyone", ""), *sessions()]:
        context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
        if key:
            context.add_cookies([{"name": "sessionid", "value": key, "url": server.url}])
        page, walk = context.new_page(), Walk(role, seen)
        while walk.waiting:
            take(page, walk, urljoin(server.url, walk.waiting.pop(0)), folder)
        context.close()
    return seen


def main(target: str = "screenshots") -> int:
    folder = Path(target).resolve()
    with serving.demo() as server, sync_playwright() as player:
        prepare(server.data)
        chromium = player.chromium.launch(**browser.launch_options())
        seen = walk_all(chromium, server, folder)
        chromium.close()
    print(f"{len(seen)} pages at {len(WIDTHS)} widths in {folder.name}/")
    return 0 if seen else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
