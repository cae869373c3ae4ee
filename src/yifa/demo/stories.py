"""What happened in the demo district: one function a ledger, each story told with plausible days and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from yifa.demo.places import Street
from yifa.foundation import clock
from yifa.foundation.errors import Refused
from yifa.office.access import Access, compile_access
from yifa.office.models import Person, Unit
from yifa.procedures.actions import advance, enter
from yifa.records.models import Record
from yifa.records.registry import ledger

QUARRELS = (
    ("D02", "楼上漏水", 800, 6000),
    ("D02", "夜间噪声扰民", 0, 0),
    ("D02", "楼道堆放杂物", 0, 0),
    ("D14", "物业费和停车管理争议", 300, 5000),
    ("D01", "赡养费分担", 1000, 20000),
    ("D06", "遛狗绊倒受伤赔偿", 500, 8000),
    ("D10", "拖欠装修工钱", 2000, 40000),
    ("D11", "预付卡退费", 300, 6000),
    ("D04", "房屋租赁押金退还", 800, 6000),
    ("D13", "电动车剐蹭赔偿", 200, 3000),
    ("D03", "宅基地滴水争议", 0, 0),
    ("D99", "广场舞场地争执", 0, 0),
)
THEMES = (
    (1, "农民工工资支付普法", ("保障农民工工资支付条例",)),
    (3, "国际消费者权益日宣传", ("消费者权益保护法",)),
    (4, "国家安全教育日宣传", ("国家安全法",)),
    (5, "民法典宣传月活动", ("民法典",)),
    (6, "国际禁毒日宣传", ("禁毒法",)),
    (9, "反诈宣传进社区", ("反电信网络诈骗法",)),
    (11, "消防安全宣传", ("消防法",)),
    (12, "国家宪法日宣传", ("宪法",)),
)
LESSONS = (
    "行政处罚法",
    "信访工作条例",
    "政府信息公开条例",
    "民法典",
    "行政复议法",
    "人民调解法",
    "法治宣传教育法",
)


@dataclass
class Teller:
    """Tells stories of one street. Rights are compiled once a person: nobody's posts change in the demo."""

    street: Street
    random: Random
    until: date
    rights: dict[int, Access]

    def person(self, name: str) -> Person:
        return self.street.people[name]

    def access(self, person: Person) -> Access:
        if person.pk not in self.rights:
            self.rights[person.pk] = compile_access(person)
        return self.rights[person.pk]

    def enter(self, code: str, unit: Unit, who: Person, on: date, values: Mapping[str, Any]) -> Record:
        """Enter a record on a day, now and then a few days late."""
        late = self.random.choice((0, 0, 0, 0, 1, 2, 5))
        filled = {"happened_on": on, "received_on": on, "responsible": who, **values}
        with clock.frozen(
            clock.at(min(on + timedelta(days=late), self.until), 10, self.random.randrange(60))
        ):
            return enter(ledger=ledger(code), unit=unit, values=filled, by=who, access=self.access(who))

    def go(
        self, record: Record, move: str, who: Person, on: date, *, reason: str = "", **values: Any
    ) -> Record | None:
        """Make a move unless its day still lies ahead: then the case is left standing there."""
        if on > self.until:
            return None
        with clock.frozen(clock.at(on, 15, self.random.randrange(60))):
            return advance(
                record=record, move=move, by=who, on=on, values=values, reason=reason, access=self.access(who)
            )


def dispute(tell: Teller, on: date) -> None:
    """A quarrel, mostly settled by word of mouth within two weeks."""
    pick = tell.random
    kind, title, low, high = pick.choice(QUARRELS)
    unit = pick.choice([*tell.street.communities, tell.street.unit])
    who = tell.person("mediator")
    mechanism = pick.choices(("", "sansuo", "sanshi", "susong"), (70, 15, 10, 5))[0]
    record: Record | None = tell.enter(
        "disputes",
        unit,
        who,
        on,
        {
            "title": title,
            "kind": kind,
            "source_kind": pick.choices(("applied", "active"), (60, 40))[0],
            "mechanism": mechanism,
            "place": f"{unit.called}",
            "parties": f"示{pick.choice('甲乙丙丁')}、例{pick.choice('戊己庚辛')}",
            "phone": f"1380000{pick.randrange(10000):04d}",
            "facts": f"双方因{title}发生争执，情况为演示虚构。",
        },
    )
    record = tell.go(record, "accept", who, on + timedelta(days=pick.randrange(3))) if record else None
    done = on + timedelta(days=3 + pick.randrange(12))
    if record is None or pick.random() < 0.05:
        return
    if pick.random() < 0.04:
        tell.go(record, "fail", who, done, reason="双方差距过大", routes_told=True, agreement_form="oral")
        return
    oral = kind not in ("D10", "D12") and pick.random() < 0.8
    amount = Decimal(pick.randrange(low, high, 50)) if high else None
    record = tell.go(
        record,
        "settle",
        who,
        done,
        agreement_form="oral" if oral else "written",
        amount=amount,
        agreement="双方互谅互让，达成一致。",
        perform_by=done + timedelta(days=10),
    )
    record = tell.go(record, "perform", who, done + timedelta(days=7)) if record else None
    if record and pick.random() < 0.8:
        tell.go(
            record,
            "file",
            who,
            done + timedelta(days=12),
            visited_on=done + timedelta(days=11),
            satisfied=pick.choice(("good", "good", "fair")),
        )


