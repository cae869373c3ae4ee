"""A Word file that comes back: figures bound, overtyped, deleted; and files that are refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree

from tests.papers.factory import ACCEPTED, ATTACHMENTS, RATE, body, png, report
from tests.papers.unpack import NAMES, changed, pack, parts, replaced, styled, tree, w
from yifa.papers import FigureRun, Heading, Paragraph, Picture, Table, Text, docx
from yifa.papers.docx import Unreadable, opening

FILE = docx.write(report(), key="report-7")


def test_what_is_written_is_read() -> None:
    got = docx.read(FILE)
    assert got.blocks == report().blocks
    assert got.attachments == ATTACHMENTS
    assert got.title == report().title
    assert got.key == "report-7"
    assert got.elements["Addressee"] == ("示例区人民政府：",)
    assert (got.lost, got.overtyped, got.remarks) == ((), (), ())
    assert [figure.kept_by for figure in got.figures] == ["tag"] * 3
    assert "1,286" in got.text
    assert "受理纠纷（件）\t1,100\t1,286" in got.text


def test_an_overtyped_figure_is_told() -> None:
    got = docx.read(replaced(FILE, "96.5%", "99.9%"))
    (figure,) = got.overtyped
    assert (figure.code, figure.original, figure.text) == ("disputes.rate", "96.5%", "99.9%")


def test_a_deleted_control_is_told_even_when_its_figure_stands_elsewhere() -> None:
    def delete(root: etree._Element) -> None:
        control = root.find(".//w:sdt", NAMES)
        control.getparent().remove(control)

    got = docx.read(changed(FILE, delete))
    assert got.lost == (ACCEPTED,)
    assert [figure.code for figure in got.figures] == ["disputes.rate", "disputes.accepted"]


def test_a_control_without_its_tag_is_known_by_its_alias() -> None:
    def drop(root: etree._Element) -> None:
        for node in root.findall(".//w:tag", NAMES) + root.findall(".//w:lock", NAMES):
            node.getparent().remove(node)

    got = docx.read(changed(FILE, drop))
    assert [figure.kept_by for figure in got.figures] == ["alias"] * 3
    assert got.blocks == report().blocks


def unwrap(root: etree._Element) -> None:
    """What a program leaves that knows no controls: the text inside."""
    for control in root.findall(".//w:sdt", NAMES):
        parent, place = control.getparent(), control.getparent().index(control)
        for run in control.findall("w:sdtContent/*", NAMES):
            parent.insert(place, run)
        parent.remove(control)


def test_text_without_a_control_is_known_by_its_bookmark() -> None:
    got = docx.read(changed(FILE, unwrap))
    assert [(figure.code, figure.kept_by) for figure in got.figures][:2] == [
        ("disputes.accepted", "bookmark"),
        ("disputes.rate", "bookmark"),
    ]
    assert got.blocks == report().blocks
    emptied = changed(
        changed(FILE, unwrap), lambda root: root.find(".//w:bookmarkStart", NAMES).getnext().clear()
    )
    assert docx.read(emptied).lost == (ACCEPTED,)


def test_without_control_and_bookmark_figures_are_plain_text_and_lost() -> None:
    def strip(root: etree._Element) -> None:
        unwrap(root)
        for node in root.findall(".//w:bookmarkStart", NAMES) + root.findall(".//w:bookmarkEnd", NAMES):
            node.getparent().remove(node)

    got = docx.read(changed(FILE, strip))
    assert got.lost == (ACCEPTED, RATE, ACCEPTED)
    assert got.figures == ()
    assert got.text == docx.read(FILE).text


def test_a_bookmark_whose_end_is_elsewhere_binds_nothing() -> None:
    def cut(root: etree._Element) -> None:
        unwrap(root)
        node = root.find(".//w:bookmarkEnd", NAMES)
        node.getparent().remove(node)

    got = docx.read(changed(FILE, cut))
    assert got.lost == (ACCEPTED,)
    assert got.text == docx.read(FILE).text


def test_a_file_without_the_list_still_names_its_figures() -> None:
    content = parts(FILE)
    del content["docProps/custom.xml"]
    got = docx.read(pack(content))
    assert {figure.original for figure in got.figures} == {None}
    assert [figure.code for figure in got.figures][:2] == ["disputes.accepted", "disputes.rate"]
    assert (got.key, got.overtyped, got.lost) == ("", (), ())


def test_a_damaged_list_is_left_alone() -> None:
    got = docx.read(replaced(FILE, '["disputes.rate"', '"disputes.rate"', "docProps/custom.xml"))
    assert [figure.original for figure in got.figures] == ["1,286", None, "1,286"]


def test_controls_of_other_kinds_are_text() -> None:
    foreign = replaced(FILE, 'w:val="disputes.rate"', 'w:val=""')
    foreign = replaced(foreign, "调解成功率｜disputes.rate", "选择一项")
    content = parts(foreign)
    content["word/document.xml"] = content["word/document.xml"].replace(b'w:name="f_0002"', b'w:name="other"')
    got = docx.read(pack(content))
    assert [figure.code for figure in got.figures] == ["disputes.accepted", "disputes.accepted"]
    assert "调解成功率96.5%" in got.text


def test_a_control_around_a_paragraph_or_around_controls_is_looked_into() -> None:
    def wrap(root: etree._Element) -> None:
        paragraph = styled(root, "BodyText")[0]
        outer = etree.SubElement(paragraph.getparent(), w("sdt"))
        paragraph.addprevious(outer)
        etree.SubElement(outer, w("sdtContent")).append(paragraph)
        inner = paragraph.find(".//w:sdt", NAMES)
        shell = inner.makeelement(w("sdt"))
        inner.addprevious(shell)
        etree.SubElement(shell, w("sdtContent")).append(inner)
        paragraph.append(paragraph.makeelement(w("sdt")))

    assert docx.read(changed(FILE, wrap)).blocks == report().blocks


def test_revisions_are_read_as_accepted_and_comments_are_named() -> None:
    def revise(root: etree._Element) -> None:
        paragraph = styled(root, "BodyText")[1]
        run = paragraph.find("w:r", NAMES)
        deleted = etree.SubElement(paragraph, w("del"))
        deleted.append(etree.fromstring(etree.tostring(run)))
        added = etree.SubElement(paragraph, w("ins"))
        extra = etree.SubElement(added, w("r"))
        etree.SubElement(extra, w("t")).text = "新增一句。"
        etree.SubElement(extra, w("footnoteReference"))

    content = parts(changed(FILE, revise))
    content["word/comments.xml"] = f'<w:comments xmlns:w="{NAMES["w"]}"><w:comment/></w:comments>'.encode()
    got = docx.read(pack(content))
    block = got.blocks[3]
    assert isinstance(block, Paragraph)
    assert block.text.endswith("提高。新增一句。")
    assert got.remarks == (
        "文件带有修订痕迹：已按接受全部修订读取",
        "文件带有 1 条批注，未读入",
        "文件带有脚注，未读入",
    )


def test_headings_are_known_by_their_numbers_when_styles_are_lost() -> None:
    content = parts(FILE)
    del content["word/styles.xml"]
    got = docx.read(pack(content))
    levels = [block.level for block in got.blocks if isinstance(block, Heading)]
    assert levels[:4] == [1, 2, 3, 4]
    assert not any(isinstance(b, Heading) and len(b.text) > 40 for b in got.blocks)


def test_alignment_bold_and_pictures_come_back() -> None:
    blocks = (
        Paragraph.of("居中", align="center"),
        Paragraph.of("右侧", align="right"),
        Paragraph.of("顶格", align="flush"),
        Paragraph((Text("粗", bold=True), Text("细"))),
        Picture(png(), "图1"),
        Table((("甲",), ("乙",)), header_rows=0),
        Picture(png()),
    )
    got = docx.read(docx.write(report(blocks=blocks, attachments=())))
    assert got.blocks[:4] == blocks[:4]
    picture = got.blocks[4]
    assert isinstance(picture, Picture)
    assert (picture.data, picture.caption) == (png(), "图1")
    assert got.blocks[5] == blocks[5]
    assert isinstance(got.blocks[6], Picture)


def test_a_picture_that_is_not_there_and_cells_of_several_lines() -> None:
    content = parts(docx.write(report(blocks=(Picture(png()), Table((("甲",),))))))
    del content["word/media/image1.png"]
    got = docx.read(pack(content))
    assert [type(block) for block in got.blocks] == [Table]

    def second_line(root: etree._Element) -> None:
        cell = root.find(".//w:tc", NAMES)
        cell.append(etree.fromstring(etree.tostring(cell.find("w:p", NAMES))))

    two = docx.read(changed(pack(content), second_line)).blocks[0]
    assert isinstance(two, Table)
    assert two.rows == (("甲\n甲",),)


def test_an_empty_table_and_one_with_uneven_rows_are_read() -> None:
    def spoil(root: etree._Element) -> None:
        table = root.find(".//w:tbl", NAMES)
        table.findall("w:tr", NAMES)[1].remove(table.findall("w:tr", NAMES)[1][-1])
        root[0].insert(0, root.makeelement(w("tbl")))

    got = docx.read(changed(FILE, spoil))
    first = got.blocks[0]
    table = next(block for block in got.blocks[1:] if isinstance(block, Table))
    assert isinstance(first, Table)
    assert first.rows == (("",),)
    assert table.rows[1] == ("受理纠纷（件）", "1,100", "")


def test_a_paragraph_that_begins_like_a_heading_but_holds_a_figure_stays_one() -> None:
    lost = parts(docx.write(report(blocks=(Paragraph.of("一、共", FigureRun("a.b", "数", "5"), "件"),))))
    del lost["word/styles.xml"]
    assert any(isinstance(b, Paragraph) and b.text == "一、共5件" for b in docx.read(pack(lost)).blocks)


# Refused


def empty(*names: str) -> bytes:
    return pack(dict.fromkeys(names, b""))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "不是 Word 文档"),
        (b"PK\x03\x04 broken", "不是 Word 文档"),
        (FILE[: len(FILE) // 2], "已损坏"),
        (opening.OLE + b"x" * 100, "旧版 .doc"),
        (empty("xl/workbook.xml"), "Excel 表格"),
        (empty("readme.txt"), "这不是 Word 文档"),
        (empty("word/document.xml", "word/vbaProject.bin"), "宏"),
        (pack({"[Content_Types].xml": b"macroEnabled.12", "word/document.xml": b""}), "宏"),
        (pack(parts(FILE) | {"word/document.xml": b"<w:document"}), "已损坏"),
        (pack(parts(FILE) | {"word/document.xml": b"<a/>"}), "没有正文"),
        (
            pack(parts(FILE) | {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "不允许的声明",
        ),
    ],
)
def test_what_is_no_document_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=message) as refused:
        docx.read(data)
    assert refused.value.fix


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(opening, "LARGEST", 1000)
        with pytest.raises(Unreadable, match="超过"):
            docx.read(FILE)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "LARGEST_UNPACKED", 1000)
        with pytest.raises(Unreadable, match="展开后过大"):
            docx.read(FILE)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "MOST_PARAGRAPHS", 10)
        with pytest.raises(Unreadable, match="10 段的上限"):
            docx.read(FILE)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(31):
            archive.writestr(f"word/{number}.xml", b"\0" * 10 * 1024 * 1024)
    with pytest.raises(Unreadable, match="展开后过大"):
        docx.read(buffer.getvalue())


def test_three_hundred_pages_are_read() -> None:
    got = docx.read(docx.write(report(blocks=body(2_000))))
    assert len(got.blocks) == len(body(2_000))


def test_the_tree_of_a_file_is_left_as_it_was() -> None:
    before = etree.tostring(tree(FILE))
    docx.read(FILE)
    assert etree.tostring(tree(FILE)) == before


def test_properties_of_others_and_bold_switched_off_are_understood() -> None:
    foreign = replaced(FILE, 'name="f_0002"', 'name="Bearbeiter"', "docProps/custom.xml")
    assert [figure.original for figure in docx.read(foreign).figures] == ["1,286", None, "1,286"]
    broken = replaced(FILE, '"96.5%"]', '"96.5%"', "docProps/custom.xml")
    assert docx.read(broken).figures[1].original is None
    given = docx.write(report(blocks=(Paragraph((Text("粗", bold=True),)),)))
    light = replaced(given, "<w:b/>", '<w:b w:val="0"/>')
    assert docx.read(light).blocks == (Paragraph.of("粗"),)
