"""The gate before anything leaves: names beside cases, numbers of persons, secrets; let through only by two people."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from yifa import review
from yifa.foundation import audit, clock
from yifa.foundation.errors import Forbidden, Invalid, Reason
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.procedures.values import Situation
from yifa.reports import enclosures
from yifa.reports.models import Release, Report
from yifa.reports.queries import compose

# The checks of review that speak of persons and secrets, whatever their severity. Naming an enterprise is lawful.
CHECKS = frozenset(
    one.code for one in review.CHECKS if one.code.startswith("privacy.") and one.code != "privacy.enterprise"
)


@dataclass(frozen=True, slots=True)
class Held:
    """Something the gate holds back, and the release it waits for, if one was asked."""

    finding: review.Finding
    release: Release | None

    @property
    def open(self) -> bool:
        """Whether it still keeps the text from leaving."""
        return self.release is None or self.release.confirmed_by_id is None


def held(found: Report) -> list[Held]:
    """All that the gate finds in a report's text and in the files that go out with it."""
    text = compose(found).text()
    document = review.read(text.encode(), f"{found.number}.txt")
    settings = review.Settings(only=CHECKS, least="question")
    findings = [*review.check(document, settings=settings), *enclosures.findings(found, CHECKS)]
    releases = {(one.check_code, one.text): one for one in Release.objects.filter(report=found)}
    return [Held(one, releases.get((one.check, one.text[:200]))) for one in findings]


def gate_open(here: Situation) -> Reason | None:
    """Nothing is published while the gate holds something back."""
    waiting = [one.finding for one in held(here.record) if one.open]
    if not waiting:
        return None
    first = waiting[0]
    return Reason(
        f"公开前检查发现{len(waiting)}处须处理，如“{first.text[:20]}”：{first.message}", first.basis
    )


@transaction.atomic
def ask(*, report: Report, check: str, text: str, reason: str, by: Person, access: Access) -> Release:
    """Ask to let a finding through, with a reason; another person has to confirm."""
    access.require("report", report.path)
    if not reason.strip():
        raise Invalid({"reason": "请写明为什么可以公开"})
    if not any(one.finding.check == check and one.finding.text[:200] == text for one in held(report)):
        raise Invalid({"text": "文中已没有这一处，请刷新页面"})
    release, _ = Release.objects.update_or_create(
        report=report,
        check_code=check,
        text=text,
        defaults={
            "reason": reason.strip()[:200],
            "by": by,
            "at": clock.now(),
            "confirmed_by": None,
            "confirmed_at": None,
        },
    )
    audit.note("gate.ask", by=by.pk, target=report.source, detail={"check": check})
    return release


@transaction.atomic
def confirm(*, release: Release, by: Person, access: Access) -> None:
    """Confirm a release somebody else asked for."""
    access.require("report", release.report.path)
    if release.by_id == by.pk:
        raise Forbidden("提出放行的人不能自己确认，请由另一人确认")
    release.confirmed_by, release.confirmed_at = by, clock.now()
    release.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.note("gate.confirm", by=by.pk, target=release.report.source, detail={"check": release.check_code})