def event(tell: Teller, on: date) -> None:
    """An outreach event on the theme of the month."""
    pick = tell.random
    _, title, topics = min(THEMES, key=lambda theme: abs(theme[0] - on.month))
    unit = pick.choice([*tell.street.communities, tell.street.unit])
    online = pick.random() < 0.12
    record = tell.enter(
        "outreach",
        unit,
        tell.person("clerk"),
        on,
        {
            "title": title,
            "channel": "online" if online else "offline",
            "place": "" if online else f"{unit.called}文化广场",
            "topics": list(topics),
            "audience": {
                "residents": pick.randrange(30, 180),
                **({"students": pick.randrange(20, 90)} if pick.random() < 0.3 else {}),
            },
            "materials": {"sms": pick.randrange(500, 3000)}
            if online
            else {"leaflet": pick.randrange(80, 400), "banner": pick.randrange(1, 4)},
            "highlight": f"{title}把摊位摆到居民家门口" if pick.random() < 0.06 else "",
        },
    )
    if pick.random() < 0.85:
        tell.go(record, "confirm", tell.person("legal"), on + timedelta(days=4))


def session(tell: Teller, on: date) -> None:
    """A study session of the street's officials."""
    pick = tell.random
    title = pick.choice(LESSONS)
    expected = pick.randrange(25, 60)
    record = tell.enter(
        "study",
        tell.street.unit,
        tell.person("clerk"),
        on,
        {
            "title": f"学习《{title}》",
            "kind": pick.choice(("centre", "meeting", "lecture", "training")),
            "topics": [title],
            "lecturer": "示例律师事务所律师",
            "hours": Decimal(pick.choice(("1", "1.5", "2"))),
            "expected": expected,
            "attended": expected - pick.randrange(4),
        },
    )
    if pick.random() < 0.9:
        tell.go(record, "confirm", tell.person("legal"), on + timedelta(days=3))


def on_spot(tell: Teller, on: date) -> None:
    """A warning or a small fine decided on the spot."""
    pick = tell.random
    fine = pick.random() < 0.2
    who = tell.person("officer")
    record: Record | None = tell.enter(
        "penalties",
        tell.street.unit,
        who,
        on,
        {
            "title": "占道经营当场处罚",
            "place": pick.choice(tell.street.communities).called,
            "field": "市容环境",
            "violation": "未经批准占道经营",
            "law_basis": "示例市市容环境卫生管理条例 第三十条",
            "against": "citizen",
            "party": "例某",
            "sanction": "fine" if fine else "warning",
            "fine": Decimal(pick.choice((50, 100))) if fine else None,
            "collected": fine,
            "heard": True,
            "credential": tell.street.credentials[0],
            "second": tell.street.credentials[1],
        },
    )
    record = tell.go(record, "report", who, on + timedelta(days=1)) if record else None
    if record:
        tell.go(record, "close", who, on + timedelta(days=5))


def case(tell: Teller, on: date) -> None:
    """A penalty case of the general procedure, as far as it has come by today."""
    pick, who = tell.random, tell.person("officer")
    legal, leader = tell.person("legal"), tell.person("leader")
    power = tell.street.powers[pick.choice((1, 2, 3))]
    record: Record | None = tell.enter(
        "cases",
        tell.street.unit,
        who,
        on,
        {
            "title": power.name.removesuffix("的处罚"),
            "clue": pick.choice(("patrol", "complaint", "assigned")),
            "place": pick.choice(tell.street.communities).called,
            "violation": power.name.removesuffix("的处罚"),
            "against": "entity",
            "party": "示例经营部",
        },
    )
    low = int(power.fine_min or 0)
    fine = Decimal(low + pick.randrange(1, 6) * 100)
    one, two = tell.street.credentials
    told = on + timedelta(days=21)
    way: list[tuple[str, Person, date, str, dict[str, Any]]] = [
        ("file", legal, on + timedelta(days=3), "", {"power": power}),
        ("investigate", who, on + timedelta(days=4), "", {"credential": one, "second": two, "shown": True}),
        (
            "conclude",
            who,
            on + timedelta(days=18),
            "",
            {
                "facts": "现场查实，情况为演示虚构。",
                "evidence": "现场照片，示例街道执法队",
                "proposed": "fine",
                "proposed_fine": fine,
            },
        ),
        ("tell", who, told, "", {"hearing_told": fine >= 5000}),
        ("heard_out", who, told + timedelta(days=9), "", {"statement": "none"}),
        (
            "decide",
            leader,
            told + timedelta(days=12),
            "",
            {"sanction": "fine", "fine": fine, "discretion": "初次违法，从轻处罚"},
        ),
        ("serve", who, told + timedelta(days=14), "", {"service": "direct"}),
        ("publish", who, told + timedelta(days=16), "", {}),
        ("perform", who, told + timedelta(days=24), "", {}),
        ("close", legal, told + timedelta(days=28), "已履行完毕", {}),
    ]
    for move, by, day, reason, values in way:
        record = tell.go(record, move, by, day, reason=reason, **values) if record else None


