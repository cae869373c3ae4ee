"""The yearly report as a record: one mechanism gives it number, history, access, course, clocks and approvals."""

from __future__ import annotations

import re
from typing import Any

from yifa.records.declaration import Ledger, section
from yifa.reports.models import Report
from yifa.reports.procedure import REPORTING

DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕[1-9]\d*号")


def problems(report: Any) -> dict[str, str]:
    """A document number has the form of GB/T 9704: year in 〔〕, no leading zero, no 第."""
    if report.document_number and not DOCUMENT_NUMBER.fullmatch(report.document_number):
        return {"document_number": "发文字号形如 示街办发〔2026〕3号：年份用六角括号，序号不编虚位，不加“第”"}
    return {}


LEDGER = Ledger(
    code="reports",
    name="年度报告",
    area="年度报告",
    icon="file-text",
    says="法治政府建设情况年度报告：起草、核对、审批、印发、报送、公开",
    model=Report,
    procedure=REPORTING,
    number="{unit}年报〔{year}〕{serial}号",
    sections=(
        section("报告", "title year happened_on received_on addressee copies with_table with_seal"),
        section("办理", "document_number signer signed_on issued_on submitted_on published_on"),
    ),
    columns="number title year document_number step",
    filters="unit step happened_on",
    search="title number document_number",
    unit_kinds="",  # opened from its own page, never from an empty form
    verb="report",
    entered_with=problems,
    counts=(),
)
