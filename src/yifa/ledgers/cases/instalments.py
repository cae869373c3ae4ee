"""Paying a fine later or in parts (行政处罚法 art. 66): what a schedule must satisfy, and what payments make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from yifa.foundation.errors import Reason
from yifa.ledgers.cases.models import Case
from yifa.procedures.values import Situation
from yifa.records.display import plain
from yifa.records.rows import Row

BASIS = "行政处罚法 第66条第2款"


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment: until when, how much (yuan), and how much of it is still owed."""

    number: int
    day: date
    amount: Decimal
    owed: Decimal


def parts(case: Case) -> Iterator[Part]:
    """The instalments of a case; what was paid goes to the earliest first."""
    left = total(case.payments)
    for number, row in enumerate(case.schedule, 1):
        amount = Decimal(row["amount"])
        paid = min(left, amount)
        left -= paid
        yield Part(number, date.fromisoformat(row["day"]), amount, amount - paid)


def total(rows: list[Row]) -> Decimal:
    """What rows add up to, in yuan."""
    return sum((Decimal(row["amount"]) for row in rows), Decimal(0))


def unpaid(case: Case) -> dict[str, date]:
    """The instalments still owed: name and last day."""
    several = len(case.schedule) > 1
    return {f"第{one.number}期" if several else "延期": one.day for one in parts(case) if one.owed}


def has_schedule(here: Situation) -> Reason | None:
    """Payments are noted against a schedule; a fine paid at once is performed."""
    return None if here.record.schedule else Reason("没有批准延期、分期缴纳", BASIS)


def adds_up(here: Situation) -> Reason | None:
    """The instalments add up to the fine."""
    found, fine = total(here.record.schedule), here.record.fine or Decimal(0)
    if not here.record.schedule or found == fine:
        return None
    return Reason(
        f"各期金额合计{plain(found)}元，罚没金额是{plain(fine)}元，相差{plain(abs(fine - found))}元，请改正各期金额",
        BASIS,
        "schedule",
    )


def in_order(here: Situation) -> Reason | None:
    """Each instalment ends after the one before it, the first not before the day it was granted."""
    days = [date.fromisoformat(row["day"]) for row in here.record.schedule]
    if days and days[0] < here.on:
        return Reason("第1期的缴纳期限早于批准的日期，请改为批准以后的日期", BASIS, "schedule")
    wrong = next((n for n, (a, b) in enumerate(pairwise(days), 2) if b <= a), None)
    return Reason(f"第{wrong}期的缴纳期限须晚于前一期，请按先后填写", BASIS, "schedule") if wrong else None


def not_overpaid(here: Situation) -> Reason | None:
    """No more is noted than was owed."""
    found, fine = total(here.record.payments), here.record.fine or Decimal(0)
    if found <= fine:
        return None
    return Reason(f"登记的缴纳合计{plain(found)}元，超过罚没金额{plain(fine)}元，请核对", BASIS, "payments")


def paid_by_now(here: Situation) -> Reason | None:
    """A payment lies between the service of the decision and the day it is noted."""
    served, days = here.record.served_on, [date.fromisoformat(row["day"]) for row in here.record.payments]
    if all((served is None or served <= day) and day <= here.on for day in days):
        return None
    return Reason("缴纳日期须在送达之后、办理日期之前，请核对日期", "行政处罚法 第67条", "payments")


def all_paid(here: Situation) -> Reason | None:
    """A fine in parts is performed when the last part is paid."""
    owed = [one for one in parts(here.record) if one.owed]
    if not owed:
        return None
    listed = "、".join(f"第{one.number}期{plain(one.owed)}元" for one in owed)
    return Reason(f"尚有{listed}没有登记缴纳，请先办理“登记分期缴纳”", BASIS, "payments")
