"""Somebody with the database's password changes what was sealed: both verifiers say which row, in which batch.

The stand-alone program runs by itself, in a process without the product; on SQLite it reads the database file, on
PostgreSQL an exported archive.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from tests.seals.world import House

POSTING, AUDIT, BATCH = "journal_posting", "foundation_audit", "seals_batch"
FIRST = "(SELECT min(id) FROM {})"
LAST = "(SELECT max(id) FROM {})"
MIDDLE = "(SELECT id FROM {} ORDER BY id LIMIT 1 OFFSET 4)"
UNIT = "(SELECT max(id) FROM office_unit)"

# What is done, and what is found: kind, table, and where the row stands.
EDITS = {
    "a quantity": (POSTING, "quantity = quantity + 1", MIDDLE),
    "a day": (POSTING, "day = '2025-01-31'", FIRST),
    "an account": (POSTING, "account = 'disputes.failed'", LAST),
    "a unit": (POSTING, f"unit_id = {UNIT}", MIDDLE),
    "a path": (POSTING, "path = '00010003'", MIDDLE),
    "a detail": (POSTING, "detail = 'D09'", MIDDLE),
    "who posted": (POSTING, "posted_by = 999", FIRST),
    "when it was posted": (POSTING, "posted_at = '2025-06-01 08:00:00'", LAST),
    "the source": (POSTING, "source = 'records:99999'", MIDDLE),
    "who did it": (AUDIT, "by = 999", MIDDLE),
    "nobody did it": (AUDIT, "by = NULL", LAST),
    "what was done": (AUDIT, "action = 'login'", FIRST),
    "an audit detail": (AUDIT, """detail = '{"n": 99}'""", LAST),
    "a reported figure": ("journal_assertion", "value = value + 1", MIDDLE),
    "an instant of a figure": ("journal_assertion", "as_of = '2026-01-10 00:00:00'", FIRST),
    "an old version": ("reports_version", "runs = '[]'", FIRST),
    "the digest of a file": ("records_attachment", "digest = substr(digest, 2) || '0'", FIRST),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_row_is_named(house: House, name: str) -> None:
    from tests.seals.world import inside, one, outside, sql

    table, change, where = EDITS[name]
    row = one(f"SELECT {where.format(table)}")
    sql(f"UPDATE {table} SET {change} WHERE id = {row}")
    expected = {("row.edited", table, str(row))}
    found = inside()
    if name == "the digest of a file":
        expected |= {("file.missing", table, str(row))}
    assert {one for one in found if one[0] != "text.edited"} == expected
    assert outside(house) == found


@pytest.mark.parametrize("where", [FIRST, MIDDLE, LAST], ids=["first", "middle", "last"])
@pytest.mark.parametrize("table", [POSTING, AUDIT])
def test_a_deleted_row_is_named(house: House, table: str, where: str) -> None:
    from tests.seals.world import inside, one, outside, sql

    row = one(f"SELECT {where.format(table)}")
    sql(f"DELETE FROM {table} WHERE id = {row}")
    assert inside() == outside(house) == {("row.deleted", table, str(row))}


def copy_of(table: str, row: int, number: int) -> str:
    """A statement that inserts a copy of a row under another number."""
    with connection.cursor() as cursor:
        names = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(str(number) if name == "id" else f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = {row}"


def test_a_row_slipped_in_between_is_named(house: House) -> None:
    """A number that was never used below what is sealed: nothing can come there any more."""
    from tests.seals.world import inside, one, outside, sql

    sql(copy_of(POSTING, one(f"SELECT min(id) FROM {POSTING}"), -5))
    assert inside() == outside(house) == {("row.inserted", POSTING, "-5")}


def test_a_deleted_row_put_back_otherwise_is_named(house: House) -> None:
    from tests.seals.world import inside, one, outside, sql

    row = one(f"SELECT {MIDDLE.format(POSTING)}")
    sql(f"DELETE FROM {POSTING} WHERE id = {row}")
    sql(copy_of(POSTING, row + 1, row))
    assert inside() == outside(house) == {("row.edited", POSTING, str(row))}


def test_two_rows_that_change_places_are_named(house: House) -> None:
    from tests.seals.world import inside, one, outside, sql

    row = one(f"SELECT {LAST.format(AUDIT)}")
    for old, new in ((row, -1), (row - 1, row), (-1, row - 1)):
        sql(f"UPDATE {AUDIT} SET id = {new} WHERE id = {old}")
    expected = {("row.swapped", AUDIT, str(row)), ("row.swapped", AUDIT, str(row - 1))}
    assert inside() == outside(house) == expected


def test_many_changes_are_all_named(house: House) -> None:
    from tests.seals.world import inside, one, outside, sql

    rows = [one(f"SELECT id FROM {AUDIT} ORDER BY id LIMIT 1 OFFSET {n}") for n in (1, 3, 8)]
    sql(f"DELETE FROM {AUDIT} WHERE id = {rows[0]}")
    sql(f"UPDATE {AUDIT} SET target = 'x' WHERE id = {rows[1]}")
    sql(f"UPDATE {POSTING} SET quantity = 7777 WHERE id = (SELECT min(id) FROM {POSTING})")
    sql(f"DELETE FROM {AUDIT} WHERE id = {rows[2]}")
    expected = {
        ("row.deleted", AUDIT, str(rows[0])),
        ("row.edited", AUDIT, str(rows[1])),
        ("row.deleted", AUDIT, str(rows[2])),
        ("row.edited", POSTING, str(one(f"SELECT min(id) FROM {POSTING}"))),
    }
    assert inside() == outside(house) == expected


def test_the_text_of_a_frozen_report_is_named(house: House) -> None:
    from tests.seals.world import inside, outside, sql
    from yifa.reports.models import Passage

    passage = Passage.objects.filter(report=house.report, kind="paragraph").order_by("pk")[3]
    runs = json.dumps([{"text": "本年度一切良好。"}], ensure_ascii=False)
    sql("UPDATE reports_passage SET runs = %s WHERE id = %s", runs, passage.pk)
    assert inside() == outside(house) == {("text.edited", "reports_passage", str(passage.pk))}


def test_the_order_of_a_report_is_named(house: House) -> None:
    from tests.seals.world import inside, outside, sql
    from yifa.reports.models import Passage

    passage = Passage.objects.filter(report=house.report).latest("pk")
    sql("UPDATE reports_passage SET place = 1 WHERE id = %s", passage.pk)
    assert inside() == outside(house) == {("text.edited", "reports_passage", str(passage.pk))}


def test_a_replaced_file_is_named(house: House) -> None:
    from tests.seals.world import inside, outside

    path, row = Path(settings.FILES) / house.attachment.place, str(house.attachment.pk)
    content = path.read_bytes()
    try:
        path.write_bytes("另一份笔录".encode())
        assert inside() == outside(house) == {("file.edited", "records_attachment", row)}
        path.unlink()
        assert inside() == outside(house) == {("file.missing", "records_attachment", row)}
    finally:
        path.write_bytes(content)
    assert inside() == outside(house) == set()


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


FILES = {
    "a byte of the content": (lambda kept, clear: flipped(kept, -20), "file.edited"),
    "a byte of the head": (lambda kept, clear: kept.replace(b'"SM4-GCM"', b'"SM4-GCN"'), "file.edited"),
    "no head": (lambda kept, clear: kept[:20], "file.edited"),
    "its end cut off": (lambda kept, clear: kept[:-1], "file.short"),
    "something added": (lambda kept, clear: kept + b"x", "file.edited"),
    "another key": (lambda kept, clear: kept.replace(b'"field-0', b'"field-9'), "file.keyless"),
    "another place": (lambda kept, clear: kept.replace(b'"name": "', b'"name": "0'), "file.edited"),
    "in the clear, as it came": (lambda kept, clear: clear, None),
    "in the clear, shorter": (lambda kept, clear: clear[:-1], "file.short"),
    "in the clear, changed": (lambda kept, clear: flipped(clear, 0), "file.edited"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_wrong_with_a_stored_file_is_named(house: House, name: str) -> None:
    """By both verifiers alike; whoever downloads it is told too, and gets nothing of it."""
    from tests.seals.world import inside, outside
    from yifa.foundation.errors import YifaError
    from yifa.records.store import storage

    place, row = house.attachment.place, str(house.attachment.pk)
    path = Path(storage().path(place))
    kept = path.read_bytes()
    with storage().open(place) as file:
        clear = file.read()
    change, kind = FILES[name]
    try:
        path.write_bytes(change(kept, clear))
        assert path.read_bytes() != kept
        assert inside() == outside(house) == ({(kind, "records_attachment", row)} if kind else set())
        if kind:
            with pytest.raises(YifaError, match=r"改动|不完整|密钥|另一个"):
                storage().whole(place)
    finally:
        path.write_bytes(kept)
    assert inside() == outside(house) == set()


def test_a_file_in_the_place_of_another_is_named(house: House) -> None:
    from tests.seals.world import inside, outside
    from yifa.records.store import storage

    path, row = Path(storage().path(house.attachment.place)), str(house.attachment.pk)
    kept, other = path.read_bytes(), "00/00/" + "0" * 64
    try:
        with storage().open(house.attachment.place) as file:
            storage().save(other, file)
        Path(storage().path(other)).replace(path)
        assert inside() == outside(house) == {("file.swapped", "records_attachment", row)}
    finally:
        path.write_bytes(kept)


def test_without_its_key_a_file_is_said_to_be_unread(house: House) -> None:
    """Nothing is claimed of its content; that it is there and of its length is."""
    from tests.seals.world import alone, source_of

    path = Path(settings.FILES) / house.attachment.place
    kept, source = path.read_bytes(), source_of(house)
    if connection.vendor == "sqlite":  # away from the keys that lie beside it
        with sqlite3.connect(source) as here, sqlite3.connect(house.folder / "copy.sqlite3") as copy:
            here.backup(copy)
        source = house.folder / "copy.sqlite3"
    told = alone(house, with_keys=False, source=source)
    assert (told["ok"], told["files"], told["locked"]) == (True, 1, 1)
    try:
        path.write_bytes(kept[:-3])
        (found,) = alone(house, with_keys=False, source=source)["findings"]
        assert found["kind"] == "file.short"
    finally:
        path.write_bytes(kept)


def test_plain_python_opens_what_the_library_closed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verifier on a machine with nothing but Python comes to the same answers."""
    from tests.seals.world import inside
    from yifa.seals import standalone

    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = standalone._block(standalone._round_keys(key), key)
    assert block.hex() == "681edf34d206965e86b3e94f536e4246"  # the example of GB/T 32907-2016, appendix A
    path, row = Path(settings.FILES) / house.attachment.place, str(house.attachment.pk)
    kept = path.read_bytes()
    with monkeypatch.context() as bare:
        bare.setattr(
            standalone, "opened", lambda key, nonce, head, *rest: standalone.plain_opened(key, nonce, rest[0])
        )
        assert inside() == set()
        try:
            path.write_bytes(flipped(kept, -20))
            assert inside() == {("file.edited", "records_attachment", row)}
        finally:
            path.write_bytes(kept)


