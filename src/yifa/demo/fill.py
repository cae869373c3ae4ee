"""Fill an empty data folder with the demo district."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from django.db import transaction

from yifa.demo import stories
from yifa.demo.places import PASSWORD, Street, build
from yifa.demo.stories import Teller
from yifa.foundation import clock, data
from yifa.foundation.errors import YifaError
from yifa.office.models import Unit

SEED = 20260101
ACCOUNTS = f"""演示账号（人物、单位和案件均为虚构，密码统一为 {PASSWORD}）
  mediator1   人民调解员    officer1    行政执法人员    community1  社区工作者
  clerk1      科室经办人    legal1      法治工作办公室  leader1     党政主要负责人
  district    区级          admin       系统管理员      auditor     审计人员
"""


@transaction.atomic
def fill(*, today: date | None = None, told: Callable[[str], None] = lambda text: None) -> int:
    """Make units, people and two years of records. Returns the number of records. YifaError when anything is there."""
    if Unit.objects.exists():
        raise YifaError(
            "数据文件夹里已有单位和数据，演示数据只能填入空的数据文件夹", fix="请用 --data 指定一个空文件夹"
        )
    until, random = today or clock.today(), Random(SEED)  # noqa: S311  (plausible numbers, no secrets)
    for street in build():
        told(street.unit.name)
        _tell(street, random, until)
    (data.folder() / "demo").write_text(ACCOUNTS, encoding="utf-8")
    from yifa.records.models import Record

    return Record.objects.count()


def _tell(street: Street, random: Random, until: date) -> None:
    tell = Teller(street, random, until, {})
    stories.year(tell, date(until.year - 1, 1, 1), date(until.year - 1, 12, 31))
    stories.year(tell, date(until.year, 1, 1), until)
