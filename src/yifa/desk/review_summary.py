"""All files of one review in one table: how many findings of each severity, the gravest files first; and as xlsx."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yifa.desk.review_jobs import DISMISSED, GROUPS, Job, findings_of
from yifa.records.exchange.export import cell, saved
from yifa.review import Finding
from yifa.review.values import SEVERITIES, SEVERITY_NAMES


@dataclass(frozen=True, slots=True)
class FileRow:
    """What came of one file. `counts` are its findings by severity, without those set aside."""

    number: int
    name: str
    error: str
    counts: dict[str, int]
    figures: int
    differing: int
    missing: tuple[str, ...]
    settled: int

    @property
    def by_severity(self) -> list[tuple[str, int]]:
        """Severity and number, the gravest first."""
        return [(severity, self.counts.get(severity, 0)) for severity in SEVERITIES]

    @property
    def weight(self) -> tuple[Any, ...]:
        """What the table is sorted by: unreadable files, then the number of findings from the gravest on."""
        return (not self.error, *(-number for _severity, number in self.by_severity), self.number)


def rows(job: Job) -> list[FileRow]:
    """A row for each file that was read, the gravest first."""
    return sorted((_row(job, number) for number in job.numbers()), key=lambda row: row.weight)


def _row(job: Job, number: int) -> FileRow:
    found, states = job.result(number) or {}, job.states(number)
    open_ = [one for at, one in findings_of(found) if states.get(at) != DISMISSED]
    return FileRow(
        number,
        job.names[number - 1],
        found.get("error", ""),
        dict(Counter(one.severity for one in open_)),
        len(found.get("figures", ())),
        sum(row["verdict"] == "different" for row in found.get("comparison", ())),
        tuple(part["name"] for part in found.get("parts", ()) if not part["found"]),
        len(states),
    )


def totals(found: list[FileRow]) -> list[tuple[str, int]]:
    """How many findings of each severity all files have together."""
    return [(severity, sum(row.counts.get(severity, 0) for row in found)) for severity in SEVERITIES]


def workbook(job: Job) -> bytes:
    """An xlsx of two sheets: the files, and every finding that was not set aside."""

    from openpyxl import Workbook

    book = Workbook(write_only=True)
    files = book.create_sheet(_("文件汇总"))
    names = [_(SEVERITY_NAMES[one]) for one in SEVERITIES]
    heads = [_("文件"), *names, _("数字"), _("与台账不符"), _("缺少的部分"), _("已处理"), _("读不了的原因")]
    _line(files, heads)
    found = rows(job)
    for row in found:
        counts = [number for _severity, number in row.by_severity]
        missing = "、".join(row.missing)
        _line(files, [row.name, *counts, row.figures, row.differing, missing, row.settled, row.error])
    findings = book.create_sheet(_("问题清单"))
    _line(findings, [_("文件"), _("程度"), _("类别"), _("问题"), _("原文"), _("建议改为"), _("依据")])
    for row in found:
        for one in job.standing(row.number):
            _line(findings, [row.name, *_told(one)])
    return saved(book)


def _told(one: Finding) -> list[str]:
    group = str(GROUPS.get(one.check.partition(".")[0], ""))
    return [_(SEVERITY_NAMES[one.severity]), group, one.message, one.text[:300], one.suggestion, one.basis]


def _line(sheet: Any, values: list[Any]) -> None:
    """A row of typed cells; text is never read as a formula."""
    sheet.append([cell(sheet, value) for value in values])
