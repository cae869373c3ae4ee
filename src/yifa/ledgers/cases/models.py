"""Power items with their source, and a penalty case from the clue to the closed file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.office.models import Unit
from yifa.records.fields import PersonalField, RowsField
from yifa.records.models import Record, filtered
from yifa.records.rows import Cell


class PowerSource(models.TextChoices):
    """Where an office's power to punish comes from (行政处罚法 arts. 17-24)."""

    STATUTE = "statute", _("法律法规直接规定")
    HANDED = "handed", _("省级决定下放（行政处罚法 第24条）")
    RELATIVE = "relative", _("相对集中行政处罚权（行政处罚法 第18条）")
    ENTRUSTED = "entrusted", _("书面委托（行政处罚法 第20条、第21条）")


class PowerItem(models.Model):
    """One item of the published list of powers, with the discretion benchmark for it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="power_items", verbose_name=_("行使单位"))
    code = models.CharField(_("事项编码"), max_length=40, unique=True)
    name = models.CharField(_("事项名称"), max_length=120)
    field = models.CharField(_("执法领域"), max_length=40)
    law_basis = models.CharField(_("法律依据"), max_length=200)
    source = models.CharField(_("权力来源"), max_length=12, choices=PowerSource.choices)
    document = models.CharField(_("公布文件"), max_length=120, blank=True)
    in_name_of = models.CharField(_("以谁的名义作出决定"), max_length=80)
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("收回日期"), null=True, blank=True)
    fine_min = models.DecimalField(_("罚款下限"), max_digits=12, decimal_places=2, null=True, blank=True)
    fine_max = models.DecimalField(_("罚款上限"), max_digits=12, decimal_places=2, null=True, blank=True)
    benchmark = models.JSONField(
        _("裁量基准"),
        default=list,
        blank=True,
        help_text=_("每行一档：“情节：幅度”或者“情节：幅度：适用条件”，如 较轻：50元至200元：首次违法"),
    )
    benchmark_own = models.BooleanField(
        _("裁量基准由作出决定的机关自己制定"),
        default=False,
        help_text=_("街道适用的基准一般由上级机关制定，不勾选"),
    )

    class Meta:
        verbose_name = _("权力事项")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def valid_on(self, day: date) -> bool:
        """Whether the office holds the power on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Clue(models.TextChoices):
    PATROL = "patrol", _("巡查发现")
    INSPECTION = "inspection", _("行政检查发现")
    COMPLAINT = "complaint", _("投诉举报")
    TRANSFER = "transfer", _("其他机关移送")
    ASSIGNED = "assigned", _("上级交办")
    DATA = "data", _("数据监测")


class Against(models.TextChoices):
    CITIZEN = "citizen", _("公民")
    ENTITY = "entity", _("法人或者其他组织")


class Sanction(models.TextChoices):
    """行政处罚法 art. 9, heaviest last: a decision with several kinds counts once, under the heaviest."""

    WARNING = "warning", _("警告、通报批评")
    FINE = "fine", _("罚款")
    CONFISCATE = "confiscate", _("没收违法所得、没收非法财物")
    SUSPEND = "suspend", _("暂扣许可证件、降低资质等级")
    REVOKE = "revoke", _("吊销许可证件")
    RESTRICT = "restrict", _("限制开展生产经营活动、责令停产停业、责令关闭、限制从业")
    NONE = "none", _("不予行政处罚")


class Service(models.TextChoices):
    DIRECT = "direct", _("直接送达")
    LEFT = "left", _("留置送达")
    ELECTRONIC = "electronic", _("电子送达")
    MAIL = "mail", _("邮寄送达")
    ENTRUSTED = "entrusted", _("委托送达")
    NOTICE = "notice", _("公告送达")


STAGES = (
    ("scene", _("现场检查")),
    ("inquiry", _("调查取证")),
    ("preserve", _("先行登记保存")),
    ("seize", _("查封、扣押")),
    ("hearing", _("听证")),
    ("service", _("留置送达、公告送达")),
    ("other", _("其他环节")),
)


