"""Published items of inspection, and one inspection of one object from its plan to the file."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.office.models import Unit
from yifa.records.fields import PersonalField
from yifa.records.models import Record, filtered


class Kind(models.TextChoices):
    """The three kinds of 国办发〔2024〕54号."""

    DAILY = "daily", _("日常检查")
    CASE = "case", _("个案检查")
    SPECIAL = "special", _("专项检查")


class Origin(models.TextChoices):
    PLAN = "plan", _("年度检查计划")
    COMPLAINT = "complaint", _("投诉举报")
    ASSIGNED = "assigned", _("转办交办")
    DATA = "data", _("数据监测")


class Target(models.TextChoices):
    ENTERPRISE = "enterprise", _("企业")
    MERCHANT = "merchant", _("个体工商户")
    COOPERATIVE = "coop", _("农民专业合作社")
    OTHER = "other", _("其他场所")


class Outcome(models.TextChoices):
    NONE = "none", _("未发现问题")
    ON_SPOT = "on_spot", _("当场改正")
    ORDERED = "ordered", _("责令限期改正")
    GUIDED = "guided", _("行政指导")
    FILED = "filed", _("立案查处")
    SENT = "sent", _("移送有权机关")


class InspectionItem(models.Model):
    """One item of the published list of inspections (行政检查事项清单); what is not on it may not be inspected."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="inspection_items", verbose_name=_("实施单位")
    )
    code = models.CharField(_("事项编码"), max_length=40, unique=True)
    name = models.CharField(_("检查事项"), max_length=120)
    law_basis = models.CharField(_("检查依据"), max_length=200)
    content = models.CharField(_("检查内容"), max_length=300, blank=True)
    yearly_cap = models.PositiveSmallIntegerField(
        _("年度频次上限"), null=True, blank=True, help_text=_("公布的次数；不填则用本地规则包的数值")
    )
    published_on = models.DateField(_("公布日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政检查事项")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def valid_on(self, day: date) -> bool:
        """Whether the item stands on the published list on a day."""
        return self.published_on <= day and (self.valid_to is None or day <= self.valid_to)


class Inspection(Record):
    """One inspection of one object."""

    kind = models.CharField(_("检查类型"), max_length=8, choices=Kind.choices)
    origin = models.CharField(_("检查来源"), max_length=10, choices=Origin.choices)
    item = models.ForeignKey(
        InspectionItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("检查事项")
    )
    superior = models.BooleanField(_("上级部署的专项检查"), default=False)
    plan_number = models.CharField(_("计划或方案文号"), max_length=60, blank=True)
    target = models.CharField(_("检查对象类型"), max_length=10, choices=Target.choices)
    party = PersonalField(_("检查对象"), mask="name")
    party_id = PersonalField(_("统一社会信用代码"), blank=True)
    place = models.CharField(_("检查地点"), max_length=80)
    unannounced = models.BooleanField(_("突击检查，不提前通知"), default=False)
    urgent = models.BooleanField(_("情况紧急，先检查后补办审批"), default=False)
    approved_on = models.DateField(_("审批日期"), null=True, blank=True)
    notified_on = models.DateField(_("检查通知书送达日期"), null=True, blank=True)
    begun_on = models.DateField(_("实施检查日期"), null=True, blank=True)
    credential = models.ForeignKey(
        "penalties.Credential",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("执法人员（执法证）"),
    )
    second = models.ForeignKey(
        "penalties.Credential",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("第二名执法人员（执法证）"),
    )
    shown = models.BooleanField(_("已主动出示执法证件（扫码或者亮证）"), default=False)
    checked = models.TextField(_("检查内容和现场情况"), blank=True, help_text=_("不写个人情况"))
    samples = models.CharField(_("抽样、勘验、询问"), max_length=200, blank=True)
    outcome = models.CharField(_("检查结果"), max_length=8, choices=Outcome.choices, blank=True)
    problems = models.TextField(_("发现的问题"), blank=True)
    told_on = models.DateField(_("结果告知日期"), null=True, blank=True)
    correct_by = models.DateField(_("改正期限"), null=True, blank=True)
    rechecked_on = models.DateField(_("复查日期"), null=True, blank=True)
    corrected = models.BooleanField(_("复查已改正"), default=False)
    led_to = models.ForeignKey(
        "cases.Case",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("对应的处罚案件"),
    )
    spot_penalty = models.ForeignKey(
        "penalties.OnSpotPenalty",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("对应的当场处罚"),
    )
    filed_on = models.DateField(_("归档日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政检查")
        indexes = filtered("inspection", "kind outcome")
