"""The auditor checks the seals, in a real browser, with a real check in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE
from tools.serving import Server, yifa


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_check_is_started_and_ends(
    server: Server, visit: Callable[..., Any], axe: Callable[[Any], None], size: dict[str, int]
) -> None:
    yifa(server.data, "seals", "now")
    page = visit("auditor", size)
    page.goto("/seals/")
    page.get_by_role("button", name="立即核验").click()
    expect(page.get_by_text("未发现问题")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="报告已用数据的变化")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_taken_away_checks_the_database(
    server: Server, visit: Callable[..., Any], tmp_path: Path
) -> None:
    """The zip from the page, unpacked elsewhere: its own verifier, key and anchors against the database file."""
    yifa(server.data, "seals", "now")
    page = visit("auditor")
    page.goto("/seals/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载库外凭证").click()
    with zipfile.ZipFile(download.value.path()) as box:
        box.extractall(tmp_path)
    command = ["yifa_verify.py", str(server.data / "db.sqlite3"), "--anchors", "anchors"]
    done = subprocess.run([sys.executable, "-I", *command], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "未发现问题" in done.stdout
