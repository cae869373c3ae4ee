"""People's mediation by the 人民调解法: registered, accepted, mediated, agreed, performed, filed."""

from __future__ import annotations

from typing import Any

from yifa.foundation.errors import Reason
from yifa.ledgers.disputes.models import Form, Kind
from yifa.procedures.values import Move, Paper, Procedure, Situation, Step, steps

LAW = "人民调解法"
WRITTEN_ONLY = {
    Kind.D10: "劳动争议调解仲裁法 第14条",
    Kind.D12: "医疗纠纷预防和处理条例 第39条",
}


def nobody_refused(here: Situation) -> Reason | None:
    """Mediation is voluntary: none of the parties may have refused expressly."""
    if here.record.consent:
        return None
    return Reason("当事人明确拒绝调解的，不得调解", f"{LAW} 第17条", "consent")


def may_be_oral(here: Situation) -> Reason | None:
    """Some kinds of dispute must be settled in writing."""
    basis = WRITTEN_ONLY.get(here.record.kind)
    if here.record.agreement_form == Form.ORAL and basis:
        return Reason("这类纠纷达成协议的，应当制作书面调解协议书", basis, "agreement_form")
    return None


def in_time_for_court(here: Situation) -> Reason | None:
    """Both parties apply for confirmation within thirty days of the agreement taking effect."""
    window = here.clocks.get("MED-06")
    if window is not None and window.due_on and here.on > window.due_on:
        return Reason(f"司法确认申请期限已于{window.due_on:%Y年%m月%d日}届满", "民事诉讼法 第205条", "on")
    return None


def can_be_confirmed(here: Situation) -> Reason | None:
    """The court asks for the agreement as a paper."""
    if here.record.agreement_form != Form.WRITTEN:
        return Reason(
            "申请司法确认须提交调解协议，请先把口头协议制作成书面协议",
            "民事诉讼法解释 第354条",
            "agreement_form",
        )
    return None


def in_writing(record: Any) -> bool:
    """Settled by a written agreement."""
    return bool(record.agreement_form == Form.WRITTEN)


def by_word(record: Any) -> bool:
    """Settled by word of mouth."""
    return bool(record.agreement_form == Form.ORAL)


def was_settled(record: Any) -> bool:
    """There is something to look after."""
    return record.settled_on is not None


def routes_were_told(here: Situation) -> Reason | None:
    """Who ends a mediation tells the parties the other lawful ways."""
    if here.record.routes_told:
        return None
    return Reason("须告知当事人可以依法通过仲裁、行政、司法等途径维护权利", f"{LAW} 第26条", "routes_told")


