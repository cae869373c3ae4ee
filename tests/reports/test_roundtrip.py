"""A report goes out as a Word file, is edited, and comes back with its figures bound."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from yifa.foundation.errors import Conflict, Forbidden, Invalid, Missing, Refused, YifaError

if TYPE_CHECKING:
    from django.test import Client

    from tests.reports.world import Street
    from yifa.reports.models import Passage, Report, Upload


@pytest.fixture
def found(street: Street) -> Report:
    from tests.reports.world import written

    return written(street)


def file_of(found: Report) -> bytes:
    from yifa.papers import docx
    from yifa.reports.document import paper
    from yifa.reports.merging import stamped

    return docx.write(paper(found), key=stamped(found))


def edited(data: bytes, change: Callable[[str], str]) -> bytes:
    """The file with its main part changed, as a word processor would leave it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part.decode()).encode() if name == "word/document.xml" else part)
    return out.getvalue()


def upload(street: Street, found: Report, data: bytes) -> Upload:
    from yifa.reports.roundtrip import propose

    return propose(report=found, name="修改稿.docx", data=data, by=street.legal)


def passages(found: Report) -> list[Passage]:
    from yifa.reports.queries import current

    return [one for one, _ in current(found)]


def save(street: Street, passage: Passage, words: str) -> None:
    from yifa.reports import editing

    editing.save(
        passage=passage,
        runs=[{"text": words}],
        revision=passage.revision,
        level=passage.level,
        by=street.legal,
    )


def rows(one: Upload) -> list[dict[str, Any]]:
    return one.changes["rows"]  # type: ignore[no-any-return]


def texts(found: Report) -> list[str]:
    from yifa.reports.queries import current

    return [block.text for _, block in current(found)]


def paragraph(xml: str, holding: str) -> str:
    """The w:p of the main part that holds a text."""
    return next(p for p in re.findall(r"<w:p>.*?</w:p>|<w:p .*?</w:p>", xml, re.S) if holding in p)


def test_an_unedited_file_changes_nothing(street: Street, found: Report) -> None:
    one = upload(street, found, file_of(found))
    assert rows(one) == []
    assert one.changes["remarks"] == []


def test_figures_that_moved_meanwhile_are_no_change(street: Street, found: Report) -> None:
    from tests.reports.world import dispute

    data = file_of(found)
    dispute(street, date(2025, 9, 9), form="written")
    assert rows(upload(street, found, data)) == []


def test_what_was_written_here_after_the_download_stands(street: Street, found: Report) -> None:
    """Neither a changed, an added nor a removed passage is proposed to be as it was when the file was made."""
    from yifa.reports import editing

    data = file_of(found)
    opening, *_, last = passages(found)
    save(street, opening, "报告如下，另有附件。")
    editing.insert(after=opening, runs=[{"text": "下载之后新写的一段。"}], by=street.legal)
    editing.remove(passage=last, by=street.legal)
    stands = texts(found)
    assert rows(upload(street, found, data)) == []
    one = upload(street, found, edited(data, lambda xml: xml.replace("书面", "正式书面")))
    assert [(row["kind"], row["clash"]) for row in rows(one)] == [("changed", False)]
    assert texts(found) == stands


def test_what_both_changed_is_a_clash_and_never_taken_with_all_the_others(
    street: Street, found: Report, client: Client
) -> None:
    data = edited(
        file_of(found),
        lambda xml: xml.replace("报告如下。", "报告如下，请审阅。").replace("书面", "正式书面"),
    )
    save(street, passages(found)[0], "报告如下，另有附件。")
    one = upload(street, found, data)
    assert [row["clash"] for row in rows(one)] == [True, False]
    client.force_login(street.legal)
    address = f"/reports/{found.pk}/upload/{one.pk}/"
    assert "下载之后，系统里也改过这一段" in client.get(address).content.decode()
    client.post(address, {"number": "all", "verb": "accept"})
    assert any("报告如下，另有附件。" in text for text in texts(found))
    assert any("正式书面" in text for text in texts(found))
    client.post(address, {"number": "0", "verb": "accept"})
    assert any("报告如下，请审阅。" in text for text in texts(found))


