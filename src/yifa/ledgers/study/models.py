"""A study session: kind, topics from the register of law, lecturer, hours, attendance."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.records.fields import TopicsField
from yifa.records.models import Record, filtered


class Kind(models.TextChoices):
    CENTRE = "centre", _("理论学习中心组学法")
    MEETING = "meeting", _("会前学法")
    LECTURE = "lecture", _("法治专题讲座")
    TRAINING = "training", _("执法业务培训")
    ONLINE = "online", _("网上学法")
    COURT = "court", _("旁听庭审")
    OTHER = "other", _("其他学法")


class Session(Record):
    """One session."""

    kind = models.CharField(_("学法形式"), max_length=12, choices=Kind.choices)
    topics = TopicsField(_("学习内容"), blank=False, help_text=_("法律法规名称，多项换行"))
    lecturer = models.CharField(_("主讲人"), max_length=60, blank=True, help_text=_("写单位和职务即可"))
    hours = models.DecimalField(_("学时"), max_digits=4, decimal_places=1)
    expected = models.PositiveIntegerField(_("应到人数"), null=True, blank=True)
    attended = models.PositiveIntegerField(_("实到人数"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    summary = models.TextField(_("学习情况"), blank=True)

    class Meta:
        verbose_name = _("学法活动")
        indexes = filtered("study", "kind")
