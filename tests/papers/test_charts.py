"""Charts: axes of round numbers, vector in both files, the same bytes again, readable without seeing."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from tests.papers.factory import report
from yifa.foundation.errors import Invalid
from yifa.papers import Attachment, Chart, charts, docx, pdf

MONTHS = tuple(f"{month}月" for month in range(1, 13))


def chart(**changes: Any) -> Chart:
    """Two years by month."""
    values: dict[str, Any] = {
        "categories": MONTHS,
        "series": (("2026年", (12.0, 30, 22, 18, 9, 0, 14, 25, 31, 40, 12, 8)), ("2025年", (10.0,) * 12)),
        "unit": "件",
        "caption": "受理纠纷数分月情况",
    }
    return Chart(**(values | changes))


def document(**changes: Any) -> Any:
    return report(attachments=(Attachment("统计图", (chart(**changes),)),))


@pytest.mark.parametrize(
    ("top", "axis"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (12, (0, 5, 10, 15)),
        (40, (0, 10, 20, 30, 40)),
        (13_400, (0, 5_000, 10_000, 15_000)),
    ],
)
def test_axes_have_round_numbers(top: float, axis: tuple[float, ...]) -> None:
    assert charts.ticks(top) == axis


@given(st.floats(0.01, 1e9))
def test_an_axis_holds_every_column(top: float) -> None:
    axis = charts.ticks(top)
    assert axis[0] == 0
    assert axis[-1] >= top
    assert 2 <= len(axis) <= 8


@given(st.integers(1, 10**9))
def test_an_axis_of_counts_counts(top: int) -> None:
    assert all(float(one).is_integer() for one in charts.ticks(top))


def test_large_numbers_are_told_in_wan() -> None:
    assert [charts.told(one) for one in (0, 12, 2.5, 9_999, 12_000, 150_000)] == [
        "0", "12", "2.5", "9999", "1.2万", "15万",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"categories": ()},
        {"series": ()},
        {"series": (("甲", (1.0,)),)},
        {"series": (("甲", (-1.0,) * 12),)},
        {"series": (("甲", (1.0,) * 12),) * 4},
    ],
)
def test_a_chart_that_cannot_be_drawn_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        chart(**changes)


def test_in_word_it_is_vector_with_a_picture_beside_it_and_words() -> None:
    content = docx.write(document())
    package = zipfile.ZipFile(io.BytesIO(content))
    (svg,) = [name for name in package.namelist() if name.endswith(".svg")]
    (png,) = [name for name in package.namelist() if name.endswith(".png")]
    drawing = etree.fromstring(package.read(svg))
    assert drawing.tag.endswith("svg")
    assert b"<text" not in package.read(svg)  # letters are outlines: no font is needed to see them
    assert package.read(png).startswith(b"\x89PNG")
    words = package.read("word/document.xml").decode()
    assert "2026年：1月12件，2月30件" in words
    assert docx.write(document()) == content


def test_in_pdf_its_words_can_be_selected() -> None:
    content = pdf.write(document())
    page = PdfReader(io.BytesIO(content)).pages[-1]
    text = page.extract_text()
    assert "单位：件" in text
    assert "12月" in text
    assert not list(page.images)  # drawn, not a picture
    assert pdf.write(document()) == content


def test_columns_stand_as_high_as_their_values() -> None:
    shares = charts.data(chart(series=(("甲", (10.0, 20, 40) + (0.0,) * 9),)))["series"][0]["values"]
    assert shares[:4] == [0.25, 0.5, 1.0, 0]


def test_words_in_it_are_never_source() -> None:
    evil = '#read("data.json") $x$ *b*'
    text = PdfReader(io.BytesIO(pdf.write(document(unit=evil)))).pages[-1].extract_text()
    assert "#read" in text
