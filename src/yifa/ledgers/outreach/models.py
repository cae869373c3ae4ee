"""An outreach event: where, for whom, on which law, with which materials, through which channels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.records.fields import TallyField, TopicsField
from yifa.records.models import Record, filtered

MATERIALS = {
    "leaflet": (_("宣传资料"), _("份")),
    "banner": (_("横幅"), _("条")),
    "slogan": (_("标语"), _("条")),
    "screen": (_("电子屏"), _("条")),
    "sms": (_("短信"), _("条")),
    "article": (_("推文"), _("篇")),
    "gift": (_("宣传品"), _("件")),
    "other": (_("其他"), _("件")),
}
AUDIENCE = {
    "residents": (_("居民"), _("人次")),
    "students": (_("青少年学生"), _("人次")),
    "elderly": (_("老年人"), _("人次")),
    "women": (_("妇女"), _("人次")),
    "workers": (_("企业职工"), _("人次")),
    "merchants": (_("个体工商户"), _("人次")),
    "migrants": (_("外来务工人员"), _("人次")),
    "cadres": (_("机关干部"), _("人次")),
    "believers": (_("宗教界人士"), _("人次")),
    "other": (_("其他群众"), _("人次")),
}


class Channel(models.TextChoices):
    OFFLINE = "offline", _("线下")
    ONLINE = "online", _("线上")


class Theme(models.TextChoices):
    """What an event was about; empty where it was about law in general."""

    SAFETY = "safety", _("平安建设")
    DRUGS = "drugs", _("禁毒、反邪教")
    CODE = "code", _("宪法、民法典")
    OTHER = "other", _("其他主题")


class Occasion(models.TextChoices):
    """When an event stood out from everyday work."""

    NODE = "node", _("重要节点")
    MONTH = "month", _("主题宣传月")


class Event(Record):
    """One event."""

    channel = models.CharField(_("渠道"), max_length=8, choices=Channel.choices, default=Channel.OFFLINE)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    topics = TopicsField(_("普法内容"), help_text=_("法律法规名称，多项换行"))
    theme = models.CharField(_("宣传主题"), max_length=8, choices=Theme.choices, blank=True)
    occasion = models.CharField(
        _("开展时机"), max_length=8, choices=Occasion.choices, blank=True, help_text=_("平时活动不选")
    )
    audience = TallyField(_("受众"), kinds=AUDIENCE)
    materials = TallyField(_("宣传材料"), kinds=MATERIALS)
    partners = models.CharField(_("联合单位"), max_length=120, blank=True)
    summary = models.TextField(_("活动情况"), blank=True, help_text=_("不写个人姓名"))

    class Meta:
        verbose_name = _("普法活动")
        indexes = filtered("outreach", "channel theme occasion")
