"""The administrator's pages and the audit trail."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.desk.people import TODAY, Office
from yifa.desk import trail
from yifa.foundation import audit, clock
from yifa.foundation.models import Audit
from yifa.office.actions import appoint, end_unit
from yifa.office.models import Person, Post, Unit
from yifa.office.roles import ROLES
from yifa.procedures import clocks, holidays
from yifa.procedures.holidays import announce
from yifa.procedures.models import AnnouncedDay, Clock

Seat = Callable[[str], Client]

NOTICE = """year: 2027
source: 示例通知
holidays:
  - {name: 元旦, from: 2027-01-01, to: 2027-01-03}
  - {name: 春节, from: 2027-02-05, to: 2027-02-12}
  - {name: 清明节, from: 2027-04-05}
  - {name: 劳动节, from: 2027-05-01, to: 2027-05-05}
  - {name: 端午节, from: 2027-06-09}
  - {name: 中秋节, from: 2027-09-15}
  - {name: 国庆节, from: 2027-10-01, to: 2027-10-07}
workdays: [2027-02-14, 2027-10-09]
"""
GIVEN = {"text": NOTICE, "source": "关于2027年部分节假日安排的通知"}


def text(answer: Any) -> str:
    return str(answer.content.decode())


def pages(office: Office) -> list[str]:
    return [
        reverse("office"),
        reverse("unit", args=[office.street.pk]),
        reverse("add-unit", args=[office.street.pk]),
        reverse("appoint", args=[office.street.pk]),
        reverse("holidays"),
    ]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_the_administrator_configures(seat: Seat, office: Office, role: str) -> None:
    wanted = 200 if "configure" in ROLES[role].verbs else 403
    assert {seat(role).get(path).status_code for path in pages(office)} == {wanted}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_the_auditor_reads_the_trail(seat: Seat, role: str) -> None:
    wanted = 200 if "audit" in ROLES[role].verbs else 403
    assert seat(role).get(reverse("audit")).status_code == wanted


def test_nobody_without_a_login(client: Client, office: Office) -> None:
    for path in [*pages(office), reverse("audit")]:
        assert client.get(path).status_code == 302


@pytest.fixture
def street_admin(office: Office) -> Client:
    person = office.people["clerk"]
    appoint(person=person, unit=office.street, role="admin", valid_from=TODAY, by=None)
    client = Client()
    client.force_login(person)
    return client


def test_an_administrator_of_a_street_sees_that_street_alone(street_admin: Client, office: Office) -> None:
    page = street_admin.get(reverse("office"))
    assert [unit.code for unit, _stands in page.context["rows"]] == ["j", "j-1"]
    for name in ("unit", "add-unit", "appoint"):
        assert street_admin.get(reverse(name, args=[office.other.pk])).status_code == 404
    elsewhere = office.people["elsewhere"].posts.get()
    assert (
        street_admin.post(reverse("end-post", args=[elsewhere.pk]), {"on": "2026-06-10"}).status_code == 404
    )
    people = street_admin.get(reverse("appoint", args=[office.street.pk])).context["form"].fields["person"]
    assert office.people["elsewhere"] not in people.queryset


def test_the_tree_shows_who_serves_and_hides_what_ended(seat: Seat, office: Office) -> None:
    client = seat("admin")
    rows = {unit.code: unit.serving for unit, _stands in client.get(reverse("office")).context["rows"]}
    assert rows == {"q": 3, "j": 6, "j-1": 1, "k": 1}
    end_unit(unit=office.other, on=TODAY - timedelta(days=1), by=office.people["admin"])
    page = client.get(reverse("office"))
    assert "k" not in [unit.code for unit, _stands in page.context["rows"]]
    assert "显示已撤销的 1 个" in text(page)
    assert "k" in [unit.code for unit, _s in client.get(reverse("office"), {"all": "1"}).context["rows"]]


def test_as_many_questions_for_more_units(
    seat: Seat, office: Office, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = seat("admin")
    with django_assert_max_num_queries(15) as first:
        client.get(reverse("office"))
    for n in range(2):
        Unit.objects.create(
            code=f"n{n}", name="新", kind="grid", parent=office.community, path=f"{office.community.path}000{n + 1}",
            valid_from=TODAY,
        )  # fmt: skip
    with django_assert_num_queries(len(first)):
        client.get(reverse("office"))


def test_a_unit_is_set_up(seat: Seat, office: Office) -> None:
    answer = seat("admin").post(
        reverse("add-unit", args=[office.street.pk]),
        {"name": "新社区", "short": "新", "code": "j-2", "kind": "community", "valid_from": "2026-06-01"},
    )
    made = Unit.objects.get(code="j-2")
    assert answer["Location"] == reverse("unit", args=[made.pk])
    assert (made.parent, made.valid_from) == (office.street, date(2026, 6, 1))
    assert Audit.objects.filter(action="office.unit.add", by=office.people["admin"].pk).exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "j"}, "code"),
        ({"code": "街 一"}, "code"),
        ({"code": ""}, "code"),
        ({"name": ""}, "name"),
        ({"kind": "district"}, "kind"),
        ({"valid_from": "昨天"}, "valid_from"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_beside_its_field(
    seat: Seat, office: Office, change: dict[str, str], field: str
) -> None:
    good = {"name": "新社区", "code": "j-2", "kind": "community", "valid_from": "2026-06-01"}
    page = seat("admin").post(reverse("add-unit", args=[office.street.pk]), good | change)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert f'aria-describedby="id_{field}_error"' in text(page)
    assert "新社区" in text(page) or field == "name", "what was typed stays"


def test_a_unit_ends_when_nobody_is_left(seat: Seat, office: Office) -> None:
    client, address = seat("admin"), reverse("unit", args=[office.community.pk])
    page = client.post(address, {"on": "2026-06-30"})
    assert "还有人员" in page.context["form"].errors["on"][0]
    office.people["community"].posts.update(valid_to=date(2026, 6, 30))
    assert client.post(address, {"on": "2026-06-30"}).status_code == 302
    office.community.refresh_from_db()
    assert office.community.valid_to == date(2026, 6, 30)
    assert "2026年6月30日" in text(client.get(address))


def test_a_unit_with_units_below_does_not_end_before_them(seat: Seat, office: Office) -> None:
    page = seat("admin").post(reverse("unit", args=[office.street.pk]), {"on": "2026-06-30"})
    assert page.status_code == 422
    assert "请先撤销下级单位" in page.context["form"].errors["on"][0]


def test_a_unit_does_not_end_before_it_began(seat: Seat, office: Office) -> None:
    office.people["elsewhere"].posts.all().delete()
    page = seat("admin").post(reverse("unit", args=[office.other.pk]), {"on": "2019-01-01"})
    assert page.context["form"].errors["on"] == ["撤销日期不能早于设立日期"]


NEW = {
    "name": "示例新人",
    "username": "newcomer",
    "role": "mediator",
    "valid_from": "2026-06-01",
}


def test_a_new_person_is_added_with_a_post_and_can_log_in(seat: Seat, office: Office, client: Client) -> None:
    answer = seat("admin").post(reverse("appoint", args=[office.street.pk]), NEW)
    post = Post.objects.get(person__username="newcomer")
    assert (post.role, post.unit, post.valid_to) == ("mediator", office.street, None)
    secret = answer.context["secret"]
    assert secret in text(answer)
    entered = client.post(reverse("login"), {"username": "newcomer", "password": secret})
    assert entered["Location"] == reverse("login-password"), "a password that somebody else chose is replaced"


def test_somebody_known_gets_another_post(seat: Seat, office: Office) -> None:
    before = Person.objects.count()
    given = {
        "person": office.people["officer"].pk,
        "role": "clerk",
        "duty": "副科长",
        "valid_from": "2026-06-01",
        "valid_to": "2026-12-31",
    }
    assert seat("admin").post(reverse("appoint", args=[office.street.pk]), given).status_code == 302
    post = Post.objects.get(person=office.people["officer"], role="clerk")
    assert (post.title, post.valid_to) == ("副科长", date(2026, 12, 31))
    assert Person.objects.count() == before


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "", "username": ""}, ["name", "username"]),
        ({"username": "legal"}, ["username"]),
        ({"role": "king"}, ["role"]),
        ({"valid_from": "2019-01-01"}, ["valid_from"]),
        ({"valid_to": "2026-05-01"}, ["valid_to"]),
        ({"person": "999"}, ["person"]),
    ],
)
def test_a_post_that_cannot_be_adds_nobody(
    seat: Seat, office: Office, change: dict[str, str], fields: list[str]
) -> None:
    before = Person.objects.count()
    page = seat("admin").post(reverse("appoint", args=[office.street.pk]), NEW | change)
    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == fields
    assert Person.objects.count() == before


def test_a_deputy_acts_in_somebodys_absence(seat: Seat, office: Office) -> None:
    deputy, leader = office.people["clerk"], office.people["legal"]
    given = {"person": deputy.pk, "role": "legal", "valid_from": "2026-06-01", "acting_for": leader.pk}
    where = reverse("appoint", args=[office.street.pk])
    page = seat("admin").post(where, given)
    assert "代行职权须填写离任日期" in str(page.context["form"].errors["valid_to"])
    page = seat("admin").post(where, given | {"valid_to": "2026-06-10", "role": "leader"})
    assert "没有这一角色" in str(page.context["form"].errors["acting_for"])
    page = seat("admin").post(where, given | {"valid_to": "2026-06-10", "acting_for": deputy.pk})
    assert "不能代行自己" in str(page.context["form"].errors["acting_for"])
    assert not Post.objects.filter(acting_for__isnull=False).exists()
    seat("admin").post(where, given | {"valid_to": "2026-06-10"})
    post = Post.objects.get(acting_for=leader)
    assert (post.person, post.role, str(post.valid_to)) == (deputy, "legal", "2026-06-10")
    assert f"代{leader.name}" in text(seat("admin").get(reverse("unit", args=[office.street.pk])))


def test_a_post_ends_on_a_day(seat: Seat, office: Office) -> None:
    post = office.people["clerk"].posts.get()
    answer = seat("admin").post(reverse("end-post", args=[post.pk]), {"on": "2026-06-01"})
    assert answer["Location"] == reverse("unit", args=[office.street.pk])
    post.refresh_from_db()
    assert post.valid_to == date(2026, 6, 1)
    assert "已离任" in text(seat("admin").get(reverse("unit", args=[office.street.pk])))


def test_a_post_does_not_end_before_it_began(seat: Seat, office: Office) -> None:
    post = office.people["clerk"].posts.get()
    page = seat("admin").post(reverse("end-post", args=[post.pk]), {"on": "2019-01-01"})
    assert page.status_code == 422
    assert "离任日期不能早于任职日期" in text(page)
    post.refresh_from_db()
    assert post.valid_to is None


def working_clock(office: Office) -> Clock:
    """An open clock of ten working days that ends in January 2027."""
    record = office.event()
    with clock.frozen(date(2026, 12, 25)):
        return clocks.start(record, "REV-11", event=None, on=date(2026, 12, 25), by=office.people["legal"])


def test_a_notice_is_shown_with_what_it_moves_and_changes_nothing(seat: Seat, office: Office) -> None:
    one = working_clock(office)
    page = seat("admin").post(reverse("holidays"), GIVEN)
    assert page.status_code == 200
    preview = page.context["preview"]
    assert preview["years"] == (2027,)
    assert (
        'data-ends-draft="holidays"' in page.content.decode()
    )  # what was typed is done with once it is confirmed
    assert preview["work"] == [(date(2027, 2, 14),) * 2, (date(2027, 10, 9),) * 2]
    assert (date(2027, 10, 1), date(2027, 10, 1)) in preview["rest"]
    assert preview["days"] == 365
    assert [shift.clock for shift in preview["moves"]] == [one.pk]
    assert not AnnouncedDay.objects.exists()
    before = one.due_on
    one.refresh_from_db()
    assert one.due_on == before


def test_the_preview_tells_what_confirming_does(seat: Seat, office: Office) -> None:
    one = working_clock(office)
    old = one.due_on
    client = seat("admin")
    shift = client.post(reverse("holidays"), GIVEN).context["preview"]["moves"][0]
    answer = client.post(reverse("holidays"), GIVEN | {"confirm": "1"})
    page = client.get(answer["Location"])
    one.refresh_from_db()
    assert str(one.due_on) == shift.after != str(old)
    assert not one.provisional
    sheet = b"".join(client.get(answer["Location"] + "&format=csv").streaming_content).decode("utf-8-sig")
    assert sheet.splitlines()[-1] == f"{one.record.number},{one.label},{old},{one.due_on},确定"
    assert GIVEN["source"] in sheet.splitlines()[0]
    assert "示例admin" in sheet.splitlines()[1]
    moved = page.context["taken"]["moved"]
    assert [(row["before"], row["after"]) for row in moved] == [(str(old), str(one.due_on))]
    assert GIVEN["source"] in text(page)
    assert "示例admin" in page.context["taken"]["who"]
    assert page.context["known_until"] == date(2027, 12, 31)
    assert [row["source"] for row in page.context["notices"]] == [GIVEN["source"]]


def test_confirming_twice_moves_nothing_more(seat: Seat, office: Office) -> None:
    working_clock(office)
    client = seat("admin")
    for wanted in (1, 0):
        answer = client.post(reverse("holidays"), GIVEN | {"confirm": "1"})
        assert len(client.get(answer["Location"]).context["taken"]["moved"]) == wanted


def test_the_preview_agrees_with_a_brute_force_recount(seat: Seat, office: Office) -> None:
    from yifa import law

    old = clocks.calendar()
    new = old.with_days(law.read_notice(NOTICE).days)
    with clock.frozen(date(2026, 12, 31)):
        by = office.people["legal"]
        for month in range(10, 13):
            for code in ("REV-11", "REV-15", "PEN-06"):
                clocks.start(office.event(), code, event=None, on=date(2026, month, 20), by=by)
    found = {(one.clock, one.after) for one in holidays.preview(new)[0]}
    again = {
        (one.pk, str(after))
        for one in Clock.objects.filter(open=True)
        if (after := clocks.derive(one, None, new).day) != clocks.derive(one, None, old).day
    }
    assert found == again
    assert found


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"text": ""}, "text", "请粘贴放假安排"),
        ({"source": ""}, "source", ""),
        ({"text": "日期,安排\n2027-01-01,休息"}, "text", "缺少"),
        ({"text": "随便写的"}, "text", "缺少列"),
        ({"text": "year: ["}, "text", "不是日历文件"),
        ({"text": "year: 2027\nsource: x\nholidays: 5"}, "text", "不是日历文件"),
        ({"file": SimpleUploadedFile("大.csv", b"0" * (1024 * 1024 + 1))}, "file", "超过1兆"),
        ({"file": SimpleUploadedFile("坏.csv", b"\xff\xfe\xff\xff\x80")}, "file", "另存为 UTF-8"),
    ],
)
def test_a_notice_that_cannot_be_read_is_refused(
    seat: Seat, change: dict[str, Any], field: str, says: str
) -> None:
    page = seat("admin").post(reverse("holidays"), GIVEN | change)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert says in page.context["form"].errors[field][0]
    assert not AnnouncedDay.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_notice_may_be_a_file(seat: Seat, encoding: str) -> None:
    rows = ["日期,安排,名称,来源"]
    rows += [
        f"{date(2027, 1, 1) + timedelta(days=n)},{'休息' if (n % 7) in (1, 2) else '上班'},,示例通知"
        for n in range(365)
    ]
    file = SimpleUploadedFile("日历.csv", "\n".join(rows).encode(encoding))
    page = seat("admin").post(reverse("holidays"), {"file": file, "source": "示例通知"})
    assert page.status_code == 200, page.context["form"].errors
    assert page.context["preview"]["days"] == 365


@pytest.mark.parametrize("key", ["0", "999999", "x"])
def test_no_such_list_is_simply_not_shown(seat: Seat, key: str) -> None:
    assert seat("admin").get(reverse("holidays"), {"taken": key}).context["taken"] is None


def test_suspended_and_extended_clocks_are_counted_with_them(office: Office) -> None:
    one = working_clock(office)
    by = office.people["legal"]
    with clock.frozen(date(2026, 12, 28)):
        clocks.enter(one, "suspend", event=None, on=date(2026, 12, 28), by=by)
    with clock.frozen(date(2026, 12, 30)):
        clocks.enter(one, "resume", event=None, on=date(2026, 12, 30), by=by)
    from yifa import law

    clocks.project(one)
    new = clocks.calendar().with_days(law.read_notice(NOTICE).days)
    moved, _firmed = holidays.preview(new)
    wanted = (str(clocks.derive(one).day), str(clocks.derive(one, None, new).day))
    assert [(row.before, row.after) for row in moved] == [wanted]


def test_an_extension_is_counted_too(office: Office) -> None:
    from yifa import law

    rule = next(
        one
        for one in law.limits()
        if one.unit == "working" and one.extension and one.sense == "deadline" and one.dated
    )
    by = office.people["legal"]
    with clock.frozen(date(2026, 12, 20)):
        one = clocks.start(office.event(), rule.code, event=None, on=date(2026, 12, 20), by=by)
        short = clocks.derive(one).day
        clocks.enter(one, "extend", event=None, on=date(2026, 12, 21), by=by, amount=5)
    clocks.project(one)
    new = clocks.calendar().with_days(law.read_notice(NOTICE).days)
    moved, _firmed = holidays.preview(new)
    wanted = (str(clocks.derive(one).day), str(clocks.derive(one, None, new).day))
    assert [(row.before, row.after) for row in moved] == [wanted]
    assert wanted[0] != str(short)


def trail_of(client: Client, **query: str) -> list[Audit]:
    return [line["row"] for line in client.get(reverse("audit"), query).context["lines"]]


def test_the_trail_is_searched_by_person_action_target_and_day(seat: Seat, office: Office) -> None:
    clerk, legal = office.people["clerk"], office.people["legal"]
    with clock.frozen(date(2026, 6, 1)):
        audit.note("login", by=clerk.pk)
    audit.note("record.unmask", by=legal.pk, target="records:7", detail={"reason": "核对"})
    audit.note("record.unmask", by=clerk.pk, target="records:8", detail={"reason": "核对"})
    client = seat("auditor")
    assert {row.by for row in trail_of(client, who="示例clerk")} == {clerk.pk}
    assert {row.by for row in trail_of(client, who="LEGAL")} == {legal.pk}
    assert [row.target for row in trail_of(client, action="record.unmask")] == ["records:8", "records:7"]
    assert [row.by for row in trail_of(client, target="records:7")] == [legal.pk]
    assert [row.action for row in trail_of(client, to="2026-06-01")] == ["login"]
    assert "login" not in {row.action for row in trail_of(client, **{"from": "2026-06-02"})}
    assert trail_of(client, who="无此人") == []
    assert len(trail_of(client, **{"from": "不是日期"})) == len(trail_of(client)) - 1


def test_reading_the_trail_is_in_it(seat: Seat, office: Office) -> None:
    seat("auditor").get(reverse("audit"), {"who": "示例legal"})
    row = Audit.objects.filter(action="audit.read").latest("pk")
    assert (row.by, row.detail) == (office.people["auditor"].pk, {"who": "示例legal"})


def test_lines_are_in_words(seat: Seat, office: Office) -> None:
    audit.note("record.unmask", by=office.people["legal"].pk, target="records:7", detail={"reason": "<b>"})
    audit.note("odd.action", by=None, target="unit:1", detail={"moved": [{"a": 1}, {"b": 2}], "none": None})
    audit.note("login", by=987654)
    page = seat("auditor").get(reverse("audit"))
    lines = page.context["lines"]
    assert [(line["who"], line["action"]) for line in lines[:3]] == [
        ("#987654", "登录"),
        ("系统", "odd.action"),
        ("示例legal（legal）", "查看个人信息"),
    ]
    assert lines[1]["detail"] == "变动时限：2 项"
    assert f'href="{reverse("record", args=[7])}"' in text(page)
    assert "原因：&lt;b&gt;" in text(page)
    assert trail.detail({"a": "长" * 400}).endswith("…")
    assert trail.detail({"a": [1, 2]}) == "a：1、2"


def test_an_auditor_of_a_street_sees_its_own_people(office: Office) -> None:
    person = office.people["clerk"]
    appoint(person=person, unit=office.street, role="auditor", valid_from=TODAY, by=None)
    audit.note("login", by=office.people["elsewhere"].pk)
    audit.note("login", by=office.people["legal"].pk)
    client = Client()
    client.force_login(person)
    assert {row.by for row in trail_of(client, action="login")} == {office.people["legal"].pk}


def test_the_trail_as_a_table(seat: Seat, office: Office) -> None:
    for n in range(1002):
        audit.note("record.unmask", by=office.people["legal"].pk, target=f"records:{n}")
    audit.note("record.unmask", by=office.people["legal"].pk, target="=1+1")
    answer = seat("auditor").get(reverse("audit"), {"action": "record.unmask", "format": "csv"})
    body = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.reader(StringIO(body)))
    assert rows[0] == ["时间", "人员", "动作", "代码", "对象", "说明"]
    assert len(rows) == 1004
    assert rows[1][2:5] == ["查看个人信息", "record.unmask", "'=1+1"]
    assert Audit.objects.filter(action="audit.export").count() == 1


def test_the_trail_is_paged_with_the_same_questions(
    seat: Seat, office: Office, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = seat("auditor")
    client.get(reverse("audit"))
    with django_assert_max_num_queries(20) as first:
        client.get(reverse("audit"))
    for n in range(120):
        audit.note("login", by=office.people["legal"].pk, target=str(n))
    with django_assert_num_queries(len(first)):
        page = client.get(reverse("audit"))
    assert page.context["page"].paginator.num_pages == 3


def test_announcing_by_another_way_is_listed_too(seat: Seat, office: Office) -> None:
    from yifa.office.access import compile_access

    admin = office.people["admin"]
    announce(days={date(2027, 3, 3): False}, source="口头通知", by=admin, access=compile_access(admin))
    assert [row["source"] for row in seat("admin").get(reverse("holidays")).context["notices"]] == [
        "口头通知"
    ]
