"""What cannot be is refused in the browser: what is wrong, why, what now, at its place, and nothing typed is lost."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_cases import TODAY, enter, fill, make, named, send
from tools import serving
from yifa import law

WIDE = pytest.mark.parametrize("size", [DESK], ids=["desk"])
SMALL = pytest.mark.parametrize("size", [PHONE], ids=["phone"])
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
PETITION = {
    "信访形式": "走访",
    "信访人": "示己某",
    "请求、事实和理由": "楼道灯不亮",
    "事项类别": "申诉求决",
    "内容分类": "城乡建设",
}
APPLICATION = {
    "申请渠道": "当面",
    "申请人类别": "自然人",
    "申请人姓名或者名称": "示庚某",
    "联系方式": "13800000000",
    "所需信息内容": "示例路改造方案",
}
# Every open clock of the server's own database, and the day it has when counted alone.
RECOUNT = """
import json, django; django.setup()
from yifa.procedures import clocks
from yifa.procedures.models import Clock
found = Clock.objects.filter(open=True).select_related("record").order_by("pk")
alone = lambda one: None if clocks.waits_for_local(one) else str(clocks.derive(one).day)
print(json.dumps([[one.pk, one.record.number, one.label, str(one.due_on), alone(one)] for one in found]))
"""


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def refused(page: Any, form: Any, label: str, *words: str) -> None:
    """The message stands in the list at the top and beside its field, which a screen reader finds wrong."""
    field = named(form, label)
    expect(field).to_have_attribute("aria-invalid", "true")
    beside = page.locator(f"#{field.get_attribute('aria-describedby')}")
    for word in words:
        expect(beside).to_contain_text(word)
        expect(form.locator("[role=alert]").first).to_contain_text(word)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@SMALL
def test_an_event_out_of_order(visit: Callable[..., Any], size: dict[str, int]) -> None:
    """A move before the one ahead of it; a day that is put right past the event that follows it."""
    page = visit("mediator1", size)
    given = {"事由": "旅程先后颠倒", "纠纷类型": "邻里", "当事人": "示甲某、例乙某", "发生日期": ago(9)}
    address = enter(page, "disputes", **given)
    make(page, "受理", "已受理", 办理日期=ago(5))
    send(page, "达成协议", {"办理日期": ago(7), "调解形式": "书面", "协议内容": "三日内移机"})
    panel = page.locator("#panel form")
    refused(page, panel, "办理日期", "不能早于上一环节的日期")
    expect(named(panel, "协议内容")).to_have_value("三日内移机")
    page.goto(f"{address}edit/")
    form = page.locator("main form").last
    fill(form, {"收到日期": ago(2), "修改原因": "录错"})
    form.get_by_role("button", name="保存").click()
    refused(page, page.locator("main form").last, "收到日期", "不能晚于“受理”")
    expect(named(page.locator("main form").last, "修改原因")).to_have_value("录错")


@WIDE
def test_a_date_before_the_trigger(visit: Callable[..., Any], size: dict[str, int]) -> None:
    """Before the case came in there is nothing to do; before a limit began nothing can halt it."""
    page = visit("clerk1", size)
    enter(page, "petitions", 事由="旅程早于收到", 收到日期=ago(3), **PETITION)
    send(page, "书面告知", {"办理日期": ago(6), "办理途径": "信访"})
    panel = page.locator("#panel form")
    refused(page, panel, "办理日期", "不能早于上一环节的日期")
    expect(named(panel, "办理途径")).to_have_value("b6")
    page.goto("/law/due/")
    page.get_by_label("时限", exact=False).first.fill("PEN-16")
    page.locator("[name=start]").fill("2026-03-10")
    page.locator("[name=from_1]").fill("2026-03-02")
    page.locator("[name=to_1]").fill("2026-03-12")
    page.get_by_role("button", name="推算").click()
    expect(page.locator("#id_from_1_error")).to_contain_text("早于起算日")
    expect(page.locator("[name=to_1]")).to_have_value("2026-03-12")


@SIZES
def test_a_suspension_over_another(visit: Callable[..., Any], size: dict[str, int]) -> None:
    """On the clock's card of a case, and in the calculator."""
    page = visit("clerk1", size)
    enter(page, "disclosure", 事由="旅程扣除重叠", 收到日期=ago(15), **APPLICATION)
    make(page, "登记收到日，开始办理", "办理中", 办理日期=ago(14))
    page.locator(".clocks li").filter(has_text="答复").get_by_role("link").click()
    before = page.locator(".facts strong").first.inner_text()
    leave_out(page, ago(10), ago(8), "征求第三方意见")
    expect(page.get_by_text("已登记扣除的时间")).to_be_visible()
    after = page.locator(".facts strong").first.inner_text()
    assert after != before
    leave_out(page, ago(9), ago(6), "征求共同制作机关意见")
    form = page.locator("main form").last
    refused(page, form, "扣除起", "重叠", "请合并或更正中止期间")
    expect(named(form, "扣除止")).to_have_value(ago(6))
    expect(named(form, "理由")).to_have_value("征求共同制作机关意见")
    expect(page.locator(".facts strong").first).to_have_text(after)  # nothing half done
    leave_out(page, ago(5), (TODAY + timedelta(days=3)).isoformat(), "征求共同制作机关意见")
    refused(page, page.locator("main form").last, "扣除止", "不能晚于今天")
    page.goto(
        "/law/due/?code=PEN-16&start=2026-03-02&from_1=2026-03-05&to_1=2026-03-10&from_2=2026-03-09&to_2=2026-03-12"
    )
    expect(page.locator("#id_from_1_error")).to_contain_text("重叠")


