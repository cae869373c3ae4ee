"""What files carry beside what they show, and what the gate makes of the files that go out with a report."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import typst
from openpyxl import Workbook
from openpyxl.comments import Comment
from pypdf import PdfReader, PdfWriter

from tests.papers.factory import png, report
from yifa.papers import Paragraph, Picture, docx, fonts, pdf
from yifa.reports import pictures
from yifa.reports.gate import CHECKS
from yifa.reports.leaks import inspect

if TYPE_CHECKING:
    from tests.reports.world import Street

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER = "11010519491231002X"
READS = shutil.which("tesseract") is not None


def told(name: str, mime: str, content: bytes) -> dict[str, str]:
    """What is found, by check."""
    return {one.check: one.text for one in inspect(name, mime, content, checks=CHECKS)}


def word(old: str = "", new: str = "", part: str = "word/document.xml", **more: bytes) -> bytes:
    """Our own Word file with something changed in a part."""
    out = io.BytesIO()
    given = zipfile.ZipFile(io.BytesIO(docx.write(report())))
    with zipfile.ZipFile(out, "w") as package:
        for name in given.namelist():
            content = given.read(name)
            package.writestr(
                name, content.replace(old.encode(), new.encode(), 1) if name == part else content
            )
        for name, content in more.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def sheet(change: Any = None) -> bytes:
    """An Excel file with nothing in it that should stay here."""
    book = Workbook()
    book.properties.creator = None
    page = book.active
    assert page is not None
    page.append(["指标", "数值"])
    page.append(["受理纠纷", 12])
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def drawn(words: str) -> bytes:
    """A picture with words in it, as somebody photographs a form."""
    chosen = fonts.load(fonts.folder())
    source = f'#set page(width: 160mm, height: 40mm)\n#set text(font: "{chosen.chains["hei"][0]}", size: 20pt)\n{words}'
    return bytes(typst.compile(source.encode(), font_paths=chosen.loaded, format="png", ppi=200.0))


def test_our_own_files_carry_nothing() -> None:
    assert told("报告.docx", WORD, docx.write(report(notes=""))) == {}
    assert told("报告.pdf", "application/pdf", pdf.write(report(notes="", issuer=""))) == {}
    assert told("统计表.xlsx", EXCEL, sheet()) == {}


@pytest.mark.parametrize(
    ("content", "check", "says"),
    [
        (word("<w:p>", '<w:p><w:ins w:id="9" w:author="甲"/>'), "file.revisions", "1处修订痕迹"),
        (word("<w:p>", '<w:p><w:del w:id="9" w:author="甲"/>'), "file.revisions", "删去的文字仍在"),
        (word("<w:rPr>", "<w:rPr><w:vanish/>"), "file.hidden", "隐藏文字"),
        (
            word(**{"word__comments.xml": b'<w:comments xmlns:w="w"><w:comment/></w:comments>'}),
            "file.comments", "1条批注",
        ),
        (
            word("</cp:coreProperties>", '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">王小山</dc:creator></cp:coreProperties>', "docProps/core.xml"),
            "file.metadata", "王小山",
        ),
    ],
)  # fmt: skip
def test_what_a_word_file_carries_beside_its_text(content: bytes, check: str, says: str) -> None:
    assert says in told("附表.docx", WORD, content)[check]


def _hide_sheet(book: Workbook) -> None:
    book.create_sheet("底册").sheet_state = "veryHidden"


def _hide_row(book: Workbook) -> None:
    book.worksheets[0].row_dimensions[2].hidden = True


def _comment(book: Workbook) -> None:
    book.worksheets[0]["A1"].comment = Comment("核", "甲")


def _sign(book: Workbook) -> None:
    book.properties.lastModifiedBy = "王小山"


def _person(book: Workbook) -> None:
    book.worksheets[0].append(["身份证号", NUMBER])


@pytest.mark.parametrize(
    ("change", "check", "says"),
    [
        (_hide_sheet, "file.hidden", "底册"),
        (_hide_row, "file.hidden", "隐藏的行"),
        (_comment, "file.comments", "批注"),
        (_sign, "file.metadata", "王小山"),
        (_person, "privacy.identity", NUMBER),
    ],
)
def test_what_an_excel_file_carries(change: Any, check: str, says: str) -> None:
    assert says in told("统计表.xlsx", EXCEL, sheet(change))[check]


def test_what_a_pdf_carries() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf.write(report(notes="", issuer="")))))
    writer.add_metadata({"/Author": "王小山"})
    writer.add_attachment("底册.txt", b"x")
    out = io.BytesIO()
    writer.write(out)
    found = told("报告.pdf", "application/pdf", out.getvalue())
    assert "王小山" in found["file.metadata"]
    assert "内嵌了1个文件" in found["file.hidden"]
    writer.encrypt("x")
    writer.write(shut := io.BytesIO())
    assert "有密码" in told("报告.pdf", "application/pdf", shut.getvalue())["file.closed"]
    assert "已损坏" in told("报告.pdf", "application/pdf", b"%PDF-1.7 broken")["file.closed"]


def test_a_photograph_s_place_and_a_telling_name() -> None:
    assert (
        "拍摄信息"
        in told("现场.jpg", "image/jpeg", b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00rest")["file.metadata"]
    )
    assert "文件名" in told(f"{NUMBER}的申请.txt", "text/plain", "无".encode())["privacy.identity"]


@pytest.mark.skipif(not READS, reason="apt-get install tesseract-ocr tesseract-ocr-chi-sim")
def test_words_in_pictures_are_read() -> None:
    picture = drawn(f"身份证号 {NUMBER}")
    assert NUMBER in (pictures.words(picture) or "").replace(" ", "")
    assert "图片" in told("现场.png", "image/png", picture)["privacy.identity"]
    inside = docx.write(report(notes="", blocks=(Paragraph.of("见图。"), Picture(picture))))
    assert "第1张图片" in told("附表.docx", WORD, inside)["privacy.identity"]
    scanned = pdf.write(report(notes="", issuer="", blocks=(Picture(picture),)))
    assert NUMBER in told("扫描.pdf", "application/pdf", scanned)["privacy.identity"]
    assert told("空白.png", "image/png", drawn("法治宣传")) == {}


def test_where_pictures_cannot_be_read_a_person_must_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PROGRAM", "no-such-program")
    pictures.languages.cache_clear()
    try:
        assert "请人工确认" in told("现场.png", "image/png", png())["file.picture"]
    finally:
        pictures.languages.cache_clear()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500])
@pytest.mark.parametrize("mime", [WORD, "image/png", "image/jpeg", "application/pdf", "text/plain"])
def test_damaged_files_break_nothing(mime: str, content: bytes) -> None:
    inspect("x.bin", mime, content, checks=CHECKS)


def test_files_go_out_with_the_report_only_through_the_gate(street: Street) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from tests.portal.test_public import go, submitted
    from yifa.foundation.errors import Refused
    from yifa.reports.gate import held

    found = submitted(street)
    first, second, public = Client(), Client(), Client()
    first.force_login(street.legal)
    second.force_login(street.second)
    gate = f"/reports/{found.pk}/gate/"
    answer = first.post(f"{gate}files/", {"file": SimpleUploadedFile("x.exe", b"MZ")}, follow=True)
    assert "不是可以上传的文件类型" in answer.content.decode()
    answer = first.post(
        f"{gate}files/", {"file": SimpleUploadedFile("统计表.xlsx", sheet(_hide_sheet))}, follow=True
    )
    assert "隐藏的工作表" in answer.content.decode()
    with pytest.raises(Refused, match="公开前检查"):
        go(found, "publish", street.legal)
    (one,) = held(found)
    first.post(
        f"{gate}ask/", {"check": one.finding.check, "text": one.finding.text, "reason": "底册只有指标名称"}
    )
    (one,) = held(found)
    assert one.release is not None
    second.post(f"{gate}{one.release.pk}/")
    first.post(f"{gate}files/", {"file": SimpleUploadedFile("名单.txt", f"身份证号{NUMBER}".encode())})
    (attachment,) = [each for each in found.attachments.all() if each.name == "名单.txt"]
    assert len(held(found)) == 2
    stranger = Client()
    stranger.force_login(street.stranger)
    assert stranger.post(f"{gate}files/{attachment.pk}/out/").status_code == 404
    first.post(f"{gate}files/{attachment.pk}/out/")
    go(found, "publish", street.legal)
    page = public.get("/public/S1/2025/").content.decode()
    assert "统计表.xlsx" in page
    assert "名单.txt" not in page
    content = json.loads(public.get("/public/S1/2025/report.json").content)["content"]
    (file,) = content["files"]
    address = f"/public/S1/2025/files/{file['digest']}/"
    assert b"".join(public.get(address).streaming_content) == sheet_bytes(found, file["digest"])
    assert public.get(f"/public/S1/2025/files/{attachment.digest}/").status_code == 404
    assert (
        "附件不能再改"
        in first.post(
            f"{gate}files/", {"file": SimpleUploadedFile("统计表.xlsx", sheet())}, follow=True
        ).content.decode()
    )


def sheet_bytes(found: Any, digest: str) -> bytes:
    """A file as it lies in the store."""
    from yifa.records.store import storage

    with storage().open(found.attachments.get(digest=digest).place) as file:
        return bytes(file.read())
