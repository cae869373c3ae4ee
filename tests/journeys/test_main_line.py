"""The main line: a dispute entered on a phone becomes a figure, and the figure a sentence of the report."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE

YEAR = date.today().year
TITLE = "旅程测试晾衣架滴水"


def number_of(page: Any, name: str) -> int:
    """The value of a figure on the figures page."""
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))
    found = re.search(r"([\d,]+)件", row.locator("td").first.inner_text())
    assert found, row.inner_text()
    return int(found[1].replace(",", ""))


def enter_on_the_phone(page: Any) -> None:
    """One screen, four fields to type or choose, one button."""
    page.get_by_role("link", name="矛盾纠纷").first.click()
    page.get_by_label("事由").fill(TITLE)
    page.get_by_label("纠纷类型").select_option(label="邻里纠纷")
    page.get_by_label("当事人").fill("示甲某、例乙某")
    page.get_by_label("调解形式").select_option(label="口头")
    page.get_by_role("button", name="保存").click()


def test_from_the_stairwell_to_the_report(visit: Callable[..., Any], tmp_path: Path) -> None:
    office = visit("legal1")
    office.goto(f"/figures/?period={YEAR}")
    before = number_of(office, "调解成功数")

    phone = visit("mediator1", PHONE)
    enter_on_the_phone(phone)
    expect(phone.get_by_text("已登记：")).to_be_visible()
    expect(phone.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(phone.locator(".way .now")).to_contain_text("协议生效")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    office.reload()
    assert number_of(office, "调解成功数") == before + 1
    row = office.get_by_role("row").filter(has=office.get_by_role("link", name="调解成功数", exact=True))
    row.locator("td a").first.click()
    expect(office.get_by_text(TITLE)).to_be_visible()
    office.get_by_role("row").filter(has_text=TITLE).get_by_role("link").first.click()
    expect(office.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(office.get_by_text("示甲某")).to_have_count(0)

    office.goto("/reports/")
    office.locator("#open-year").select_option(str(YEAR))
    office.get_by_role("button", name="从台账起草").click()
    office.goto(re.sub(r"edit/$", "", office.url))
    expect(office.get_by_text(f"{before + 1}件").first).to_be_visible()
    with office.expect_download() as waiting:
        office.get_by_role("link", name="Word").first.click()
    content = Path(waiting.value.path()).read_bytes()
    document = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
    assert "disputes.settled" in document
    assert f"{before + 1}件" in re.sub(r"<[^>]+>", "", document)


def test_a_second_click_makes_one_record(visit: Callable[..., Any]) -> None:
    phone = visit("mediator2", PHONE)
    phone.get_by_role("link", name="矛盾纠纷").first.click()
    phone.get_by_label("事由").fill("旅程测试双击")
    phone.get_by_label("纠纷类型").select_option(label="邻里纠纷")
    phone.get_by_label("当事人").fill("示甲某、例乙某")
    phone.evaluate(
        "() => { const form = document.querySelector('form[data-once]');"
        " form.removeAttribute('data-once'); form.submit(); form.submit(); }"
    )
    phone.wait_for_url(re.compile(r"/records/\d+/"))
    phone.goto("/ledgers/disputes/?q=旅程测试双击")
    expect(phone.get_by_text("共 1 条")).to_be_visible()


def test_what_was_typed_survives_a_mistake_and_a_closed_page(visit: Callable[..., Any]) -> None:
    page = visit("mediator3", PHONE)
    page.goto("/ledgers/disputes/quick/")
    page.get_by_label("事由").fill("旅程测试草稿")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("还不能保存")
    assert page.get_by_label("事由").input_value() == "旅程测试草稿"
    page.get_by_label("当事人").fill("示甲某、例乙某")
    page.wait_for_timeout(500)
    page.goto("/")
    page.goto("/ledgers/disputes/quick/")
    page.get_by_role("button", name="恢复").click()
    assert page.get_by_label("当事人").input_value() == "示甲某、例乙某"


def test_two_people_at_one_record(visit: Callable[..., Any]) -> None:
    first, second = visit("legal1"), visit("clerk1")
    first.goto("/ledgers/outreach/")
    first.locator("td.wide a").first.click()
    address = first.url
    first.get_by_role("link", name="修改", exact=True).click()
    second.goto(f"{address}edit/")
    for page, words in ((first, "甲写的情况"), (second, "乙写的情况")):
        page.get_by_label("活动情况").fill(words)
        if page.get_by_label("修改原因").count():
            page.get_by_label("修改原因").fill("旅程测试")
        page.get_by_role("button", name="保存").click()
    expect(second.get_by_text("您的修改尚未保存").first).to_be_visible()
    expect(second.get_by_role("cell", name="甲写的情况")).to_be_visible()
    assert second.get_by_label("活动情况").input_value() == "乙写的情况"
    second.get_by_role("button", name="保存").click()
    expect(second.get_by_text("乙写的情况").first).to_be_visible()


def test_by_keyboard_alone(visit: Callable[..., Any]) -> None:
    page = visit("mediator1")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.goto("/ledgers/disputes/quick/")
    expect(page.get_by_label("事由")).to_be_focused()
    page.keyboard.type("旅程测试键盘")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("示甲某、例乙某")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="旅程测试键盘")).to_be_visible()
