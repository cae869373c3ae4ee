"""A petition: how it came, what it asks, which lawful way it takes, what became of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.records.fields import PersonalField
from yifa.records.models import Record, filtered


class Channel(models.TextChoices):
    """信访工作条例 art. 17: the five channels."""

    NETWORK = "network", _("信息网络")
    LETTER = "letter", _("书信")
    PHONE = "phone", _("电话")
    FAX = "fax", _("传真")
    VISIT = "visit", _("走访")


class Arrival(models.TextChoices):
    DIRECT = "direct", _("直接收到")
    FORWARDED = "forwarded", _("上级转送")
    ASSIGNED = "assigned", _("上级交办")


class Nature(models.TextChoices):
    """信访工作条例 arts. 29-31."""

    SUGGEST = "suggest", _("建议意见类")
    REPORT = "report", _("检举控告类")
    CLAIM = "claim", _("申诉求决类")


class Branch(models.TextChoices):
    """信访工作条例 art. 31: the six branches of a claim. Only the sixth has the sixty-day clock."""

    B1 = "b1", _("涉法涉诉，依诉讼、复议等程序")
    B2 = "b2", _("应当通过仲裁解决")
    B3 = "b3", _("党员申诉、申请复审")
    B4 = "b4", _("行政复议、裁决、确认、许可、处罚等行政程序")
    B5 = "b5", _("申请查处违法行为、履行保护职责")
    B6 = "b6", _("信访程序")


class Content(models.TextChoices):
    LAND = "land", _("国土资源")
    RURAL = "rural", _("农村农业")
    BUILDING = "building", _("城乡建设")
    LABOUR = "labour", _("劳动社保")
    HEALTH = "health", _("卫生计生")
    EDUCATION = "education", _("教育")
    CULTURE = "culture", _("科技文体")
    CIVIL = "civil", _("民政")
    POLITICS_LAW = "politics_law", _("政法")
    ENVIRONMENT = "environment", _("交通能源环保")
    COMMERCE = "commerce", _("商贸旅游")
    ECONOMY = "economy", _("经济综合")
    PERSONNEL = "personnel", _("组织人事")
    DISCIPLINE = "discipline", _("纪检监察")
    OTHER = "other", _("其他")


class Opinion(models.TextChoices):
    """信访工作条例 art. 32."""

    SUPPORT = "support", _("支持请求")
    EXPLAIN = "explain", _("解释说明")
    REJECT = "reject", _("不予支持")


class Refusal(models.TextChoices):
    """Lawful grounds for not taking a matter; counted apart."""

    ELSEWHERE = "elsewhere", _("不属于本机关职权，告知向有权机关提出（第23条）")
    LITIGATION = "litigation", _("涉法涉诉，导入法定程序（第31条第1项）")
    IN_HAND = "in_hand", _("有权机关已经受理或者正在办理（第19条）")
    FINAL = "final", _("复核终结后同一事实和理由（第36条）")


class Charge(models.TextChoices):
    NONE = "", _("不是积案")
    STREET = "street", _("街道包案")
    POLICE = "police", _("派出所包案")
    COMMUNITY = "community", _("社区包案")


class Petition(Record):
    """One petition. A repeated one names the first of its matter and is not counted as a new matter."""

    channel = models.CharField(_("信访形式"), max_length=8, choices=Channel.choices)
    arrival = models.CharField(_("来源"), max_length=10, choices=Arrival.choices, default=Arrival.DIRECT)
    sender = models.CharField(_("转送、交办单位"), max_length=60, blank=True)
    sender_deadline = models.DateField(_("交办要求的办结日期"), null=True, blank=True)
    people = models.PositiveIntegerField(_("人数"), default=1)
    representatives = models.PositiveSmallIntegerField(_("代表人数"), default=1)
    first_number = models.CharField(
        _("原信访事项编号"), max_length=60, blank=True, help_text=_("重复信访填写首次登记的编号")
    )
    petitioner = PersonalField(_("信访人"), mask="name", blank=True)
    phone = PersonalField(_("联系电话"), mask="phone", blank=True)
    address = PersonalField(_("住址"), blank=True)
    facts = PersonalField(_("请求、事实和理由"), long=True)
    nature = models.CharField(_("事项类别"), max_length=8, choices=Nature.choices)
    branch = models.CharField(_("办理途径（第31条）"), max_length=4, choices=Branch.choices, blank=True)
    content = models.CharField(_("内容分类"), max_length=16, choices=Content.choices)
    told_on = models.DateField(_("书面告知日期"), null=True, blank=True)
    accepted_on = models.DateField(_("受理日期"), null=True, blank=True)
    refusal = models.CharField(_("不予受理理由"), max_length=12, choices=Refusal.choices, blank=True)
    refused_on = models.DateField(_("不予受理日期"), null=True, blank=True)
    heard = models.BooleanField(_("已听取陈述并核实"), default=False)
    opinion = models.CharField(_("处理意见"), max_length=8, choices=Opinion.choices, blank=True)
    opinion_text = PersonalField(_("处理意见内容及依据"), blank=True, long=True)
    resolved_on = models.DateField(_("办结日期"), null=True, blank=True)
    handover = models.CharField(_("导入的法定程序及承办单位"), max_length=120, blank=True)
    review_on = models.DateField(_("请求复查日期"), null=True, blank=True)
    recheck_on = models.DateField(_("请求复核日期"), null=True, blank=True)
    satisfied = models.CharField(
        _("满意度评价"),
        max_length=8,
        blank=True,
        choices=[("good", _("满意")), ("fair", _("基本满意")), ("poor", _("不满意")), ("none", _("未评价"))],
    )
    charge = models.CharField(_("积案包案"), max_length=10, choices=Charge.choices, blank=True)
    charge_leader = models.CharField(_("包案领导职务"), max_length=40, blank=True)
    charge_closed_on = models.DateField(_("积案化解日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("信访事项")
        indexes = [
            models.Index(fields=["first_number"]),
            *filtered("petition", "channel nature branch content charge"),
        ]
