"""The report as an official document."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
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


def test_the_table_goes_with_the_text_when_asked(street: Street) -> None:
    from tests.reports.world import dispute, written
    from yifa.papers import Chart, FigureRun, Table
    from yifa.reports.actions import set_out
    from yifa.reports.document import paper

    dispute(street, date(2024, 5, 6), form="written")
    found = written(street)
    assert paper(found).attachments == ()
    found = set_out(report=found, addressee="示例区人民政府", with_table=True, by=street.legal)
    statistics, months, sources = paper(found).attachments
    assert statistics.title == "2025年度法治政府建设主要指标统计表"
    disputes = next(
        one for one in statistics.blocks if isinstance(one, Table) and one.caption == "矛盾纠纷化解"
    )
    rows = {str(row[0]): row for row in disputes.rows}
    assert rows["指标"] == ("指标", "2025年", "2024年", "增减")
    now = rows["受理纠纷数"][1]
    assert isinstance(now, FigureRun)
    assert (now.code, now.text) == ("disputes.accepted", "5件")
    assert rows["受理纠纷数"][2:] == ("1件", "+400.0%")
    assert rows["调解成功率"][2:] == ("100%", "—")
    said = [getattr(block, "text", "") for block in sources.blocks]
    assert any("统计期内决定受理" in words for words in said)
    assert "矛盾纠纷化解（来源：“矛盾纠纷”台账）" in said
    resting = {words.partition("：")[0]: words.partition("依据")[2] for words in said if "依据" in words}
    assert resting["受理纠纷数"] == "5条记录）。"
    assert resting["普法受众人次"] == resting["普法活动场次"], "two thousand people of few events"
    drawn = {one.caption: one for one in months.blocks if isinstance(one, Chart)}
    assert set(drawn) == {"受理纠纷数分月情况", "普法活动场次分月情况"}
    by_year = dict(drawn["受理纠纷数分月情况"].series)
    assert (by_year["2025年"][4], sum(by_year["2025年"])) == (5, 5)
    assert sum(by_year["2024年"]) == 1
    assert [name for name, _ in drawn["普法活动场次分月情况"].series] == ["2025年"]  # nothing the year before


def test_the_records_behind_a_frozen_figure_are_those_of_the_freeze(street: Street) -> None:
    from tests.reports.world import TODAY, at, dispute, frozen
    from yifa.reports.actions import set_out
    from yifa.reports.document import paper

    def source(words: str) -> str:
        blocks = paper(found).attachments[-1].blocks
        return next(text for one in blocks if (text := getattr(one, "text", "")).startswith(words))

    found = set_out(report=frozen(street), addressee="示例区人民政府", with_table=True, by=street.legal)
    before = source("受理纠纷数"), source("统计表和正文")
    assert "依据5条记录" in before[0]
    assert "截至2026年" in before[1]
    with at(TODAY + timedelta(days=1)):
        dispute(street, date(2025, 10, 9), form="written")
    assert (source("受理纠纷数"), source("统计表和正文")) == before


def test_the_table_of_a_frozen_report_stays(street: Street) -> None:
    from tests.reports.world import at, dispute, frozen
    from yifa.reports.actions import set_out
    from yifa.reports.attachments import table
    from yifa.reports.queries import asserted

    found = frozen(street)
    assert found.as_of
    before = set(asserted(found, found.as_of, 2025).values_list("figure", flat=True))
    found = set_out(report=found, addressee="示例区人民政府", with_table=True, by=street.legal)
    kept = table(found)
    shown = {row.figure.code for _, rows in kept for row in rows}
    assert not shown <= before
    for year in (2024, 2025):
        assert set(asserted(found, found.as_of, year).values_list("figure", flat=True)) >= shown
    with at(date(2026, 1, 20)):
        dispute(street, date(2025, 8, 2))
        assert table(found) == kept


def test_an_issued_report_has_its_imprint(street: Street) -> None:
    from tests.reports.world import written
    from yifa.reports.document import paper

    found = written(street)
    found.document_number, found.issued_on, found.copies = (
        "示办发〔2026〕3号",
        date(2026, 2, 1),
        "示例区司法局、示例区委办",
    )
    found.signed_on = date(2026, 1, 30)
    made = paper(found)
    assert (made.number, made.printed_on, made.date) == (
        "示办发〔2026〕3号",
        date(2026, 2, 1),
        date(2026, 1, 30),
    )
    assert made.copies == ("示例区司法局", "示例区委办")
    assert made.printed_by == "示例街道办事处"
