"""Officers' credentials, and a penalty decided on the spot."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yifa.office.models import Person
from yifa.records.fields import PersonalField
from yifa.records.models import Record, filtered


class Credential(models.Model):
    """An enforcement credential (行政执法证): who holds it, from when until when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="credentials", verbose_name=_("持证人"))
    number = models.CharField(_("证号"), max_length=40, unique=True)
    issued_by = models.CharField(_("发证机关"), max_length=60)
    valid_from = models.DateField(_("发证日期"))
    valid_to = models.DateField(_("有效期至"))
    revoked_on = models.DateField(_("吊销或收回日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政执法证")
        constraints = [
            models.CheckConstraint(name="credential_days", condition=Q(valid_to__gte=F("valid_from")))
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.number}）"

    def valid_on(self, day: date) -> bool:
        """Whether its holder may enforce on a day."""
        return self.valid_from <= day <= self.valid_to and (self.revoked_on is None or day < self.revoked_on)


class Against(models.TextChoices):
    CITIZEN = "citizen", _("公民")
    ENTITY = "entity", _("法人或者其他组织")


class Sanction(models.TextChoices):
    WARNING = "warning", _("警告")
    FINE = "fine", _("罚款")


class OnSpotPenalty(Record):
    """One decision made on the spot."""

    credential = models.ForeignKey(
        Credential, models.PROTECT, related_name="+", verbose_name=_("执法人员（执法证）")
    )
    second = models.ForeignKey(
        Credential,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("第二名执法人员"),
    )
    against = models.CharField(_("当事人类型"), max_length=8, choices=Against.choices)
    party = PersonalField(_("当事人"), mask="name")
    party_phone = PersonalField(_("当事人电话"), mask="phone", blank=True)
    place = models.CharField(_("违法地点"), max_length=80)
    field = models.CharField(_("执法领域"), max_length=40)
    violation = models.CharField(_("违法行为"), max_length=120)
    law_basis = models.CharField(
        _("处罚依据"), max_length=120, help_text=_("法律法规名称和条款，如：××市市容环境卫生管理条例 第××条")
    )
    sanction = models.CharField(_("处罚种类"), max_length=8, choices=Sanction.choices)
    fine = models.DecimalField(
        _("罚款金额"), max_digits=8, decimal_places=2, null=True, blank=True, help_text=_("元")
    )
    collected = models.BooleanField(_("当场收缴"), default=False)
    heard = models.BooleanField(_("已告知事实、理由、依据并听取陈述申辩"), default=False)
    filed_on = models.DateField(_("报所属机关备案日期"), null=True, blank=True)
    paid_on = models.DateField(_("缴款日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("当场处罚")
        indexes = filtered("onspot", "sanction")
