"""Review in the browser: files in, progress, findings beside the text, suggestions taken, files back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.desk.people import TODAY, Office
from yifa.desk import kept, review_jobs
from yifa.foundation import clock
from yifa.foundation.models import Audit
from yifa.review import Finding, read

TOPICS = ("物业管理", "邻里相处", "楼道堆物", "犬只饲养", "停车秩序")
Seat = Callable[[str], Client]

REPEATED = "今年我街道继续继续推进普法工作，开展活动3场，印发资料200份。\n依据《信访工作条列》办理。\n"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def upload(name: str = "报告.txt", content: bytes | str = REPEATED) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def word(*paragraphs: str) -> bytes:
    import docx

    document = docx.Document()
    for one in paragraphs:
        document.add_paragraph(one)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def give(client: Client, *files: SimpleUploadedFile, **fields: Any) -> str:
    """Upload files and read them all; the address of the result."""
    answer = client.post(reverse("review"), {"reports": list(files), **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    address = str(answer["Location"])
    while "正在核稿" in text(client.get(address)):
        client.post(address, {"verb": "next"})
    return address


def number_of(client: Client, address: str, check: str) -> int:
    cards = client.get(address + "?severity=all").context["cards"]
    return next(card["number"] for card in cards if card["finding"].check == check)


@pytest.fixture(autouse=True)
def own_drawer(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


@pytest.mark.parametrize("role", ["clerk", "mediator", "district", "admin", "auditor"])
def test_everybody_may_have_a_text_reviewed(seat: Seat, role: str) -> None:
    client = seat(role)
    assert client.get(reverse("review")).status_code == 200
    assert "“继续”重复" in text(client.get(give(client, upload())))


def test_nobody_without_a_login(client: Client, db: Any) -> None:
    assert client.get(reverse("review")).status_code == 302


def test_a_pasted_text_is_reviewed(seat: Seat) -> None:
    client = seat("clerk")
    answer = client.post(reverse("review"), {"text": REPEATED})
    client.post(answer["Location"], {"verb": "next"})
    page = client.get(answer["Location"])
    assert "粘贴的文字.txt" in text(page)
    assert [one["finding"].check for one in page.context["cards"]][:1] == ["wording.repeat"]


def test_findings_point_into_the_text_and_back(seat: Seat) -> None:
    client = seat("clerk")
    page = text(client.get(give(client, upload())))
    assert re.search(
        r'<span id="m1" class="anchor"></span><a href="#f1" class="mark mark-high">继续继续</a>', page
    )
    assert 'id="f1"' in page
    assert 'href="#m1"' in page
    assert "GB/T 15834" in page, "the basis is on the page, folded"


def test_text_is_escaped(seat: Seat) -> None:
    client = seat("clerk")
    page = text(client.get(give(client, upload("<b>.txt", "标题<script>alert(1)</script>继续继续推进\n"))))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<b>.txt" not in page


def test_several_files_are_read_with_progress(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_jobs, "SPELL", 0)
    client = seat("clerk")
    files = [upload(f"{n}.txt") for n in range(3)]
    address = client.post(reverse("review"), {"reports": files})["Location"]
    htmx = {"HX-Request": "true"}
    assert "已读 0 个，共 3 个文件" in text(client.get(address))
    first = client.post(address, {"verb": "next"}, headers=htmx)
    assert "已读 1 个，共 3 个文件" in text(first)
    assert "<html" not in text(first)
    client.post(address, {"verb": "next"}, headers=htmx)
    last = client.post(address, {"verb": "next"}, headers=htmx)
    assert last["HX-Redirect"] == address + "files/"
    tabs = client.get(address).context["files"]
    assert [tab["name"] for tab in tabs] == ["0.txt", "1.txt", "2.txt"]
    assert client.get(address + "?file=3").context["name"] == "2.txt"


def test_a_review_can_be_left_and_gone_on_with(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_jobs, "SPELL", 0)
    client = seat("clerk")
    address = client.post(reverse("review"), {"reports": [upload(), upload("b.txt")]})["Location"]
    client.post(address, {"verb": "next"})
    assert "未读完" in text(client.get(reverse("review")))
    job = review_jobs.find(address.strip("/").split("/")[-1], client.session["_auth_user_id"] and _pk(client))
    assert job.waiting() == [2]
    client.post(address, {"verb": "next"})
    client.post(address, {"verb": "next"})
    assert job.waiting() == []


CLEAN = "今年我街道开展普法活动3场，印发资料200份。\n"


def test_many_files_in_one_table_the_gravest_first(seat: Seat) -> None:
    client = seat("district")
    files = [upload(f"街道{n:02}.txt", CLEAN * (n + 1)) for n in range(57)]
    files += [upload("重.txt", REPEATED * 2), upload("坏.txt", b""), upload("轻.txt", REPEATED)]
    address = give(client, *files, peers="on")
    page = client.get(address + "files/")
    rows = page.context["rows"]
    assert [row.name for row in rows[:3]] == ["坏.txt", "重.txt", "轻.txt"]
    assert len(rows) == 60
    assert rows[1].counts["high"] == 2 * rows[2].counts["high"]
    assert rows[0].error
    assert 'href="?' not in text(page)
    assert f"{address}?file=58&amp;severity=high" in text(page)


def test_the_table_of_files_as_a_sheet(seat: Seat) -> None:
    from openpyxl import load_workbook

    client = seat("district")
    address = give(client, upload("=甲.txt"), upload("乙.txt", CLEAN))
    answer = client.get(address + "files.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    rows = [[one.value for one in row] for row in book["文件汇总"].iter_rows()]
    assert [row[0] for row in rows] == ["文件", "=甲.txt", "乙.txt"]
    assert rows[0][1:5] == ["错误", "应改", "建议", "请核"]
    assert book["文件汇总"]["A2"].data_type == "s", "no formula"
    told = [[one.value for one in row] for row in book["问题清单"].iter_rows(min_row=2)]
    assert ["=甲.txt", "错误", "文字", "“继续”重复", "继续继续", "继续"] in [row[:6] for row in told]
    number = number_of(client, address, "wording.repeat")
    client.post(address + "?file=1", {"verb": "dismiss", "finding": number})
    again = load_workbook(io.BytesIO(client.get(address + "files.xlsx").content))
    assert "继续继续" not in [row[4].value for row in again["问题清单"].iter_rows()]
    assert Audit.objects.filter(action="review.download").exists()


def test_no_table_before_all_files_are_read(seat: Seat) -> None:
    client = seat("clerk")
    address = client.post(reverse("review"), {"reports": [upload(), upload("b.txt")]})["Location"]
    for page in ("files/", "files.xlsx"):
        assert client.get(address + page)["Location"] == address


def _pk(client: Client) -> int:
    return int(client.session["_auth_user_id"])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.txt", b"", "文件是空的"),
        ("表.docx", b"PK\x03\x04nothing", "压缩结构已损坏"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 64, "旧版 Word"),
        ("二进制.txt", bytes(range(256)) * 20, "文字编码认不出来"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_the_others_are_read(
    seat: Seat, name: str, content: bytes, says: str
) -> None:
    client = seat("clerk")
    address = give(client, upload(name, content), upload())
    page = client.get(address)
    assert page.status_code == 200
    assert says in text(page)
    assert "“继续”重复" in text(client.get(address + "?file=2"))
    assert client.get(address.rstrip("/") + "/commented/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "reports"),
        ({"text": "  \n "}, "reports"),
        ({"text": "一" * 500_001}, "text"),
        ({"text": "正文", "year": "1900"}, "year"),
    ],
)
def test_what_is_missing_stands_beside_the_field(seat: Seat, fields: dict[str, str], field: str) -> None:
    answer = seat("clerk").post(reverse("review"), fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_too_many_and_too_large_files_are_refused(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    from yifa.desk.forms import review as form

    many = [upload(f"{n}.txt") for n in range(81)]
    answer = seat("clerk").post(reverse("review"), {"reports": many})
    assert "一次最多 80 个文件" in answer.context["form"].errors["reports"][0]
    monkeypatch.setattr(form, "LARGEST", 10)
    answer = seat("clerk").post(reverse("review"), {"reports": [upload()]})
    assert "请另存一份只含正文的文件" in answer.context["form"].errors["reports"][0]


def test_another_persons_review_is_not_there(seat: Seat) -> None:
    address = give(seat("clerk"), upload())
    for path in (address, address.rstrip("/") + "/commented/"):
        assert seat("legal").get(path).status_code == 404
    assert seat("legal").post(address, {"verb": "remove"}).status_code == 404
    assert text(seat("legal").get(reverse("review"))).count("报告.txt") == 0
    assert "报告.txt" in text(seat("clerk").get(reverse("review")))


def test_after_a_day_it_is_gone(seat: Seat, office: Office) -> None:
    client = seat("clerk")
    address = give(client, upload())
    folder = review_jobs.DRAWER.find(address.strip("/").split("/")[-1], _pk(client)).path
    with clock.frozen(TODAY + timedelta(days=2)):
        assert review_jobs.DRAWER.mine(_pk(client)) == []
        client.force_login(office.people["clerk"])
        assert client.get(address).status_code == 404
        assert folder.exists()
        client.get(reverse("review"))
        assert not folder.exists(), "the next visitor throws it away"


def test_a_folder_nobody_finished_goes_when_it_is_old(tmp_path: Any, settings: Any) -> None:
    drawer = kept.Drawer("sorting")
    (drawer.place / "half").mkdir()
    drawer.sweep()
    assert (drawer.place / "half").exists()
    with clock.frozen(clock.now() + timedelta(days=3)):
        drawer.sweep()
    assert not (drawer.place / "half").exists()


def test_files_lie_where_only_the_server_reads(seat: Seat) -> None:
    client = seat("clerk")
    address = give(client, upload())
    path = review_jobs.DRAWER.find(address.strip("/").split("/")[-1], _pk(client)).path
    assert path.stat().st_mode & 0o077 == 0
    assert {file.stat().st_mode & 0o077 for file in path.iterdir()} == {0}


def test_removed_at_once_when_asked(seat: Seat) -> None:
    client = seat("clerk")
    address = give(client, upload())
    assert client.post(address, {"verb": "remove"})["Location"] == reverse("review")
    assert client.get(address).status_code == 404


def test_filters_by_group_and_severity(seat: Seat) -> None:
    client = seat("clerk")
    address = give(client, upload())
    every = client.get(address + "?severity=all").context
    laws = client.get(address + "?severity=all&group=law").context
    assert {card["group"] for card in laws["cards"]} == {"法规引用"}
    assert 0 < len(laws["cards"]) < len(every["cards"])
    assert laws["hidden"] == len(every["cards"]) - len(laws["cards"])
    assert client.get(address + "?severity=low").context["cards"] == []
    assert "所选程度和类别中没有问题" in text(client.get(address + "?severity=low&group=privacy"))


def test_a_text_without_fault(seat: Seat) -> None:
    client = seat("clerk")
    page = client.get(give(client, upload("好.txt", "我街道开展普法活动3场。\n")))
    assert "没有发现问题" in text(page)


def test_a_suggestion_is_taken_and_the_text_given_back_corrected(seat: Seat) -> None:
    client = seat("clerk")
    address = give(client, upload())
    number = number_of(client, address, "wording.repeat")
    answer = client.post(address + "?severity=all", {"verb": "accept", "finding": number})
    assert answer["Location"] == f"{address}?severity=all#f{number}"
    page = text(client.get(address))
    assert "<del>继续继续</del><ins>继续</ins>" in page
    assert "已采纳 1 处" in page
    back = client.get(address.rstrip("/") + "/commented/?kind=text")
    assert back.content.decode() == REPEATED.replace("继续继续", "继续")
    assert unquote(back["Content-Disposition"]).endswith("报告（改正）.txt")
    client.post(address, {"verb": "reopen", "finding": number})
    assert client.get(address.rstrip("/") + "/commented/?kind=text").content.decode() == REPEATED


def test_a_finding_that_is_none_is_set_aside_and_left_out_of_the_comments(seat: Seat) -> None:
    client = seat("clerk")
    address = give(client, upload("报告.docx", word("继续继续推进普法。", "依据《信访工作条列》办理。")))
    number = number_of(client, address, "wording.repeat")
    client.post(address, {"verb": "dismiss", "finding": number})
    assert 'class="mark mark-high">继续继续' not in text(client.get(address))
    back = client.get(address.rstrip("/") + "/commented/").content
    comments = [read(back).of(block) for block in read(back).blocks if block.kind == "comment"]
    assert comments
    assert not any("“继续”重复" in one for one in comments)


def test_a_word_file_comes_back_with_comments_and_corrected(seat: Seat) -> None:
    client = seat("clerk")
    address = give(client, upload("报告.docx", word("继续继续推进普法。")))
    download = address.rstrip("/") + "/commented/"
    commented = client.get(download)
    assert any("“继续”重复" in one.message for one in _comments(commented.content))
    client.post(address, {"verb": "accept", "finding": number_of(client, address, "wording.repeat")})
    corrected = client.get(download + "?kind=corrected")
    assert read(corrected.content).text.strip() == "继续推进普法。"
    assert unquote(corrected["Content-Disposition"]).endswith("报告（改正）.docx")
    assert Audit.objects.filter(action="review.download").count() == 2


def _comments(content: bytes) -> list[Finding]:
    document = read(content)
    return [
        Finding("", "high", 0, 0, "", document.of(block))
        for block in document.blocks
        if block.kind == "comment"
    ]


@pytest.mark.parametrize("query", ["?kind=corrected", "", "?kind=else", "?file=9", "?file=x"])
def test_what_cannot_be_downloaded_is_refused(seat: Seat, query: str) -> None:
    client = seat("clerk")
    address = give(client, upload())
    assert client.get(address.rstrip("/") + "/commented/" + query).status_code == 404


@pytest.mark.parametrize(
    "posted",
    [
        {"verb": "accept", "finding": "99"},
        {"verb": "accept", "finding": "x"},
        {"verb": "burn", "finding": "1"},
        {},
    ],
)
def test_a_decision_about_nothing_is_refused(seat: Seat, posted: dict[str, str]) -> None:
    client = seat("clerk")
    assert client.post(give(client, upload()), posted).status_code == 404


def test_a_finding_without_suggestion_cannot_be_accepted(seat: Seat) -> None:
    client = seat("clerk")
    address = give(client, upload("报告.txt", "调解成功105件，成功率为120%。\n"))
    cards = client.get(address + "?severity=all").context["cards"]
    plain = next(card for card in cards if not card["finding"].suggestion)
    page = client.post(address, {"verb": "accept", "finding": plain["number"]}, follow=True)
    assert "没有可以直接采纳的修改" in text(page)
    assert not page.context["accepted"]


def test_two_suggestions_over_each_other_cannot_both_be_taken(seat: Seat) -> None:
    client = seat("clerk")
    address = give(client, upload())
    job = review_jobs.find(address.strip("/").split("/")[-1], _pk(client))
    found = job.result(1) or {}
    first = found["findings"][0]
    found["findings"].append(first | {"start": first["start"] + 1, "suggestion": "又"})
    job.folder.write_json("1.json", found)
    client.post(address, {"verb": "accept", "finding": 1})
    last = len(found["findings"])
    page = client.post(address, {"verb": "accept", "finding": last}, follow=True)
    assert "重叠" in text(page)
    assert job.states(1) == {1: "accepted"}


def test_figures_stand_beside_the_ledgers(seat: Seat, office: Office) -> None:
    for day in ("2025-03-01", "2025-04-01", "2025-05-01"):
        office.event(day)
    client = seat("legal")
    words = "2025年，我街道开展普法活动3场。\n开展法治宣传活动9场。\n"
    page = client.get(give(client, upload("报告.txt", words), unit=office.street.pk, year=2025))
    rows = {row["text"]: row["verdict"] for row in page.context["comparison"]["rows"]}
    assert rows == {"3场": "equal", "9场": "different"}
    assert page.context["comparison"]["rows"][0]["verdict"] == "different"
    assert f"?unit={office.street.code}&amp;period=2025" in text(page)


def test_ledgers_are_offered_only_where_figures_may_be_seen(seat: Seat, office: Office) -> None:
    own = seat("community").get(reverse("review")).context["form"].fields["unit"].queryset
    assert [unit.code for unit in own] == ["j-1"]
    answer = seat("community").post(
        reverse("review"), {"text": "正文", "unit": office.other.pk, "year": 2025}
    )
    assert "unit" in answer.context["form"].errors
    office.people["community"].posts.update(valid_to=TODAY - timedelta(days=1))
    assert "unit" not in seat("community").get(reverse("review")).context["form"].fields


def test_a_unit_needs_a_year(seat: Seat, office: Office) -> None:
    answer = seat("legal").post(reverse("review"), {"text": "正文", "unit": office.street.pk})
    assert list(answer.context["form"].errors) == ["year"]


def test_files_are_compared_with_each_other_when_asked(seat: Seat) -> None:
    shared = "".join(
        f"本年度我街道聚焦{topic}方面的难点问题，组织居民骨干定期走访并逐户说明情况。" for topic in TOPICS
    )
    files = [upload(f"{n}.txt", f"{shared}\n第{n}份另有内容。\n") for n in (1, 2)]
    client = seat("clerk")
    files.append(upload("坏.txt", b""))
    cards = client.get(give(client, *files, peers="on") + "?severity=all").context["cards"]
    assert "sameness.peers" in {card["finding"].check for card in cards}


def test_the_page_of_a_large_job_asks_the_database_no_more(
    seat: Seat, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = seat("clerk")
    one = give(client, upload())
    three = give(client, upload(), upload("b.txt"), upload("c.txt"))
    with django_assert_max_num_queries(20) as first:
        client.get(one)
    with django_assert_num_queries(len(first)):
        client.get(three)
    with django_assert_max_num_queries(len(first)):
        client.get(three + "files/")
