"""What must hold before a penalty case moves on, each beside its article."""

from __future__ import annotations

from decimal import Decimal

from yifa import law
from yifa.foundation.errors import Reason
from yifa.ledgers.cases.benchmark import BASIS as BENCHMARK
from yifa.ledgers.cases.benchmark import Tier, tier_of, tiers_of
from yifa.ledgers.cases.models import Against, Case, Sanction, late_fine
from yifa.procedures.clocks import calendar, local_number
from yifa.procedures.values import Guard, Situation

LAW = "行政处罚法"
RECORDS = "国办发〔2018〕118号"
HEARING_SANCTIONS = {Sanction.CONFISCATE, Sanction.SUSPEND, Sanction.REVOKE, Sanction.RESTRICT}


def has_power(here: Situation) -> Reason | None:
    """The office holds the power on the day, by a published item."""
    power = here.record.power
    if power is None:
        return Reason(
            "请选择权力事项：没有法定依据或者不在公布清单内的，不得处罚", f"{LAW} 第17条、第38条", "power"
        )
    if not power.valid_on(here.on):
        return Reason(
            f"权力事项“{power.name}”在该日无效（来源：{power.get_source_display()}）",
            f"{LAW} 第24条",
            "power",
        )
    return None


def two_officers(here: Situation) -> Reason | None:
    """No fewer than two officers with valid credentials, who show them."""
    record = here.record
    pair = [record.credential, record.second]
    if None in pair or record.credential_id == record.second_id:
        return Reason("调查取证时执法人员不得少于两人", f"{LAW} 第42条", "second")
    for name, credential in zip(("credential", "second"), pair, strict=True):
        if not credential.valid_on(here.on):
            return Reason(f"{credential.person.name}的执法证在该日无效，不得参与办案", f"{LAW} 第42条", name)
    if not record.shown:
        return Reason("执法人员应当主动出示执法证件", f"{LAW} 第55条", "shown")
    return None


def holds(code: str, what: str, basis: str) -> Guard:
    """A condition: a measure with this clock is still in force."""

    def guard(here: Situation) -> Reason | None:
        return None if code in here.clocks else Reason(f"现在没有{what}", basis)

    return guard


def lacks(code: str, already: str, basis: str) -> Guard:
    """A condition: no such clock runs yet."""

    def guard(here: Situation) -> Reason | None:
        return Reason(already, basis) if code in here.clocks else None

    return guard


def is_published(here: Situation) -> Reason | None:
    """Only what was published can be withdrawn from publication."""
    return None if here.record.published_on else Reason("该决定尚未公开", f"{LAW} 第48条")


def notified_in_time(here: Situation) -> Reason | None:
    """The party is told place and time at least seven working days before the hearing."""
    told = here.record.hearing_notified_on
    latest = law.due("PEN-11", here.on, calendar=calendar()).day
    if told is None or (latest is not None and told > latest):
        return Reason(
            "应当在举行听证的七个工作日前通知当事人听证的时间、地点", f"{LAW} 第64条", "hearing_notified_on"
        )
    return None


def evidence_is_listed(here: Situation) -> Reason | None:
    """Facts rest on evidence checked to be true."""
    if here.record.evidence.strip():
        return None
    return Reason("请先列明证据，证据经查证属实方可作为认定事实的根据", f"{LAW} 第46条", "evidence")


def needs_hearing_notice(here: Situation) -> bool:
    """Whether the party may ask for a hearing: art. 63; the sum of a larger fine is a local number."""
    record = here.record
    if record.proposed in HEARING_SANCTIONS:
        return True
    limit = hearing_threshold(record)
    return bool(
        record.proposed == Sanction.FINE and limit is not None and (record.proposed_fine or 0) >= limit
    )


def hearing_threshold(record: Case) -> int | None:
    """The local sum of 较大数额罚款 for this kind of party, in yuan; None where the pack does not say."""
    return local_number("hearing.person" if record.against == Against.CITIZEN else "hearing.organisation")


