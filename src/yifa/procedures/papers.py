"""Papers of a case (文书): texts filled from the record, numbered, kept with the case.

A ledger's `papers.yaml` holds one entry a paper: `title`, `table` (rows of label and text), `body` (paragraphs),
`sign` (who signs), `grid` (a field with rows, as a table), `dated` (the field that dates it), `needs` (fields that must be filled first). In a text,
`{field}` is a field of the record in words, `{unit}`, `{number}`, `{today}` what they say, and `{due:CODE}` the day
a time limit ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction

from yifa.foundation import audit, clock
from yifa.foundation.errors import Missing, Reason, Refused
from yifa.foundation.rows import from_row
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.procedures.models import CasePaper, Clock
from yifa.procedures.registry import procedure_of
from yifa.procedures.values import Paper
from yifa.records import files as stored
from yifa.records import numbering, registry
from yifa.records.display import chinese_date, shown
from yifa.records.fields import RowsField
from yifa.records.models import Record

TOKEN = re.compile(r"\{([a-z_]+)(?::([A-Z]+-\d+))?\}")


@dataclass(frozen=True)
class Template:
    """The text of one paper."""

    code: str
    title: str
    body: tuple[str, ...] = ()
    table: tuple[Any, ...] = ()
    sign: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    dated: str = ""
    addressee: str = ""
    number: str = ""
    grid: str = ""
    sealed: bool = False


@dataclass(frozen=True)
class Filled:
    """A paper filled from its case."""

    title: str
    number: str
    addressee: str
    table: list[tuple[str, str]]
    body: list[str]
    sign: list[str]
    day: date
    unit: str
    sealed: bool = False
    grid: list[list[str]] = field(default_factory=list)
    gaps: list[Reason] = field(default_factory=list)


@lru_cache
def templates(ledger: str) -> Mapping[str, Template]:
    """The templates of a ledger by code; a ledger without a file has none."""
    home = registry.ledger(ledger).model.__module__.rpartition(".")[0]
    source = files(home).joinpath("papers.yaml")
    if not source.is_file():
        return {}
    rows = yaml.safe_load(source.read_text(encoding="utf-8"))
    found = [from_row(Template, row, f"{ledger} 文书 {row.get('code')}") for row in rows]
    return {one.code: one for one in found}


def template_of(record: Record, code: str) -> Template:
    """The template of a paper; Missing when this paper can only be uploaded."""
    try:
        return templates(record.ledger)[code]
    except KeyError:
        raise Missing("该文书没有模板，请上传已制作的文书") from None


def fill(record: Record, code: str, *, unmask: bool = True, number: str = "") -> Filled:
    """Fill a paper from its case. What is missing stands in `gaps`, beside the article."""
    template, paper = template_of(record, code), procedure_of(record).by_paper[code]
    dues = {one.code: one.due_on for one in Clock.objects.filter(record_id=record.pk)}

    def say(text: str) -> str:
        return TOKEN.sub(lambda match: _token(record, match, dues, unmask), text)

    day: date | None = getattr(record, template.dated) if template.dated else None
    return Filled(
        title=template.title or paper.name,
        number=number,
        addressee=say(template.addressee),
        table=[(label, say(text)) for label, text in template.table],
        body=[say(text) for text in template.body],
        sign=list(template.sign),
        day=day or clock.today(),
        unit=record.unit.name,
        sealed=template.sealed,
        grid=_grid(record, template.grid),
        gaps=list(_gaps(record, template, paper)),
    )


def _grid(record: Record, name: str) -> list[list[str]]:
    """The rows of a field as a table with numbers and a head; nothing where there are none."""
    if not name or not getattr(record, name):
        return []
    own = record.declaration.form_field(name)
    assert isinstance(own, RowsField)
    head = ["序号", *(str(cell.label) for cell in own.cells)]
    rows = enumerate(getattr(record, name), 1)
    return [head, *([str(n), *(cell.shown(row.get(cell.code, "")) for cell in own.cells)] for n, row in rows)]


def _token(record: Record, match: re.Match[str], dues: Mapping[str, date | None], unmask: bool) -> str:
    name, code = match.groups()
    if name == "due":
        day = dues.get(code)
        return chinese_date(day) if day else "　　年　月　日"
    if name == "unit":
        return record.unit.name
    if name == "number":
        return record.number
    if name == "today":
        return chinese_date(clock.today())
    return shown(record, name, unmask=unmask) or "　　　"


def _gaps(record: Record, template: Template, paper: Paper) -> Iterable[Reason]:
    for name in template.needs:
        if getattr(record, name) in (None, "", {}, []):
            yield Reason(f"{paper.name}缺少“{record.declaration.label(name)}”", paper.basis, name)


@transaction.atomic
def make(*, record: Record, code: str, by: Person, access: Access) -> CasePaper:
    """Make a paper, number it and keep it with the case. Refused with every missing field at once."""
    access.require_on(record.declaration.verb, record)
    template = template_of(record, code)
    paper = procedure_of(record).by_paper[code]
    number = _number(record, template)
    filled = fill(record, code, number=number)
    if filled.gaps:
        raise Refused(filled.gaps)
    made = CasePaper.objects.create(
        record_id=record.pk,
        code=code,
        name=paper.name,
        number=number,
        on=clock.today(),
        at=clock.now(),
        by=by,
    )
    audit.note("paper.make", by=by.pk, target=record.source, detail={"paper": code, "number": number})
    return made


@transaction.atomic
def upload(
    *, record: Record, code: str, file: stored.Readable, name: str, by: Person, access: Access
) -> CasePaper:
    """Put a signed copy to a paper that was made, or keep a paper that was written elsewhere. Invalid for a bad file."""
    access.require_on(record.declaration.verb, record)
    paper = procedure_of(record).by_paper.get(code)
    if paper is None:
        raise Missing("该程序没有这一文书", fix="请回到案卷，从文书列表上传")
    kept = stored.attach(record=record, file=file, name=name, by=by)
    made = CasePaper.objects.filter(record_id=record.pk, code=code).last()
    if made is None:
        made = CasePaper(record_id=record.pk, code=code, name=paper.name, on=clock.today(), by=by)
    made.attachment, made.at = kept, clock.now()
    made.save()
    audit.note("paper.upload", by=by.pk, target=record.source, detail={"paper": code, "digest": kept.digest})
    return made


def _number(record: Record, template: Template) -> str:
    if not template.number:
        return ""
    year = clock.today().year
    serial = numbering.take(f"{record.ledger}/{template.code}"[:24], record.unit, year)
    return numbering.number(template.number, record.unit, year, serial)


def owed(record: Record) -> list[tuple[Paper, CasePaper | None, bool]]:
    """The papers of a case in the order of the file: the paper, the one made last, whether a template can make it."""
    made = {
        one.code: one for one in CasePaper.objects.filter(record_id=record.pk).select_related("attachment")
    }
    known = templates(record.ledger)
    ordered = sorted(procedure_of(record).papers, key=lambda one: one.order)
    return [(paper, made.get(paper.code), paper.code in known) for paper in ordered]
