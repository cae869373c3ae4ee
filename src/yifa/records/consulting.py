"""Ask an outside adviser for an opinion: a record is lent for some days, and taken back by the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.foundation.text import clean
from yifa.office.access import Access, Shares, live
from yifa.office.models import Person
from yifa.office.roles import ROLES
from yifa.records.models import Consultation, Record

LONGEST = 90  # days: an office's own caution, no law names a number
LENT = frozenset({"read"})
LENT_FULL = frozenset({"read", "files", "unmask"})


def lent(person: Person, day: date) -> Shares:
    """What is lent to a person on a day: key of the record, verbs."""
    rows = running(person, day).values_list("record_id", "full")
    found: dict[int, frozenset[str]] = {}
    for key, full in rows:
        found[key] = found.get(key, LENT) | (LENT_FULL if full else LENT)
    return found


def running(person: Person, day: date) -> QuerySet[Consultation]:
    """The consultations of an adviser that have not ended on a day."""
    return Consultation.objects.filter(adviser=person, valid_from__lte=day, valid_to__gte=day)


def advisers(record: Record) -> QuerySet[Person]:
    """Who may be asked about a record: holders of an adviser's post over its unit, today."""
    codes = [role.code for role in ROLES.values() if role.asked]
    heads = [record.path[:end] for end in range(4, len(record.path) + 1, 4)]
    post = live(clock.today(), "posts__") & Q(posts__role__in=codes, posts__unit__path__in=heads)
    return Person.objects.filter(post, is_active=True).distinct().order_by("name")


@transaction.atomic
def ask(
    *, record: Record, adviser: Person, question: str, until: date, full: bool, by: Person, access: Access
) -> Consultation:
    """Lend a record until a day. Whoever lends personal data must be allowed to open it."""
    access.require_on(record.declaration.verb, record)
    if full:
        access.require_on("unmask", record)
    today = clock.today()
    errors = {}
    if not clean(question).strip():
        errors["question"] = "请写明请顾问就什么问题出具意见"
    if not today <= until <= today + timedelta(days=LONGEST):
        errors["until"] = f"截止日期须在今天和{LONGEST}日之内，到期可以再次交办"
    if not advisers(record).filter(pk=adviser.pk).exists():
        errors["adviser"] = "此人现在不是本单位的外聘法律顾问，请先在“组织人员”中聘任"
    if errors:
        raise Invalid(errors)
    made = Consultation.objects.create(
        record_id=record.pk,
        adviser=adviser,
        question=clean(question).strip(),
        full=full,
        asked_by=by,
        asked_at=clock.now(),
        valid_from=today,
        valid_to=until,
    )
    detail = {"who": adviser.pk, "to": until.isoformat(), "full": full}
    audit.note("consult.ask", by=by.pk, target=record.source, detail=detail)
    return made


@transaction.atomic
def answer(*, consultation: Consultation, opinion: str, by: Person) -> Consultation:
    """Give the opinion; it may be put better until the record is taken back."""
    one = Consultation.objects.select_for_update().get(pk=consultation.pk)
    text = clean(opinion).strip()
    if one.adviser_id != by.pk or not one.valid_from <= clock.today() <= one.valid_to:
        raise Invalid({"opinion": "这项咨询已经收回，意见没有保存；如需补充请联系交办人"})
    if not text:
        raise Invalid({"opinion": "请填写法律意见"})
    one.opinion, one.answered_at = text, clock.now()
    one.save(update_fields=["opinion", "answered_at"])
    audit.note("consult.answer", by=by.pk, target=one.record.source)
    return one


@transaction.atomic
def take_back(*, consultation: Consultation, by: Person, access: Access) -> None:
    """Take a record back before its day: from today on nothing is lent."""
    record = consultation.record
    access.require_on(record.declaration.verb, record)
    yesterday = clock.today() - timedelta(days=1)
    if consultation.valid_to > yesterday:
        consultation.valid_to = yesterday
        consultation.valid_from = min(consultation.valid_from, yesterday)
        consultation.save(update_fields=["valid_from", "valid_to"])
    audit.note("consult.end", by=by.pk, target=record.source)
