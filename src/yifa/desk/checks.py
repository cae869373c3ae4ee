"""Checks of the seals as the desk starts and shows them. A check runs in a process of its own: nobody's page waits."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from yifa.foundation import clock
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.seals import anchors
from yifa.seals.models import Batch, Check
from yifa.seals.queries import Status

LONGEST = timedelta(minutes=30)  # a check that has not ended by then was interrupted
MOVED = 200
TABLES = {
    "journal_posting": gettext_lazy("账目"),
    "journal_assertion": gettext_lazy("报告已用数据"),
    "foundation_audit": gettext_lazy("审计记录"),
    "reports_version": gettext_lazy("报告正文各版"),
    "reports_publication": gettext_lazy("公开的报告"),
    "records_attachment": gettext_lazy("附件"),
}


def latest() -> Check | None:
    """The newest check that ended."""
    return Check.objects.filter(ok__isnull=False).order_by("-at", "-pk").first()


def running() -> Check | None:
    """The check that runs now."""
    begun = Check.objects.filter(ok=None, at__gt=clock.now() - LONGEST)
    return begun.order_by("-pk").first()


def start(person: Person) -> None:
    """Start a check, unless one runs already."""
    if running() is None:
        launch(Check.objects.create(at=clock.now(), by=person.pk))


def launch(check: Check) -> None:
    """Run a check in a process of its own."""
    command = [sys.executable, "-m", "yifa.cli", "verify", "--json", "--check", str(check.pk)]
    process = subprocess.Popen(  # noqa: S603 our own program and a number
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    threading.Thread(target=process.wait, daemon=True).start()


def moved(check: Check | None, access: Access) -> list[dict[str, Any]]:
    """The figures of reports that changed since they were used, of the units whose figures this person sees."""
    rows: Sequence[dict[str, Any]] = check.moved if check else ()
    return [row for row in rows if access.may("figures", row["path"])]


def reach(status: Status) -> list[tuple[Any, int, int]]:
    """Each sealed table in words, up to where it is sealed and how far it goes."""
    return [(TABLES.get(one.table, one.table), one.upto, one.top) for one in status.tables]


def code_of(status: Status) -> str:
    """The newest batch as a QR code, to be photographed or printed: an anchor on paper."""

    import segno

    text = anchors.code(Batch.objects.get(number=status.number))
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=3, border=4))
