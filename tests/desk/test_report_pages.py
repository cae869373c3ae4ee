"""The pages of a report, asked as people ask them: what they show, who may see them, what a refusal says."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

if TYPE_CHECKING:
    from tests.reports.world import Street
    from yifa.office.models import Person
    from yifa.reports.models import Report

Login = Callable[["Person"], Client]


@pytest.fixture
def street(db: None) -> Iterator[Street]:
    from tests.reports.world import at, build

    with at():
        yield build()


@pytest.fixture
def found(street: Street) -> Report:
    from tests.reports.world import written

    return written(street)


@pytest.fixture
def login() -> Login:
    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return enter


def page(client: Client, name: str, *args: Any, status: int = 200, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def send(client: Client, name: str, *args: Any, **values: Any) -> Any:
    return client.post(reverse(name, args=args), values, follow=True)


def said(answer: Any) -> str:
    return "\n".join(str(message) for message in answer.context["messages"])


def test_a_report_is_opened_from_the_list(street: Street, login: Login) -> None:
    client = login(street.legal)
    assert "还没有报告" in page(client, "reports")
    answer = send(client, "report-open", unit="S1", year="2025", duty_first="1")
    assert answer.redirect_chain[0][0].endswith("/edit/")
    text = page(client, "reports", year=2025)
    assert "示例街道办事处关于2025年度法治政府建设情况的报告" in text
    assert "示例街道办事处关于2025年度" not in page(client, "reports", year=2024)
    found = street.street.pk and page(client, "report", answer.context["report"].pk)
    assert found.index("履行推进法治建设第一责任人职责") < found.index("主要举措和成效")


def test_a_report_without_a_year_or_right_is_refused(street: Street, login: Login) -> None:
    assert login(street.legal).post(reverse("report-open"), {"unit": "S1"}).status_code == 422
    assert login(street.clerk).post(reverse("report-open"), {"unit": "S1", "year": "2025"}).status_code == 404
    assert reverse("report-open") not in page(login(street.clerk), "reports")
    assert reverse("report-open") in page(login(street.legal), "reports")


def test_every_figure_of_the_reading_view_opens_its_records(
    street: Street, found: Report, login: Login
) -> None:
    client = login(street.legal)
    text = page(client, "report", found.pk)
    links = re.findall(r'class="rp-figure[^"]*" href="([^"]+)"', text)
    assert len(links) >= 8
    for link in dict.fromkeys(links):
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200, link


def test_strangers_and_visitors_see_nothing(street: Street, found: Report, login: Login) -> None:
    for name in (
        "report",
        "report-edit",
        "report-check",
        "report-changes",
        "report-marks",
        "report-history",
        "report-docx",
    ):
        page(login(street.stranger), name, found.pk, status=404)
        assert Client().get(reverse(name, args=[found.pk])).status_code == 302


def test_a_department_reads_and_confirms_but_does_not_write(
    street: Street, found: Report, login: Login
) -> None:
    from yifa.procedures.actions import advance

    clerk = login(street.clerk)
    assert "rp-tabs" in page(clerk, "report", found.pk)
    page(clerk, "report-edit", found.pk, status=403)
    advance(record=found, move="to_check", by=street.legal)
    assert "待核对" in page(clerk, "report-check", found.pk)
    answer = send(clerk, "report-check", found.pk, group="disputes", agreed="no")
    assert "请写明哪个指标不对" in said(answer)
    answer = send(clerk, "report-check", found.pk, group="disputes", agreed="yes")
    assert "核对无误" in answer.content.decode()
    assert "不能修改" in said(login(street.legal).get(reverse("report-edit", args=[found.pk]), follow=True))


def test_the_course_through_pages(street: Street, found: Report, login: Login) -> None:
    legal, second, leader, clerk = (
        login(one) for one in (street.legal, street.second, street.leader, street.clerk)
    )
    assert "已封存" in send(legal, "report-freeze", found.pk).content.decode()
    send(legal, "report-move", found.pk, "to_check")
    assert "尚未由科室核对" in said(send(legal, "report-move", found.pk, "checked"))
    for group in ("disputes", "outreach"):
        send(clerk, "report-check", found.pk, group=group, agreed="yes")
    send(legal, "report-move", found.pk, "checked")
    send(second, "report-move", found.pk, "legal_pass")
    assert "待审批" in page(leader, "report", found.pk)
    send(leader, "report-move", found.pk, "approve", signer="甲某")
    send(legal, "report-move", found.pk, "number", document_number="示街办发〔2026〕3号")
    for move in ("issue", "submit", "publish"):
        send(legal, "report-move", found.pk, move)
    text = page(clerk, "report", found.pk)
    assert "已公开" in text
    assert "示街办发〔2026〕3号" in text


def test_a_return_without_reason_is_refused_with_words(street: Street, found: Report, login: Login) -> None:
    legal = login(street.legal)
    send(legal, "report-move", found.pk, "to_check")
    assert "请写明理由" in said(send(legal, "report-move", found.pk, "return"))
    send(legal, "report-move", found.pk, "return", reason="再改")
    assert "再改" in page(legal, "report", found.pk)


def test_freeze_changes_waterfall_and_thaw(street: Street, found: Report, login: Login) -> None:
    from tests.reports.world import at, dispute

    legal = login(street.legal)
    assert "数据还没有封存" in page(legal, "report-changes", found.pk)
    send(legal, "report-freeze", found.pk)
    assert "没有变动" in page(legal, "report-changes", found.pk)
    with at(date(2026, 1, 20)):
        legal = login(street.legal)
        late = dispute(street, date(2025, 8, 2))
        text = page(legal, "report-changes", found.pk)
        assert late.number in text
        assert "补录" in text
        assert "is-moved" in page(legal, "report", found.pk)
        fall = page(legal, "report-figure", found.pk, "disputes.accepted")
        bars = json.loads(re.search(r'id="fall-data"[^>]*>(.*?)</script>', fall, re.S)[1])  # type: ignore[index]
        assert [(bar["name"], bar["to"]) for bar in bars] == [
            ("起草", 5),
            ("封存", 5),
            (late.number, 6),
            ("今天", 6),
        ]
        assert "请写明解除封存的原因" in said(send(legal, "report-thaw", found.pk))
        send(legal, "report-thaw", found.pk, reason="补录后重取")
        assert "6件" in page(legal, "report", found.pk)


def test_an_unknown_figure_is_not_found(street: Street, found: Report, login: Login) -> None:
    page(login(street.legal), "report-figure", found.pk, "no.such", status=404)


def test_marks_show_claims_and_likeness(street: Street, found: Report, login: Login) -> None:
    from yifa.reports.editing import insert
    from yifa.reports.queries import passages
    from yifa.reports.sameness import index

    typed = "召开专题会议3次，研究部署街道重点领域执法检查和培训工作。"
    insert(after=passages(found)[2], runs=[{"text": typed}], by=street.legal)
    from yifa.reports.actions import open_report

    other = open_report(unit=street.neighbour, year=2025, by=street.stranger)
    index(other, ["召开专题会议□，研究部署街道重点领域执法检查和培训工作。"])
    text = page(login(street.legal), "report-marks", found.pk)
    assert "手工填写的数字" in text
    assert "邻近街道 2025" in text


def test_history_shows_and_restores(street: Street, found: Report, login: Login) -> None:
    from tests.reports.world import at
    from yifa.reports.editing import save
    from yifa.reports.queries import passages

    one = passages(found)[0]
    with at(date(2026, 1, 16)):
        save(passage=one, runs=[{"text": "改过的开头。"}], revision=one.revision, by=street.legal)
    with at(date(2026, 1, 17)):
        legal = login(street.legal)
        text = page(legal, "report-history", found.pk)
        assert re.search("<ins>[^<]*改过的开头", text)
        assert "系统起草" in text
        assert "改过的开头" not in re.findall(
            r"<ins>.*?</ins>", page(legal, "report-history", found.pk, old="2026-01-16T12:00")
        )
        send(legal, "report-restore", found.pk, moment="2026-01-15T12:00")
        assert "改过的开头" not in page(legal, "report", found.pk)
        assert (
            legal.post(reverse("report-restore", args=[found.pk]), {"moment": "gestern"}).status_code == 400
        )


def test_redraft_and_withdraw(street: Street, found: Report, login: Login) -> None:
    legal = login(street.legal)
    assert "【请填写】" in send(legal, "report-anew", found.pk, back="edit").content.decode()
    assert "请写明撤回原因" in said(send(legal, "report-withdraw", found.pk))
    assert "还没有报告" in send(legal, "report-withdraw", found.pk, reason="重来").content.decode()


def test_files(street: Street, found: Report, login: Login) -> None:
    from yifa.foundation.models import Audit

    legal = login(street.legal)
    word = legal.get(reverse("report-docx", args=[found.pk]))
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(word.content)).namelist()
    assert "attachment" in word["Content-Disposition"]
    pdf = legal.get(reverse("report-pdf", args=[found.pk]))
    assert pdf.content.startswith(b"%PDF-")
    assert Audit.objects.filter(action="report.download", by=street.legal.pk).count() == 2


def test_a_word_file_goes_out_and_comes_back(street: Street, found: Report, login: Login) -> None:
    from tests.reports.test_roundtrip import edited

    legal = login(street.legal)
    data = legal.get(reverse("report-docx", args=[found.pk])).content
    changed = edited(
        data, lambda xml: xml.replace("报告如下。", "报告如下，请审阅。").replace(">5件<", ">7件<", 1)
    )
    answer = legal.post(
        reverse("report-upload", args=[found.pk]),
        {"file": SimpleUploadedFile("改.docx", changed)},
        follow=True,
    )
    text = answer.content.decode()
    assert re.search("<ins>[^<]*请审阅", text)
    assert "指标被手工改成：7件" in text
    review = answer.redirect_chain[-1][0]
    assert "已接受" in legal.post(review, {"verb": "accept", "number": "0"}, follow=True).content.decode()
    assert "请审阅" in page(legal, "report", found.pk)
    assert "不采用" in legal.post(review, {"verb": "refuse", "number": "all"}, follow=True).content.decode()
    assert "7件" not in page(legal, "report", found.pk)
    assert "没有这处改动" in said(legal.post(review, {"verb": "accept", "number": "99"}, follow=True))
    assert "没有这处改动" in said(legal.post(review, {"verb": "accept", "number": "x"}, follow=True))
    assert "改.docx" in page(legal, "report-upload", found.pk)


def bad_file(kind: str, found: Report) -> bytes | None:
    """A file that is not this report's."""
    from dataclasses import replace

    from yifa.papers import OfficialDocument, Paragraph, docx
    from yifa.reports.document import key, paper

    right = docx.write(paper(found), key=key(found))
    long = OfficialDocument(
        kind="报告", title="长", blocks=tuple(Paragraph.of("示例文字。" * 220) for _ in range(401))
    )
    macro = io.BytesIO(right)
    with zipfile.ZipFile(macro, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    return {
        "none": None,
        "text": b"not a zip",
        "torn": right[: len(right) // 2],
        "macro": macro.getvalue(),
        "other": docx.write(replace(paper(found), title="别的报告"), key="records:999/S2/2024"),
        "three hundred pages": docx.write(long),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("none", "请选择 Word 文件"),
        ("text", "不是 Word 文档"),
        ("torn", "已损坏"),
        ("macro", "带有宏"),
        ("other", "另一份报告"),
        ("three hundred pages", "401段"),
    ],
)
def test_a_bad_upload_is_told(street: Street, found: Report, login: Login, kind: str, words: str) -> None:
    from yifa.reports.models import Upload

    data = bad_file(kind, found)
    values = {} if data is None else {"file": SimpleUploadedFile("x.docx", data)}
    answer = login(street.legal).post(reverse("report-upload", args=[found.pk]), values)
    assert 400 <= answer.status_code < 500
    assert words in said(answer)
    assert not Upload.objects.exists()


def test_the_office_s_list(street: Street, login: Login) -> None:
    legal = login(street.legal)
    assert "还没有" in page(legal, "report-items", "S1", 2025)
    assert re.search(r'value="plans"\s+selected', page(legal, "report-item-add", "S1", 2025, kind="plans"))
    answer = legal.post(
        reverse("report-item-add", args=["S1", 2025]), {"kind": "plans", "title": "", "text": "留着"}
    )
    assert answer.status_code == 422
    assert "留着" in answer.content.decode()
    send(
        legal,
        "report-item-add",
        "S1",
        2025,
        kind="plans",
        title="互动普法",
        text="",
        cause="",
        outcome="open",
        became="",
    )
    text = page(legal, "report-items", "S1", 2025)
    pk = int(re.search(r"/reports/list/S1/2025/(\d+)/", text)[1])  # type: ignore[index]
    assert "互动普法" in page(legal, "report-item", "S1", 2025, pk)
    answer = legal.post(
        reverse("report-item", args=["S1", 2025, pk]),
        {"kind": "plans", "title": "互动普法", "outcome": "dropped"},
    )
    assert "请说明理由" in answer.content.decode()
    assert "互动普法" in page(legal, "report-items", "S1", 2026)
    send(legal, "report-item-drop", "S1", 2025, pk)
    assert "互动普法" not in page(legal, "report-items", "S1", 2025)
    page(login(street.stranger), "report-items", "S1", 2025, status=404)


# ---- what the editor asks


def ask(client: Client, name: str, *args: Any, **given: Any) -> Any:
    return client.post(reverse(name, args=args), json.dumps(given), content_type="application/json")


def test_the_editor_saves_inserts_moves_removes_and_restores(
    street: Street, found: Report, login: Login
) -> None:
    from yifa.reports.queries import passages

    legal = login(street.legal)
    one = passages(found)[0]
    told = ask(legal, "report-passage", found.pk, one.pk, "save", runs=[{"text": "甲。"}], revision=1).json()[
        "passage"
    ]
    assert (told["revision"], told["runs"]) == (2, [{"text": "甲。"}])
    new = ask(
        legal, "report-passage", found.pk, one.pk, "insert", runs=[{"figure": "disputes.accepted"}]
    ).json()["passage"]
    assert new["runs"][0]["text"] == "5件"
    two = ask(legal, "report-passage", found.pk, one.pk, "insert", runs=[{"text": "乙"}], level=2).json()[
        "passage"
    ]
    assert two["level"] == 2
    ask(legal, "report-passage", found.pk, two["id"], "move", after=new["id"])
    order = [row.pk for row in passages(found)]
    assert order.index(two["id"]) == order.index(new["id"]) + 1
    assert ask(legal, "report-passage", found.pk, two["id"], "remove").json()["passage"]["removed"]
    back = ask(legal, "report-passage", found.pk, one.pk, "restore", revision=1).json()["passage"]
    assert "法治政府建设" in back["runs"][0]["text"]


def test_a_conflict_brings_the_other_version(street: Street, found: Report, login: Login) -> None:
    from yifa.reports.queries import passages

    one = passages(found)[0]
    ask(
        login(street.second),
        "report-passage",
        found.pk,
        one.pk,
        "save",
        runs=[{"text": "先到。"}],
        revision=1,
    )
    answer = ask(
        login(street.legal), "report-passage", found.pk, one.pk, "save", runs=[{"text": "后到。"}], revision=1
    )
    assert answer.status_code == 409
    assert answer.json()["passage"]["runs"] == [{"text": "先到。"}]
    assert "甲second" in answer.json()["message"]


def test_bad_questions_of_the_editor(street: Street, found: Report, login: Login) -> None:
    from yifa.reports.queries import passages

    legal, one = login(street.legal), passages(found)[0]
    url = reverse("report-passage", args=[found.pk, one.pk, "save"])
    assert legal.post(url, b"{", content_type="application/json").status_code == 422
    assert legal.post(url, b"[1]", content_type="application/json").status_code == 422
    assert ask(legal, "report-passage", found.pk, one.pk, "save", runs=[{"text": "x"}]).json()["errors"] == {
        "revision": "缺少“revision”"
    }
    assert ask(legal, "report-passage", found.pk, one.pk, "explode").status_code == 404
    assert ask(legal, "report-passage", found.pk, 0, "save").status_code == 404
    assert ask(legal, "report-passage", found.pk, one.pk, "restore", revision=9).status_code == 404
    assert (
        ask(login(street.clerk), "report-passage", found.pk, one.pk, "save", runs=[], revision=1).status_code
        == 403
    )
    assert ask(login(street.stranger), "report-passage", found.pk, one.pk, "save").status_code == 404
    assert ask(Client(), "report-passage", found.pk, one.pk, "save").status_code == 401
    assert legal.get(url).status_code == 405


def test_people_learn_of_each_other_and_of_changes(street: Street, found: Report, login: Login) -> None:
    from yifa.reports.queries import passages

    legal, second = login(street.legal), login(street.second)
    rows = passages(found)
    known = {str(one.pk): one.revision for one in rows} | {"999999": 1}
    ask(second, "report-passage", found.pk, rows[0].pk, "save", runs=[{"text": "新。"}], revision=1)
    ask(second, "report-state", found.pk, known={}, passage=rows[0].pk)
    told = ask(legal, "report-state", found.pk, known=known, passage=None).json()
    assert told["others"] == [{"name": "甲second", "passage": rows[0].pk}]
    assert [one["id"] for one in told["changed"]] == [rows[0].pk]
    assert told["gone"] == [999999]
    assert told["step"] == "drafting"
    assert ask(legal, "report-state", found.pk, known="x").status_code == 200


def test_figures_to_pick(street: Street, found: Report, login: Login) -> None:
    rows = login(street.legal).get(reverse("report-figures", args=[found.pk])).json()["figures"]
    one = next(row for row in rows if row["code"] == "disputes.accepted")
    assert one["forms"]["text"] == "5件"
    assert one["forms"]["last"] == "0件"
    assert one["name"] == "受理纠纷数"
    assert "unit=S1" in one["records"]


def test_comments_of_the_editor(street: Street, found: Report, login: Login) -> None:
    from yifa.reports.queries import passages

    legal, clerk, one = login(street.legal), login(street.clerk), passages(found)[0]
    told = ask(clerk, "report-comment", found.pk, passage=one.pk, body="核对一下", quote="年度").json()[
        "comments"
    ]
    assert [(c["body"], c["quote"], c["resolved"]) for c in told] == [("核对一下", "年度", False)]
    ask(legal, "report-comment", found.pk, passage=one.pk, body="已核对", parent=told[0]["id"])
    told = ask(legal, "report-comment", found.pk, verb="resolve", comment=told[0]["id"]).json()["comments"]
    assert told[0]["resolved"]
    assert [reply["body"] for reply in told[0]["replies"]] == ["已核对"]
    ask(legal, "report-comment", found.pk, verb="drop", comment=told[0]["replies"][0]["id"])
    assert ask(legal, "report-comment", found.pk, verb="drop", comment=0).status_code == 404
    assert ask(legal, "report-comment", found.pk, passage=one.pk, body=" ").status_code == 422


def test_the_review_of_the_editor(
    street: Street, found: Report, login: Login, django_assert_max_num_queries: Any
) -> None:
    from yifa.reports.queries import passages

    legal, one = login(street.legal), passages(found)[0]
    edited = {str(one.pk): [{"text": "下一步将继续继续推进。"}]}
    with django_assert_max_num_queries(25):
        told = ask(legal, "report-review", found.pk, edited=edited).json()
    (finding,) = [row for row in told["findings"] if row["passage"] == one.pk]
    assert (finding["check"], finding["suggestion"]) == ("wording.repeat", "继续")
    assert ask(legal, "report-review", found.pk).json()["findings"] != told["findings"]  # nothing was saved
    aside = {"verb": "aside", "check": finding["check"], "text": finding["text"], "edited": edited}
    assert ask(legal, "report-review", found.pk, **aside).json()["errors"] == {"until": "请选择到期日"}
    assert "reason" in ask(legal, "report-review", found.pk, **aside, until="2026-03-01").json()["errors"]
    told = ask(legal, "report-review", found.pk, **aside, until="2026-03-01", reason="引文").json()
    assert not [row for row in told["findings"] if row["passage"] == one.pk]
    (row,) = told["aside"]
    told = ask(legal, "report-review", found.pk, verb="back", aside=row["id"]).json()
    assert told["aside"] == []
    assert ask(legal, "report-review", found.pk, verb="back", aside=row["id"]).status_code == 404
    for bad in ([], {str(one.pk): "x"}, {str(one.pk): [{"figure": "no.such"}]}):
        assert ask(legal, "report-review", found.pk, edited=bad).status_code == 422
    assert ask(login(street.clerk), "report-review", found.pk).status_code == 403
    assert ask(login(street.stranger), "report-review", found.pk).status_code == 404
    assert ask(Client(), "report-review", found.pk).status_code == 401


def test_pages_ask_the_database_a_fixed_number_of_times(
    street: Street, found: Report, login: Login, django_assert_num_queries: Any
) -> None:
    from yifa.reports.actions import open_report

    legal = login(street.legal)
    page(legal, "reports")

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            page(legal, "reports")
        return len(asked)

    one = count()
    for year in (2024, 2023):
        open_report(unit=street.street, year=year, by=street.legal)
    assert count() == one


def test_addressee_copies_and_table(street: Street, found: Report, login: Login) -> None:
    legal = login(street.legal)
    text = send(
        legal,
        "report-settings",
        found.pk,
        addressee="示例区委、区政府",
        copies="示例区司法局",
        with_table="1",
    ).content.decode()
    assert "示例区委、区政府：" in text
    assert "checked" in text
    assert "不能为空" in said(send(legal, "report-settings", found.pk, addressee=""))
    assert "没有这项权限" in said(send(login(street.clerk), "report-settings", found.pk, addressee="别处"))
