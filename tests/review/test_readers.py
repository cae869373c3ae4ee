"""Reading files: every format, and every way in which a file can be unreadable."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from tests.review.files import W, paragraph, pdf, raw, saved, word
from yifa.review import Document, Unreadable, figures, read


def texts(document: Document, kind: str) -> list[str]:
    return [document.of(block) for block in document.blocks if block.kind == kind]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_in_the_encodings_that_offices_use(encoding: str) -> None:
    text = "一、工作情况\r\n\r\n　　调解纠纷12件。\n"
    document = read(text.encode(encoding), "a.txt")
    assert document.text == text
    assert [document.of(block) for block in document.blocks] == ["一、工作情况", "调解纠纷12件。"]


def test_markdown_headings_keep_their_level() -> None:
    document = read("## 一、成效\n\n正文\n".encode(), "a.md")
    assert document.format == "md"
    assert [(block.kind, block.level) for block in document.blocks] == [("heading", 2), ("paragraph", 0)]


def test_html_gives_what_a_reader_sees() -> None:
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body><nav>导航</nav><h2>一、成效</h2><p>调解<b>12</b>件。<!-- 旁注 --></p>"
        "<table><tr><td>会议</td><td>4次</td></tr></table><script>var a='9件'</script></body></html>"
    )
    document = read(page.encode("gb18030"), "a.html")
    assert [document.of(block) for block in document.blocks] == ["一、成效", "调解12件。", "会议", "4次"]
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "cell", "cell"]
    assert read(f'<html><meta charset="gbk">{page}'.encode("gbk"), "").text == document.text
    assert read(b"\xef\xbb\xbf" + page.encode(), "").format == "html"


def test_html_without_text() -> None:
    for page in (b"<html><body><img src=x></body></html>", b"<html></html>", b"<html>"):
        with pytest.raises(Unreadable, match="正文"):
            read(page, "a.html")


def test_an_html_page_that_lies_about_its_encoding() -> None:
    page = '<html><meta charset="no-such"><body>调解12件</body></html>'
    assert "调解12件" in read(page.encode(), "a.html").text


def test_pdf_text_with_wrapped_lines_joined_and_page_numbers_left_out() -> None:
    first = ["一、工作成效", "全年组织开展法治宣传活动二十场次并且发放各类宣传资", "料三千余份。", "— 1 —"]
    document = read(pdf([first, ["二、工作计划", "继续开展普法宣传活动。"]]), "a.pdf")
    assert document.format == "pdf"
    assert (
        document.text
        == "一、工作成效\n全年组织开展法治宣传活动二十场次并且发放各类宣传资料三千余份。\n二、工作计划\n继续开展普法宣传活动。"
    )
    assert [figure.text for figure in figures(document)] == ["二十场次", "三千余份"]


def test_pdf_without_text_is_called_a_scan() -> None:
    with pytest.raises(Unreadable, match="扫描件"):
        read(pdf([[]]), "a.pdf")


@pytest.mark.parametrize("cut", [20, 200, 600])
def test_a_broken_pdf(cut: int) -> None:
    with pytest.raises(Unreadable):
        read(pdf([["调解纠纷"]])[:cut], "a.pdf")


def test_word_body_tables_and_breaks() -> None:
    document = docx.Document()
    document.add_heading("一、成效", 1)
    document.add_paragraph("第一行\n第二行\t后")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(1, 0).text = "会议", "4次", "活动"
    table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "里层"
    found = read(saved(document), "a.docx")
    assert texts(found, "heading") == ["一、成效"]
    assert texts(found, "paragraph") == ["第一行\n第二行\t后"]
    assert texts(found, "cell") == ["会议", "4次", "活动", "里层"]


def test_word_tracked_changes_are_read_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>调解</w:t></w:r><w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>搬走</w:t></w:r></w:moveFrom><w:r><w:noBreakHyphen/><w:t>件</w:t></w:r></w:p>"
        f"<w:ins>{paragraph('新段')}</w:ins><w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
    )
    assert read(raw(body), "a.docx").text == "调解12-件\n新段\n控件\n"


def test_word_text_boxes_once_even_with_a_fallback() -> None:
    box = "<w:txbxContent>" + paragraph("框里12件") + "</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    document = read(raw(body), "a.docx")
    assert texts(document, "paragraph") == ["正文"]
    assert texts(document, "textbox") == ["框里12件"]


def test_word_headers_notes_and_comments_come_after_the_body() -> None:
    holder = f"<w:x {W}>{paragraph('页眉')}</w:x>"
    notes = f"<w:x {W}><w:footnote>{paragraph('脚注')}</w:footnote></w:x>"
    comments = f"<w:x {W}><w:comment>{paragraph('批注9件')}</w:comment></w:x>"
    document = read(raw(paragraph("正文3件"), header1=holder, footnotes=notes, comments=comments), "a.docx")
    assert [block.kind for block in document.blocks] == ["paragraph", "header", "note", "comment"]
    assert [figure.text for figure in figures(document)] == ["3件"]


def numbered(level: int) -> str:
    return f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr>'


NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3"/></w:lvl>'
    '<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
STYLES = (
    f'<w:styles {W}><w:style w:styleId="S"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="T"/></w:styles>'
)


def test_word_numbers_that_word_writes_itself_are_text() -> None:
    body = "".join(
        paragraph(text, numbered(level))
        for text, level in [("甲", 0), ("子", 1), ("丑", 1), ("细", 2), ("点", 3), ("深", 8)]
    )
    body += (
        paragraph("乙", '<w:pPr><w:pStyle w:val="S"/></w:pPr>')
        + paragraph("寅", numbered(1))
        + paragraph("无", "<w:pPr/>")
    )
    text = read(raw(body, numbering=NUMBERING, styles=STYLES), "a.docx").text
    assert text == "一、甲\n（一）子\n（二）丑\n一.1细\n点\n深\n二、乙\n（一）寅\n无\n"


def test_word_outline_levels_make_headings() -> None:
    body = paragraph("甲", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>') + paragraph(
        "乙", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>'
    )
    body += paragraph("丙", '<w:pPr><w:pStyle w:val="Heading3"/></w:pPr>') + paragraph(
        "丁", '<w:pPr><w:pStyle w:val="3"/></w:pPr>'
    )
    assert [block.level for block in read(raw(body), "a.docx").blocks] == [2, 0, 3, 0]


def test_word_in_strict_form() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        space = "http://purl.oclc.org/ooxml/wordprocessingml/main"
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body>{paragraph("严格")}</w:body></w:document>',
        )
    assert read(out.getvalue(), "a.docx").text == "严格\n"


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\0\0\n \0", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Word"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
            "打开密码",
        ),
        (b"{\\rtf1 x}", "RTF"),
        (zipped(**{"OFD.xml": b"<x/>", "Doc_0/Document.xml": b"<x/>"}), "OFD"),
        (b"PK\x03\x04 not a zip", "压缩结构"),
        (zipped(**{"xl/workbook.xml": b"<x/>"}), "表格"),
        (zipped(**{"ppt/presentation.xml": b"<x/>"}), "演示"),
        (zipped(**{"content.xml": b"<x/>"}), "ODF"),
        (zipped(**{"a.txt": b"x"}), "压缩包"),
        (zipped(**{"word/document.xml": b"<w"}), "内容已损坏"),
        (zipped(**{"word/document.xml": b"<x/>"}), "没有正文"),
        (raw(""), "只有图片"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4, "图片"),
        (b"\xff\xfe\x00", "编码"),
        (b"\x01\x02\x03\x04" * 100, "不是文字"),
        (b"%PDF-1.4 nothing", "PDF"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as caught:
        read(data, "报告")
    assert caught.value.fix


def test_a_file_of_wps_is_called_so() -> None:
    with pytest.raises(Unreadable, match="WPS"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "报告.wps")


def test_a_zip_bomb_is_refused_unopened() -> None:
    with pytest.raises(Unreadable, match="过大"):
        read(zipped(**{"word/document.xml": b"0" * 210_000_000}), "a.docx")
    with pytest.raises(Unreadable, match="过大"):
        read(zipped(**{f"{number}.xml": b"" for number in range(5001)}), "a.docx")


def test_entities_are_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("机要")
    evil = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]><w:document {W}><w:body>{paragraph("&x;字") + paragraph("正文")}</w:body></w:document>'
    assert "机要" not in read(zipped(**{"word/document.xml": evil.encode()}), "a.docx").text


def test_an_encrypted_zip_and_a_damaged_part() -> None:
    data = bytearray(raw(paragraph("正文")))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(Unreadable, match="密码"):
        read(bytes(data), "a.docx")
    broken = bytearray(word("正文" * 50))
    place = broken.find(b"word/document.xml") + 40
    broken[place : place + 30] = b"\xff" * 30
    with pytest.raises(Unreadable):
        read(bytes(broken), "a.docx")


def test_a_path_a_missing_file_and_one_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("调解12件", encoding="utf-8")
    assert read(path).name == "报告.txt"
    assert read(str(path), "别名").name == "别名"
    with pytest.raises(Unreadable, match="打不开"):
        read(tmp_path / "没有.txt")
    monkeypatch.setattr("yifa.review.readers.LARGEST", 3)
    with pytest.raises(Unreadable, match="100 MB"):
        read(path)
    with pytest.raises(Unreadable, match="100 MB"):
        read(b"12345")


def test_a_deeply_nested_file_is_read_as_far_as_it_makes_sense() -> None:
    deep = "<w:sdt>" * 190 + paragraph("深处") + "</w:sdt>" * 190
    assert read(raw(paragraph("面上") + deep), "a.docx").text.startswith("面上")
    runs = (
        "<w:p>"
        + "<w:ins>" * 230
        + "<w:r><w:t>太深</w:t></w:r>"
        + "</w:ins>" * 230
        + "<w:r><w:t>面上</w:t></w:r></w:p>"
    )
    assert read(raw(runs), "a.docx").text == "面上\n"


def test_the_title_is_the_line_that_names_a_report() -> None:
    assert (
        read("示街办发〔2026〕3号\n关于2025年法治政府建设情况的报告\n区政府：".encode()).title
        == "关于2025年法治政府建设情况的报告"
    )
    assert read("通知\n各社区：".encode()).title == "通知"


def test_a_pdf_with_a_password_and_one_of_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf([["调解纠纷十二件，继续推进工作。"]])
    key = b"00" * 32
    locked = data.replace(
        b"/Root 1 0 R>>",
        b"/Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<"
        + key
        + b">/U<"
        + key
        + b">>>/ID[<00><00>]>>",
    )
    with pytest.raises(Unreadable, match="打开密码"):
        read(locked, "a.pdf")
    monkeypatch.setattr("yifa.review.readers.pdf.MOST_PAGES", 0)
    with pytest.raises(Unreadable, match="超过 0 页"):
        read(data, "a.pdf")
