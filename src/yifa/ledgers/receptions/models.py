"""One time a leader received or called on people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.records.models import Record, filtered


class Kind(models.TextChoices):
    OPEN = "open", _("开门接访")
    INVITED = "invited", _("进门约访")
    CALLED = "called", _("登门走访")
    RETURNED = "returned", _("上门回访")


class Reception(Record):
    """One reception with the matters taken up."""

    kind = models.CharField(_("四访形式"), max_length=8, choices=Kind.choices)
    leader = models.CharField(_("接访领导职务"), max_length=60)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    batches = models.PositiveIntegerField(_("接待批次"), default=1)
    people = models.PositiveIntegerField(_("接待人次"), default=1)
    matters = models.PositiveIntegerField(_("受理事项（件次）"), default=0)
    closed = models.PositiveIntegerField(_("已化解（件次）"), default=0)
    petition_number = models.CharField(_("对应信访事项编号"), max_length=60, blank=True)
    summary = models.TextField(_("接访情况"), blank=True, help_text=_("不写来访人姓名"))

    class Meta:
        verbose_name = _("领导接访")
        indexes = filtered("reception", "kind")
