"""Postings, only ever added; balances, which follow them; assertions, which remember what was reported."""

from __future__ import annotations

from typing import Any, Generic, NoReturn, TypeVar

from django.db import models
from django.db.models import F, Q

from yifa.foundation.errors import YifaError
from yifa.office.models import Unit

M = TypeVar("M", bound=models.Model)
FINAL = "账目只能追加，不能修改或删除"
INSTEAD = "如需更正，请修改原记录，差额会自动记账"


class Final(models.QuerySet[M], Generic[M]):
    """Rows that stay as they were written."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise YifaError(FINAL, fix=INSTEAD)

    def delete(self) -> NoReturn:
        raise YifaError(FINAL, fix=INSTEAD)


class Posting(models.Model):
    """A quantity posted to an account of a unit on a day, for one source. Never changed, never deleted.

    `path` is the unit's path, kept here so that a subtree is a range of one index. `month` is yyyymm of
    `day`. `source` names the record that counts, such as `records:123`; `posted_by` the person, by number.
    """

    account = models.CharField("科目", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    path = models.CharField("路径", max_length=40)
    day = models.DateField("日期")
    month = models.IntegerField("月份")
    quantity = models.BigIntegerField("数量")
    detail = models.CharField("明细", max_length=20, blank=True)
    source = models.CharField("来源", max_length=40)
    posted_at = models.DateTimeField("记账时间")
    posted_by = models.BigIntegerField("记账人")

    objects = Final.as_manager()

    class Meta:
        verbose_name = "记账"
        constraints = [models.CheckConstraint(name="posting_not_zero", condition=~Q(quantity=0))]
        indexes = [
            models.Index(fields=["source"], name="posting_source"),
            # Every sum over postings (part of a month, an instant of the past) scans this index alone.
            models.Index(
                fields=["account", "month", "path", "detail", "day", "posted_at", "quantity"],
                name="posting_sums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.account} {self.quantity:+d} {self.source}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse: only `settle` writes postings, many at once."""
        raise YifaError(FINAL, fix=INSTEAD)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: postings stay."""
        raise YifaError(FINAL, fix=INSTEAD)


class Balance(models.Model):
    """The sum and number of postings of an account, month and detail; follows in their transaction.

    Each posting is held twice: under its unit's own path, and rolled up under its office (the first two levels of the
    path: district, subdistrict). So an office or a district is read from a few rows, however many units it has, and
    writers of different offices never wait for each other.
    """

    account = models.CharField("科目", max_length=40)
    path = models.CharField("路径", max_length=40)
    month = models.IntegerField("月份")
    detail = models.CharField("明细", max_length=20, blank=True)
    rolled = models.BooleanField("按街道汇总")
    quantity = models.BigIntegerField("数量")
    count = models.IntegerField("笔数")

    class Meta:
        verbose_name = "余额"
        constraints = [
            models.UniqueConstraint(
                fields=["rolled", "account", "month", "path", "detail"], name="balance_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.account} {self.detail} {self.quantity}"


class Assertion(models.Model):
    """What was reported: a figure of a unit and period as of an instant. A later change shows against it."""

    figure = models.CharField("指标", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    start = models.DateField("起")
    end = models.DateField("止")
    value = models.DecimalField("数值", max_digits=20, decimal_places=4)
    as_of = models.DateTimeField("数据时点")
    note = models.CharField("用于", max_length=200, blank=True)
    by = models.BigIntegerField("人员")

    class Meta:
        verbose_name = "已用数据"
        indexes = [models.Index(fields=["figure", "unit", "start"], name="assertion_figure")]
        constraints = [models.CheckConstraint(name="assertion_period", condition=Q(end__gte=F("start")))]

    def __str__(self) -> str:
        return f"{self.figure} {self.start:%Y-%m-%d}—{self.end:%Y-%m-%d} {self.value}"
