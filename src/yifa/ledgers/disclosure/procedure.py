"""Disclosure on application: received, corrected once, third parties asked with the clock standing still, answered."""

from __future__ import annotations

from yifa.foundation.errors import Reason
from yifa.ledgers.disclosure.models import CONFIRMED, REVIEW_FIRST, Reply
from yifa.procedures.values import Move, Paper, Procedure, Situation, Step, steps

LAW = "政府信息公开条例"


def receipt_is_confirmed(here: Situation) -> Reason | None:
    """For letters without a signature, the internet and fax, the receipt day is the one confirmed with the applicant."""
    if here.record.channel in CONFIRMED and here.record.confirmed_on is None:
        return Reason(
            "该渠道以与申请人确认之日为收到申请之日，请填写确认日期", f"{LAW} 第31条", "confirmed_on"
        )
    return None


def correction_once(here: Situation) -> Reason | None:
    """The applicant is asked to correct once, in writing, within seven working days."""
    if here.record.corrected_on is not None:
        return Reason("补正告知应当一次性作出，本申请已补正过", f"{LAW} 第30条")
    window = here.clocks.get("INF-03")
    if window is not None and window.due_on and here.on > window.due_on:
        return Reason(
            f"补正告知期限已于{window.due_on:%Y年%m月%d日}届满，应当直接办理", f"{LAW} 第30条", "on"
        )
    return None


def third_party_was_asked(here: Situation) -> Reason | None:
    """Refusal for a third party's sake needs that party's view; its refusal yields to a major public interest."""
    record = here.record
    if record.reply != Reply.R4:
        return None
    if record.third_party_on is None:
        return Reason("以保护第三方权益为由不予公开的，应当先书面征求第三方意见", f"{LAW} 第32条", "reply")
    if record.public_interest:
        return Reason(
            "不公开会对公共利益造成重大影响的，可以决定予以公开", f"{LAW} 第32条", "public_interest"
        )
    return None


def unclear_only_after_correction(here: Situation) -> Reason | None:
    """Some answers exist only after the applicant was asked to correct."""
    if here.record.reply in (Reply.N3, Reply.O1) and here.record.correction_on is None:
        return Reason("该答复类型以告知补正为前提", f"{LAW} 第30条", "reply")
    return None


def reasons_are_given(here: Situation) -> Reason | None:
    """An answer that gives less than everything states its reasons."""
    if here.record.reply not in ("", Reply.GRANTED) and not here.record.reply_text.strip():
        return Reason("不予公开、部分公开或者无法提供的，应当告知并说明理由", f"{LAW} 第36条", "reply_text")
    return None


def needs_review_first(application: object) -> bool:
    """Whether the reply must tell the applicant that reconsideration comes before a suit."""
    return getattr(application, "reply", "") in REVIEW_FIRST


