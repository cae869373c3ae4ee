"""The invented district: units, people, credentials, power items. Names are plainly made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from yifa.ledgers.cases.models import PowerItem
from yifa.ledgers.penalties.models import Credential
from yifa.office.actions import add_unit, appoint
from yifa.office.models import Person, Unit

PASSWORD = "yifa-demo-2026"  # noqa: S105  (shown on the demo's login page)
SINCE = date(2020, 1, 1)
STREETS = (
    ("SL", "示例街道办事处", "示例街道", ("示例路", "样例里", "范例园", "例子桥")),
    ("YB", "样板街道办事处", "样板街道", ("样板路", "模板里", "标本园", "图样桥")),
    ("FL", "范例街道办事处", "范例街道", ("范文路", "参考里", "试用园", "演示桥")),
)
SURNAMES = "甲乙丙丁戊己庚辛壬癸"
# role, username, title, which unit of the street
POSTS = (
    ("leader", "leader", "党工委书记", "street"),
    ("leader", "director", "办事处主任", "street"),
    ("legal", "legal", "法治办主任", "street"),
    ("clerk", "clerk", "科员", "street"),
    ("mediator", "mediator", "专职人民调解员", "street"),
    ("officer", "officer", "行政执法人员", "street"),
    ("officer", "officerb", "行政执法人员", "street"),
    ("community", "community", "社区工作者", "community"),
)


@dataclass
class Street:
    """One subdistrict with the people the stories need."""

    unit: Unit
    communities: list[Unit]
    people: dict[str, Person] = field(default_factory=dict)
    credentials: list[Credential] = field(default_factory=list)
    powers: list[PowerItem] = field(default_factory=list)


def build() -> list[Street]:
    """Make the district and everybody in it."""
    district = add_unit(
        code="SF", name="示例区", short="示例区", kind="district", parent=None, valid_from=SINCE, by=None
    )
    hashed = make_password(PASSWORD)
    for username, name, role, title in (
        ("district", "区依法治区办（演示）", "district", "科长"),
        ("admin", "系统管理员（演示）", "admin", "管理员"),
        ("auditor", "审计人员（演示）", "auditor", "审计员"),
    ):
        _post(_person(username, name, hashed), district, role, title)
    return [_street(district, number, spec, hashed) for number, spec in enumerate(STREETS, 1)]


def _person(username: str, name: str, hashed: str) -> Person:
    """A person with the demo password, hashed once for all: hashing forty times would take seconds."""
    return Person.objects.create(username=username, name=name, password=hashed)


def _post(person: Person, unit: Unit, role: str, title: str) -> None:
    appoint(person=person, unit=unit, role=role, title=title, valid_from=SINCE, by=None)


def _street(district: Unit, number: int, spec: tuple[str, str, str, tuple[str, ...]], hashed: str) -> Street:
    code, name, short, communities = spec
    unit = add_unit(
        code=code, name=name, short=short, kind="subdistrict", parent=district, valid_from=SINCE, by=None
    )
    for tail, office in (("01", "党政综合办公室"), ("02", "平安法治办公室"), ("03", "综合行政执法队")):
        add_unit(
            code=f"{code}{tail}",
            name=f"{short}{office}",
            short=office,
            kind="department",
            parent=unit,
            valid_from=SINCE,
            by=None,
        )
    homes = []
    for place, called in enumerate(communities, 1):
        home = add_unit(
            code=f"{code}1{place}",
            name=f"{called}社区居民委员会",
            short=f"{called}社区",
            kind="community",
            parent=unit,
            valid_from=SINCE,
            by=None,
        )
        add_unit(
            code=f"{code}1{place}G1",
            name=f"{called}社区第一网格",
            short=f"{called}一网格",
            kind="grid",
            parent=home,
            valid_from=SINCE,
            by=None,
        )
        homes.append(home)
    street = Street(unit, homes)
    for order, (role, username, title, where) in enumerate(POSTS):
        person = _person(f"{username}{number}", f"示{SURNAMES[order]}{'一二三'[number - 1]}", hashed)
        _post(person, unit if where == "street" else homes[0], role, title)
        street.people[username] = person
    for place, home in enumerate(homes[1:], 2):
        person = _person(f"community{number}{place}", f"例{SURNAMES[place]}{'一二三'[number - 1]}", hashed)
        _post(person, home, "community", "社区工作者")
    street.credentials = [
        _credential(street.people[who], f"示例执法{number}{n:02d}")
        for n, who in enumerate(("officer", "officerb"), 1)
    ]
    street.powers = _powers(unit)
    return street


def _credential(person: Person, number: str) -> Credential:
    return Credential.objects.create(
        person=person,
        number=number,
        issued_by="示例区司法局",
        valid_from=date(2023, 1, 1),
        valid_to=date(2028, 12, 31),
    )


def _powers(unit: Unit) -> list[PowerItem]:
    rows = (
        ("占道经营的处罚", "市容环境", "示例市市容环境卫生管理条例 第三十条", 50, 500),
        ("擅自倾倒建筑垃圾的处罚", "市容环境", "城市建筑垃圾管理规定 第二十六条", 200, 5000),
        ("占用消防通道的处罚", "消防安全", "消防法 第六十条", 500, 50000),
        ("损坏绿地的处罚", "园林绿化", "城市绿化条例 第二十六条", 100, 3000),
    )
    return [
        PowerItem.objects.create(
            unit=unit,
            code=f"{unit.code}-CF-{number:03d}",
            name=name,
            field=work,
            law_basis=basis,
            source="handed",
            document="示例省人民政府关于下放部分行政处罚权的决定（虚构）",
            in_name_of=unit.name,
            valid_from=date(2021, 7, 15),
            fine_min=Decimal(low),
            fine_max=Decimal(high),
            benchmark=[
                {"情节": "较轻", "幅度": f"{low}元至{(low + high) // 2}元"},
                {"情节": "较重", "幅度": f"{(low + high) // 2}元至{high}元"},
            ],
        )
        for number, (name, work, basis, low, high) in enumerate(rows, 1)
    ]