def petition(tell: Teller, on: date) -> None:
    """A petition: told, handled, answered."""
    pick, who = tell.random, tell.person("clerk")
    above = pick.random() < 0.4
    record: Record | None = tell.enter(
        "petitions",
        tell.street.unit,
        who,
        on,
        {
            "title": pick.choice(
                ("路灯不亮请求维修", "小区停车位不足", "老旧楼道改造进度", "夜间施工噪声", "低保申请进度")
            ),
            "channel": pick.choice(("network", "phone", "visit", "letter")),
            "arrival": "forwarded" if above else "direct",
            "sender": "示例区信访局" if above else "",
            "petitioner": f"例{pick.choice('甲乙丙')}",
            "phone": f"1390000{pick.randrange(10000):04d}",
            "facts": "请求内容为演示虚构。",
            "nature": "claim",
            "branch": "b6",
            "content": pick.choice(("building", "civil", "environment")),
        },
    )
    record = tell.go(record, "tell", who, on + timedelta(days=pick.randrange(2, 9))) if record else None
    record = tell.go(record, "accept", who, on + timedelta(days=10)) if record else None
    done = on + timedelta(days=25 + pick.randrange(30))
    if record and pick.random() < 0.93:
        record = tell.go(
            record,
            "opine",
            who,
            done,
            heard=True,
            opinion=pick.choice(("support", "explain")),
            opinion_text="已协调有关单位办理。",
        )
        if record and pick.random() < 0.8:
            tell.go(
                record,
                "finish",
                who,
                done + timedelta(days=35),
                satisfied=pick.choice(("good", "good", "fair", "none")),
            )


def application(tell: Teller, on: date) -> None:
    """An application for information."""
    pick, who = tell.random, tell.person("clerk")
    record: Record | None = tell.enter(
        "disclosure",
        tell.street.unit,
        who,
        on,
        {
            "title": "申请公开社区改造资金使用情况",
            "channel": "counter",
            "applicant_kind": pick.choices(("person", "business"), (85, 15))[0],
            "applicant": f"例{pick.choice('丁戊己')}",
            "contact": f"1370000{pick.randrange(10000):04d}",
            "wanted": "示例社区改造项目资金使用情况",
        },
    )
    record = tell.go(record, "accept", who, on) if record else None
    reply = pick.choices(("granted", "partly", "n1"), (60, 20, 20))[0]
    if record:
        record = tell.go(
            record,
            "answer",
            who,
            on + timedelta(days=18),
            reply=reply,
            reply_text="" if reply == "granted" else "相关信息由其他机关掌握。",
        )
    if record and pick.random() < 0.7:
        tell.go(record, "file", who, on + timedelta(days=30))


def reception(tell: Teller, on: date) -> None:
    """A leader receives people."""
    pick, who = tell.random, tell.person("clerk")
    matters = pick.randrange(1, 4)
    record: Record | None = tell.enter(
        "receptions",
        tell.street.unit,
        who,
        on,
        {
            "title": "领导接待群众",
            "kind": pick.choice(("open", "invited", "called", "returned")),
            "leader": pick.choice(("党工委书记", "办事处主任")),
            "place": "街道群众接待室",
            "people": matters + pick.randrange(3),
            "matters": matters,
            "closed": pick.randrange(matters + 1),
        },
    )
    if record and pick.random() < 0.8:
        tell.go(record, "close", who, on + timedelta(days=20))


# How often each story happens in a street, a year.
YEARLY: tuple[tuple[Callable[[Teller, date], None], int], ...] = (
    (dispute, 60),
    (event, 30),
    (session, 10),
    (on_spot, 14),
    (case, 6),
    (petition, 14),
    (application, 4),
    (reception, 10),
)


def year(tell: Teller, first: date, last: date) -> None:
    """Tell a span of days: stories spread with the seasons, none after the last day."""
    days = (last - first).days + 1
    for story, number in YEARLY:
        for _ in range(round(number * days / 365 * tell.random.uniform(0.85, 1.15))):
            on = first + timedelta(days=min(days - 1, int(days * tell.random.betavariate(1.6, 1.4))))
            with suppress(Refused):
                story(tell, on)
