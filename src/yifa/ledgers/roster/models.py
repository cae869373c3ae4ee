"""One day on which a leader will receive people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.records.models import Record, filtered


class Kind(models.TextChoices):
    """The four ways of meeting people (四访)."""

    OPEN = "open", _("开门接访")
    INVITED = "invited", _("进门约访")
    CALLED = "called", _("登门走访")
    RETURNED = "returned", _("上门回访")


class Roster(Record):
    """One day on the roster: who will receive people, where, in which of the four ways."""

    planned_on = models.DateField(_("接访日期"))
    kind = models.CharField(_("四访形式"), max_length=8, choices=Kind.choices)
    leader = models.CharField(_("接访领导职务"), max_length=60)
    place = models.CharField(_("地点"), max_length=80)
    published_on = models.DateField(_("公示日期"), null=True, blank=True)
    held_on = models.DateField(_("实际接访日期"), null=True, blank=True)
    held_as = models.ForeignKey(
        "receptions.Reception",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("接访记录"),
    )

    class Meta:
        verbose_name = _("接访安排")
        indexes = filtered("roster", "kind")
