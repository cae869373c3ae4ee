"""Tables of the engine: what happened to a case, its clocks and their ledger, approvals, papers, announced days."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.office.models import Person
from yifa.records.models import Attachment, Record


class Event(models.Model):
    """One move of a case. `on` is the day it happened, `at` the moment it was entered."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="events")
    move = models.CharField(max_length=32)
    label = models.CharField(_("流转"), max_length=40)
    before = models.CharField(max_length=24)
    after = models.CharField(max_length=24)
    on = models.DateField(_("发生日期"))
    at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acting_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.label} {self.on}"


class Approval(models.Model):
    """One person's agreement to a move that several must sign."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="approvals")
    move = models.CharField(max_length=32)
    step = models.CharField(max_length=24)
    round = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opinion = models.CharField(_("意见"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "move", "round", "by"], name="one_approval_each_round")
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.by_id}"


class Clock(models.Model):
    """A running time limit. What happened to it is in its entries; `due_on` is only their cached result."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="clocks")
    path = models.CharField(max_length=40)
    code = models.CharField(_("时限"), max_length=16)
    label = models.CharField(_("事项"), max_length=80)
    started_on = models.DateField(_("起算事由发生日"))
    stopped_on = models.DateField(_("停止日"), null=True)
    due_on = models.DateField(_("届满日"), null=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("时限")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["path", "due_on"], name="clock_due", condition=models.Q(open=True)),
            models.Index(fields=["due_on", "id", "path"], name="clock_day", condition=models.Q(open=True)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


# What can happen to a clock, in words.
ENTRIES = {
    "start": _("起算"),
    "suspend": _("中止"),
    "resume": _("恢复"),
    "exclude": _("扣除"),
    "extend": _("延长"),
    "correct": _("更正日期"),
    "stop": _("停止"),
}


class ClockEntry(models.Model):
    """One line of a clock's ledger: started, suspended, resumed, extended, stopped. Only ever added to.

    `amount` is the extension in the limit's own days, or how many days from `on` are left out (exclude).

    When the day of an event is put right, its lines carry the right day and one more line says what it was.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12)
    on = models.DateField()
    amount = models.PositiveIntegerField(default=0)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="clock_entries")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @property
    def what(self) -> str:
        """What happened, in words."""
        return str(ENTRIES[self.kind])

    @property
    def until(self) -> date | None:
        """The last day left out."""
        return self.on + timedelta(days=self.amount - 1) if self.kind == "exclude" else None


class Warning(models.Model):
    """A warning that was given: each rung of a due date fires once for a person, by the constraint."""

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="warnings")
    rung = models.CharField(max_length=12)
    due_on = models.DateField()
    to = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "rung", "due_on", "to"], name="each_warning_once")
        ]

    def __str__(self) -> str:
        return f"{self.rung} {self.due_on}"


class MessageChannel(models.Model):
    """Where an office wants its warnings sent: its own gateway's address, never a vendor's fixed host."""

    class Kind(models.TextChoices):
        WECOM = "wecom", _("企业微信、政务微信机器人")
        DINGTALK = "dingtalk", _("钉钉、政务钉钉机器人")
        FEISHU = "feishu", _("飞书机器人")
        SMS = "sms", _("短信网关")

    unit = models.ForeignKey("office.Unit", models.PROTECT, related_name="+", verbose_name=_("单位"))
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    address = models.URLField(_("网关地址"), max_length=400)
    active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("消息渠道")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit_id}"


class CasePaper(models.Model):
    """A paper of a case: generated from its template or uploaded, numbered, kept with the case."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="papers")
    code = models.CharField(max_length=32)
    name = models.CharField(_("文书"), max_length=80)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    body = models.JSONField(default=dict)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("日期"))
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("文书")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def scan(self) -> Attachment | None:
        """The signed or uploaded copy, as long as nobody took it off the record."""
        return self.attachment if self.attachment and self.attachment.removed_at is None else None


class AnnouncedDay(models.Model):
    """A day the State Council's notice names, entered by an administrator; it overrides the library's calendar."""

    day = models.DateField(unique=True)
    works = models.BooleanField(_("上班"))
    source = models.CharField(_("来源文件"), max_length=120)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("日历")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.works else '放假'}"
