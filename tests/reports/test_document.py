"""The report as an official document."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reports.world import Street


def test_figures_travel_as_tagged_controls(street: Street) -> None:
    from tests.reports.world import dispute
    from yifa.papers import FigureRun, Heading, docx
    from yifa.reports.document import document
    from yifa.reports.drafting import draft

    dispute(street, date(2025, 5, 6), form="written")
    dispute(street, date(2024, 5, 6), form="written")
    found = draft(street.street, 2025, prefer="over")
    paper = document(found, number="示办发〔2026〕3号", signer="甲某", on=date(2026, 2, 9))
    assert paper.title == "示例街道办事处关于2025年度法治政府建设情况的报告"
    assert next(one.text for one in paper.blocks if isinstance(one, Heading)).startswith("一、")
    figures = [
        run for block in paper.blocks for run in getattr(block, "runs", ()) if isinstance(run, FigureRun)
    ]
    assert [run.text for run in figures] == [token.text for token in found.tokens()]
    assert figures[0].code.startswith("disputes.accepted")
    assert "（约数" in figures[0].label
    body = zipfile.ZipFile(io.BytesIO(docx.write(paper))).read("word/document.xml").decode()
    assert body.count("<w:sdt>") == len(figures)
    assert "示办发〔2026〕3号" in body


def test_a_plain_figure_is_tagged_by_its_code_alone(street: Street) -> None:
    from yifa.reports.document import label, tag
    from yifa.reports.values import Token

    assert tag(Token("disputes.accepted", "1件")) == "disputes.accepted"
    assert label(Token("disputes.accepted", "1件")) == "受理纠纷数"
    assert tag(Token("disputes.accepted", "1件", "last")) == "disputes.accepted|last"