def hearing_right_told(here: Situation) -> Reason | None:
    """The right to a hearing is told where the law gives it."""
    if needs_hearing_notice(here) and not here.record.hearing_told:
        return Reason("拟作出的处罚属于应当告知听证权利的情形", f"{LAW} 第63条", "hearing_told")
    if (
        here.record.proposed == Sanction.FINE
        and hearing_threshold(here.record) is None
        and not here.record.hearing_told
    ):
        return Reason(
            "本地较大数额罚款标准未配置，须由地方规定填写；配置前请一律告知听证权利",
            f"{LAW} 第63条",
            "hearing_told",
        )
    return None


def party_was_heard(here: Situation) -> Reason | None:
    """No decision before the party could speak; a hearing asked for has been held."""
    record = here.record
    if not record.statement:
        return Reason(
            "请登记陈述申辩情况：未听取陈述、申辩不得作出处罚决定", f"{LAW} 第45条、第62条", "statement"
        )
    if record.hearing_asked_on and record.hearing_on is None:
        return Reason("当事人已申请听证，尚未举行听证", f"{LAW} 第63条、第64条", "hearing_on")
    window = here.clocks.get("PEN-10")
    if (
        record.hearing_told
        and not record.hearing_asked_on
        and record.statement != "waived"
        and window is not None
        and window.due_on
        and here.on <= window.due_on
    ):
        return Reason(
            f"听证申请期限至{window.due_on:%Y年%m月%d日}届满，届满前不得作出决定", f"{LAW} 第64条", "on"
        )
    return None


def legal_review_done(here: Situation) -> Reason | None:
    """Art. 58: these cases are reviewed by the legal staff before a decision."""
    record = here.record
    if not (record.complex or record.hearing_on):
        return None
    if record.reviewed_on is None or record.review_opinion != "agree":
        return Reason(
            "涉及重大公共利益、经过听证或者疑难复杂的案件，未经法制审核或者审核未通过不得作出决定",
            f"{LAW} 第58条",
            "reviewed_on",
        )
    return None


def discussed_together(here: Situation) -> Reason | None:
    """Art. 57(2): complex or grave cases are discussed by the persons in charge together."""
    if here.record.grave and here.record.discussed_on is None:
        return Reason(
            "情节复杂或者重大违法行为，应当由行政机关负责人集体讨论决定", f"{LAW} 第57条第2款", "discussed_on"
        )
    return None


def fine_fits(here: Situation) -> Reason | None:
    """The fine lies in the item's range, is not higher than told, and the benchmark is explained."""
    record = here.record
    if record.sanction != Sanction.FINE:
        return None
    if not record.fine:
        return Reason("请填写罚款金额", f"{LAW} 第59条", "fine")
    low, high = record.power.fine_min, record.power.fine_max
    if (low is not None and record.fine < low) or (high is not None and record.fine > high):
        return Reason(
            f"罚款金额超出该事项的法定幅度（{low or 0}元至{high or '—'}元）", record.power.law_basis, "fine"
        )
    if record.proposed_fine is not None and record.fine > record.proposed_fine:
        return Reason(
            "不得因当事人陈述、申辩而给予更重的处罚，罚款不能高于告知的金额", f"{LAW} 第45条", "fine"
        )
    return None


def by_the_benchmark(here: Situation) -> Reason | None:
    """The fine follows the published benchmark of its item; departing from it takes a reason and an approval."""
    record = here.record
    known = tiers_of(record.power)
    if not known or record.sanction != Sanction.FINE:
        return None
    tier = tier_of(record)
    if tier is None:
        listed = "；".join(one.says for one in known)
        return Reason(f"请从该事项的裁量基准中选择一档：{listed}", BENCHMARK, "tier")
    return None if tier.takes(record.fine or Decimal(0)) else _departure(record, tier)


