"""The workbench in a real browser: typing is saved, figures stay whole, a broken line loses nothing, two are told apart."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from yifa.foundation import clock

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.reports.world import Street
    from yifa.reports.models import Report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("journeys"),
]
SAVED = re.compile("已保存")


@pytest.fixture
def street(transactional_db: None) -> Street:
    from tests.reports.world import build

    return build()


@pytest.fixture
def found(street: Street) -> Report:
    from tests.reports.world import written

    return written(street)


@pytest.fixture
def enter(live_server: LiveServer, browser: Any, found: Report) -> Iterator[Callable[..., Any]]:
    """A page of a person in a browser of their own, at the workbench."""
    from django.test import Client

    contexts = []

    def open_page(person: Any, width: int = 1440, path: str = "edit/") -> Any:
        client = Client()
        client.force_login(person)
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        contexts.append(context)
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(f"{live_server.url}/reports/{found.pk}/{path}")
        if path == "edit/":
            page.wait_for_selector("html[data-report-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()


def stored(found: Report) -> list[str]:
    from yifa.reports.queries import current

    return [block.text for _, block in current(found)]


def soon(true: Callable[[], bool]) -> bool:
    """Whether something comes true within a few seconds: saving follows typing after a pause."""
    for _ in range(50):
        if true():
            return True
        time.sleep(0.1)
    return False


def first(page: Any) -> Any:
    return page.locator("[data-level='0'] [data-field]").first


def saved(page: Any) -> None:
    expect(page.locator("[data-status]")).to_have_text(SAVED)


def test_what_is_typed_is_saved(street: Street, found: Report, enter: Callable[..., Any]) -> None:
    page = enter(street.legal)
    first(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("请审阅。")
    saved(page)
    assert soon(lambda: stored(found)[0].endswith("请审阅。"))


def test_a_figure_is_picked_by_keyboard_and_cannot_be_half_edited(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    from yifa.reports.queries import passages

    page = enter(street.legal)
    first(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("受理")
    page.keyboard.press("Alt+i")
    page.locator("#rp-picker[open]").wait_for()
    page.keyboard.type("受理纠纷数")
    page.keyboard.press("Enter")
    page.keyboard.type("纠纷。")
    saved(page)
    assert soon(lambda: stored(found)[0].endswith("受理5件纠纷。"))
    runs = passages(found)[0].runs
    assert runs[-2]["figure"] == "disputes.accepted"
    for _ in range(4):
        page.keyboard.press("Backspace")
    expect(first(page)).not_to_contain_text("件")
    assert soon(lambda: not any("figure" in run for run in passages(found)[0].runs))
    assert soon(lambda: stored(found)[0].endswith("受理"))


def test_the_picker_is_left_without_taking_anything(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    page = enter(street.legal, width=390)
    before = stored(found)
    first(page).click()
    page.keyboard.press("Alt+i")
    page.locator("#rp-picker[open]").wait_for()
    assert page.locator("#rp-picker [data-take]").evaluate(
        "node => node.getBoundingClientRect().bottom <= innerHeight"
    )  # the choice is in reach on a phone, however long the list
    page.keyboard.type("纠纷")
    page.keyboard.press("Escape")
    expect(page.locator("#rp-picker[open]")).to_have_count(0)
    expect(first(page)).to_be_focused()
    assert stored(found) == before


def test_a_chip_tells_what_it_is_and_changes_its_wording(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    page = enter(street.legal)
    chip = page.locator("[data-figure='outreach.leaflets']").first
    chip.focus()
    page.keyboard.press("Enter")
    card = page.locator("#rp-picker[open] [data-card]")
    assert "发放" in card.locator("[data-says]").inner_text()
    card.locator("select").select_option("last")
    card.locator("[data-take]").click()
    saved(page)
    assert soon(lambda: any("发放宣传资料0份" in text for text in stored(found)))


def test_enter_splits_and_backspace_removes(street: Street, found: Report, enter: Callable[..., Any]) -> None:
    page = enter(street.legal)
    before = len(stored(found))
    field = first(page)
    field.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    expect(page.locator("[data-id]")).to_have_count(before + 1)
    page.keyboard.type("新的一段。")
    saved(page)
    assert soon(lambda: stored(found)[1] == "新的一段。")
    for _ in range(6):
        page.keyboard.press("Backspace")
    expect(page.locator("[data-id]")).to_have_count(before)
    assert len(stored(found)) == before


def test_what_is_pasted_from_word_is_cleaned(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    page = enter(street.legal)
    field = first(page)
    field.click()
    page.keyboard.press("Control+End")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData('text/html', '<p class=MsoNormal style="color:red"><b>粘贴甲。</b></p><p>粘贴乙。</p>');
          data.setData('text/plain', '粘贴甲。\\r\\n\\r\\n　粘贴乙。\\r\\n');
          document.activeElement.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    saved(page)
    assert soon(lambda: stored(found)[0].endswith("粘贴甲。") and stored(found)[1] == "粘贴乙。")


def test_a_broken_line_loses_nothing(street: Street, found: Report, enter: Callable[..., Any]) -> None:
    page = enter(street.legal)
    page.context.set_offline(True)
    first(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("断网时写的。")
    expect(page.locator("[data-status]")).to_contain_text("连接已断开", timeout=10000)
    assert not stored(found)[0].endswith("断网时写的。")
    page.context.set_offline(False)
    expect(page.locator("[data-status]")).to_have_text(SAVED, timeout=15000)
    assert soon(lambda: stored(found)[0].endswith("断网时写的。"))


def test_a_closed_page_finds_its_text_again(street: Street, found: Report, enter: Callable[..., Any]) -> None:
    page = enter(street.legal)
    page.route("**/api/passage/**", lambda route: route.abort())
    first(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("来不及交的。")
    page.wait_for_timeout(1500)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(page.url.replace("edit/", ""))
    page.unroute("**/api/passage/**")
    assert not stored(found)[0].endswith("来不及交的。")
    page.goto(f"{page.url}edit/")
    saved(page)
    assert soon(lambda: stored(found)[0].endswith("来不及交的。"))


def test_one_s_own_change_is_no_news(street: Street, found: Report, enter: Callable[..., Any]) -> None:
    """A look at the others that was asked for before a save and answered after it."""
    page = enter(street.legal)
    held: list[Any] = []
    page.route("**/api/state/", lambda route: held.append(route))
    page.reload()
    page.wait_for_selector("html[data-report-ready]")
    first(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("自己写的。")
    saved(page)
    with page.expect_response("**/api/state/"):
        held[0].continue_()
    page.wait_for_timeout(200)
    saved(page)


def test_two_at_once_are_told_and_both_texts_are_kept(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    one, two = enter(street.legal), enter(street.second)
    first(one).click()
    one.keyboard.press("Control+End")
    one.keyboard.type("甲写的。")
    saved(one)
    first(two).click()
    two.keyboard.press("Control+End")
    two.keyboard.type("乙写的。")
    clash = two.locator("[data-clash]:visible")
    clash.wait_for()
    assert "甲legal" in clash.inner_text()
    assert "甲写的。" in clash.inner_text()
    assert "乙写的。" in first(two).inner_text()
    clash.locator("[data-do=mine]").click()
    saved(two)
    assert soon(lambda: stored(found)[0].endswith("乙写的。"))


def test_the_others_are_seen_and_their_changes_arrive(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    one, two = enter(street.legal), enter(street.second)
    first(one).click()
    one.keyboard.press("Control+End")
    one.keyboard.type("甲写的。")
    saved(one)
    expect(first(two)).to_contain_text("甲写的。", timeout=20000)
    expect(two.locator("[data-others]")).to_contain_text("甲legal")


def test_a_remark_is_made_answered_and_settled(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    page = enter(street.legal)
    first(page).click()
    page.locator("[data-do=talk]:visible").first.click()
    page.locator("#rp-body").fill("请核对年份")
    page.get_by_role("button", name="发出").click()
    expect(page.locator("[data-count]")).to_have_text("1")
    page.get_by_role("button", name="回复").click()
    page.locator("#rp-body").fill("已核对")
    page.get_by_role("button", name="发出").click()
    expect(page.locator(".rp-said.is-reply")).to_contain_text("已核对")
    page.get_by_role("button", name="已处理").click()
    expect(page.locator("[data-count]")).to_have_text("0")


def write(page: Any, words: str) -> Any:
    """Type words behind the first paragraph; its findings come under it."""
    first(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)
    return page.locator("[data-findings]:visible").first


def test_a_slip_is_told_while_typing_and_mended_with_one_click(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    page = enter(street.legal)
    told = write(page, "下一步将继续继续推进。")
    expect(told).to_contain_text("继续继续", timeout=10000)
    expect(first(page)).to_be_focused()  # it never takes the caret away
    page.keyboard.type("请审阅。")
    expect(page.locator("[data-review-status]")).to_contain_text("处意见")
    told.get_by_role("button", name="改为“继续”").click()
    assert soon(lambda: stored(found)[0].endswith("下一步将继续推进。请审阅。"))
    expect(page.locator("[data-findings]:visible")).to_have_count(0, timeout=10000)


def test_a_typed_number_becomes_its_figure(street: Street, found: Report, enter: Callable[..., Any]) -> None:
    from yifa.reports.queries import passages

    page = enter(street.legal)
    told = write(page, "全年受理矛盾纠纷9件。")
    expect(told).to_contain_text("与台账不一致", timeout=10000)
    page.keyboard.press("Alt+n")
    expect(told.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Enter")
    assert soon(lambda: stored(found)[0].endswith("全年受理矛盾纠纷5件。"))
    assert passages(found)[0].runs[-2]["figure"] == "disputes.accepted"
    expect(page.locator("[data-findings]:visible")).to_have_count(0, timeout=10000)


def test_what_is_pressed_stays_under_the_pointer(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    """The tools of the paragraph one leaves fold away only after the click that leads elsewhere."""
    page = enter(street.legal)
    fields = page.locator("[data-level='0'] [data-field]")
    fields.nth(1).click()
    page.keyboard.press("Control+End")
    page.keyboard.type("下一步将继续继续推进。")
    offer = page.get_by_role("button", name="改为“继续”")
    offer.wait_for()
    first(page).click()  # its tools stand above the offer now
    expect(page.locator(".rp-tools:visible")).to_have_count(1)
    offer.hover()
    before = offer.bounding_box()
    page.mouse.down()
    assert offer.bounding_box() == before
    page.mouse.up()
    assert soon(lambda: any(text.endswith("下一步将继续推进。") for text in stored(found)))
    expect(page.locator(".rp-tools:visible")).to_have_count(1)


def test_a_finding_is_set_aside_with_a_reason_and_comes_back(
    street: Street, found: Report, enter: Callable[..., Any]
) -> None:
    page = enter(street.legal)
    told = write(page, "下一步将继续继续推进。")
    told.get_by_role("button", name="不必改").click(timeout=10000)
    expect(told.get_by_label("为什么不必改")).to_be_focused()
    page.keyboard.press("Escape")
    expect(told.get_by_label("为什么不必改")).to_have_count(0)
    told.get_by_role("button", name="不必改").click()
    page.keyboard.type("引文如此")
    page.keyboard.press("Enter")
    expect(page.locator("[data-findings]:visible")).to_have_count(0)
    page.get_by_text("不必改的").click()
    expect(page.locator("[data-asides]")).to_contain_text("引文如此")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-findings]:visible").first).to_contain_text("继续继续")


def test_a_broken_line_stops_no_typing(street: Street, found: Report, enter: Callable[..., Any]) -> None:
    page = enter(street.legal)
    page.route("**/api/review/", lambda route: route.abort())
    write(page, "下一步将继续继续推进。")
    expect(page.locator("[data-review-status]")).to_contain_text("连接已断开", timeout=10000)
    page.keyboard.type("照样能写。")
    assert soon(lambda: stored(found)[0].endswith("推进。照样能写。"))


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    "path", ["", "edit/", "check/", "changes/", "marks/", "history/", "upload/", "figures/disputes.accepted/"]
)
def test_pages_fit_and_everybody_can_use_them(
    street: Street,
    found: Report,
    enter: Callable[..., Any],
    axe: Callable[[Any], None],
    width: int,
    path: str,
) -> None:
    page = enter(street.legal, width=width, path=path)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.reload()
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)
    assert problems == []


def test_the_year_is_this_one(street: Street) -> None:
    """The browser's tests run on today's clock: the report of 2025 lies in the past."""
    assert clock.today().year > 2025