MEDIATION = Procedure(
    code="mediation",
    name="人民调解",
    basis=LAW,
    steps=(
        Step("registered", "线索登记", phase="登记"),
        Step("accepted", "已受理", f"{LAW} 第17条", phase="受理"),
        Step("mediating", "调解中", f"{LAW} 第21条、第22条", phase="调解"),
        Step("agreed", "协议生效·履行监督", f"{LAW} 第30条、第31条", phase="履行"),
        Step("confirming", "司法确认中", f"{LAW} 第33条；民事诉讼法 第205条", phase="确认", aside=True),
        Step("confirmed", "裁定确认有效", "民事诉讼法 第206条", phase="确认", aside=True),
        Step("performed", "履行完毕", f"{LAW} 第31条", phase="履行"),
        Step("broken", "未履行", f"{LAW} 第31条、第32条", phase="履行", aside=True),
        Step("refused", "不予受理", f"{LAW} 第17条", phase="受理", aside=True),
        Step("failed", "调解终止", f"{LAW} 第26条", phase="调解", aside=True),
        Step("filed", "已归档", f"{LAW} 第27条", ends=True, phase="归档"),
    ),
    moves=(
        Move(
            "accept",
            "受理",
            steps("registered"),
            "accepted",
            f"{LAW} 第17条、第18条",
            guards=(nobody_refused,),
            starts=("MED-02",),
            day_field="accepted_on",
            asks=("mechanism?", "room?", "responsible?"),
            says="当事人申请，或主动调解而无人明确拒绝；告知权利义务，确定调解员",
        ),
        Move(
            "refuse",
            "不予受理",
            steps("registered accepted mediating"),
            "refused",
            f"{LAW} 第17条、第26条",
            asks=("routes_told",),
            guards=(routes_were_told,),
            reason=True,
            day_field="ended_on",
        ),
        Move("mediate", "开始调解", steps("accepted"), "mediating", f"{LAW} 第21条、第22条"),
        Move(
            "settle",
            "达成协议",
            steps("accepted mediating"),
            "agreed",
            f"{LAW} 第28条至第30条",
            asks=("agreement_form", "amount?", "agreement?", "perform_by?"),
            guards=(may_be_oral,),
            stops=("MED-02",),
            starts=("MED-06",),
            day_field="settled_on",
        ),
        Move(
            "fail",
            "调解终止",
            steps("accepted mediating"),
            "failed",
            f"{LAW} 第23条、第26条",
            asks=("routes_told", "agreement_form?"),
            guards=(routes_were_told,),
            reason=True,
            stops=("MED-02",),
            day_field="ended_on",
        ),
        Move(
            "perform",
            "履行完毕",
            steps("agreed confirmed broken"),
            "performed",
            f"{LAW} 第31条",
            asks=("visited_on?", "satisfied?"),
            day_field="performed_on",
        ),
        Move("break", "未履行", steps("agreed"), "broken", f"{LAW} 第31条、第32条", reason=True),
        Move(
            "apply_court",
            "申请司法确认",
            steps("agreed"),
            "confirming",
            f"{LAW} 第33条；民事诉讼法 第205条",
            asks=("court",),
            guards=(can_be_confirmed, in_time_for_court),
            stops=("MED-06",),
        ),
        Move(
            "court_confirms",
            "裁定有效",
            steps("confirming"),
            "confirmed",
            "民事诉讼法 第206条",
            day_field="confirmed_on",
        ),
        Move(
            "court_rejects",
            "裁定驳回或不予受理",
            steps("confirming"),
            "mediating",
            "民事诉讼法 第206条；民事诉讼法解释 第355条、第358条",
            returns=True,
        ),
        Move(
            "court_withdrawn",
            "撤回确认申请",
            steps("confirming"),
            "agreed",
            "民事诉讼法 第205条",
            reason=True,
        ),
        Move(
            "reopen",
            "重新调解",
            steps("failed broken"),
            "mediating",
            f"{LAW} 第22条",
            returns=True,
        ),
        Move(
            "file",
            "归档",
            steps("performed broken refused failed confirmed"),
            "filed",
            f"{LAW} 第27条",
            asks=("visited_on?", "satisfied?"),
        ),
    ),
    # The case file of the ministry's forms (2010): cover, catalogue and back page are made with the bound file.
    papers=(
        Paper("application", "人民调解申请书", f"{LAW} 第17条", order=1),
        Paper(
            "registration", "人民调解受理登记表", f"{LAW} 第27条", after=steps("accept"), signed=True, order=1
        ),
        Paper(
            "rights",
            "人民调解当事人权利义务告知书",
            f"{LAW} 第22条至第24条",
            after=steps("accept"),
            signed=True,
            order=2,
        ),
        Paper("identity", "当事人身份证明", f"{LAW} 第27条", after=steps("accept"), order=3),
        Paper("proxy", "授权委托书", f"{LAW} 第27条", order=4),
        Paper("inquiry", "人民调解调查记录", f"{LAW} 第27条", order=5),
        Paper("evidence", "人民调解证据材料", f"{LAW} 第27条", order=6),
        Paper("record", "人民调解记录", f"{LAW} 第27条", after=steps("settle fail"), signed=True, order=7),
        Paper(
            "agreement",
            "人民调解协议书",
            f"{LAW} 第29条",
            after=steps("settle apply_court"),
            signed=True,
            order=8,
            when=in_writing,
        ),
        Paper(
            "oral", "人民调解口头协议登记表", f"{LAW} 第28条", after=steps("settle"), order=8, when=by_word
        ),
        Paper("receipt", "履行凭证", f"{LAW} 第31条", order=9),
        Paper("visit", "人民调解回访记录", after=steps("file"), order=10, when=was_settled),
        Paper(
            "court",
            "司法确认有关材料",
            "民事诉讼法 第205条、第206条",
            after=steps("court_confirms court_rejects"),
            order=11,
        ),
        Paper("note", "卷宗情况说明", order=12),
    ),
)