def test_a_file_that_was_lawfully_erased_is_not_missed(house: House) -> None:
    """Its record's erasure stands in the audit trail; another record's does not excuse it."""
    from tests.seals.world import inside, outside
    from yifa.foundation import audit
    from yifa.seals.actions import seal

    path, row = Path(settings.FILES) / house.attachment.place, str(house.attachment.pk)
    content = path.read_bytes()
    try:
        path.unlink()
        audit.note("record.erase", by=1, target="records:987654")
        seal()
        assert inside() == outside(house) == {("file.missing", "records_attachment", row)}
        audit.note("record.erase", by=1, target=f"records:{house.attachment.record_id}")
        seal()
        assert inside() == outside(house) == set()
    finally:
        path.write_bytes(content)


def body_of(number: int) -> dict[str, object]:
    from yifa.seals.models import Batch

    found: dict[str, object] = json.loads(Batch.objects.get(pk=number).body)
    return found


def put_body(number: int, body: dict[str, object], *, root: bool = True) -> None:
    """Write a batch anew, its root computed afresh, as whoever has no key can do."""
    from tests.seals.world import sql
    from yifa.seals.standalone import ENCODE, sm3

    text = ENCODE(body)
    sql(f"UPDATE {BATCH} SET body = %s WHERE number = %s", text, number)
    if root:
        sql(f"UPDATE {BATCH} SET root = %s WHERE number = %s", sm3(text.encode()).hex(), number)


