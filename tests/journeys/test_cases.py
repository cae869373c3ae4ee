"""The way a clerk goes most often through each hard procedure, at phone and desktop width, with the law beside every step."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE

TODAY = date.today()
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def enter(page: Any, ledger: str, **given: str) -> str:
    """Register by the quick form; the address of the new record."""
    page.goto(f"/ledgers/{ledger}/quick/")
    fill(page.locator("main form").last, given)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(re.compile(r"/records/\d+/"))
    return str(page.url)


def fill(form: Any, given: dict[str, str]) -> None:
    """Fill fields by their labels: text typed, choices chosen by their words, boxes ticked with 是."""
    for label, value in given.items():
        field = named(form, label)
        kind = field.evaluate("one => one.type || one.tagName")
        if kind == "checkbox":
            field.check()
        elif kind == "select-one":
            options: list[str] = field.locator("option").all_inner_texts()
            field.select_option(label=next(one for one in options if value in one))
        else:
            field.fill(value)


def named(form: Any, label: str) -> Any:
    """The field of a label: said in full, with what stands in brackets, or with the help beneath a box."""
    whole = re.compile(rf"^\s*{re.escape(label)}(（[^）]*）)*\s*\*?\s*$")
    begun = re.compile(rf"^\s*{re.escape(label)}")
    return form.get_by_label(whole).or_(form.get_by_label(begun).and_(form.locator("[type=checkbox]"))).first


def make(page: Any, move: str, step: str, **given: str) -> None:
    """Make a move from the record's page and see where the case stands now."""
    events = page.locator(".timeline").first.locator("li").count()
    send(page, move, given)
    expect(page.locator(".timeline").first.locator("li")).to_have_count(events + 1, timeout=20_000)
    expect(page.locator(".way .now")).to_contain_text(step)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def send(page: Any, move: str, given: dict[str, str]) -> None:
    """Open the move's form in the page, fill it, send it."""
    page.locator(".moves").get_by_role("link", name=move, exact=True).click()
    form = page.locator("#panel form")
    form.wait_for()
    fill(form, given)
    form.get_by_role("button", name=move, exact=True).click()


def blocked(page: Any, move: str) -> Any:
    """The lines that say why a move cannot be made now."""
    return page.locator(".moves li").filter(has_text=move).locator(".reasons")


@SIZES
def test_mediation(visit: Callable[..., Any], size: dict[str, int]) -> None:
    page = visit("mediator1", size)
    given = {"事由": "旅程调解空调滴水", "纠纷类型": "邻里", "当事人": "示甲某、例乙某"}
    enter(page, "disputes", **given)
    make(page, "受理", "已受理")
    make(page, "达成协议", "协议生效", 调解形式="书面", 涉及金额="800", 协议内容="三日内移机")
    bar = page.locator(".clocks li").filter(has_text="司法确认")
    expect(bar).to_be_visible()
    bar.get_by_role("link").click()
    expect(page.get_by_text("民事诉讼法").first).to_be_visible()
    expect(page.get_by_role("heading", name="逐日计算")).to_be_visible()
    page.go_back()
    make(page, "申请司法确认", "司法确认", 确认法院="示例区人民法院")
    make(page, "裁定有效", "确认")
    make(page, "履行完毕", "履行")
    make(page, "归档", "已归档", 回访评价="满意")


@SIZES
def test_petition(visit: Callable[..., Any], size: dict[str, int]) -> None:
    page = visit("clerk1", size)
    address = enter(
        page,
        "petitions",
        **{
            "事由": "旅程信访楼道照明",
            "信访形式": "走访",
            "信访人": "示丙某",
            "请求、事实和理由": "楼道灯不亮",
            "事项类别": "申诉求决",
            "内容分类": "城乡建设",
        },
    )
    expect(page.locator(".clocks")).to_contain_text("还有15日")
    make(page, "书面告知", "已书面告知", 办理途径="信访")
    make(page, "受理，按信访程序办理", "办理中")
    expect(page.locator(".clocks")).to_contain_text("还有60日")
    send(page, "出具信访处理意见书", {"处理意见": "支持", "处理意见内容及依据": "五日内修好"})
    expect(page.locator("#panel [role=alert], #panel .invalid-feedback").first).to_be_visible()
    assert page.locator("#panel form").get_by_label("处理意见内容及依据").input_value() == "五日内修好"
    page.goto(address)
    answer = {"已听取陈述并核实": "是", "处理意见": "支持", "处理意见内容及依据": "五日内修好"}
    make(page, "出具信访处理意见书", "已出具处理意见", **answer)
    make(page, "办结", "办结", 满意度评价="满意")