class Case(Record):
    """One case."""

    clue = models.CharField(_("案件来源"), max_length=12, choices=Clue.choices)
    power = models.ForeignKey(
        PowerItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("权力事项")
    )
    place = models.CharField(_("违法地点"), max_length=80)
    violation = models.CharField(_("涉嫌违法行为"), max_length=120)
    against = models.CharField(_("当事人类型"), max_length=8, choices=Against.choices)
    party = PersonalField(_("当事人"), mask="name")
    party_id = PersonalField(_("证件号码或统一社会信用代码"), blank=True)
    phone = PersonalField(_("联系电话"), mask="phone", blank=True)
    address = PersonalField(_("住所"), blank=True)
    credential = models.ForeignKey(
        "penalties.Credential",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("主办执法人员（执法证）"),
    )
    second = models.ForeignKey(
        "penalties.Credential",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("协办执法人员（执法证）"),
    )
    shown = models.BooleanField(_("已主动出示执法证件"), default=False)
    facts = PersonalField(_("查明的事实"), blank=True, long=True)
    evidence = models.TextField(
        _("证据清单"), blank=True, help_text=_("每行一份：种类、名称、来源、取得日期，不写个人情况")
    )
    preserved_on = models.DateField(_("先行登记保存日期"), null=True, blank=True)
    seized_on = models.DateField(_("查封、扣押日期"), null=True, blank=True)
    filed_on = models.DateField(_("立案日期"), null=True, blank=True)
    investigated_on = models.DateField(_("调查终结日期"), null=True, blank=True)
    complex = models.BooleanField(_("涉及重大公共利益，或者案情疑难复杂、涉及多个法律关系"), default=False)
    grave = models.BooleanField(_("情节复杂或者重大违法行为"), default=False)
    proposed = models.CharField(_("拟处罚种类"), max_length=12, choices=Sanction.choices, blank=True)
    proposed_fine = models.DecimalField(
        _("拟罚款金额"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    told_on = models.DateField(_("处罚告知书送达日期"), null=True, blank=True)
    hearing_told = models.BooleanField(_("已告知听证权利"), default=False)
    statement = models.CharField(
        _("陈述申辩"),
        max_length=8,
        blank=True,
        choices=[("none", _("未提出")), ("heard", _("提出并已复核")), ("waived", _("书面放弃"))],
    )
    hearing_asked_on = models.DateField(_("申请听证日期"), null=True, blank=True)
    hearing_notified_on = models.DateField(_("听证通知书送达日期"), null=True, blank=True)
    hearing_on = models.DateField(_("听证日期"), null=True, blank=True)
    reviewer = models.CharField(_("法制审核人员"), max_length=40, blank=True)
    review_opinion = models.CharField(
        _("法制审核意见"), max_length=8, blank=True, choices=[("agree", _("同意")), ("return", _("提出意见"))]
    )
    reviewed_on = models.DateField(_("法制审核日期"), null=True, blank=True)
    discussed_on = models.DateField(_("集体讨论日期"), null=True, blank=True)
    sanction = models.CharField(_("处罚种类"), max_length=12, choices=Sanction.choices, blank=True)
    fine = models.DecimalField(
        _("罚没金额"), max_digits=12, decimal_places=2, null=True, blank=True, help_text=_("元")
    )
    tier = models.CharField(_("裁量情节"), max_length=40, blank=True)
    discretion = models.TextField(_("裁量基准适用说明"), blank=True)
    departure = models.TextField(
        _("偏离裁量基准的理由"), blank=True, help_text=_("罚款在所选情节的幅度以内的，不填")
    )
    departure_approval = models.CharField(
        _("偏离裁量基准的批准"),
        max_length=120,
        blank=True,
        help_text=_(
            "偏离上级制定的基准，填制定机关的批准和文号；偏离本机关制定的基准，填负责人的批准，经集体讨论的不填"
        ),
    )
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)
    service = models.CharField(_("送达方式"), max_length=12, choices=Service.choices, blank=True)
    served_on = models.DateField(_("送达日期"), null=True, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    revised_on = models.DateField(_("决定被变更、撤销的日期"), null=True, blank=True)
    unpublished_on = models.DateField(_("撤回公开日期"), null=True, blank=True)
    instalments = models.CharField(_("延期、分期缴纳批准内容"), max_length=120, blank=True)
    schedule = RowsField(
        _("延期、分期缴纳计划"),
        cells=(Cell("day", _("缴纳期限"), "day"), Cell("amount", _("金额（元）"), "sum")),
        help_text=_("每期一行，合计等于罚没金额；只延期的写一行"),
    )
    payments = RowsField(
        _("缴纳登记"),
        cells=(
            Cell("day", _("缴纳日期"), "day"),
            Cell("amount", _("金额（元）"), "sum"),
            Cell("receipt", _("票据号"), required=False),
        ),
        help_text=_("每次缴纳一行，按先后抵充各期；加处罚款另填"),
    )
    reminded_on = models.DateField(_("催告书送达日期"), null=True, blank=True)
    late_fine = models.DecimalField(
        _("加处罚款"), max_digits=12, decimal_places=2, null=True, blank=True, help_text=_("元")
    )
    rights_ended_on = models.DateField(_("复议、起诉期限届满日期"), null=True, blank=True)
    court_on = models.DateField(_("申请法院强制执行日期"), null=True, blank=True)
    performed_on = models.DateField(_("履行完毕日期"), null=True, blank=True)
    closed_on = models.DateField(_("结案日期"), null=True, blank=True)
    transfer_asked_on = models.DateField(_("提请移送司法机关日期"), null=True, blank=True)
    transferred_on = models.DateField(_("批准移送司法机关日期"), null=True, blank=True)
    handed_on = models.DateField(_("移送公安机关日期"), null=True, blank=True)
    recordings = RowsField(
        _("执法记录目录"),
        cells=(
            Cell("kind", _("种类"), "choice", (("text", _("文字")), ("video", _("音像")))),
            Cell("stage", _("所属环节"), "choice", STAGES),
            Cell("day", _("记录日期"), "day"),
            Cell("by", _("记录人")),
            Cell("place", _("存放位置"), "file", longest=120),
        ),
        help_text=_("存放位置写设备、存储平台和编号，或者本案附件的文件名；不写当事人姓名"),
    )
    disputed = models.BooleanField(_("已申请复议或者提起诉讼"), default=False)

    @property
    def pay_by(self) -> date | None:
        """The last day granted for paying; None where no time was granted."""
        return max((date.fromisoformat(row["day"]) for row in self.schedule), default=None)

    class Meta:
        verbose_name = _("行政处罚案件")
        indexes = filtered("case", "clue sanction")


def late_fine(fine: Decimal, days: int) -> Decimal:
    """The additional fine for late payment: 3 % of the fine a day, at most the fine itself (行政处罚法 art. 72(1), 行政强制法 art. 45)."""
    return min(fine, fine * Decimal("0.03") * max(0, days)).quantize(Decimal("0.01"))