def reseal(number: int) -> str:
    """Make every hash of a batch fit the rows as they are now; the row that was changed, as text."""
    from yifa.seals.actions import section
    from yifa.seals.registry import sources

    body = body_of(number)
    for at, old in enumerate(body["sections"]):  # type: ignore[call-overload]
        source = next(one for one in sources() if one.table == old["table"])
        first = int(old["ids"].replace(",", "-").split("-")[0])
        body["sections"][at] = section(source, first - 1, old["upto"])  # type: ignore[index]
    put_body(number, body)
    return str(number)


def test_a_seal_edited_alone_is_named(house: House) -> None:
    from tests.seals.world import inside, outside

    body = body_of(2)
    body["at"] = "2020-01-01T00:00:00+08:00"
    put_body(2, body, root=False)
    expected = {("batch.edited", BATCH, "2"), ("anchor.differs", BATCH, "2")}
    assert inside() == outside(house) == expected


@pytest.mark.parametrize(
    "change", ["root = '0'", "signature = substr(signature, 3) || 'ab'", "body = 'x'", "body = '{}'"]
)
def test_a_broken_seal_is_named(house: House, change: str) -> None:
    from tests.seals.world import inside, outside, sql

    sql(f"UPDATE {BATCH} SET {change} WHERE number = 4")
    found = inside()
    kinds = {kind for kind, table, row in found if (table, row) == (BATCH, "4")}
    assert kinds & {"batch.edited", "batch.forged"}
    assert {row for _, _, row in found} == {"4"}
    assert outside(house) == found


