"""The seal's code on a report: it stands on the paper, is read from it by a camera's eyes, and convicts a tampered database."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
import zxingcpp

from yifa.papers import docx, pdf
from yifa.papers.conformance import check_docx, check_pdf
from yifa.seals import standalone
from yifa.seals.standalone import Finding, Printed, Result, Sealed, check_codes, printed

if TYPE_CHECKING:
    from tests.reports.world import Street
    from tests.seals.world import House

ROOT = "0123456789abcdef" * 4
CODE = Printed(12, "2026-01-15", ROOT, "ab" * 8, "cd" * 8)


def codes_on(content: bytes, *, dots: int = 150) -> Iterator[tuple[int, str]]:
    """The codes on the pages of a PDF, drawn with so many dots an inch as a scan has them."""
    document = pypdfium2.PdfDocument(content)
    for number, page in enumerate(document, 1):
        drawn = page.render(scale=dots / 72, grayscale=True)
        seen = memoryview(bytes(drawn.buffer)).cast("B", (drawn.height, drawn.stride))
        for one in zxingcpp.read_barcodes(seen):
            yield number, one.text


def pictures_in(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        for name in box.namelist():
            if name.startswith("word/media/") and name.endswith(".png"):
                yield box.read(name)


def issued(found: Any, *, copies: str = "示例区司法局") -> Any:
    found.document_number, found.signer, found.copies = "示街办发〔2026〕3号", "示例人", copies
    found.signed_on, found.issued_on = date(2026, 1, 30), date(2026, 2, 1)
    return found


def wrong(results: Any) -> list[str]:
    return [str(one) for one in results if not one.ok]


@pytest.mark.parametrize("with_table", [False, True])
def test_the_code_is_read_from_the_printed_page(house: House, with_table: bool) -> None:
    """And neither the layout nor the imprint on the last page is disturbed by it."""
    from tests.reports.world import at
    from yifa.reports.actions import set_out
    from yifa.reports.document import paper
    from yifa.reports.vouching import TITLE, code_of
    from yifa.seals.actions import seal

    with at():
        found = set_out(
            report=house.report,
            addressee="示例区人民政府",
            with_table=with_table,
            with_seal=True,
            by=house.street.legal,
        )
        seal()
    made = paper(issued(found))
    code = code_of(found)
    assert made.attachments[-1].title == TITLE
    content = pdf.write(made)
    pages = len(pypdfium2.PdfDocument(content))
    for dots in (100, 150, 300):
        ((page, text),) = codes_on(content, dots=dots)
        assert text == code
    assert 1 < page <= pages
    assert wrong(check_pdf(content)) == []
    word = docx.write(made)
    assert wrong(check_docx(word)) == []
    read = printed(text)
    assert read.root in "".join(
        pypdfium2.PdfDocument(content)[page - 1].get_textpage().get_text_range().split()
    )
    seen = [one.text for png in pictures_in(word) for one in zxingcpp.read_barcodes(_gray(png))]
    assert seen == [code]


def _gray(png: bytes) -> Any:
    """A PNG as it looks on paper, by way of a page."""
    from yifa.papers import OfficialDocument, Picture

    page = OfficialDocument(kind="附件", form="plain", title="图", blocks=(Picture(png, width_mm=60),))
    drawn = pypdfium2.PdfDocument(pdf.write(page))[0].render(scale=3, grayscale=True)
    return memoryview(bytes(drawn.buffer)).cast("B", (drawn.height, drawn.stride))


def test_the_code_names_the_batch_that_sealed_the_figures(house: House) -> None:
    """It stays the same as more is sealed; a draft, and a report that wants none, has none."""
    from tests.reports.world import at
    from yifa.foundation import audit
    from yifa.reports.actions import set_out, thaw
    from yifa.reports.document import paper
    from yifa.reports.vouching import batch_of, code_of
    from yifa.seals.actions import seal
    from yifa.seals.models import Batch

    assert code_of(house.report) == ""
    assert paper(house.report).attachments == ()
    with at():
        found = set_out(
            report=house.report, addressee="示例区人民政府", with_seal=True, by=house.street.legal
        )
        first = batch_of(found)
        assert first is not None
        assert first.number == 1  # what the freeze sealed at once
        code = code_of(found)
        audit.note("login", by=1)
        seal()
        assert Batch.objects.count() > 4
        assert code_of(found) == code
        assert printed(code).root == first.root
        found = thaw(report=found, by=house.street.legal, reason="更正数据")
        assert code_of(found) == ""
        assert paper(found).attachments == ()


def outside(house: House, *codes: str) -> tuple[int, str]:
    from tests.seals.world import source_of

    command = [
        sys.executable,
        "-I",
        standalone.__file__,
        source_of(house),
        "--anchors",
        house.folder / "none",
    ]
    (house.folder / "none").mkdir(exist_ok=True)
    words = [part for code in codes for part in ("--code", code)]
    done = subprocess.run([*map(str, command), *words], capture_output=True, text=True, cwd="/")
    return done.returncode, done.stdout + done.stderr


def test_the_paper_convicts_a_database_whose_seals_were_made_anew(house: House) -> None:
    """Somebody with the database and even the private key redoes every seal; only the paper remembers."""
    from tests.reports.world import at
    from tests.seals.world import source_of, sql
    from yifa.seals import anchors
    from yifa.seals.actions import seal
    from yifa.seals.models import Batch
    from yifa.seals.queries import verify

    paper = anchors.code(Batch.objects.get(number=4))
    assert verify(codes=[printed(paper)]).ok
    assert "对照了 1 个纸上的二维码" in outside(house, paper)[1]
    sql("UPDATE journal_posting SET quantity = quantity + 1 WHERE id = (SELECT min(id) FROM journal_posting)")
    sql("DELETE FROM seals_batch")
    for path in anchors.folder().glob("seal-*.json"):
        path.unlink()
    with at():
        seal()
        seal()
    assert verify().ok
    newer = {one.kind for one in verify(codes=[printed(paper)]).findings}
    assert newer in ({"code.differs"}, {"code.newer"})
    code, said = outside(house, paper)
    assert code == 1
    assert "二维码" in said
    assert source_of(house).exists()


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        (CODE, set()),
        (Printed(12, "2026-01-15", ROOT[::-1], CODE.signature, CODE.key), {"code.differs"}),
        (Printed(12, "2026-01-14", ROOT, CODE.signature, CODE.key), {"code.differs"}),
        (Printed(12, "2026-01-15", ROOT, "00" * 8, CODE.key), {"code.differs"}),
        (Printed(12, "2026-01-15", ROOT, CODE.signature, "00" * 8), {"code.differs"}),
        (Printed(11, "2026-01-15", ROOT, CODE.signature, CODE.key), {"code.differs"}),
        (Printed(13, "2026-01-15", ROOT, CODE.signature, CODE.key), {"code.newer"}),
    ],
)
def test_what_a_code_is_held_against(code: Printed, kinds: set[str]) -> None:
    body = standalone.ENCODE(
        {"previous": "", "sections": [], "at": "2026-01-15T09:00:00+08:00", "key": "cd" * 32, "number": 12}
    )
    result = Result()
    check_codes([code], [Sealed(12, body, ROOT, "ab" * 64)], [bytes.fromhex("cd" * 32)], result)
    assert {one.kind for one in result.findings} == kinds
    strange = Result()
    check_codes([CODE], [Sealed(12, body, ROOT, "ab" * 64)], [bytes(32)], strange)
    assert strange.findings == [Finding("code.key", "二维码", "12", 12)]


def test_a_code_is_short_and_reads_back() -> None:
    assert printed(str(CODE)) == CODE
    assert str(CODE) == str(CODE).upper()
    assert len(str(CODE)) < 122  # fits 37 × 37 squares at error correction M


@pytest.mark.parametrize(
    "text", ["", "http://x", str(CODE)[:-1], str(CODE).replace("AB", "XY"), "YIFA:a:b:c:d:e"]
)
def test_what_is_no_code_is_said_to_be_none(house: House, text: str) -> None:
    with pytest.raises(ValueError, match="不是封存凭证"):
        printed(text)
    code, said = outside(house, text)
    assert (code, "无法读取" in said) == (2, True)


def test_the_public_copy_carries_the_code(
    street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the PDF, on the page and for programs; a report that wants none has no word of it."""
    from django.test import Client

    from tests.portal.test_public import go, submitted
    from yifa.reports.models import Report
    from yifa.reports.vouching import code_of
    from yifa.seals.actions import seal

    monkeypatch.setenv("YIFA_ANCHORS", str(tmp_path))
    found = submitted(street)
    seal(patience=0)
    Report.objects.filter(pk=found.pk).update(with_seal=True)
    found = Report.objects.get(pk=found.pk)
    code = code_of(found)
    assert code
    go(found, "publish", street.legal)
    public = Client()
    assert code in public.get("/public/S1/2025/").content.decode()
    assert public.get("/public/S1/2025/report.json").json()["content"]["seal"] == code
    content = public.get("/public/S1/2025/report.pdf").content
    assert [text for _, text in codes_on(content)] == [code]
    assert wrong(check_pdf(content, form="public")) == []
