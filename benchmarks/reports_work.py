"""What a process of the reports' measurements does, on the data folder its environment names.

python -m benchmarks.reports_work prepare        tables, two streets, a report of two hundred figures
python -m benchmarks.reports_work postings N     bring the journal to so many postings, then time draft and workbench
python -m benchmarks.reports_work sameness N     keep the sentences of so many other reports, then time the comparison
The result is one JSON object on standard output, times in milliseconds.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

CHIPS = 200  # figures of the report that is opened
SENTENCES = 80  # of one report
TIMES = 7
WORDS = [
    "街道",
    "社区",
    "领导班子",
    "执法人员",
    "网格员",
    "法律顾问",
    "调解员",
    "居民群众",
    "企业职工",
    "青少年",
    "依法",
    "及时",
    "定期",
    "集中",
    "全面",
    "组织",
    "开展",
    "推进",
    "落实",
    "完善",
    "研究",
    "部署",
    "学习",
    "宣传",
    "排查",
    "化解",
    "规范",
    "公开",
    "培训",
    "走访",
    "法律法规",
    "普法活动",
    "矛盾纠纷",
    "行政执法",
    "政务公开",
    "信访事项",
    "工作机制",
    "专题讲座",
    "典型案例",
    "重点领域",
    "责任清单",
    "基层治理",
    "法治意识",
    "办理质量",
    "服务水平",
    "取得成效",
    "得到提升",
    "形成合力",
    "群众认可",
    "持续改进",
]


def prepare() -> dict[str, Any]:
    from django.core.management import call_command

    from yifa.office.actions import add_person, add_unit, appoint

    call_command("migrate", verbosity=0)
    founded = date(2020, 1, 1)
    district = add_unit(code="D", name="示例区", kind="district", parent=None, valid_from=founded, by=None)
    person = add_person(username="legal", name="甲", password=None, by=None)
    appoint(person=person, unit=district, role="legal", valid_from=founded, by=None)
    for code in ("S", "T"):
        add_unit(
            code=code, name=f"{code}街道", kind="subdistrict", parent=district, valid_from=founded, by=None
        )
    write_report(person)
    return {}


def write_report(person: Any) -> None:
    """A report with paragraphs of ten figures each, and as many plain sentences as are compared."""
    from yifa.figures.definitions import figures
    from yifa.office.models import Unit
    from yifa.reports.actions import open_report
    from yifa.reports.editing import insert
    from yifa.reports.queries import passages

    found, dice = open_report(unit=Unit.objects.get(code="S"), year=2025, by=person), random.Random(1)
    codes = [one.code for one in figures()]
    after = next(one for one in passages(found) if one.part == "measures")
    for first in range(0, CHIPS, 10):
        after = insert(
            after=after, runs=[{"figure": codes[(first + n) % len(codes)]} for n in range(10)], by=person
        )
    for _ in range(SENTENCES // 4):
        after = insert(after=after, runs=[{"text": "".join(invented(dice) for _ in range(4))}], by=person)


def invented(dice: random.Random) -> str:
    """A sentence of common words, as reports have them."""
    return "".join(dice.choices(WORDS, k=dice.randint(8, 16))) + "。"


def postings(wanted: str) -> dict[str, Any]:
    from yifa.office.models import Unit
    from yifa.reports import queries
    from yifa.reports.drafting import draft
    from yifa.reports.models import Report

    street, found = Unit.objects.get(code="S"), Report.objects.get(year=2025)
    fill(street.pk, int(wanted))
    return {
        "draft of a report": timed(lambda: draft(street, 2025)),
        f"workbench, {CHIPS} figures": timed(lambda: queries.current(found)),
        f"as of an instant, {CHIPS} figures": timed(lambda: queries.as_of(found, found.entered_at)),
    }


def fill(unit: int, wanted: int) -> None:
    from django.db import transaction

    from yifa.journal.actions import settle_many
    from yifa.journal.models import Posting

    dice, count = random.Random(0), Posting.objects.count()
    while count < wanted:
        pairs = [(f"records:{10**6 + count + n}", list(_lines(dice, unit))) for n in range(2000)]
        with transaction.atomic():
            count += len(settle_many(pairs=pairs, by=1))


def _lines(dice: random.Random, unit: int) -> Iterator[Any]:
    from yifa.journal.values import Line

    day = date(2023, 1, 1) + timedelta(dice.randrange(1096))
    yield Line("disputes.accepted", unit, day, 1, f"D{dice.randint(1, 17):02}")
    yield Line("disputes.settled", unit, day, 1, dice.choice(["written", "oral"]))


def sameness(wanted: str) -> dict[str, Any]:
    from django.db import transaction

    from yifa.foundation import clock
    from yifa.office.models import Person, Unit
    from yifa.reports.models import Report
    from yifa.reports.sameness import alike, index

    street, person, dice = Unit.objects.get(code="T"), Person.objects.get(), random.Random(2)
    found, began, day = Report.objects.get(year=2025), time.perf_counter(), date(2020, 1, 1)
    have = Report.objects.filter(unit=street).count()
    for first in range(have, int(wanted), 100):
        with transaction.atomic():
            for number in range(first, min(first + 100, int(wanted))):
                other = Report.objects.create(
                    ledger="reports", unit=street, path=street.path, number=f"{number}", title="报告", step="published",
                    happened_on=day, received_on=day, entered_at=clock.now(), entered_by=person, year=2024,
                )  # fmt: skip
                index(other, [invented(dice) for _ in range(SENTENCES)])
    kept = 1000 * (time.perf_counter() - began) / max(1, int(wanted) - have)
    return {f"comparison of {SENTENCES} sentences": timed(lambda: alike(found)), "keeping a report": kept}


def timed(call: Callable[[], object]) -> float:
    call()
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        call()
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.config.settings")
    import django

    django.setup()
    verb, *arguments = sys.argv[1:]
    print(json.dumps({"prepare": prepare, "postings": postings, "sameness": sameness}[verb](*arguments)))


if __name__ == "__main__":
    main()