def _departure(record: Case, tier: Tier) -> Reason | None:
    """What is missing for a fine outside the range of its tier."""
    if not record.departure.strip():
        return Reason(
            f"“{tier.name}”的裁量幅度是{tier.span}，请改为幅度以内的金额；"
            "确需偏离裁量基准的，写明理由并按规定批准",
            BENCHMARK,
            "fine",
        )
    own = record.power is not None and record.power.benchmark_own
    if record.departure_approval.strip() or (own and record.discussed_on):
        return None
    who = (
        "须由本机关负责人批准或者集体讨论决定，请先办理集体讨论，或者填写负责人的批准"
        if own
        else "适用的是上级机关制定的裁量基准，须经基准的制定机关批准，请填写批准机关和文号"
    )
    return Reason(f"偏离裁量基准的，{who}", BENCHMARK, "departure_approval")


def recorded_by_now(here: Situation) -> Reason | None:
    """What is listed was recorded."""
    late = [n for n, row in enumerate(here.record.recordings, 1) if row["day"] > here.on.isoformat()]
    if not late:
        return None
    return Reason(f"第{late[0]}行的记录日期晚于办理日期，请核对", RECORDS, "recordings")


def reminded_long_enough(here: Situation) -> Reason | None:
    """Ten working days must pass after the reminder before the court is asked."""
    window = here.clocks.get("PEN-25")
    if here.record.reminded_on is None:
        return Reason("申请法院强制执行前应当催告", "行政强制法 第54条", "reminded_on")
    if window is not None and window.due_on and here.on <= window.due_on:
        return Reason(
            f"催告书送达十个工作日（至{window.due_on:%Y年%m月%d日}）后方可申请", "行政强制法 第54条", "on"
        )
    return None


def rights_unused(here: Situation) -> Reason | None:
    """Both ways to dispute the decision have ended unused; time that was granted to pay has ended too."""
    record = here.record
    if record.disputed:
        return Reason("当事人已申请复议或者提起诉讼，期限届满的条件不成立", "行政强制法 第53条", "disputed")
    suit = law.due("LIT-01", record.served_on, calendar=calendar()).day
    last = max(filter(None, (suit, record.pay_by)))
    if here.on < last:
        return Reason(
            f"起诉期限六个月自送达起算，准予缴纳的最后日期一并计入，至{last:%Y年%m月%d日}届满，届满后再登记",
            "行政诉讼法 第46条；行政强制法 第53条；行政处罚法 第72条第2款",
            "on",
        )
    return None


def court_window_open(here: Situation) -> Reason | None:
    """The court is asked within three months after the party's own periods ended unused."""
    window = here.clocks.get("PEN-26")
    if window is None:
        return Reason(
            "当事人的复议、起诉期限届满后方可申请法院强制执行，请先登记期限届满", "行政强制法 第53条", "on"
        )
    if window.due_on and here.on > window.due_on:
        return Reason(
            f"申请期限三个月已于{window.due_on:%Y年%m月%d日}届满；没有正当理由的，法院不予受理",
            "行政强制法 第53条；法释〔2018〕1号 第156条",
            "on",
        )
    return None


def late_fine_capped(here: Situation) -> Reason | None:
    """The additional fine never exceeds the fine, and is not counted during review or suit."""
    record = here.record
    if not record.late_fine:
        return None
    if record.disputed:
        return Reason("复议、诉讼期间不计算加处罚款", f"{LAW} 第73条第3款", "late_fine")
    due = here.clocks.get("PEN-20")
    owed = record.pay_by or (due.due_on if due is not None else None)
    days = (here.on - owed).days if owed else 0
    most = late_fine(record.fine or Decimal(0), days) if days > 0 else record.fine or 0
    if record.late_fine > most:
        return Reason(
            f"加处罚款每日按罚款数额的百分之三计，不得超出罚款数额，至该日最多{most}元",
            f"{LAW} 第72条；行政强制法 第45条",
            "late_fine",
        )
    return None