ON_APPLICATION = Procedure(
    code="disclosure",
    name="依申请公开",
    basis=LAW,
    steps=(
        Step("received", "收到申请", f"{LAW} 第31条", phase="收到"),
        Step("accepted", "办理中", f"{LAW} 第33条", phase="办理"),
        Step("correcting", "已告知补正", f"{LAW} 第30条", phase="补正", aside=True),
        Step("third_party", "征求第三方意见", f"{LAW} 第32条", phase="征求意见", aside=True),
        Step("joint", "征求共同制作机关意见", f"{LAW} 第34条", phase="征求意见", aside=True),
        Step("fee", "已通知缴费", f"{LAW} 第42条", phase="收费", aside=True),
        Step("replied", "已答复", f"{LAW} 第36条", phase="答复"),
        Step("disputed", "投诉、复议或者诉讼中", f"{LAW} 第51条", phase="救济", aside=True),
        Step("filed", "已归档", ends=True, phase="归档"),
    ),
    moves=(
        Move(
            "accept",
            "登记收到日，开始办理",
            steps("received"),
            "accepted",
            f"{LAW} 第31条、第33条",
            asks=("confirmed_on?",),
            guards=(receipt_is_confirmed,),
            starts=("INF-03", "INF-04"),
            says="当面提交以提交之日、签收邮寄以签收之日、其他渠道以与申请人确认之日为收到之日",
        ),
        Move(
            "correct",
            "告知补正",
            steps("accepted"),
            "correcting",
            f"{LAW} 第30条",
            guards=(correction_once,),
            stops=("INF-03", "INF-04"),
            reason=True,
            day_field="correction_on",
        ),
        Move(
            "corrected",
            "收到补正",
            steps("correcting"),
            "accepted",
            f"{LAW} 第30条",
            starts=("INF-04",),
            day_field="corrected_on",
            says="答复期限自收到补正的申请之日起重新计算",
        ),
        Move(
            "not_corrected",
            "逾期未补正，不再处理",
            steps("correcting"),
            "replied",
            f"{LAW} 第30条",
            asks=("reply",),
            guards=(unclear_only_after_correction,),
            day_field="replied_on",
        ),
        Move(
            "ask_third",
            "征求第三方意见",
            steps("accepted"),
            "third_party",
            f"{LAW} 第32条、第33条第3款",
            suspends=("INF-04",),
            starts=("INF-05",),
            day_field="third_party_on",
            reason=True,
        ),
        Move(
            "third_answered",
            "第三方已答复或期满",
            steps("third_party"),
            "accepted",
            f"{LAW} 第32条",
            asks=("third_party_opinion", "public_interest?"),
            resumes=("INF-04",),
            stops=("INF-05",),
        ),
        Move(
            "ask_joint",
            "征求共同制作机关意见",
            steps("accepted"),
            "joint",
            f"{LAW} 第34条、第33条第3款",
            asks=("joint_maker",),
            suspends=("INF-04",),
            starts=("INF-06",),
        ),
        Move(
            "joint_answered",
            "共同机关已答复或期满",
            steps("joint"),
            "accepted",
            f"{LAW} 第34条",
            resumes=("INF-04",),
            stops=("INF-06",),
        ),
        Move(
            "extend",
            "延长答复期限",
            steps("accepted"),
            "accepted",
            f"{LAW} 第33条第2款",
            who="decide",
            extends=("INF-04",),
            reason=True,
            says="经政府信息公开工作机构负责人同意，延长不超过二十个工作日，并告知申请人",
        ),
        Move(
            "charge",
            "通知缴纳信息处理费",
            steps("accepted"),
            "fee",
            f"{LAW} 第42条",
            asks=("fee",),
            stops=("INF-04",),
            starts=("INF-08",),
        ),
        Move(
            "paid",
            "已缴费",
            steps("fee"),
            "accepted",
            f"{LAW} 第42条",
            stops=("INF-08",),
            starts=("INF-04",),
            day_field="fee_paid_on",
        ),
        Move(
            "unpaid",
            "逾期未缴费",
            steps("fee"),
            "replied",
            f"{LAW} 第42条",
            asks=("reply",),
            stops=("INF-08",),
            day_field="replied_on",
        ),
        Move(
            "answer",
            "答复",
            steps("accepted"),
            "replied",
            f"{LAW} 第33条、第36条",
            asks=("reply", "reply_text?", "delivered_by?"),
            guards=(third_party_was_asked, unclear_only_after_correction, reasons_are_given),
            stops=("INF-04", "INF-03"),
            day_field="replied_on",
        ),
        Move(
            "disputed",
            "申请人投诉、复议或者起诉",
            steps("replied"),
            "disputed",
            f"{LAW} 第51条",
            asks=("remedy",),
        ),
        Move(
            "dispute_ends",
            "争议已有结果",
            steps("disputed"),
            "replied",
            f"{LAW} 第51条",
            asks=("remedy_result",),
        ),
        Move("file", "归档", steps("replied"), "filed"),
    ),
    papers=(
        Paper("receipt", "登记回执", f"{LAW} 第31条", after=steps("accept"), order=1),
        Paper("correction", "补正告知书", f"{LAW} 第30条", after=steps("correct"), order=2),
        Paper("third_party", "第三方意见征询书", f"{LAW} 第32条", after=steps("ask_third"), order=3),
        Paper("extension", "延期答复告知书", f"{LAW} 第33条", after=steps("extend"), order=4),
        Paper(
            "reply",
            "政府信息公开申请答复书",
            f"{LAW} 第36条",
            after=steps("answer not_corrected unpaid"),
            order=5,
        ),
    ),
)
