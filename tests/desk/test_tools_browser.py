"""The tools in a real browser: plots are drawn, review shows progress and lights up places, forms say what is wrong."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.desk.test_exchange_pages import BAD, GOOD, table
from tests.desk.test_office_pages import GIVEN
from tests.desk.test_review_page import REPEATED, word
from tests.review.files import pdf
from tests.review.test_ruled import ruled

if TYPE_CHECKING:
    from tools.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PASSWORD = "yifa-demo-2026"
WIDTHS = [1440, 390]


@pytest.fixture
def sit(server: Server, browser: Any) -> Iterator[Callable[..., Any]]:
    """A page of a demo person, at a width."""
    contexts = []

    def open_page(person: str, width: int, path: str) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", base_url=server.url
        )
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda line: page.faults.append(line.text) if "Policy" in line.text else None)
        page.goto("/login/")
        page.fill("[name=username]", person)
        page.fill("[name=password]", PASSWORD)
        page.click("form.stack button")
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def sound(axe: Callable[[Any], None]) -> Callable[[Any], None]:
    """No rule of WCAG broken, nothing wider than the screen, no script stopped by the policy."""

    def check(page: Any) -> None:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert page.faults == []

    return check


@pytest.mark.parametrize("width", WIDTHS)
def test_plots_are_drawn_beside_their_tables(sit: Any, sound: Any, width: int) -> None:
    page = sit("district", width, "/figures/disputes.registered/")
    for plot in ("months", "units"):
        expect(page.locator(f"[data-plot={plot}] svg path").first).to_be_attached()
    expect(page.locator("[data-plot=units] + table tbody tr")).to_have_count(3)
    sound(page)
    page.get_by_role("link", name="打开记录").click()
    expect(page.get_by_text("与指标一致")).to_be_visible()
    sound(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_review_from_files_to_a_corrected_text(sit: Any, sound: Any, width: int) -> None:
    page = sit("legal1", width, "/review/")
    sound(page)
    files = [
        {"name": f"{n}.docx", "mimeType": "application/octet-stream", "buffer": word(*REPEATED.split("\n"))}
        for n in (1, 2)
    ]
    files.append({"name": "坏.docx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04"})
    page.set_input_files("[name=reports]", files)
    expect(page.locator("[data-picked] li")).to_have_count(3)
    page.get_by_role("button", name="开始核稿").click()
    table = page.locator(".review-files")
    expect(table).to_be_visible()  # the progress asked for itself until all were read
    expect(table.locator("tbody tr").first).to_contain_text("坏.docx")
    sound(page)
    with page.expect_download() as sheet:
        page.get_by_role("link", name="下载表格").click()
    assert sheet.value.path().read_bytes().startswith(b"PK")
    table.get_by_role("link", name="1.docx").click()
    expect(page.locator(".review")).to_be_visible()
    sound(page)
    mark = page.locator("a.mark", has_text="继续继续")
    mark.click()
    expect(page.locator(".finding.lit")).to_contain_text("“继续”重复")
    page.locator(".finding.lit .quote a").click()
    expect(mark).to_have_class(re.compile("lit"))
    page.locator(".finding", has_text="“继续”重复").get_by_text("依据", exact=True).click()
    expect(page.get_by_text("GB/T 15834").first).to_be_visible()
    page.locator(".finding", has_text="“继续”重复").get_by_role("button", name="采纳").click()
    expect(page.locator(".paper-text ins")).to_have_text("继续")
    sound(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="改正后的文字").click()
    assert "继续继续" not in download.value.path().read_text(encoding="utf-8")
    page.get_by_label("类别").select_option("law")
    expect(page.locator(".finding-kind").first).to_contain_text("法规")
    page.get_by_role("navigation", name="文件").get_by_text("坏.docx").click()
    expect(page.get_by_role("link", name="重新选择文件")).to_be_visible()
    sound(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_review_of_files_of_every_kind(sit: Any, sound: Any, width: int) -> None:
    page = sit("legal1", width, "/review/")
    given = {
        "街道报告.docx": word(*REPEATED.split("\n")),
        "村里的材料.txt": "今年受理矛盾纠纷86件，化解92件。\n依据《民法总则》审查合同，责任明确明确。".encode(
            "gbk"
        ),
        "年度数据.pdf": ruled(181),
        "扫描件.pdf": pdf([[]]),
        "坏.docx": b"PK\x03\x04",
    }
    files = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in given.items()
    ]
    page.set_input_files("[name=reports]", files)
    expect(page.locator("[data-picked] li")).to_have_count(5)
    page.get_by_role("button", name="开始核稿").click()
    table = page.locator(".review-files")
    expect(table).to_contain_text("多半是扫描件")
    sound(page)
    table.get_by_role("link", name="年度数据.pdf").click()
    row = page.locator(".paper-table tr").last  # the total under its column
    expect(row.locator("td")).to_have_text(["合计", "181", "167", "40"])
    expect(row.locator("a.mark")).to_have_text("181")
    sound(page)
    page.get_by_role("navigation", name="文件").get_by_text("村里的材料.txt").click()
    expect(page.locator("a.mark")).to_have_text(["92件", "《民法总则》", "明确明确"])
    page.get_by_label("类别").select_option("arithmetic")
    expect(page.locator(".finding")).to_have_count(1)
    expect(page.locator(".finding .says summary")).to_be_visible()
    sound(page)
    page.get_by_role("navigation", name="文件").get_by_text("街道报告.docx").click()
    with page.expect_download() as commented:
        page.get_by_role("link", name="带批注的 Word").click()
    with zipfile.ZipFile(commented.value.path()) as package:
        assert "“继续”重复" in package.read("word/comments.xml").decode()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_calculator_says_what_is_wrong_and_then_answers(sit: Any, sound: Any, width: int) -> None:
    page = sit("clerk1", width, "/law/due/")
    page.fill("[name=code]", "XXX-1")
    page.get_by_role("button", name="推算").click()
    expect(page.locator("#id_code_error")).to_contain_text("没有编号为“XXX-1”的时限")
    sound(page)
    page.fill("[name=code]", "REV-11")
    page.fill("[name=start]", "2026-02-10")
    page.get_by_role("button", name="推算").click()
    expect(page.locator(".answer")).to_contain_text("2026年3月2日")
    expect(page.locator(".strip li.last")).to_contain_text("10")
    sound(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_register_answers_while_typing(sit: Any, sound: Any, width: int) -> None:
    page = sit("clerk1", width, "/law/")
    page.get_by_role("searchbox", name="名称、简称、文号、制定机关").press_sequentially("人民调解法")
    expect(page.locator("#table .row-title").first).to_have_text("人民调解法")
    expect(page).to_have_url(re.compile("q="))
    sound(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_notice_is_previewed(sit: Any, sound: Any, width: int) -> None:
    page = sit("admin", width, "/office/holidays/")
    page.fill("[name=source]", GIVEN["source"])
    page.fill("[name=text]", "随便写的")
    page.get_by_role("button", name="预览").click()
    expect(page.locator("#id_text_error")).to_be_visible()
    sound(page)
    page.fill("[name=text]", GIVEN["text"])
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("button", name="确认生效")).to_be_visible()
    sound(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_table_is_judged_before_it_is_written(sit: Any, sound: Any, width: int) -> None:
    page = sit("legal1", width, "/ledgers/outreach/import/")
    content = table([f"广场普法{width}", *GOOD[1:]], [BAD[0], "2099-01-01", *BAD[2:]])
    page.set_input_files("[name=file]", {"name": "活动.xlsx", "mimeType": "x/y", "buffer": content})
    sound(page)
    page.get_by_role("button", name="核对表格").click()
    expect(page.get_by_role("region", name="问题列表")).to_contain_text("不能晚于今天")
    sound(page)
    page.get_by_role("button", name="只导入可以导入的 1 行").click()
    expect(page.get_by_text("导入了 1 条记录")).to_be_visible()
    sound(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_audit_trail_and_the_tree_on_every_screen(sit: Any, sound: Any, width: int) -> None:
    page = sit("auditor", width, "/office/audit/")
    sound(page)
    page = sit("admin", width, "/office/")
    sound(page)
    page.get_by_role("link", name="示例街道办事处").click()
    sound(page)
    page.get_by_role("link", name="人员任职").click()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".alert-danger")).to_be_visible()
    sound(page)
