"""The report's whole line in the browser: drafted, edited, remarked on, frozen, a record changed, checked, approved, public."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_cases import make

YEAR = date.today().year
OFFICE = "990102"
TITLE = "旅程测试封存以后的纠纷"
PLAN = "旅程安排：普法下沉到网格"
SETTLED = "disputes.settled"
AGREED = re.compile("核对无误")


def opened(page: Any) -> str:
    """Draft the report from the ledgers; returns its address."""
    page.goto("/reports/")
    page.locator("#open-year").select_option(str(YEAR))
    page.get_by_role("button", name="从台账起草").click()
    page.wait_for_selector("html[data-report-ready]")
    return str(page.url).removesuffix("edit/")


def saved(page: Any) -> None:
    expect(page.locator("[data-status]")).to_have_text(re.compile("已保存"))


def write_gaps(page: Any) -> None:
    """Write a sentence wherever the draft asks for one."""
    for _ in range(20):
        gap = page.locator("[data-field]").filter(has_text="【请填写】")
        if not gap.count():
            return
        gap.first.click()
        page.keyboard.press("Control+a")
        page.keyboard.type("领导班子定期听取法治建设工作情况，研究存在的问题。")
        saved(page)


def correct_a_typed_number(page: Any) -> None:
    """A number typed by hand is told while one types, and becomes its figure with one click."""
    field = page.locator("[data-level='0'] [data-field]").first
    field.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("全年调解成功矛盾纠纷99999件。")
    offer = page.get_by_role("button", name=re.compile("^换成指标 调解成功数")).first
    offer.click(timeout=20_000)
    expect(field.locator(f"[data-figure='{SETTLED}']")).to_be_visible()
    saved(page)


def remark(page: Any, words: str) -> None:
    page.wait_for_selector("html[data-report-ready]")
    page.locator("[data-level='0'] [data-field]").first.click()
    page.locator("[data-do=talk]:visible").first.click()
    page.locator("#rp-body").fill(words)
    page.get_by_role("button", name="发出").click()
    expect(page.locator(".rp-remark")).to_contain_text(words)


def answer(page: Any, words: str) -> None:
    page.reload()
    page.wait_for_selector("html[data-report-ready]")
    page.get_by_role("button", name="回复").click()
    page.locator("#rp-body").fill(words)
    page.get_by_role("button", name="发出").click()
    expect(page.locator(".rp-said.is-reply")).to_contain_text(words)
    page.get_by_role("button", name="已处理").click()
    expect(page.locator("[data-count]")).to_have_text("0")


def enter_a_dispute(page: Any) -> str:
    """Its number."""
    page.get_by_role("link", name="矛盾纠纷").first.click()
    page.get_by_label("事由").fill(TITLE)
    page.get_by_label("纠纷类型").select_option(label="邻里纠纷")
    page.get_by_label("当事人").fill("样甲某、样乙某")
    page.get_by_label("调解形式").select_option(label="口头")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    found = re.search(r"\S+〔\d{4}〕\d+号", page.locator("main").inner_text())
    assert found
    return found[0]


def move(page: Any, report: str, name: str) -> None:
    """Make one move on the report's page."""
    page.goto(report)
    button = page.get_by_role("button", name=name, exact=True)
    if not button.is_visible():
        page.locator("summary").filter(has_text=re.compile(f"^{name}$")).click()
    button.click()
    expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)


def shown(page: Any, code: str) -> str:
    """The words of a figure in the reading view."""
    return str(page.locator(f"a.rp-figure[href*='{code}/']").first.inner_text())


def plan(page: Any) -> None:
    """Note for the report what the office means to do next year."""
    page.goto(f"/reports/list/{OFFICE}/{YEAR}/add/?kind=plans")
    page.get_by_label("要点").fill(PLAN)
    page.get_by_label("内容").fill("每个网格每季度至少开展一次以案释法。")
    page.get_by_role("button", name="保存").click()
    expect(line(page)).to_be_visible()


