"""Logging in, in a real browser: a new person's first day, an authenticator, a lock-out, a session that ends."""

from __future__ import annotations

import os
import time
from base64 import b32decode
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PASSWORD
from tests.journeys.test_every_page import sound
from tools import serving

if TYPE_CHECKING:
    from tools.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
OWN = "qiao-lian-shu-ping"


@pytest.fixture(scope="module")
def strict(server: Server) -> Iterator[Server]:
    """A second server on the same district, which asks for the second step where the roles say so."""
    before = os.environ.get("YIFA_SECOND_STEP")
    os.environ["YIFA_SECOND_STEP"] = "roles"
    try:
        running = serving.start(server.data)
    finally:
        os.environ["YIFA_SECOND_STEP"] = before or "off"
    yield running
    serving.stop(running)


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """`opened(server)`: a page of a browser of its own; a breach of the content policy fails the test."""
    contexts, faults = [], []

    def open_page(server: Server) -> Any:
        context = browser.new_context(viewport=DESK, locale="zh-CN", base_url=server.url)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Policy" in line.text else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def log_in(page: Any, username: str, password: str = PASSWORD) -> None:
    page.goto("/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def at_home(page: Any) -> None:
    page.get_by_role("heading", name="今日待办").wait_for()


def appoint(page: Any, username: str) -> str:
    """The administrator adds a leader of the first street; the one-time password that the page shows."""
    log_in(page, "admin")
    at_home(page)
    page.goto("/office/")
    page.get_by_role("link", name="示例街道办事处").first.click()
    page.get_by_role("link", name="人员任职").click()
    page.get_by_label("姓名").fill("示例新")
    page.get_by_label("用户名").fill(username)
    page.locator("[name=role]").select_option(label="党政主要负责人")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("heading", name="一次性密码").wait_for()
    return str(page.locator(".one-time code").inner_text())


def code(secret: str, steps: int = 0) -> str:
    generator = TOTP(b32decode(secret.replace(" ", "")))
    generator.time = time.time() + 30 * steps
    return f"{generator.token():06d}"


def test_the_first_day_of_a_leader(
    strict: Server, server: Server, opened: Callable[..., Any], axe: Callable[[Any], None]
) -> None:
    """A one-time password, one's own, an authenticator, backup codes; then the account asks for a code."""
    admin = opened(server)
    secret = appoint(admin, "newleader")
    sound(admin, axe, "a one-time password")
    page = opened(strict)
    log_in(page, "newleader", secret)
    page.get_by_role("heading", name="请换成自己的密码").wait_for()
    sound(page, axe, "a new password")
    page.get_by_label("新密码", exact=False).first.fill("newleader2026")
    page.get_by_label("再输入一次新密码").fill("newleader2026")
    page.get_by_role("button", name="更换并登录").click()
    expect(page.get_by_role("alert")).to_contain_text("容易被猜到")
    sound(page, axe, "a guessable password")
    for field in page.locator("input[type=password]").all():
        field.fill(OWN)
    page.get_by_role("button", name="更换并登录").click()
    page.get_by_role("heading", name="设置动态验证码").wait_for()
    page.get_by_text("不能扫描").click()
    key = page.locator(".secret").inner_text()
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 100")
    page.get_by_label("验证码").fill("000000" if code(key) != "000000" else "111111")
    page.get_by_role("button", name="完成设置").click()
    expect(page.get_by_role("alert")).to_contain_text("验证码不对")
    sound(page, axe, "setting the authenticator up")
    page.wait_for_timeout(1100)  # after a wrong code the next one waits a second
    page.get_by_label("验证码").fill(code(key, -1))
    page.get_by_role("button", name="完成设置").click()
    page.get_by_role("heading", name="请保存备用码").wait_for()
    assert page.locator(".codes li").count() == 8
    backup = page.locator(".codes li").first.inner_text()
    sound(page, axe, "backup codes")
    page.get_by_role("button", name="已经保存").click()
    at_home(page)
    comes_back(opened(server), key, backup, axe)


def comes_back(page: Any, key: str, backup: str, axe: Callable[[Any], None]) -> None:
    """The same person another time, where nothing is required but what was set up is asked for."""
    log_in(page, "newleader", OWN)
    page.get_by_role("heading", name="动态验证码").wait_for()
    sound(page, axe, "the second step")
    page.get_by_label("验证码").fill(code(key))
    page.get_by_role("button", name="继续").click()
    at_home(page)
    page.goto("/me/")
    expect(page.get_by_text("备用码还剩 8 个")).to_be_visible()
    expect(page.locator("#sessions + ul li")).to_have_count(2)
    sound(page, axe, "one's own page")
    page.get_by_role("link", name="备用码和停用").click()
    page.get_by_label("验证码").fill(backup)
    page.get_by_role("button", name="停用动态验证码").click()
    expect(page.get_by_text("动态验证码已停用")).to_be_visible()
    page.get_by_role("link", name="设置动态验证码").click()
    sound(page, axe, "setting up again, by oneself")
    page.goto("/me/")
    page.get_by_role("button", name="退出其他全部登录").click()
    expect(page.locator("#sessions + ul li")).to_have_count(1)


def test_a_lock_out_and_its_end(
    server: Server, opened: Callable[..., Any], axe: Callable[[Any], None]
) -> None:
    page = opened(server)
    for _turn in range(5):
        log_in(page, "community12", "not-the-password")
    page.get_by_role("heading", name="登录已暂停").wait_for()
    expect(page.get_by_role("alert")).to_contain_text("5 次输错密码")
    sound(page, axe, "locked out")
    log_in(page, "community12")
    page.get_by_role("heading", name="登录已暂停").wait_for()
    admin = opened(server)
    log_in(admin, "admin")
    at_home(admin)
    admin.goto("/office/audit/")  # the administrator does not read the trail
    admin.get_by_role("heading", name="没有权限").wait_for()
    admin.goto("/office/?all=1")
    admin.get_by_role("link", name="榆林社区").first.click()
    admin.locator("#posts + ul a").first.click()
    expect(admin.get_by_text("连续输错密码，来源地址")).to_be_visible()
    sound(admin, axe, "an account")
    admin.get_by_role("button", name="解除锁定").click()
    expect(admin.get_by_text("已解除锁定")).to_be_visible()
    log_in(page, "community12")
    at_home(page)


def test_a_session_warns_ends_and_loses_nothing(server: Server, opened: Callable[..., Any]) -> None:
    """The clock of the browser is moved: half a day without work, with a form half filled in."""
    page = opened(server)
    page.clock.install()
    log_in(page, "mediator2")
    at_home(page)
    page.goto("/ledgers/disputes/quick/")
    page.get_by_label("当事人").fill("示甲某、例乙某")
    line = page.locator("#idle")
    expect(line).to_be_hidden()
    with page.expect_response("**/me/here/"):
        page.clock.fast_forward("03:00:00")  # typing was work: it is told once
    page.clock.fast_forward("11:35:00")
    expect(line).to_be_visible()
    page.get_by_role("button", name="继续使用").click()
    page.clock.fast_forward("00:00:10")
    expect(line).to_be_hidden()
    page.clock.fast_forward("11:40:00")
    page.wait_for_url("**/login/**")
    expect(page.get_by_text("长时间没有操作，已自动退出")).to_be_visible()
    page.get_by_label("用户名").fill("mediator2")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/ledgers/disputes/quick/")
    page.get_by_role("button", name="恢复").click()
    assert page.get_by_label("当事人").input_value() == "示甲某、例乙某"


def test_a_form_without_a_draft_is_kept_too(server: Server, opened: Callable[..., Any]) -> None:
    page = opened(server)
    page.clock.install()
    log_in(page, "admin")
    at_home(page)
    page.goto("/office/")
    page.get_by_role("link", name="示例街道办事处").first.click()
    page.get_by_role("link", name="增设下级单位").click()
    address = page.url
    page.get_by_label("名称").fill("示例新设社区")
    page.clock.fast_forward("12:00:00")
    page.wait_for_url("**/login/**")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(address)
    page.get_by_role("button", name="恢复").click()
    assert page.get_by_label("名称").input_value() == "示例新设社区"


def test_typing_is_work(server: Server, opened: Callable[..., Any]) -> None:
    """Who types for hours without asking for a page stays."""
    page = opened(server)
    page.clock.install()
    log_in(page, "mediator1")
    at_home(page)
    page.goto("/ledgers/disputes/quick/")
    for _hour in range(5):
        page.get_by_label("事由").fill("示例事由")
        with page.expect_response("**/me/here/") as told:
            page.clock.fast_forward("03:00:00")
        assert told.value.status == 204
    assert page.url.endswith("/quick/")
