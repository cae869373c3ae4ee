"""A dispute: the fields of the registration form of people's mediation."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.records.fields import PersonalField
from yifa.records.models import Record, filtered


class Kind(models.TextChoices):
    """The kinds of the mediation statistics; the official platform may number them otherwise."""

    D01 = "D01", _("婚姻家庭纠纷")
    D02 = "D02", _("邻里纠纷")
    D03 = "D03", _("房屋宅基地纠纷")
    D04 = "D04", _("合同纠纷")
    D05 = "D05", _("生产经营纠纷")
    D06 = "D06", _("损害赔偿纠纷")
    D07 = "D07", _("山林土地纠纷")
    D08 = "D08", _("征地拆迁纠纷")
    D09 = "D09", _("环境污染纠纷")
    D10 = "D10", _("劳动争议纠纷")
    D11 = "D11", _("消费纠纷")
    D12 = "D12", _("医疗纠纷")
    D13 = "D13", _("道路交通事故纠纷")
    D14 = "D14", _("物业纠纷")
    D15 = "D15", _("旅游纠纷")
    D16 = "D16", _("知识产权纠纷")
    D17 = "D17", _("互联网纠纷")
    D99 = "D99", _("其他纠纷")


class Source(models.TextChoices):
    APPLIED = "applied", _("依申请")
    ACTIVE = "active", _("主动调解")
    REFERRED = "referred", _("接受委托移送")


class Mechanism(models.TextChoices):
    """Joint ways of working that offices report on; local, not statutory."""

    NONE = "", _("调委会调解")
    SANSUO = "sansuo", _("三所联动")
    SANSHI = "sanshi", _("三室联建")
    SUSONG = "susong", _("诉调对接")
    GONGAN = "gongan", _("警民联调")
    XINFANG = "xinfang", _("访调对接")
    OTHER = "other", _("其他联动")


class Form(models.TextChoices):
    WRITTEN = "written", _("书面")
    ORAL = "oral", _("口头")


class Committee(models.Model):
    """A people's mediation committee, a mediation room or a named workshop (人民调解法 arts. 7-10, 34)."""

    class Kind(models.TextChoices):
        VILLAGE = "village", _("村（社区）人民调解委员会")
        STREET = "street", _("街道（乡镇）人民调解委员会")
        ENTERPRISE = "enterprise", _("企事业单位人民调解委员会")
        TRADE = "trade", _("行业性、专业性人民调解委员会")
        ROOM = "room", _("调解室、工作室")

    unit = models.ForeignKey("office.Unit", models.PROTECT, related_name="+", verbose_name=_("所属单位"))
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    members = models.PositiveSmallIntegerField(_("委员人数"), default=3)
    women = models.PositiveSmallIntegerField(_("妇女委员人数"), default=1)
    full_time = models.PositiveSmallIntegerField(_("专职调解员人数"), default=0)
    valid_from = models.DateField(_("产生日期"))
    valid_to = models.DateField(_("届满日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("调解组织")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A committee has three to nine members, a woman among them, and a term of three years (arts. 8, 9)."""
        if self.kind == self.Kind.ROOM:
            return
        if not 3 <= self.members <= 9:
            raise ValidationError({"members": _("人民调解委员会由三至九人组成（人民调解法 第8条）")})
        if not self.women:
            raise ValidationError({"women": _("人民调解委员会应当有妇女成员（人民调解法 第8条）")})


class Dispute(Record):
    """One dispute from registration to the closed file."""

    kind = models.CharField(_("纠纷类型"), max_length=4, choices=Kind.choices)
    source_kind = models.CharField(
        _("案件来源"), max_length=12, choices=Source.choices, default=Source.APPLIED
    )
    referred_by = models.CharField(_("移送单位"), max_length=60, blank=True)
    mechanism = models.CharField(_("调解机制"), max_length=12, choices=Mechanism.choices, blank=True)
    room = models.CharField(_("调解室"), max_length=40, blank=True)
    place = models.CharField(_("发生地"), max_length=80, blank=True, help_text=_("写到小区或路口，不写门牌"))
    parties = PersonalField(_("当事人"), mask="name", help_text=_("多人用顿号分开"))
    phone = PersonalField(_("联系电话"), mask="phone", blank=True)
    address = PersonalField(_("住址"), blank=True)
    facts = PersonalField(_("纠纷事实和争议"), blank=True, long=True)
    people = models.PositiveIntegerField(_("涉及人数"), default=2)
    consent = models.BooleanField(_("当事人未明确拒绝调解"), default=True)
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    settled_on = models.DateField(_("达成协议日期"), null=True, blank=True)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    agreement_form = models.CharField(_("调解形式"), max_length=8, choices=Form.choices, blank=True)
    agreement = PersonalField(_("协议内容"), blank=True, long=True)
    amount = models.DecimalField(
        _("涉及金额"), max_digits=14, decimal_places=2, null=True, blank=True, help_text=_("元")
    )
    perform_by = models.DateField(_("履行期限"), null=True, blank=True)
    performed_on = models.DateField(_("履行完毕日期"), null=True, blank=True)
    routes_told = models.BooleanField(_("已告知仲裁、行政、司法途径"), default=False)
    visited_on = models.DateField(_("回访日期"), null=True, blank=True)
    satisfied = models.CharField(
        _("回访评价"),
        max_length=8,
        blank=True,
        choices=[("good", _("满意")), ("fair", _("基本满意")), ("poor", _("不满意"))],
    )
    court = models.CharField(_("确认法院"), max_length=60, blank=True)
    confirmed_on = models.DateField(_("司法确认裁定日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("矛盾纠纷")
        indexes = filtered("dispute", "kind mechanism agreement_form")