def leave_out(page: Any, first: str, last: str, why: str) -> None:
    form = page.locator("main form").last
    fill(form, {"扣除起": first, "扣除止": last, "理由": why})
    form.get_by_role("button", name="登记").click()
    page.wait_for_load_state()


@SMALL
def test_an_extension_past_its_cap(visit: Callable[..., Any], size: dict[str, int]) -> None:
    """信访工作条例 第34条: at most thirty days, once."""
    page, leader = visit("clerk1", size), visit("director1", size)
    address = enter(page, "petitions", 事由="旅程延长过限", **PETITION)
    make(page, "书面告知", "已书面告知", 办理途径="信访")
    make(page, "受理，按信访程序办理", "办理中")
    leader.goto(address)
    send(leader, "延长办理期限", {"延长的日数": "31", "理由": "情况复杂"})
    panel = leader.locator("#panel form")
    refused(leader, panel, "延长的日数", "最多可延长30日", "第三十四条", "请改为不超过30", "批准人")
    expect(named(panel, "理由")).to_have_value("情况复杂")
    fill(panel, {"延长的日数": "20"})
    panel.get_by_role("button", name="延长办理期限", exact=True).click()
    expect(leader.locator(".clocks")).to_contain_text("还有80日")
    send(leader, "延长办理期限", {"延长的日数": "5", "理由": "仍未核实"})
    refused(leader, leader.locator("#panel form"), "延长的日数", "只能延长1次")


@SIZES
def test_a_paper_with_a_missing_field(visit: Callable[..., Any], size: dict[str, int]) -> None:
    """It says beside the paper what is missing, and leads to the field; then the paper is made and signed."""
    page = visit("mediator1", size)
    enter(page, "disputes", **{"事由": "旅程缺项文书", "纠纷类型": "邻里", "当事人": "示甲某、例乙某"})
    make(page, "受理", "已受理")
    make(page, "达成协议", "协议生效", 调解形式="书面", 协议内容="三日内移机")
    row = page.locator("#papers ~ ul li").filter(has_text="人民调解协议书")
    row.get_by_role("button", name="制作 人民调解协议书").click()
    said = page.locator("#papers ~ ul li").filter(has_text="人民调解协议书").get_by_role("alert")
    expect(said).to_contain_text("缺少“纠纷事实和争议”")
    expect(said).to_contain_text("第29条")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    said.get_by_role("link", name="去填写").click()
    page.wait_for_url(re.compile(r"/edit/#id_facts$"))
    form = page.locator("main form").last
    fill(form, {"纠纷事实和争议": "空调滴水一月", "修改原因": "补充"})
    form.get_by_role("button", name="保存").click()
    page.wait_for_url(re.compile(r"/records/\d+/(#|$)"))  # a fragment outlives a redirect
    page.get_by_role("button", name="制作 人民调解协议书").click()
    expect(page.get_by_role("heading", name="人民调解协议书").first).to_be_visible()
    page.go_back()
    page.reload()
    row = page.locator("#papers ~ ul li").filter(has_text="人民调解协议书")
    row.locator("summary").click()
    row.get_by_role("button", name="归入卷宗").click()  # no file chosen: the browser itself asks for one
    row.locator("[type=file]").set_input_files(
        {"name": "协议.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00\x03"}
    )
    row.get_by_role("button", name="归入卷宗").click()
    expect(row.get_by_role("alert")).to_contain_text("不是可以上传的文件类型")
    row.locator("[type=file]").set_input_files(
        {"name": "协议签名件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF"}
    )
    row.get_by_role("button", name="归入卷宗").click()
    expect(page.get_by_text("已上传，归入卷宗")).to_be_visible()
    expect(row).to_contain_text("已有签名件")


