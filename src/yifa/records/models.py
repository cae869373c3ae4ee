"""Tables of the base record. Each ledger's own table adds its fields and shares the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.foundation.clock import BEIJING
from yifa.office.models import Person, Unit
from yifa.records.fields import PersonalField

if TYPE_CHECKING:
    from yifa.records.declaration import Ledger

WITHDRAWN = "withdrawn"


class Secrecy(models.IntegerChoices):
    """Who may know that a record exists. State secrets (国家秘密) have no place in this system at all."""

    OPEN = 0, _("本单位有权限的人员")
    FEW = 1, _("限定：经办人、负责人和法治工作办公室")


class Record(models.Model):
    """One record of any ledger.

    Four times are kept apart: when it happened, was received, was entered, was approved.
    `revision` rises with every change and tells two editors apart. `token` makes a repeated submit harmless.
    """

    ledger = models.CharField(_("台账"), max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    path = models.CharField(max_length=40, editable=False)
    number = models.CharField(_("编号"), max_length=60)
    title = models.CharField(_("事由"), max_length=120, help_text=_("一句话写清事情，不写姓名和电话"))
    step = models.CharField(_("环节"), max_length=24)
    procedure_version = models.PositiveSmallIntegerField(default=1, editable=False)
    happened_on = models.DateField(_("发生日期"))
    received_on = models.DateField(_("收到日期"))
    entered_at = models.DateTimeField(_("录入时间"), editable=False)
    approved_at = models.DateTimeField(_("审核时间"), null=True, editable=False)
    entered_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", editable=False, verbose_name=_("录入人")
    )
    responsible = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("承办人"),
    )
    secrecy = models.PositiveSmallIntegerField(
        _("知悉范围"), choices=Secrecy.choices, default=Secrecy.OPEN, db_default=0, blank=True
    )
    highlight = models.CharField(
        _("亮点"), max_length=200, blank=True, help_text=_("可写入年度报告的一句话，不写姓名")
    )
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=200, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    token = models.CharField(max_length=40, null=True, unique=True, editable=False)
    keep_until = models.DateField(_("延长保存至"), null=True, editable=False)
    erased_at = models.DateTimeField(_("个人信息清除时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("记录")
        constraints = [models.UniqueConstraint(fields=["ledger", "unit", "number"], name="record_number")]
        # Lists are found by the first two or, where very many match, read along the third (foundation.many).
        indexes = [
            models.Index(fields=["ledger", "path", "happened_on", "step"], name="record_place"),
            models.Index(fields=["step", "path", "ledger"], name="record_step"),
            models.Index(fields=["happened_on", "id", "ledger", "path", "step"], name="record_day"),
            models.Index(
                fields=["responsible"],
                name="record_responsible",
                condition=models.Q(responsible__isnull=False),
            ),
            models.Index(fields=["path"], name="record_few", condition=models.Q(secrecy__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def source(self) -> str:
        """How the journal names this record."""
        return f"records:{self.pk}"

    @property
    def withdrawn(self) -> bool:
        """Whether the record was withdrawn: it counts nothing then."""
        return self.step == WITHDRAWN

    @property
    def declaration(self) -> Ledger:
        """The ledger this record belongs to."""
        from yifa.records.registry import ledger

        return ledger(self.ledger)

    @property
    def entry_lag(self) -> int:
        """Days between the event and its entry: late entry shows, it is not blocked."""
        return (self.entered_at.astimezone(BEIJING).date() - self.happened_on).days


def filtered(short: str, names: str) -> list[models.Index]:
    """The indexes of the fields by which a ledger's list is filtered, under names that begin with `short`.

    Each holds the key too: it says which records have a value, and whether a record has it, without the row itself.
    """
    return [models.Index(fields=[name, "record_ptr"], name=f"{short}_{name}"[:30]) for name in names.split()]


class Counter(models.Model):
    """The last serial number of a ledger, unit and year."""

    ledger = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ledger", "unit", "year"], name="counter_key")]

    def __str__(self) -> str:
        return f"{self.ledger} {self.unit_id} {self.year}: {self.last}"


class Change(models.Model):
    """One change of a record: every field before and after, who, when, why. Never edited."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="changes")
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("动作"), max_length=16)
    revision = models.PositiveIntegerField()
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    fields = models.JSONField(_("改动"), default=dict)

    class Meta:
        verbose_name = _("改动")
        ordering = ["revision", "id"]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.revision} {self.kind}"


class Attachment(models.Model):
    """A file of a record, stored once under its SM3 digest."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="attachments")
    name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("摘要"), max_length=64)
    size = models.PositiveBigIntegerField(_("大小"))
    mime = models.CharField(_("类型"), max_length=100)
    at = models.DateTimeField(_("上传时间"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("附件")

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Path in the store, from the digest alone: no name of a person ever becomes a path."""
        return f"{self.digest[:2]}/{self.digest[2:4]}/{self.digest}"


class Consultation(models.Model):
    """A record lent to an outside adviser for an opinion. It ends by itself: after `valid_to` nothing is lent."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="consultations")
    adviser = models.ForeignKey(
        Person, models.PROTECT, related_name="consultations", verbose_name=_("法律顾问")
    )
    question = PersonalField(_("咨询事项"), long=True)
    full = models.BooleanField(
        _("附件和个人信息一并提供"), default=False, help_text=_("不勾选时个人信息遮蔽、不提供附件")
    )
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("交办时间"))
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("截止日期"))
    opinion = PersonalField(_("法律意见"), blank=True, long=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("法律咨询")
        constraints = [
            models.CheckConstraint(
                name="consultation_dates", condition=models.Q(valid_to__gte=models.F("valid_from"))
            )
        ]
        indexes = [models.Index(fields=["adviser", "valid_to"], name="consultation_adviser")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.valid_to}"


def values_of(record: Record, names: list[str]) -> dict[str, Any]:
    """A record's fields as JSON-able values, personal ones in their encrypted form, for the history."""
    found: dict[str, Any] = {}
    for name in names:
        field = record._meta.get_field(name)
        assert isinstance(field, models.Field)
        if isinstance(field, (models.JSONField, models.ForeignKey)):
            found[name] = getattr(record, field.attname)
        else:
            value = field.get_prep_value(getattr(record, field.attname))
            found[name] = value if isinstance(value, (str, int, bool, type(None))) else str(value)
    return found
