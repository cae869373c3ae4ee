"""Tables of the yearly report: the record itself, its passages with every version, and what is said about them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.office.models import Person, Unit
from yifa.records.models import Record


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
    department = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承办单位"),
        help_text=_("只用于下一年度安排；不选则由本单位统筹"),
    )
    due_on = models.DateField(
        _("完成时限"), null=True, blank=True, help_text=_("只用于下一年度安排；不填则为下一年度年底")
    )
    task = models.OneToOneField(
        Record, models.PROTECT, null=True, editable=False, related_name="report_item", verbose_name=_("任务")
    )
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


class Report(Record):
    """The yearly report of a unit: a record like any other, with passages instead of a form.

    `as_of` is the instant its figures are frozen at; while it is empty they follow the journal. `first` names
    the parts that stand in front.
    """

    year = models.PositiveSmallIntegerField(_("报告年度"))
    addressee = models.CharField(_("主送机关"), max_length=80)
    copies = models.CharField(_("抄送机关"), max_length=200, blank=True, help_text=_("多个用顿号分开"))
    first = models.CharField(max_length=80, blank=True, editable=False)
    with_table = models.BooleanField(
        _("附统计表"), default=False, help_text=_("在正文之后附主要指标统计表和数据来源说明")
    )
    with_seal = models.BooleanField(
        _("附封存凭证"), default=False, help_text=_("定稿数据封存后，附件中印出封存凭证二维码")
    )
    as_of = models.DateTimeField(_("数据时点"), null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    document_number = models.CharField(
        _("发文字号"), max_length=40, blank=True, help_text=_("如 示街办发〔2026〕3号，留空则自动编号")
    )
    signer = models.CharField(_("签发人"), max_length=40, blank=True)
    signed_on = models.DateField(_("成文日期"), null=True, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    submitted_on = models.DateField(_("报送日期"), null=True, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度报告")
        indexes = [models.Index(fields=["year"], name="report_year")]


class Passage(models.Model):
    """One heading or paragraph of a report, as it stands now. `place` orders them; a removed one stays."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="passages")
    part = models.CharField(max_length=16)
    kind = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField(default=0)
    theme = models.CharField(max_length=24, blank=True)
    runs = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    place = models.FloatField()
    removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("段落")
        ordering = ["place", "id"]
        indexes = [models.Index(fields=["report", "place"], name="report_passage")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.kind} {self.place}"


class Version(models.Model):
    """A passage as it stood after one change. Never edited: the history, and what can be restored."""

    passage = models.ForeignKey(Passage, models.PROTECT, related_name="versions")
    revision = models.PositiveIntegerField()
    why = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField(default=0)
    runs = models.JSONField(default=list)
    place = models.FloatField()
    removed = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("段落版本")
        ordering = ["revision"]
        constraints = [models.UniqueConstraint(fields=["passage", "revision"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.passage_id} v{self.revision}"


class Comment(models.Model):
    """A remark on a passage, or a reply to one. `quote` is the stretch of text it speaks of."""

    passage = models.ForeignKey(Passage, models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    quote = models.CharField(max_length=200, blank=True)
    body = models.TextField(_("意见"))
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("批注")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.body[:20]


class Presence(models.Model):
    """Who has a report open, at which passage, seen last when."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    passage = models.ForeignKey(Passage, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "person"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.person_id}"


class Confirmation(models.Model):
    """A department's word on a group of figures: `figures` are the words it saw; they go stale when these change."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="confirmations")
    group = models.CharField(_("指标分组"), max_length=24)
    agreed = models.BooleanField(_("核对无误"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    figures = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("科室核对")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.group} {self.agreed}"


class Upload(models.Model):
    """An edited Word file that came back, and the changes it proposes, each to be accepted or refused."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    changes = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("回传稿")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Sentence(models.Model):
    """A sentence of an issued report, with figures masked, for finding reports that read alike."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sentences")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "order"], name="sentence_once")]

    def __str__(self) -> str:
        return self.text[:20]


class Shingle(models.Model):
    """One of the few smallest hashes of a sentence's stretches: alike sentences share some of them."""

    sentence = models.ForeignKey(Sentence, models.CASCADE, related_name="shingles", db_index=False)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["value", "sentence"], name="shingle_once")]

    def __str__(self) -> str:
        return f"{self.value:x}"


class Publication(models.Model):
    """What the public reads of a report: a copy of words and figures as they were on the day, with its digest.

    Never edited; a report published again gets another row, and the one before is `superseded_at`: it keeps its own
    address. `withdrawn_at` takes a copy off the portal, not out of here.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="publications")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("报告年度"))
    title = models.CharField(_("标题"), max_length=200)
    content = models.JSONField()
    digest = models.CharField(_("摘要"), max_length=64)
    at = models.DateTimeField(_("公开时间"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("公开的报告")
        ordering = ["-year", "unit__path", "-at"]

    def __str__(self) -> str:
        return f"{self.title} {self.at:%Y-%m-%d}"


class Release(models.Model):
    """A finding of the gate that two people agreed to let through, with the reason. One asks, another confirms."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="releases")
    check_code = models.CharField(max_length=40)
    text = models.CharField(max_length=200)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("公开前放行")
        constraints = [
            models.UniqueConstraint(fields=["report", "check_code", "text"], name="one_release_a_finding")
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.report_id}"


class Aside(models.Model):
    """A finding of the review that somebody judged right as it stands: why, and until when. Then it is told again."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="asides")
    check_code = models.CharField(max_length=40)
    text = models.CharField(max_length=400)
    reason = models.CharField(_("理由"), max_length=200)
    until = models.DateField(_("到期日"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("不采纳的核稿意见")
        ordering = ["until", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "check_code", "text"], name="one_aside_a_finding")
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.report_id}"