def gapped() -> str:
    """A notice for a year nobody announced yet, in which a day in the middle of 国庆节 is missing."""
    year = law.calendar().known_until.year + 1
    lines = [f"{year}-01-01,休息,元旦", *(f"{year}-10-0{n},休息,国庆节" for n in (1, 2, 4, 5))]
    return "\n".join(["日期,安排,名称", *lines])


@WIDE
def test_a_calendar_with_a_gap(visit: Callable[..., Any], size: dict[str, int]) -> None:
    page = visit("admin", size)
    page.goto("/office/holidays/")
    text = gapped()
    page.locator("[name=source]").fill("示例通知")
    page.locator("[name=text]").fill(text)
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#id_text_error")).to_contain_text("国庆节中间缺少")
    expect(page.locator("#id_text_error")).to_contain_text("补全后重新导入")
    expect(page.locator("[name=text]")).to_have_value(text)
    page.locator("[name=text]").fill(text.replace("10-04", "10-03").replace("10-05", "10-04"))
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#id_text_error")).to_contain_text("缺少春节、清明节")
    expect(page.get_by_role("button", name="确认生效")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_changed_day_moves_what_a_recount_says(
    visit: Callable[..., Any], server: serving.Server, tmp_path: Path
) -> None:
    """The administrator's whole way: notice, preview, confirm, signed list, download; equal to counting all anew."""
    clerk, page = visit("clerk1"), visit("admin")
    enter(clerk, "disclosure", 事由="旅程节假日变动", **APPLICATION)
    make(clerk, "登记收到日，开始办理", "办理中")
    before = {row[0]: row for row in recounted(server)}
    page.goto("/office/holidays/")
    page.locator("[name=source]").fill("示例区关于临时放假的通知")
    page.locator("[name=text]").fill(changed())
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("heading", name="核对后确认")).to_be_visible()
    promised = int(page.locator(".numbers strong").first.inner_text())
    page.get_by_role("button", name="确认生效").click()
    page.get_by_role("heading", name="时限变动清单").wait_for()
    expect(page.locator(".facts").first).to_contain_text("admin")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载清单").click()
    waiting.value.save_as(tmp_path / "moved.csv")
    after = recounted(server)
    assert all(alone in (None, stored) for _, _, _, stored, alone in after)
    moved = sorted(
        (number, label, before[pk][3], stored)
        for pk, number, label, stored, _ in after
        if stored != before[pk][3]
    )
    with open(tmp_path / "moved.csv", encoding="utf-8-sig", newline="") as file:
        listed = sorted(tuple(row[:4]) for row in list(csv.reader(file))[4:])
    assert listed == moved
    assert len(moved) == promised
    assert any(number for number, label, _, _ in moved if "答复" in label)
    shown = page.locator("table tbody tr").count()
    assert shown == min(len(moved), 200)


def changed() -> str:
    """A weekday some days ahead becomes a day of rest; in a year nobody announced yet, every day of it is listed."""
    day = next(one for n in range(4, 12) if (one := TODAY + timedelta(days=n)).weekday() < 5)
    calendar = law.calendar()
    days = [day]
    if not calendar.is_known(day):
        first = date(day.year, 1, 1)
        days = [first + timedelta(days=n) for n in range((date(day.year + 1, 1, 1) - first).days)]
    lines = [f"{one},{'休息' if one == day or one.weekday() > 4 else '上班'},," for one in days]
    return "\n".join(["日期,安排,名称,来源", *lines])


def recounted(server: serving.Server) -> list[list[Any]]:
    """Clocks as the server's database holds them: key, number, label, stored day, day counted alone."""
    variables = serving.environment(server.data) | {"DJANGO_SETTINGS_MODULE": "yifa.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", RECOUNT],
        env=variables,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    found: list[list[Any]] = json.loads(done.stdout)
    return found
