"""The verbs of a report: open, freeze, thaw, confirm. Its course is the procedure's; its text is `editing`'s."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from yifa.figures import actions as figures
from yifa.figures.periods import year as year_of
from yifa.foundation import audit, clock
from yifa.foundation.errors import Forbidden, Invalid, Reason, Refused
from yifa.journal.actions import hold_still
from yifa.office.access import Access, compile_access
from yifa.office.models import Person, Unit
from yifa.procedures import actions as procedures
from yifa.procedures import clocks
from yifa.records import numbering
from yifa.records.actions import locked, store
from yifa.reports import queries
from yifa.reports.attachments import table
from yifa.reports.drafting import draft, ordered
from yifa.reports.models import Confirmation, Passage, Report, Version
from yifa.reports.procedure import PUBLICATION, SUBMISSION
from yifa.reports.statements import plan
from yifa.reports.values import Block, Draft, Form, Text, Token, runs_to_json
from yifa.seals import actions as seals

BOTH_YEARS: tuple[Form, Form] = ("text", "last")
EDITABLE = ("drafting",)
GAP_BETWEEN = 1024.0  # room between two passages for later ones


@transaction.atomic
def open_report(
    *, unit: Unit, year: int, by: Person, access: Access | None = None, first: Sequence[str] = ()
) -> Report:
    """Draft the report of a unit for a year and put it on its course. One that is open already is given back."""
    from yifa.reports.ledger import LEDGER

    access = access or compile_access(by)
    access.require("report", unit.path, "reports")
    Unit.objects.select_for_update().get(pk=unit.pk)  # two people who open it at once get one report
    if standing := queries.reports_of(unit.path, year).filter(unit=unit).first():
        return standing
    ordered(plan().parts, first)
    written = draft(unit, year, order=first)
    turn = Report.objects.filter(unit=unit, year=year).count()
    today = clock.today()
    values = {
        "title": written.title,
        "year": year,
        "addressee": written.addressee,
        "happened_on": today,
        "received_on": today,
    }
    record = procedures.enter(
        ledger=LEDGER, unit=unit, values=values, by=by, access=access, token=f"report:{unit.pk}:{year}:{turn}"
    )
    found = Report.objects.get(pk=record.pk)
    if not found.passages.exists():
        lay_down(found, written, by=by)
        start_clocks(found, by=by)
    return found


def lay_down(found: Report, written: Draft, *, by: Person) -> None:
    """Put a draft into a new report as its first passages."""
    rows: list[tuple[str, Block]] = [("opening", block) for block in written.opening]
    for part in written.parts:
        rows.append((part.code, Block("heading", (Text(part.title),), 1)))
        rows += [(part.code, block) for block in part.blocks]
    made = Passage.objects.bulk_create(
        Passage(
            report=found,
            part=part,
            kind=block.kind,
            level=block.level,
            theme=block.theme,
            runs=runs_to_json(block.runs),
            sources=list(block.sources),
            place=GAP_BETWEEN * number,
            at=clock.now(),
            by=by,
        )
        for number, (part, block) in enumerate(rows, 1)
    )
    Version.objects.bulk_create(version(one, "draft") for one in made)


def version(one: Passage, why: str) -> Version:
    """How a passage stands, to be kept."""
    return Version(
        passage=one,
        revision=one.revision,
        why=why,
        kind=one.kind,
        level=one.level,
        runs=one.runs,
        place=one.place,
        removed=one.removed,
        at=one.at,
        by=one.by,
    )


def start_clocks(found: Report, *, by: Person) -> None:
    """Submission and publication are counted from the end of the year reported (督察工作规定 art. 23, 24)."""
    for code in (SUBMISSION, PUBLICATION):
        clocks.start(found, code, event=None, on=date(found.year, 12, 31), by=by)


def document_number(unit: Unit, year: int) -> str:
    """The next number of the office's papers of a year: 示例办发〔2026〕3号."""
    serial = numbering.take("reports.paper", unit, year)
    return f"{unit.called}办发〔{year}〕{serial}号"


@transaction.atomic
def freeze(*, report: Report, by: Person, access: Access | None = None) -> Report:
    """Fix every figure of the text as of this instant and remember the values. Refused when already fixed."""
    found = editable(report, by, access)
    if found.as_of is not None:
        raise Refused([Reason("指标已经封存，如需更新请先解除封存")])
    moment = hold_still()
    found.as_of, found.frozen_by = moment, by
    fix_text(found, queries.passages(found), moment, by=by)
    assert_table(found, by=by)
    store(found, by=by, kind="freeze", fields={"as_of": [None, moment.isoformat()]})
    audit.note("report.freeze", by=by.pk, target=found.source)
    seals.soon("journal_assertion", "reports_version")
    return found


def fix_words(found: Report, rows: Sequence[Passage], moment: datetime, *, by: Person) -> None:
    """Write the words of every figure into its passage as of an instant, and remember the values.

    What was frozen reads the same for ever, even if a figure is defined otherwise one day.
    """
    told = queries.as_of(found, moment, rows)
    for one, block in told:
        one.runs = runs_to_json(block.runs)
    Passage.objects.bulk_update(rows, ["runs"])
    assert_figures(found, [block for _, block in told], moment, by=by)