@SIZES
def test_inspection_and_penalty(visit: Callable[..., Any], size: dict[str, int]) -> None:
    officer, legal = visit("officer1", size), visit("legal1", size)
    plan = {
        "事由": "旅程检查消防通道",
        "检查类型": "日常检查",
        "检查来源": "投诉举报",
        "检查对象类型": "企业",
        "检查对象": f"示例旅程公司{size['width']}",
        "检查地点": "示例路",
    }
    inspection = enter(officer, "inspections", **plan)
    expect(blocked(officer, "批准检查")).to_contain_text("不能")
    legal.goto(inspection)
    make(legal, "批准检查", "已审批", 检查事项="消防通道")
    officer.reload()
    make(officer, "送达检查通知书", "已通知")
    pair = {"执法人员": "001", "第二名执法人员": "002", "已主动出示执法证件": "是"}
    make(officer, "开始检查", "检查中", **pair)
    found = {"检查内容和现场情况": "逐项查看", "检查结果": "立案查处", "发现的问题": "占用消防通道"}
    make(officer, "告知检查结果", "已告知结果", **found)

    clue = {
        "事由": "旅程案件占用消防通道",
        "案件来源": "行政检查发现",
        "违法地点": "示例路",
        "涉嫌违法行为": "占用消防车通道",
        "当事人类型": "法人",
        "当事人": f"示例旅程公司{size['width']}",
    }
    case = enter(officer, "cases", **clue)
    legal.goto(case)
    make(legal, "立案", "已立案", 权力事项="占用消防车通道")
    officer.reload()
    pair = {"主办执法人员": "001", "协办执法人员": "002", "已主动出示执法证件": "是"}
    make(officer, "开始调查", "调查中", **pair)
    facts = {"查明的事实": "占用两小时", "证据清单": "现场照片", "拟处罚种类": "罚款", "拟罚款金额": "2000"}
    make(officer, "调查终结", "调查终结", **facts)
    make(officer, "送达处罚告知书", "已告知", 已告知听证权利="是")
    make(officer, "听取陈述申辩完毕", "待决定", 陈述申辩="书面放弃")
    legal.reload()
    ruling = {
        "处罚种类": "罚款",
        "裁量情节": "一般（1500",
        "罚没金额": "2000",
        "裁量基准适用说明": "没有从轻、从重情节",
    }
    make(legal, "作出决定", "已决定", **ruling)
    officer.reload()
    make(officer, "送达", "已送达", 送达方式="直接送达")
    make(officer, "公开处罚决定", "已送达")
    make(officer, "履行完毕", "已履行")
    paper = officer.locator("section", has=officer.locator("#papers"))
    paper.get_by_role("button", name="制作 行政处罚决定书").click()
    expect(officer.get_by_role("heading", name="行政处罚决定书").first).to_be_visible()
    assert officer.evaluate("document.documentElement.scrollWidth") <= size["width"]
    officer.goto(case)
    legal.reload()
    make(legal, "结案", "已结案", 理由="处罚决定已履行")
    officer.reload()
    with officer.expect_download() as waiting:
        officer.get_by_role("link", name="卷宗").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")
    officer.goto(inspection)
    make(officer, "归档", "已归档", 对应的处罚案件="罚〔")


@SIZES
def test_disclosure(visit: Callable[..., Any], size: dict[str, int]) -> None:
    page = visit("clerk1", size)
    wanted = {
        "事由": "旅程公开道路方案",
        "申请渠道": "当面",
        "申请人类别": "自然人",
        "申请人姓名或者名称": "示丁某",
        "联系方式": "13800000000",
        "所需信息内容": "示例路改造方案",
    }
    enter(page, "disclosure", **wanted)
    make(page, "登记收到日，开始办理", "办理中")
    expect(page.locator(".clocks")).to_contain_text("答复")
    make(page, "告知补正", "补正", 理由="名称不明确")
    make(page, "收到补正", "办理中")
    make(page, "征求第三方意见", "第三方", 理由="涉及企业信息")
    make(page, "第三方已答复或期满", "办理中", 第三方意见="同意")
    make(page, "答复", "已答复", 答复类型="予以公开")
    make(page, "归档", "归档")


def test_what_the_law_forbids_is_said_at_its_place(visit: Callable[..., Any]) -> None:
    """What, why with the article, and what was typed is still there. The other refusals are in test_refusals."""
    page = visit("clerk1", PHONE)
    wanted = {
        "事由": "旅程公开网上申请",
        "申请渠道": "互联网",
        "申请人类别": "自然人",
        "申请人姓名或者名称": "示戊某",
        "联系方式": "13800000000",
        "所需信息内容": "示例路绿化方案",
    }
    enter(page, "disclosure", **wanted)
    send(page, "登记收到日，开始办理", {})
    expect(page.locator("#panel [role=alert]").first).to_contain_text("第31条")
    early = (TODAY - timedelta(days=3)).isoformat()
    fill(page.locator("#panel form"), {"办理日期": early, "与申请人确认之日": TODAY.isoformat()})
    page.locator("#panel form").get_by_role("button", name="登记收到日，开始办理", exact=True).click()
    expect(page.locator("#panel [role=alert]").first).to_contain_text("不能早于")
    assert page.locator("#panel form").get_by_label("办理日期").input_value() == early
