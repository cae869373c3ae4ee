"""An application for information: who, how it came, what happened to it, how it was answered."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from yifa.records.fields import PersonalField
from yifa.records.models import Record, filtered


class Channel(models.TextChoices):
    """政府信息公开条例 art. 31: the channel decides which day counts as receipt."""

    COUNTER = "counter", _("当面提交（提交之日）")
    REGISTERED = "registered", _("挂号信、特快专递等须签收的邮寄（签收之日）")
    LETTER = "letter", _("平常信函等无需签收的邮寄（与申请人确认之日）")
    NETWORK = "network", _("互联网渠道（双方确认之日）")
    FAX = "fax", _("传真（双方确认之日）")


CONFIRMED = (Channel.LETTER, Channel.NETWORK, Channel.FAX)


class Applicant(models.TextChoices):
    """Columns of the national table (国办公开办函〔2021〕30号, table 3)."""

    PERSON = "person", _("自然人")
    BUSINESS = "business", _("商业企业")
    RESEARCH = "research", _("科研机构")
    WELFARE = "welfare", _("社会公益组织")
    LEGAL = "legal", _("法律服务机构")
    OTHER = "other", _("其他")


class Reply(models.TextChoices):
    """Rows of the national table: how an application was dealt with."""

    GRANTED = "granted", _("予以公开")
    PARTLY = "partly", _("部分公开")
    R1 = "r1", _("不予公开：属于国家秘密")
    R2 = "r2", _("不予公开：其他法律行政法规禁止公开")
    R3 = "r3", _("不予公开：危及“三安全一稳定”")
    R4 = "r4", _("不予公开：保护第三方合法权益")
    R5 = "r5", _("不予公开：属于三类内部事务信息")
    R6 = "r6", _("不予公开：属于四类过程性信息")
    R7 = "r7", _("不予公开：属于行政执法案卷")
    R8 = "r8", _("不予公开：属于行政查询事项")
    N1 = "n1", _("无法提供：本机关不掌握相关政府信息")
    N2 = "n2", _("无法提供：没有现成信息需要另行制作")
    N3 = "n3", _("无法提供：补正后申请内容仍不明确")
    D1 = "d1", _("不予处理：信访举报投诉类申请")
    D2 = "d2", _("不予处理：重复申请")
    D3 = "d3", _("不予处理：要求提供公开出版物")
    D4 = "d4", _("不予处理：无正当理由大量反复申请")
    D5 = "d5", _("不予处理：要求行政机关确认或重新出具已获取信息")
    O1 = "o1", _("其他处理：申请人无正当理由逾期不补正")
    O2 = "o2", _("其他处理：申请人逾期未按收费通知要求缴纳费用")
    O3 = "o3", _("其他处理：其他")


# 政府信息公开条例 arts. 14-16: against these refusals reconsideration comes before the court (行政复议法 art. 23).
REVIEW_FIRST = frozenset({"r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8"})


class Application(Record):
    """One application."""

    channel = models.CharField(_("申请渠道"), max_length=12, choices=Channel.choices)
    confirmed_on = models.DateField(_("与申请人确认之日"), null=True, blank=True)
    applicant_kind = models.CharField(_("申请人类别"), max_length=10, choices=Applicant.choices)
    applicant = PersonalField(_("申请人姓名或者名称"), mask="name")
    contact = PersonalField(_("联系方式"), mask="phone")
    identity = PersonalField(_("身份证明"), blank=True)
    wanted = models.TextField(_("所需信息内容"), help_text=_("信息名称、文号或者特征，不写个人情况"))
    form_wanted = models.CharField(_("获取方式"), max_length=40, blank=True)
    correction_on = models.DateField(_("补正告知日期"), null=True, blank=True)
    corrected_on = models.DateField(_("收到补正日期"), null=True, blank=True)
    third_party_on = models.DateField(_("征求第三方意见日期"), null=True, blank=True)
    third_party_opinion = models.CharField(
        _("第三方意见"),
        max_length=8,
        blank=True,
        choices=[("agree", _("同意公开")), ("refuse", _("不同意公开")), ("silent", _("逾期未答复"))],
    )
    public_interest = models.BooleanField(_("不公开会对公共利益造成重大影响"), default=False)
    joint_maker = models.CharField(_("共同制作机关"), max_length=60, blank=True)
    fee = models.DecimalField(
        _("信息处理费"), max_digits=10, decimal_places=2, null=True, blank=True, help_text=_("元")
    )
    fee_paid_on = models.DateField(_("缴费日期"), null=True, blank=True)
    reply = models.CharField(_("答复类型"), max_length=8, choices=Reply.choices, blank=True)
    reply_text = models.TextField(_("答复内容和依据"), blank=True)
    replied_on = models.DateField(_("答复日期"), null=True, blank=True)
    delivered_by = models.CharField(_("送达方式"), max_length=20, blank=True)
    remedy = models.CharField(
        _("后续争议"),
        max_length=12,
        blank=True,
        choices=[("complaint", _("投诉举报")), ("review", _("行政复议")), ("suit", _("行政诉讼"))],
    )
    remedy_result = models.CharField(
        _("争议结果"),
        max_length=10,
        blank=True,
        choices=[
            ("upheld", _("结果维持")),
            ("corrected", _("结果纠正")),
            ("other", _("其他结果")),
            ("open", _("尚未审结")),
        ],
    )

    class Meta:
        verbose_name = _("依申请公开")
        indexes = filtered("disclosure", "channel applicant_kind reply")

    @property
    def starts_on(self) -> date:
        """The day the application counts as received (art. 31)."""
        if self.channel in CONFIRMED and self.confirmed_on:
            return self.confirmed_on
        return self.received_on
