"""Tables of the yearly report."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.office.models import Person, Unit


class ItemKind(models.TextChoices):
    SHORTCOMING = "shortcomings", _("不足和原因")
    DUTY = "duty", _("主要负责人履职")
    PLAN = "plans", _("下一年度安排")


class Outcome(models.TextChoices):
    OPEN = "open", _("尚无结果")
    DONE = "done", _("已完成")
    PARTLY = "partly", _("部分完成")
    DROPPED = "dropped", _("不再推进")


class Item(models.Model):
    """An entry of the list the office keeps for its report: a shortcoming with its cause, a duty done, a plan.

    `year` is the year of the report it belongs to; the plans of a year's report are for the next one. `outcome`
    and `became` say what became of it, as next year's report states.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    path = models.CharField(max_length=40, editable=False)
    year = models.PositiveSmallIntegerField(_("报告年度"))
    kind = models.CharField(_("类别"), max_length=16, choices=ItemKind.choices)
    title = models.CharField(_("要点"), max_length=60, help_text=_("一句话概括，将作为小标题"))
    text = models.TextField(_("内容"), blank=True, help_text=_("不写个人姓名"))
    cause = models.TextField(_("原因"), blank=True, help_text=_("只用于存在的不足"))
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    became = models.TextField(_("结果说明"), blank=True, help_text=_("下一年度报告将写明"))
    adopted_on = models.DateField(_("列入任务日期"), null=True, blank=True, editable=False)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False, verbose_name=_("填写人"))
    at = models.DateTimeField(_("填写时间"), editable=False)

    class Meta:
        verbose_name = _("报告事项")
        ordering = ["year", "kind", "order", "id"]
        indexes = [models.Index(fields=["unit", "year", "kind"], name="report_item")]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"