def fix_text(found: Report, rows: Sequence[Passage], moment: datetime, *, by: Person) -> None:
    """Fix the words of a whole text; each passage that reads otherwise now gets a version, which the seals keep."""
    before = {one.pk: one.runs for one in rows}
    fix_words(found, rows, moment, by=by)
    keep([one for one in rows if one.runs != before[one.pk]], "freeze", by=by)


def keep(rows: Sequence[Passage], why: str, *, by: Person) -> None:
    """Keep how passages stand after a change of many at once: no passage differs from its latest version."""
    for one in rows:
        one.revision += 1
        one.at, one.by = clock.now(), by
    Passage.objects.bulk_update(rows, ["revision", "at", "by"])
    Version.objects.bulk_create(version(one, why) for one in rows)


def assert_table(found: Report, *, by: Person) -> None:
    """Remember the figures of the attached table too, of both its years."""
    if found.with_table and found.as_of is not None:
        codes = [row.figure.code for _, rows in table(found) for row in rows]
        runs = tuple(Token(code, "", form) for code in codes for form in BOTH_YEARS)
        assert_figures(found, [Block("paragraph", runs)], found.as_of, by=by)


def assert_figures(found: Report, blocks: Iterable[Block], moment: datetime, *, by: Person) -> None:
    """Remember what figures come to as of an instant, each once a report and instant."""
    used = {
        (run.code, run.form == "last") for block in blocks for run in block.runs if isinstance(run, Token)
    }
    for year, last in ((found.year, False), (found.year - 1, True)):
        known = set(queries.asserted(found, moment, year).values_list("figure", flat=True))
        wanted = sorted(code for code, of_last in used if of_last == last and code not in known)
        if wanted:
            figures.freeze(
                wanted, unit=found.unit, period=year_of(year), note=found.source, by=by.pk, as_of=moment
            )


@transaction.atomic
def set_out(
    *,
    report: Report,
    addressee: str,
    copies: str = "",
    with_table: bool = False,
    with_seal: bool = False,
    by: Person,
    access: Access | None = None,
) -> Report:
    """Say whom the report is addressed and copied to, and whether the table and the seal's code go with it."""
    found = editable(report, by, access)
    values = {
        "addressee": addressee.strip(),
        "copies": copies.strip(),
        "with_table": with_table,
        "with_seal": with_seal,
    }
    procedures.amend(record=found, values=values, by=by, access=access)
    found.refresh_from_db()
    assert_table(found, by=by)
    return found


@transaction.atomic
def thaw(*, report: Report, by: Person, reason: str, access: Access | None = None) -> Report:
    """Let the figures follow the journal again, with a reason; what was asserted stays on record."""
    found = editable(report, by, access)
    if not reason.strip():
        raise Invalid({"reason": "请写明解除封存的原因"})
    if found.as_of is None:
        raise Refused([Reason("指标没有封存")])
    was, found.as_of, found.frozen_by = found.as_of, None, None
    store(found, by=by, kind="thaw", fields={"as_of": [was.isoformat(), None]}, reason=reason)
    audit.note("report.thaw", by=by.pk, target=found.source)
    return found


@transaction.atomic
def confirm(
    *, report: Report, group: str, agreed: bool, by: Person, access: Access | None = None, note: str = ""
) -> Confirmation:
    """A department's word on a group of figures. Who wrote the text cannot give it."""
    access = access or compile_access(by)
    found = locked(report)
    assert isinstance(found, Report)
    if not may_confirm(access, found):
        raise Forbidden("您的岗位不能核对这份报告的指标", fix="请由本单位有关科室的人员核对")
    if group not in {one.code for one in queries.groups_used(found)}:
        raise Invalid({"group": "报告没有用到这组指标"})
    if found.step != "checking":
        raise Refused([Reason("现在不是科室核对环节")])
    if by.pk in queries.authors(found):
        raise Refused([Reason("本人参与起草的报告不能由本人核对，请由其他人员办理")])
    if not agreed and not note.strip():
        raise Invalid({"note": "请写明哪个指标不对、应当是多少"})
    return Confirmation.objects.create(
        report=found,
        group=group,
        agreed=agreed,
        note=note.strip()[:200],
        figures=queries.shown_in(found, group),
        at=clock.now(),
        by=by,
    )


def may_confirm(access: Access, found: Report) -> bool:
    """Whether a person keeps records in the unit of a report or below it."""
    return any(p.startswith(found.path) or found.path.startswith(p) for p in access.paths("write"))


def editable(report: Report, by: Person, access: Access | None) -> Report:
    """The report under a lock, for whoever may write it while it is being drafted; Refused at a later step."""
    (access or compile_access(by)).require("report", report.path, "reports")
    found = locked(report)
    assert isinstance(found, Report)
    if found.step not in EDITABLE:
        here = found.declaration.procedure.step_name(found.step)
        raise Refused([Reason(f"报告处于“{here}”环节，不能修改；如需修改请先退回起草")])
    return found
