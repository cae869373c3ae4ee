"""The shell in a real browser: what is typed outlives the page, moves open in place, waiting and trouble show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tools.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
QUICK = "/ledgers/disputes/quick/"
PARTIES = "示甲某、例乙某"


@pytest.fixture
def phone(server: Server, browser: Any) -> Iterator[Any]:
    """A browser of phone width that keeps its storage; `log_in(context, who)` opens a page in it."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=server.url)
    yield context
    context.close()


def log_in(context: Any, who: str) -> Any:
    page = context.new_page()
    page.goto("/login/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", "yifa-demo-2026")
    page.click("form.stack button")
    page.get_by_role("heading", name="今日待办").wait_for()
    return page


def type_something(page: Any) -> None:
    page.goto(QUICK)
    page.get_by_label("当事人").fill(PARTIES)
    for _turn in range(40):  # the page's policy forbids what `wait_for_function` does
        if drafts(page):
            return
        page.wait_for_timeout(50)
    pytest.fail("nothing was kept")


def drafts(page: Any) -> int:
    count: int = page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('yifa:draft:')).length")
    return count


def test_a_draft_outlives_its_page_and_ends_with_saving(phone: Any) -> None:
    page = log_in(phone, "mediator1")
    type_something(page)
    page.close()
    page = phone.new_page()
    page.goto(QUICK)
    page.get_by_role("button", name="恢复").click()
    assert page.get_by_label("当事人").input_value() == PARTIES
    page.get_by_label("事由").fill("外壳测试草稿")
    page.get_by_label("纠纷类型").select_option(label="邻里纠纷")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已登记：")).to_be_visible()
    assert drafts(page) == 0


def test_a_mistake_keeps_the_draft(phone: Any) -> None:
    page = log_in(phone, "mediator1")
    type_something(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("还不能保存")
    assert drafts(page) == 1


def test_drafts_belong_to_one_person(phone: Any) -> None:
    page = log_in(phone, "mediator1")
    type_something(page)
    page.goto("/me/")
    page.locator("main form[action='/logout/'] button").click()
    page.wait_for_url("**/login/")
    assert drafts(page) == 0
    page.evaluate("""localStorage.setItem('yifa:draft:0:enter:disputes',
        JSON.stringify({at: Date.now(), values: {parties: '别人写的'}}))""")
    page = log_in(phone, "mediator2")
    page.goto(QUICK)
    expect(page.get_by_role("button", name="恢复")).to_have_count(0)
    assert drafts(page) == 0


def test_old_drafts_go(phone: Any) -> None:
    page = log_in(phone, "mediator1")
    type_something(page)
    page.evaluate("""() => { for (const key of Object.keys(localStorage)) {
        const kept = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({...kept, at: kept.at - 25 * 3600e3})); } }""")
    page.goto(QUICK)
    expect(page.get_by_role("button", name="恢复")).to_have_count(0)
    assert drafts(page) == 0


def open_case(page: Any) -> None:
    page.goto("/ledgers/disputes/?step=mediating")
    page.locator("td.wide a").first.click()
    page.locator(".moves a").first.click()
    page.locator("#panel form").wait_for()


def test_a_move_opens_in_place_keeps_what_was_typed_and_closes(
    phone: Any, axe: Callable[[Any], None]
) -> None:
    page = log_in(phone, "mediator1")
    open_case(page)
    address = page.url
    page.locator("#panel [name=on]").fill("2099-01-01")
    page.locator("#panel .btn-primary").click()
    expect(page.locator("#panel .alert-danger")).to_be_visible()
    assert page.locator("#panel [name=on]").input_value() == "2099-01-01"
    assert page.url == address
    assert page.evaluate("document.activeElement.classList.contains('alert-danger')")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#panel [data-close]").click()
    expect(page.locator("#panel form")).to_have_count(0)


def test_a_broken_connection_is_told_and_loses_nothing(phone: Any) -> None:
    page = log_in(phone, "mediator1")
    open_case(page)
    page.locator("#panel [name=on]").fill("2099-01-01")
    phone.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.locator("#panel .btn-primary").click()
    expect(page.locator("#notices")).to_contain_text("连不上服务器")
    assert page.locator("#panel [name=on]").input_value() == "2099-01-01"
    phone.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#panel .btn-primary")).to_be_enabled()


def test_a_search_says_how_many_and_an_ended_session_comes_back(phone: Any) -> None:
    page = log_in(phone, "mediator1")
    page.goto("/ledgers/disputes/")
    page.fill("#filter-q", "纠纷")
    expect(page.locator("#live")).to_contain_text("条")
    phone.clear_cookies()
    page.fill("#filter-q", "噪声")
    page.wait_for_url("**/login/**")
    assert "next=%2Fledgers%2Fdisputes" in page.url
