"""A long form over a server that cannot save: the page says what happened, keeps what was typed, and the same press saves it once."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from benchmarks.volume_work import PASSWORD
from faults import full
from faults.places import Office, office, ready
from faults.writers import QUIET, dispute, person
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_cases import TODAY, fill, named
from tools import postgres, serving

FACTS = "双方因空调外机滴水多次争吵，已到现场查看。" * 60
TYPED = {
    "纠纷类型": "邻里",
    "当事人": "示甲某、例乙某",
    "发生地": "示例路与样本路路口",
    "纠纷事实和争议": FACTS,
    "发生日期": TODAY.isoformat(),
}


@dataclass
class Scene:
    """A server of an office of its own, which can be taken away and brought back at the same address."""

    place: Office
    server: serving.Server

    @contextmanager
    def gone(self) -> Iterator[None]:
        serving.stop(self.server)
        yield
        port = self.server.url.rpartition(":")[2]
        self.server = serving.start(self.place.folder, "--port", port, database=self.place.database)


@pytest.fixture(scope="module")
def quiet() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in QUIET.items():
            patch.setenv(name, value)
        yield


@contextmanager
def running(place: Office) -> Iterator[Scene]:
    scene = Scene(place, serving.start(place.folder, database=place.database))
    try:
        yield scene
    finally:
        serving.stop(scene.server)


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """`opened(scene, size, title)`: somebody has the whole form before them, filled in."""
    with ExitStack() as stack:

        def open_form(scene: Scene, size: dict[str, int], title: str) -> Any:
            context = browser.new_context(viewport=size, locale="zh-CN", base_url=scene.server.url)
            stack.callback(context.close)
            page = context.new_page()
            page.goto("/login/")
            page.get_by_label("用户名").fill("mediator0")
            page.get_by_label("密码").fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.get_by_role("heading", name="今日待办").wait_for()
            page.goto("/ledgers/disputes/new/")
            fill(page.locator("main form").last, {"事由": title} | TYPED)
            return page

        yield open_form


def press(page: Any) -> None:
    page.get_by_role("button", name="保存").click()


def told(page: Any, *words: str) -> None:
    """It stands in view, in words; everything typed is still in its field, and the button can be pressed again."""
    said = page.locator("#notices [role=alert]")
    for one in words:
        expect(said).to_contain_text(one)
    expect(said).to_be_in_viewport()
    form = page.locator("main form").last
    expect(named(form, "纠纷事实和争议")).to_have_value(FACTS)
    expect(named(form, "当事人")).to_have_value("示甲某、例乙某")
    expect(form.get_by_role("button", name="保存")).to_be_enabled()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def saved_once(page: Any, title: str) -> None:
    press(page)
    page.wait_for_url(re.compile(r"/records/\d+/$"))
    expect(page.get_by_text("已登记：").first).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('yifa:draft:')).length") == 0
    page.goto("/ledgers/disputes/")
    expect(page.get_by_role("link", name=title)).to_have_count(1)


@pytest.fixture(scope="module")
def away(quiet: None) -> Iterator[tuple[Scene, postgres.Cluster]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.cluster() as cluster,
        running(ready(Office(Path(folder), cluster.url))) as scene,
    ):
        yield scene, cluster


def test_the_database_is_away(
    away: tuple[Scene, postgres.Cluster], opened: Callable[..., Any], axe: Callable[[Any], None]
) -> None:
    scene, cluster = away
    page = opened(scene, DESK, "旅程数据库离开")
    cluster.halt()
    with page.expect_response("**/new/") as waiting:
        press(page)
    assert waiting.value.status == 503
    told(page, "数据库暂时不能使用", "没有保存任何改动", "再按一次", "不会重复登记")
    axe(page)
    cluster.run()
    saved_once(page, "旅程数据库离开")


@pytest.fixture(scope="module")
def office_here(quiet: None) -> Iterator[Office]:
    with office("SQLite") as place:
        yield place


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to mount a small disk")
def test_the_disk_is_full(office_here: Office, opened: Callable[..., Any]) -> None:
    with full.disk(24) as small:
        shutil.copytree(office_here.folder, small, dirs_exist_ok=True)
        with running(Office(small, "")) as scene:
            page = opened(scene, PHONE, "旅程磁盘已满")
            ballast = filled(scene, small)
            with page.expect_response("**/new/") as waiting:
                press(page)
            assert waiting.value.status == 507
            told(page, "服务器磁盘已满", "没有保存任何改动", "通知系统管理员清理磁盘", "再按一次")
            ballast.unlink()
            saved_once(page, "旅程磁盘已满")


def filled(scene: Scene, small: Path) -> Path:
    """No room left, neither on the disk nor in half empty pages of the database's files."""
    client, unit = person(scene.server.url, "mediator1"), scene.place.ask("streets")["streets"][0]
    ballast, refused = full.fill(small), 0
    for n in range(200):
        status, _, _ = full.send(client, dispute(unit, f"{n}", TODAY.isoformat(), simple=True))
        refused = refused + 1 if status == 507 else 0
        if refused == 3:
            return ballast
    raise AssertionError("the disk never ran full")


def test_the_server_is_gone_and_an_answer_is_lost(office_here: Office, opened: Callable[..., Any]) -> None:
    """Saved, but nobody heard of it: pressing again leads to the same record."""
    with running(office_here) as scene:
        page = opened(scene, PHONE, "旅程服务器不在")
        with scene.gone():
            press(page)
            told(page, "连不上服务器", "内容还在页面上")
        page.route("**/new/", lambda route: (route.fetch(), route.abort()), times=1)
        press(page)
        told(page, "连不上服务器")
        saved_once(page, "旅程服务器不在")


def test_a_mistake_is_still_shown_at_its_place(office_here: Office, opened: Callable[..., Any]) -> None:
    with running(office_here) as scene:
        page = opened(scene, DESK, "旅程先错后对")
        fill(page.locator("main form").last, {"当事人": ""})
        press(page)
        field = named(page.locator("main form").last, "当事人")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(named(page.locator("main form").last, "纠纷事实和争议")).to_have_value(FACTS)
        field.fill("示甲某、例乙某")
        saved_once(page, "旅程先错后对")