def test_a_file_that_does_not_say_what_it_was_made_from_is_held_against_the_present_text(
    street: Street, found: Report
) -> None:
    from yifa.papers import docx
    from yifa.reports.document import key, paper

    data = docx.write(paper(found), key=key(found))
    save(street, passages(found)[0], "报告如下，另有附件。")
    assert [row["clash"] for row in rows(upload(street, found, data))] == [False, False]


def test_changed_words_come_back_with_their_figures(street: Street, found: Report) -> None:
    from yifa.reports.roundtrip import accept

    data = edited(
        file_of(found),
        lambda xml: xml.replace("报告如下。", "报告如下，请审阅。").replace("书面", "正式书面"),
    )
    one = upload(street, found, data)
    assert {row["kind"] for row in rows(one)} == {"changed"}
    for number in range(len(rows(one))):
        one = accept(upload=one, number=number, by=street.legal)
    assert any("报告如下，请审阅。" in text for text in texts(found))
    assert rows(upload(street, found, data)) == []
    told = found.passages.get(pk=rows(one)[-1]["passage"])
    assert any("figure" in run for run in told.runs)
    assert [v.why for v in told.versions.all()] == ["draft", "word"]


def test_a_figure_typed_over_is_shown_and_stays_a_figure_unless_told(street: Street, found: Report) -> None:
    from yifa.reports.roundtrip import accept

    data = edited(file_of(found), lambda xml: xml.replace(">5件<", ">7件<", 1))
    one = upload(street, found, data)
    assert [list(row["typed"].values()) for row in rows(one)] == [["7件"]]
    assert "7件" in rows(one)[0]["text"]
    accept(upload=one, number=0, by=street.legal)
    assert any("5件" in text for text in texts(found))
    assert not any("7件" in text for text in texts(found))
    two = upload(street, found, data)
    accept(upload=two, number=0, by=street.legal, keep_figures=False)
    assert any("7件" in text for text in texts(found))


def test_paragraphs_are_added_in_order_and_removed(street: Street, found: Report) -> None:
    from yifa.reports.roundtrip import accept, refuse

    def change(xml: str) -> str:
        old = paragraph(xml, "报告如下")
        body = re.search(r"<w:r>.*</w:r>|<w:r .*</w:r>", old, re.S)
        assert body
        add = "".join(
            old.replace(body[0], f"<w:r><w:t>{text}</w:t></w:r>") for text in ("新的甲段。", "新的乙段。")
        )
        gone = paragraph(xml, "领导班子听取有关情况")
        return xml.replace(gone, "", 1).replace(old, old + add)

    one = upload(street, found, edited(file_of(found), change))
    kinds = [row["kind"] for row in rows(one)]
    assert kinds == ["added", "added", "removed"]
    before = texts(found)
    for number in (0, 1):
        one = accept(upload=one, number=number, by=street.legal)
    assert texts(found)[1:3] == ["新的甲段。", "新的乙段。"]
    one = refuse(upload=one, number=2, by=street.legal)
    assert len(texts(found)) == len(before) + 2
    assert [row["state"] for row in rows(one)] == ["accepted", "accepted", "refused"]
    with pytest.raises(Refused, match="已经处理"):
        accept(upload=one, number=2, by=street.legal)
    with pytest.raises(Missing):
        accept(upload=one, number=9, by=street.legal)


def test_a_removed_paragraph_goes(street: Street, found: Report) -> None:
    from yifa.reports.roundtrip import accept

    data = edited(file_of(found), lambda xml: xml.replace(paragraph(xml, "领导班子听取有关情况"), "", 1))
    count = texts(found).count("领导班子听取有关情况。")
    accept(upload=upload(street, found, data), number=0, by=street.legal)
    assert texts(found).count("领导班子听取有关情况。") == count - 1


