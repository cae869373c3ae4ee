"""One task: what is to be done, where it comes from, by when, how far it is and what shows that it is done."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.records.models import Record, filtered


class Origin(models.TextChoices):
    """Where a task comes from."""

    REPORT = "report", _("年度报告的安排")
    MEETING = "meeting", _("会议决定")
    SUPERIOR = "superior", _("上级文件")
    OTHER = "other", _("其他")


class Task(Record):
    """One task of one unit; the record's own unit is the one that answers for it."""

    origin = models.CharField(_("任务来源"), max_length=8, choices=Origin.choices)
    document = models.CharField(
        _("来源文件或会议"), max_length=120, blank=True, help_text=_("文号、会议名称或者报告年度")
    )
    content = models.TextField(_("任务要求"), blank=True, help_text=_("不写个人姓名"))
    due_on = models.DateField(_("完成时限"))
    begun_on = models.DateField(_("开始办理日期"), null=True, blank=True)
    progress = models.TextField(_("最近进展"), blank=True, help_text=_("不写个人姓名；以前的进展见改动记录"))
    urged_on = models.DateField(_("最近督办日期"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    undone_on = models.DateField(_("报告未完成日期"), null=True, blank=True)
    result = models.TextField(_("完成情况"), blank=True, help_text=_("年度报告将写明；不写个人姓名"))
    evidence = models.TextField(
        _("佐证记录"), blank=True, help_text=_("证明完成的记录编号，一行一个，如某场活动、某次检查的编号")
    )
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度任务")
        indexes = filtered("task", "origin")

    @property
    def in_time(self) -> bool:
        """Whether it was done on its day or before."""
        return self.done_on is not None and self.done_on <= self.due_on