def line(page: Any) -> Any:
    """The plan in the office's list."""
    return page.locator("ul.rows li").filter(has_text=PLAN).first


def carry_out(worker: Any, leader: Any, number: str) -> None:
    """The approved plan is a task: begun on a phone, done with the record that shows it, signed off by the leader."""
    worker.goto(f"/reports/list/{OFFICE}/{YEAR}/")
    expect(line(worker)).to_contain_text("已列为任务")
    line(worker).locator(".row-end a").click()
    expect(worker.get_by_role("heading", name=PLAN)).to_be_visible()
    make(worker, "开始办理", "办理中")
    make(worker, "报告完成", "待销号", 完成情况="各网格均已开展", 佐证记录=number)
    leader.goto(worker.url)
    make(leader, "审核销号", "销号")
    worker.goto(f"/reports/list/{OFFICE}/{YEAR}/")
    expect(line(worker).locator(".row-end")).to_contain_text("完成")
    assert worker.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_from_the_ledgers_to_the_public(visit: Callable[..., Any], browser: Any) -> None:
    drafter, legal = visit("drafter2"), visit("legal2")
    plan(drafter)
    report = opened(drafter)
    write_gaps(drafter)
    correct_a_typed_number(drafter)
    legal.goto(f"{report}edit/")
    remark(legal, "请核对开头一句")
    answer(drafter, "已核对")

    drafter.goto(report)
    drafter.get_by_role("button", name="封存数据").click()
    expect(drafter.get_by_text("数据封存于")).to_be_visible()
    frozen = shown(drafter, SETTLED)

    number = enter_a_dispute(visit("mediator2", PHONE))
    drafter.goto(report)
    expect(drafter.locator(".rp-figure.is-moved").first).to_be_visible()
    assert shown(drafter, SETTLED) == frozen
    drafter.get_by_role("link", name="查看是哪些记录").click()
    row = drafter.get_by_role("row").filter(has=drafter.locator("a[href*='/records/']")).first
    expect(row).to_contain_text("补录")
    row.locator("a").first.click()
    expect(drafter.get_by_role("heading", name=TITLE)).to_be_visible()
    drafter.goto(f"{report}figures/{SETTLED}/")
    expect(drafter.locator("[data-fall] svg")).to_be_visible()

    move(drafter, report, "送科室核对")
    clerk = visit("clerk2")
    clerk.goto(f"{report}check/")
    for _ in range(clerk.get_by_role("button", name=AGREED).count()):
        left = clerk.locator("section.card").filter(has_text="待核对")
        left.first.get_by_role("button", name=AGREED).click()
    expect(clerk.get_by_text("待核对")).to_have_count(0)
    move(drafter, report, "核对完毕，送审核")
    move(legal, report, "审核通过")
    leader = visit("leader2")
    move(leader, report, "审批签发")
    carry_out(visit("legal2", PHONE), leader, number)
    for name in ("编发文字号", "印发", "报送区级"):
        move(legal, report, name)
    legal.goto(f"{report}gate/")
    expect(legal.get_by_text("没有发现个人信息")).to_be_visible()
    move(legal, report, "向社会公开")

    public = browser.new_context(viewport=PHONE, locale="zh-CN", base_url=legal.url.split("/reports")[0])
    page = public.new_page()
    page.goto(f"/public/{OFFICE}/{YEAR}/")
    expect(page.get_by_text(frozen).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    copy = json.loads(page.request.get(f"/public/{OFFICE}/{YEAR}/report.json").text())
    (figure,) = [one for one in copy["content"]["figures"] if one["code"] == SETTLED]
    assert figure["text"] == frozen
    assert copy["digest"] in page.locator("code").all_inner_texts()
    assert page.request.get(f"/public/{OFFICE}/{YEAR}/report.pdf").body().startswith(b"%PDF")
    assert TITLE not in page.content()
    public.close()