def test_headings_keep_their_level_and_lose_their_number(street: Street, found: Report) -> None:
    from yifa.reports.queries import passages
    from yifa.reports.roundtrip import accept

    heading = next(one for one in passages(found) if one.level == 2)
    old = heading.runs[0]["text"]
    data = edited(file_of(found), lambda xml: xml.replace(old, f"切实{old}", 1))
    one = accept(upload=upload(street, found, data), number=0, by=street.legal)
    heading.refresh_from_db()
    assert (heading.level, heading.runs[0]["text"]) == (2, f"切实{old}")
    assert rows(one)[0]["kind"] == "changed"


def test_a_passage_changed_here_meanwhile_is_a_conflict(street: Street, found: Report) -> None:
    from yifa.reports.editing import save
    from yifa.reports.roundtrip import accept

    data = edited(file_of(found), lambda xml: xml.replace("报告如下。", "报告如下，请审阅。"))
    one = upload(street, found, data)
    target = found.passages.get(pk=rows(one)[0]["passage"])
    save(passage=target, runs=[{"text": "又改了。"}], revision=target.revision, by=street.second)
    with pytest.raises(Conflict):
        accept(upload=one, number=0, by=street.legal)


def test_controls_that_were_deleted_are_told(street: Street, found: Report) -> None:
    def change(xml: str) -> str:
        return re.sub(
            r"<w:bookmarkStart[^>]*/>\s*<w:sdt>.*?</w:sdt>\s*<w:bookmarkEnd[^>]*/>", "", xml, flags=re.S
        )

    one = upload(street, found, edited(file_of(found), change))
    assert any("被删去" in said for said in one.changes["remarks"])
    assert all(row["kind"] == "changed" for row in rows(one))


def test_a_file_of_another_report_is_refused(street: Street, found: Report) -> None:
    from yifa.reports.actions import open_report

    other = open_report(unit=street.street, year=2024, by=street.legal)
    with pytest.raises(Invalid, match="另一份报告"):
        upload(street, found, file_of(other))


def test_a_file_from_elsewhere_is_taken_as_plain_words(street: Street, found: Report) -> None:
    from yifa.papers import OfficialDocument, Paragraph, docx

    plain = OfficialDocument(kind="报告", title="别处的稿子", blocks=(Paragraph.of("受理纠纷12件。"),))
    one = upload(street, found, docx.write(plain))
    assert any("没有绑定指标" in said for said in one.changes["remarks"])
    assert [row["text"] for row in rows(one) if row["kind"] == "added"] == ["受理纠纷12件。"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"text", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_word_file_is_refused(street: Street, found: Report, data: bytes) -> None:
    with pytest.raises(YifaError):
        upload(street, found, data)


def test_too_many_paragraphs_are_another_document(street: Street, found: Report) -> None:
    from yifa.papers import OfficialDocument, Paragraph, docx

    plain = OfficialDocument(
        kind="报告", title="长", blocks=tuple(Paragraph.of(f"段{n}") for n in range(401))
    )
    with pytest.raises(Invalid, match="401段"):
        upload(street, found, docx.write(plain))


def test_only_those_who_report_may_upload(street: Street, found: Report) -> None:
    from yifa.reports.roundtrip import propose

    with pytest.raises(Forbidden):
        propose(report=found, name="x.docx", data=file_of(found), by=street.clerk)


def test_a_report_that_libreoffice_saved_again_comes_back_unchanged(
    street: Street, found: Report, tmp_path: Path
) -> None:
    """Figures have digits and characters in one control: a program may cut it in two, and must not double it."""
    given = tmp_path / "report.docx"
    given.write_bytes(file_of(found))
    kind = "docx:MS Word 2007 XML"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path / "again"),
        str(given),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    one = upload(street, found, (tmp_path / "again" / "report.docx").read_bytes())
    assert one.changes == {"rows": [], "remarks": []}
