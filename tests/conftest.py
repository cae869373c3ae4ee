"""Fixtures of every room.

The data folder is chosen before the settings are read: each test process has its own, made new, gone at the end.
`YIFA_DATABASE_URL`, when set, sends the same tests to PostgreSQL.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

DATA = Path(tempfile.mkdtemp(prefix="yifa-tests-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ["YIFA_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "yifa.config.settings"
os.environ.pop("YIFA_DEMO", None)
os.environ["YIFA_SECOND_STEP"] = "off"  # tests of the second step switch it on
# Playwright keeps an event loop in the main thread, where Django then refuses plain queries of later tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from tools import browser, serving  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

# Passwords of tests need no slow hash. A real file and not a database in memory: locks and WAL are as in use.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not os.environ.get("YIFA_DATABASE_URL"):
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = DATA / "test.sqlite3"


def pytest_configure(config: pytest.Config) -> None:
    """Worker processes inherit the variables of this one: one that names the settings would load them too early there."""
    if DATA.resolve() != settings.DATA:
        raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: the tests choose their data folder first")
    if getattr(config.option, "numprocesses", None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys are marked `browser`, and share one worker with their server."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database. On SQLite, tests that commit empty the tables by DELETE, which the guards forbid."""
    from yifa.foundation import guard

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            for table in guard.guarded(connection):
                guard.lift(connection, table)


@pytest.fixture(autouse=True)
def unlimited() -> None:
    """What one test did often does not count against the next."""
    from django.core.cache import caches

    caches["limits"].clear()


@pytest.fixture(scope="session")
def server() -> Iterator[serving.Server]:
    """The product as people use it: `yifa serve` in a process of its own, on a demo district of its own."""
    with serving.demo() as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """pytest-playwright starts the system's Chromium and never one of its own."""
    return browser.launch_options()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], None]:
    """`axe(page)` fails with a readable list when the page breaks a rule of WCAG 2.1 AA."""

    def check(page: Any) -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))  # a script tag would break the page's own policy
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
        found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
        lines = [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
            + "\n    ".join(node["html"] for node in rule["nodes"])
            for rule in found["violations"]
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check