def test_a_batch_computed_anew_without_the_key_is_named_with_its_row(house: House) -> None:
    """The row, its mark, the root of the table and of the batch all fit; the signature and the anchor do not."""
    from tests.seals.world import inside, one, outside, sql

    row = one(f"SELECT {LAST.format(AUDIT)}")
    sql(f"UPDATE {AUDIT} SET target = 'unit:77' WHERE id = {row}")
    reseal(4)
    expected = {
        ("batch.forged", BATCH, "4"),
        ("anchor.differs", BATCH, "4"),
        ("row.edited", AUDIT, str(row)),
    }
    assert inside() == outside(house) == expected


def test_an_early_batch_computed_anew_breaks_the_chain(house: House) -> None:
    from tests.seals.world import inside, one, outside, sql

    row = one(f"SELECT {FIRST.format(POSTING)}")
    sql(f"UPDATE {POSTING} SET quantity = quantity + 1 WHERE id = {row}")
    reseal(2)
    expected = {
        ("batch.forged", BATCH, "2"),
        ("anchor.differs", BATCH, "2"),
        ("batch.broken", BATCH, "3"),
        ("row.edited", POSTING, str(row)),
    }
    assert inside() == outside(house) == expected


def test_even_with_the_key_a_new_chain_does_not_fit_the_copied_anchors(house: House) -> None:
    """An administrator has the key too: what was copied away tells."""
    from tests.seals.world import copied_away, one, outside, sql
    from yifa.seals.models import Batch
    from yifa.seals.queries import verify
    from yifa.seals.signing import sign

    away = copied_away(house)
    row = one(f"SELECT {LAST.format(AUDIT)}")
    sql(f"UPDATE {AUDIT} SET target = 'unit:77' WHERE id = {row}")
    reseal(4)
    sql(f"UPDATE {BATCH} SET signature = %s WHERE number = 4", sign(Batch.objects.get(pk=4).body))
    (house.anchors / "seal-00000004.json").unlink()
    assert verify().ok
    expected = {("anchor.differs", BATCH, "4"), ("row.edited", AUDIT, str(row))}
    assert outside(house, keep=away) == expected
    assert {(one.kind, one.table, one.row) for one in verify(place=away).findings} == expected


