"""What the demo offices wrote down: one function a ledger, each a list of entries with the moves they went through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.demo.dice import Dice, Then
from yifa.demo.office import Street, table
from yifa.office.models import Person, Unit
from yifa.procedures.bulk import Entry

STORIES = table("stories")
PARTIES = ["赵某示", "钱某样", "孙某范", "李某甲", "周某乙", "吴某丙", "郑某丁", "王某戊"]


def entry(
    dice: Dice, unit: Unit, by: Person, day: date, values: Mapping[str, Any], moves: list[Then]
) -> Entry:
    """An entry on a day; late now and then, so that its moves are entered late too."""
    entered = dice.moment(min(day + timedelta(days=dice.lag()), dice.today))
    return Entry(unit, {"happened_on": day, **values}, by, then=dice.walk(day, entered, moves), at=entered)


def place_of(dice: Dice, street: Street) -> tuple[Unit, Person]:
    """Where something is registered, and who does it: a community and its worker, or the street and a mediator."""
    if dice.chance(0.65):
        number = dice.between(0, len(street.communities) - 1)
        return street.communities[number], street.staff["community"][number]
    return street.unit, dice.one(street.staff["mediator"])


def highlight(dice: Dice, ledger: str, share: float) -> str:
    """Now and then a sentence for the yearly report."""
    return dice.one(STORIES["highlights"][ledger]) if dice.chance(share) else ""


def disputes(dice: Dice, street: Street) -> list[Entry]:
    """Disputes: most settled within a fortnight, some not, the newest still open, a few forgotten past their day."""
    days = dice.days(240 * street.size, STORIES["months"]["disputes"])
    return [_dispute(dice, street, day) for day in days]


def _dispute(dice: Dice, street: Street, day: date) -> Entry:
    kinds = STORIES["disputes"]
    kind = dice.weighted({code: row["weight"] for code, row in kinds.items()})
    unit, by = place_of(dice, street)
    source = dice.weighted({"applied": 62, "active": 30, "referred": 8})
    parties = dice.random.sample(PARTIES, 2)
    values = {
        "title": dice.one(kinds[kind]["titles"]).format(place=dice.one(STORIES["places"])) + "纠纷",
        "kind": kind,
        "source_kind": source,
        "referred_by": dice.one(STORIES["referred"]) if source == "referred" else "",
        "parties": "、".join(parties),
        "phone": f"1380000{dice.between(0, 9999):04d}",
        "address": f"示例路{dice.between(1, 99)}号",
        "place": dice.one(STORIES["places"]),
        "people": dice.weighted({2: 80, 3: 10, 5: 7, 12: 3}),
        "facts": "双方就上述事项各执一词，经了解情况后登记。",
        "highlight": highlight(dice, "disputes", 0.02),
    }
    return entry(dice, unit, by, day, values, _mediation(dice, day, kind, by))


def _mediation(dice: Dice, day: date, kind: str, by: Person) -> list[Then]:
    mechanism = dice.weighted(STORIES["mechanisms"])
    accept = Then(
        "accept",
        dice.between(0, 2),
        {"mechanism": mechanism, "room": dice.one(STORIES["rooms"]), "responsible": by},
    )
    # Some of the last weeks' disputes hang: their month runs out now or ran out a little while ago.
    hanging = 14 if 20 <= (dice.today - day).days <= 70 else 0
    how = dice.weighted({"settled": 90, "failed": 4, "refused": 2, "stuck": hanging})
    if how == "stuck":
        return [accept, Then("mediate", 1)]
    if how == "refused":
        refuse = Then("refuse", 1, {"routes_told": True}, "一方当事人明确拒绝调解")
        return [refuse, Then("file", dice.between(1, 9))]
    if how == "failed":
        told = {"routes_told": True, "agreement_form": dice.weighted({"written": 1, "oral": 2})}
        gap = dice.between(8, 28)
        return [accept, Then("mediate", 1), Then("fail", gap, told, "双方差距较大"), Then("file", 3)]
    return [accept, Then("mediate", dice.between(0, 2)), *_agreement(dice, day, kind)]


def _agreement(dice: Dice, day: date, kind: str) -> list[Then]:
    written = kind in ("D10", "D12") or dice.chance(0.24)
    low, high = STORIES["disputes"][kind]["money"]
    amount = Decimal(dice.between(low, high) // 10 * 10)
    settle = {
        "agreement_form": "written" if written else "oral",
        "amount": amount if amount and dice.chance(0.7) else None,
        "agreement": "双方自愿达成一致，按约定履行，互不再追究。",
    }
    moves = [Then("settle", dice.between(0, 14), settle)]
    if dice.chance(0.9) or (dice.today - day).days > 60:
        visit = {"satisfied": dice.weighted({"good": 80, "fair": 16, "poor": 2, "": 2})}
        moves += [Then("perform", dice.between(0, 20), visit), Then("file", dice.between(1, 15))]
    return moves


def outreach(dice: Dice, street: Street) -> list[Entry]:
    """Events in the communities and online; the law-based-government office confirms them."""
    days = dice.days(66 * street.size, STORIES["months"]["outreach"])
    return [_event(dice, street, day) for day in days]


def _event(dice: Dice, street: Street, day: date) -> Entry:
    story, online = dice.one(STORIES["outreach"]), dice.chance(0.15)
    unit, by = place_of(dice, street)
    values = {
        "title": dice.one(STORIES["online"]) if online else story["title"],
        "channel": "online" if online else "offline",
        "place": "" if online else dice.one(STORIES["outreach_places"]),
        "topics": story["topics"],
        "theme": story.get("theme", ""),
        "occasion": story.get("occasion", ""),
        "partners": dice.one(STORIES["partners"]),
        "audience": {story["audience"]: dice.between(3, 20) * 10},
        "materials": _materials(dice, online=online),
        "summary": "现场讲解、发放资料并解答咨询。" if not online else "通过线上渠道推送并答题互动。",
        "highlight": highlight(dice, "outreach", 0.06),
    }
    return entry(dice, unit, by, day, values, [Then("confirm", dice.between(1, 12), by=street.one("legal"))])


def _materials(dice: Dice, *, online: bool) -> dict[str, int]:
    if online:
        return {"article": dice.between(1, 3), "sms": dice.between(5, 40) * 100}
    found = {"leaflet": dice.between(5, 40) * 10, "banner": dice.weighted({0: 4, 1: 5, 2: 2})}
    found["gift"] = dice.weighted({0: 5, 50: 3, 100: 1})
    return {kind: number for kind, number in found.items() if number}


def penalties(dice: Dice, street: Street) -> list[Entry]:
    """Penalties on the spot: mostly warnings, fines within the legal limit."""
    days = dice.days(28 * street.size, STORIES["months"]["even"])
    return [_penalty(dice, street, day) for day in days]


def _penalty(dice: Dice, street: Street, day: date) -> Entry:
    story, fined = dice.one(STORIES["penalties"]), dice.chance(0.25)
    credential, second = dice.random.sample(street.credentials, 2)
    values = {
        "title": story["violation"],
        "place": dice.one(STORIES["places"]),
        "field": story["field"],
        "violation": story["violation"],
        "law_basis": story["basis"],
        "against": "citizen",
        "party": dice.one(PARTIES),
        "party_phone": f"1380000{dice.between(0, 9999):04d}",
        "sanction": "fine" if fined else "warning",
        "fine": Decimal(story["fine"]) if fined else None,
        "collected": fined and story["fine"] <= 100,
        "heard": True,
        "credential": credential,
        "second": second,
    }
    paid = {"paid_on": day + timedelta(days=3)} if fined and story["fine"] > 100 else {}
    moves = [Then("report", dice.between(0, 2)), Then("close", dice.between(3, 8), paid)]
    return entry(dice, street.unit, credential.person, day, values, moves)


def study(dice: Dice, street: Street) -> list[Entry]:
    """Study sessions of the office."""
    days = dice.days(24 * street.size + 4, STORIES["months"]["even"])
    return [_session(dice, street, day) for day in days]


def _session(dice: Dice, street: Street, day: date) -> Entry:
    story = dice.one(STORIES["study"])
    expected = dice.between(*story["people"])
    values = {
        "title": story["title"],
        "kind": story["kind"],
        "topics": story["topics"],
        "lecturer": dice.one(STORIES["lecturers"]),
        "hours": Decimal(str(story["hours"])),
        "expected": expected,
        "attended": expected - dice.weighted({0: 6, 1: 3, 2: 1}),
        "place": "街道会议室",
        "highlight": highlight(dice, "study", 0.06),
    }
    confirm = Then("confirm", dice.between(1, 9), by=street.one("legal"))
    return entry(dice, street.unit, street.one("clerk"), day, values, [confirm])


def petitions(dice: Dice, street: Street) -> list[Entry]:
    """Petitions on their statutory clocks; the newest still run."""
    days = dice.days(48 * street.size, STORIES["months"]["even"])
    return [_petition(dice, street, day) for day in days]


def _petition(dice: Dice, street: Street, day: date) -> Entry:
    story = dice.one(STORIES["petitions"])
    nature = dice.weighted({"claim": 75, "suggest": 25})
    charge = dice.weighted({"": 92, "street": 6, "police": 1, "community": 1}) if nature == "claim" else ""
    values = {
        "title": story["title"],
        "channel": dice.weighted({"network": 40, "visit": 30, "phone": 20, "letter": 10}),
        "petitioner": dice.one(PARTIES),
        "phone": f"1380000{dice.between(0, 9999):04d}",
        "facts": "请求予以处理并答复。",
        "nature": nature,
        "branch": "b6" if nature == "claim" else "",
        "content": story["content"],
        "charge": charge,
    }
    tell = Then("tell", dice.between(2, 10))
    if nature == "suggest":
        answer = Then("answer", dice.between(3, 20), {"opinion_text": "已采纳并转相关科室办理。"})
        moves = [tell, answer, Then("file", 5)]
    else:
        opinion = {"heard": True, "opinion": dice.weighted({"support": 7, "explain": 2, "reject": 1})}
        opine = Then("opine", dice.between(8, 45), {**opinion, "opinion_text": "经核实，依规处理并告知。"})
        rating: dict[str, Any] = {"satisfied": dice.weighted({"good": 7, "fair": 2, "none": 1})}
        if charge:
            rating["charge_closed_on"] = day + timedelta(days=50)
        moves = [tell, Then("accept", dice.between(1, 4)), opine, Then("finish", 31), Then("file", 9, rating)]
    return entry(dice, street.unit, street.one("clerk"), day, values, moves)


def receptions(dice: Dice, street: Street) -> list[Entry]:
    """Leaders receiving and visiting people."""
    days = dice.days(36 * street.size, STORIES["months"]["even"])
    return [_reception(dice, street, day) for day in days]


def _reception(dice: Dice, street: Street, day: date) -> Entry:
    matters, who = dice.between(1, 3), STORIES["receptions"]
    values = {
        "title": "领导接待来访群众",
        "kind": dice.weighted({"open": 5, "invited": 2, "called": 3, "returned": 2}),
        "leader": dice.one(who["leaders"]),
        "place": dice.one(who["places"]),
        "people": dice.between(1, 8),
        "matters": matters,
        "closed": dice.between(0, matters),
    }
    moves = [Then("follow", 1), Then("close", dice.between(7, 40), {"closed": matters})]
    return entry(dice, street.unit, street.one("clerk"), day, values, moves)


def roster(dice: Dice, street: Street) -> list[Entry]:
    """Days on which leaders receive people, planned ten days ahead; the last ones lie in the days to come."""
    days = dice.days(26, STORIES["months"]["even"])
    return [_roster_day(dice, street, day) for day in [*days, dice.today, dice.today - timedelta(3)]]


def _roster_day(dice: Dice, street: Street, day: date) -> Entry:
    who = STORIES["receptions"]
    values = {
        "title": "领导接访",
        "planned_on": day + timedelta(days=10),
        "kind": "open",
        "leader": dice.one(who["leaders"]),
        "place": dice.one(who["places"]),
    }
    moves = [Then("publish", 1)]
    if dice.chance(0.08):
        moves.append(Then("cancel", 6, reason="领导参加上级会议", by=street.one("legal")))
    else:
        moves.append(Then("hold", 9))
    return entry(dice, street.unit, street.one("clerk"), day, values, moves)


def cases(dice: Dice, street: Street) -> list[Entry]:
    """Penalty cases by the general procedure."""
    days = dice.days(13 * street.size, STORIES["months"]["even"])
    return [_case(dice, street, day) for day in days]


def _case(dice: Dice, street: Street, day: date) -> Entry:
    number = dice.between(0, len(street.powers) - 1)
    story, power = STORIES["cases"][number], street.powers[number]
    credential, second = dice.random.sample(street.credentials, 2)
    fine, legal = Decimal(story["fine"]), street.one("legal")
    values = {
        "title": story["violation"],
        "clue": dice.weighted({"patrol": 5, "complaint": 3, "transfer": 1}),
        "place": dice.one(STORIES["places"]),
        "violation": story["violation"],
        "against": "entity",
        "party": "示例商贸有限公司（虚构）",
    }
    found = {
        "facts": "经查，上述行为属实。",
        "evidence": "现场照片，执法队拍摄\n询问笔录",
        "proposed": "fine",
    }
    ruling = {"sanction": "fine", "fine": fine, "tier": "一般", "discretion": "按裁量基准从一般情节处罚。"}
    moves = [
        Then("file", dice.between(1, 3), {"power": power}, by=legal),
        Then("investigate", 1, {"credential": credential, "second": second, "shown": True}),
        Then("conclude", dice.between(5, 25), {**found, "proposed_fine": fine}),
        Then("tell", 2, {"hearing_told": True}),
        Then("heard_out", 4, {"statement": "waived"}),
        Then("decide", 3, ruling, by=legal),
        Then("serve", dice.between(1, 4), {"service": "direct"}),
        Then("publish", 2),
        Then("perform", dice.between(2, 10)),
        Then("close", 2, reason="处罚决定已履行", by=legal),
    ]
    return entry(dice, street.unit, credential.person, day, values, moves)


def inspections(dice: Dice, street: Street) -> list[Entry]:
    """Inspections by the published list; most find nothing, some are put right."""
    days = dice.days(36 * street.size, STORIES["months"]["even"])
    return [_inspection(dice, street, day, number) for number, day in enumerate(days)]


def _inspection(dice: Dice, street: Street, day: date, number: int) -> Entry:
    place = dice.between(0, len(street.inspection_items) - 1)
    story, item = STORIES["inspections"][place], street.inspection_items[place]
    credential, second = dice.random.sample(street.credentials, 2)
    legal = street.one("legal")
    outcome = dice.weighted({"none": 6, "on_spot": 2, "ordered": 2, "guided": 1})
    values = {
        "title": story["title"],
        "kind": dice.weighted({"daily": 6, "case": 1, "special": 2}),
        "origin": dice.weighted({"plan": 7, "complaint": 2, "assigned": 1}),
        "item": item,
        "target": story["target"],
        # Another name each time: nobody is inspected more often than the published cap allows.
        "party": f"示例{dice.one(STORIES['shops'])}{number + 1:03d}号（虚构）",
        "place": dice.one(STORIES["places"]),
    }
    pair = {"credential": credential, "second": second, "shown": True}
    found = {"checked": "按检查事项逐项查看，现场拍照记录。", "outcome": outcome}
    if outcome != "none":
        found["problems"] = story["problem"]
    moves = [
        Then("approve", 1, by=legal),
        Then("notify", dice.between(1, 3)),
        Then("begin", dice.between(1, 4), pair),
        Then("tell", dice.between(0, 2), found),
    ]
    if outcome == "ordered":
        told = day + timedelta(days=10)
        moves += [
            Then("order", 0, {"correct_by": told + timedelta(days=15)}),
            Then("recheck", dice.between(10, 16), {"corrected": dice.chance(0.9)}),
        ]
    corrected = outcome != "ordered" or moves[-1].values["corrected"]
    if corrected:
        moves.append(Then("file", 1))
    return entry(dice, street.unit, credential.person, day, values, moves)


def disclosure(dice: Dice, street: Street) -> list[Entry]:
    """Applications for information, answered within twenty working days."""
    days = dice.days(9 * street.size, STORIES["months"]["even"])
    return [_application(dice, street, day) for day in days]


def _application(dice: Dice, street: Street, day: date) -> Entry:
    wanted = dice.one(STORIES["disclosure"])
    values = {
        "title": f"申请公开{wanted}",
        "channel": "counter",
        "applicant_kind": dice.weighted({"person": 8, "business": 2}),
        "applicant": dice.one(PARTIES),
        "contact": f"1380000{dice.between(0, 9999):04d}",
        "wanted": wanted,
    }
    reply = {"reply": dice.weighted({"granted": 6, "partly": 2, "n1": 2}), "reply_text": "依法答复。"}
    moves = [Then("accept", 0), Then("answer", dice.between(5, 18), reply), Then("file", 20)]
    return entry(dice, street.unit, street.one("clerk"), day, values, moves)


LEDGERS: dict[str, Callable[[Dice, Street], list[Entry]]] = {
    "disputes": disputes,
    "outreach": outreach,
    "penalties": penalties,
    "study": study,
    "petitions": petitions,
    "receptions": receptions,
    "roster": roster,
    "cases": cases,
    "inspections": inspections,
    "disclosure": disclosure,
}