def test_a_tail_that_was_cut_is_named(house: House) -> None:
    """The last seal and its rows taken away: what is left fits in itself, and the anchor is newer."""
    from tests.seals.world import inside, outside, sql

    upto = body_of(3)["upto"][AUDIT]  # type: ignore[index]
    sql(f"DELETE FROM {BATCH} WHERE number = 4")
    sql(f"DELETE FROM {AUDIT} WHERE id > {upto}")
    found = inside()
    assert ("anchor.newer", BATCH, "") in found
    assert len([row for kind, table, row in found if (kind, table) == ("row.deleted", AUDIT)]) == 20
    assert outside(house) == found


def test_a_seal_taken_from_the_middle_is_named(house: House) -> None:
    from tests.seals.world import inside, outside, sql

    sql(f"DELETE FROM {BATCH} WHERE number = 2")
    assert {("batch.missing", BATCH, "2")} == inside() == outside(house)


def test_seals_that_change_places_are_named(house: House) -> None:
    from tests.seals.world import inside, outside, sql

    for old, new in ((2, 99), (3, 2), (99, 3)):
        sql(f"UPDATE {BATCH} SET number = {new} WHERE number = {old}")
    found = inside()
    assert {("batch.edited", BATCH, "2"), ("batch.edited", BATCH, "3")} <= found
    assert outside(house) == found


def test_an_edited_anchor_is_named(house: House) -> None:
    from tests.seals.world import inside, outside

    path = house.anchors / "seal-00000002.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"count":', '"Count":', 1), encoding="utf-8")
    assert inside() == outside(house) == {("anchor.edited", "凭证", "2")}


def test_an_old_database_under_newer_anchors_is_named_and_no_longer_sealed(house: House) -> None:
    """Yesterday's copy is put in place of today's database."""
    from tests.reports.world import at
    from tests.seals.world import copied_away, inside, outside, sql
    from yifa.foundation import audit
    from yifa.foundation.errors import YifaError
    from yifa.seals.actions import resume, seal

    with at():
        audit.note("login", by=1)
        seal()
        away = copied_away(house)
        sql(f"DELETE FROM {AUDIT} WHERE action = 'login'")
        sql(f"DELETE FROM {BATCH} WHERE number = 5")
        assert ("anchor.newer", BATCH, "") in inside() & outside(house)
        with pytest.raises(YifaError, match="数据库比凭证旧"):
            seal()
        assert resume(reason="磁盘损坏，恢复昨夜备份", by=None) == 1
        assert seal() > 0
    assert inside() == set()
    assert ("anchor.differs", BATCH, "5") in outside(house, keep=away)


def test_whatever_is_untouched_is_found_sound(house: House) -> None:
    from tests.seals.world import alone, source_of
    from yifa.seals.queries import verify

    told = alone(house)
    assert told["ok"]
    assert told["batches"] == told["anchors"] == 4
    assert told["files"] == 1
    assert told["root"] == verify().root
    assert told["rows"][POSTING] > 10
    assert set(told["unsealed"].values()) == {0}
    assert source_of(house).exists()


@pytest.mark.skipif(bool(settings.DATABASES["default"].get("HOST")), reason="a type only SQLite lets in")
@pytest.mark.parametrize("value", ["x'00ff'", "1.5", "'many'"])
def test_a_value_of_another_type_is_named(house: House, value: str) -> None:
    """SQLite lets any type into any column: such a value is a change, not a crash."""
    from tests.seals.world import inside, one, outside, sql

    row = one(f"SELECT {MIDDLE.format(POSTING)}")
    sql(f"UPDATE {POSTING} SET quantity = {value} WHERE id = {row}")
    assert inside() == outside(house) == {("row.edited", POSTING, str(row))}


def test_a_missing_table_is_named(house: House) -> None:
    from tests.seals.world import alone, source_of

    if connection.vendor != "sqlite":
        pytest.skip("an archive without a table, below, is the same")
    copy = house.folder / "copy.sqlite3"
    with sqlite3.connect(source_of(house)) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute(f"ALTER TABLE {AUDIT} RENAME TO gone")
    found = alone(house, source=copy)["findings"]
    assert [(one["kind"], one["table"]) for one in found] == [("table.missing", AUDIT)]
