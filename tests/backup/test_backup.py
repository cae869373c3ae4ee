"""What was backed up while people worked comes back as it was at one instant, in full or not at all."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from yifa.foundation.errors import Invalid

if TYPE_CHECKING:
    from tests.seals.world import House

PAIRS = """
from yifa.journal.models import Posting
from yifa.foundation.models import Audit
from yifa.journal.queries import balance_differences
print(json.dumps({
    "posted": sorted(Posting.objects.filter(source__gte="records:1", posted_by__lt=3)
        .filter(account="disputes.unsettled", quantity=1).values_list("source", flat=True)),
    "noted": sorted(Audit.objects.filter(action="test.write").values_list("target", flat=True)),
    "differences": len(balance_differences()),
}))
"""
FIRST_PERSONAL = """
from yifa.records.models import Record
from yifa.records.actions import concrete
print(json.dumps(concrete(Record.objects.filter(ledger="disputes").earliest("pk")).parties))
"""
SEARCHED = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM records_search")
    print(json.dumps(cursor.fetchone()[0]))
"""
NEXT = """
from yifa.foundation import audit
from yifa.foundation.models import Audit
before = Audit.objects.latest("pk").pk
audit.note("test.next", by=None)
print(json.dumps(Audit.objects.latest("pk").pk - before))
"""


def searched() -> int:
    """Entries of the search index here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_search")
        return int(cursor.fetchone()[0])


def test_a_backup_taken_while_people_write_is_of_one_instant(house: House, tmp_path: Path) -> None:
    from tests.backup.world import SECRET, place, writers
    from yifa.backup.actions import backup

    file = tmp_path / "office.yb"
    with writers(house.street.community) as done:
        while min(done) < 3:
            time.sleep(0.01)
        told = backup(file, secret=SECRET)
        before = sum(done)
    assert told["sealed"], told["findings"]
    kept = [one for one in Path(settings.FILES).rglob("*") if one.is_file()]
    assert told["files"] == len(kept) >= 1
    assert told["keys"] >= 2
    with place(tmp_path / "there") as there:
        back = there.told("restore", file)
        assert {name: back[name] for name in ("rows", "files", "root", "batches")} == {
            name: told[name] for name in ("rows", "files", "root", "batches")
        }
        checked = there.told("verify")
        assert (checked["ok"], checked["files"], checked["root"]) == (True, 1, told["root"]), checked
        pairs = there.ask(PAIRS)
        assert pairs["differences"] == 0
        assert pairs["posted"] == pairs["noted"]
        assert 0 < len(pairs["posted"]) <= before
        assert there.ask(FIRST_PERSONAL) == "甲某、乙某"
        assert there.ask(SEARCHED) == searched()
        assert there.ask(NEXT) == 1
        again = there.run("restore", file)
        assert again.returncode == 2
        assert "不是空的" in again.stderr
        assert there.told("verify")["ok"]


@pytest.mark.skipif(not settings.DATABASES["default"].get("HOST"), reason="needs both databases")
def test_from_one_database_to_the_other_and_back(house: House, tmp_path: Path) -> None:
    """PostgreSQL → SQLite → PostgreSQL."""
    from tests.backup.world import SECRET, place
    from yifa.backup.actions import backup
    from yifa.records.models import Record

    first, second = tmp_path / "first.yb", tmp_path / "second.yb"
    told = backup(first, secret=SECRET)
    with place(tmp_path / "plain", "sqlite") as plain, place(tmp_path / "back") as back:
        plain.told("restore", first)
        assert plain.told("verify")["root"] == told["root"]
        assert plain.ask(SEARCHED) >= Record.objects.count()
        assert plain.told("backup", second)["sealed"]
        back.told("restore", second)
        checked = back.told("verify")
        assert checked["ok"], checked["findings"]
        assert back.ask(PAIRS)["differences"] == 0
        assert back.ask(SEARCHED) == plain.ask(SEARCHED)
        assert back.ask(FIRST_PERSONAL) == "甲某、乙某"


def test_keys_can_be_kept_apart(house: House, tmp_path: Path) -> None:
    from tests.backup.world import SECRET, place
    from yifa.backup.actions import backup

    file, keys = tmp_path / "office.yb", tmp_path / "keys.yb"
    assert backup(file, secret=SECRET, keys_to=keys)["keys"] == 0
    with place(tmp_path / "there") as there:
        assert there.run("restore", keys).returncode == 2
        assert there.run("restore", file, "--keys-from", keys).returncode == 0
        assert there.ask(FIRST_PERSONAL) == "甲某、乙某"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole[:-1],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole + b"x",
        lambda whole: whole[:500] + bytes([whole[500] ^ 1]) + whole[501:],
        lambda whole: whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:],
        lambda whole: whole[:40] + b"0" + whole[41:],
        lambda whole: whole[: len(whole) - len(whole) % 4096],
        lambda whole: b"",
        lambda whole: b"not a backup at all",
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_written(
    small: Path, spoil: Callable[[bytes], bytes]
) -> None:
    """Wherever a byte is changed, wherever the file is cut."""
    from tests.backup.world import SECRET
    from yifa.backup.actions import verify
    from yifa.backup.box import NotABackup

    bad = small.with_name("bad.yb")
    bad.write_bytes(spoil(small.read_bytes()))
    with pytest.raises(NotABackup, match="备份"):
        verify(bad, secret=SECRET)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A box of three parts."""
    from tests.backup.world import SECRET
    from yifa.backup.actions import _tar
    from yifa.backup.contents import BEGIN, END, add, add_rows

    path = tmp_path_factory.mktemp("small") / "small.yb"
    rows = [[number, f"第{number}行" * 20] for number in range(20_000)]
    with _tar(path, SECRET) as tar:
        add(tar, BEGIN, b'{"tables": {}}')
        add_rows(tar, "some_table", rows, lambda name, count: None)
        add(tar, END, b'{"rows": {"some_table": 20000}, "files": {}}')
    return path


def test_a_sound_box_is_read_to_its_end(small: Path) -> None:
    from tests.backup.world import SECRET
    from yifa.backup.actions import verify

    assert verify(small, secret=SECRET).rows == {"some_table": 20_000}


def test_the_wrong_passphrase_opens_nothing(house: House, tmp_path: Path) -> None:
    from tests.backup.world import SECRET
    from yifa.backup.actions import backup, verify
    from yifa.backup.box import NotABackup

    file = tmp_path / "office.yb"
    backup(file, secret=SECRET)
    with pytest.raises(NotABackup, match="口令"):
        verify(file, secret=b"another long passphrase")
    with pytest.raises(Invalid, match="至少12个字符"):
        backup(tmp_path / "weak.yb", secret=b"short")
    with pytest.raises(Invalid, match="已经存在"):
        backup(file, secret=SECRET)
    assert b"parties" not in file.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anchors", "office.yb"]


def test_a_backup_of_changed_data_says_so(house: House, tmp_path: Path) -> None:
    """It is still written and can be restored, but whoever takes it is told which row does not fit its seal."""
    from tests.backup.world import SECRET, place
    from tests.seals.world import one, sql
    from yifa.backup.actions import backup

    row = one("SELECT min(id) FROM journal_posting")
    sql(f"UPDATE journal_posting SET posted_by = 999 WHERE id = {row}")
    told = backup(tmp_path / "office.yb", secret=SECRET)
    assert not told["sealed"]
    assert [f"第 {row} 行" in found for found in told["findings"]] == [True]
    with place(tmp_path / "there") as there:
        assert there.run("restore", tmp_path / "office.yb").returncode == 0
        assert there.run("verify").returncode == 1


def test_a_failure_half_way_leaves_nothing(house: House, tmp_path: Path) -> None:
    """The rows are in, then a check refuses: neither rows nor files stay."""
    from tests.backup.world import SECRET, place
    from yifa.backup.actions import backup

    file = tmp_path / "office.yb"
    backup(file, secret=SECRET)
    attempt = f"""
from pathlib import Path
from django.db import connection
from yifa.backup.actions import restore
from yifa.foundation.errors import YifaError
try:
    restore(Path({str(file)!r}), secret={SECRET!r}, check=lambda: ["差一分钱"])
except YifaError as refusal:
    print(json.dumps([str(refusal), connection.introspection.table_names()]))
"""
    with place(tmp_path / "there") as there:
        said, names = there.ask(attempt)
        assert "差一分钱" in said
        assert names == []
        left = [path.name for path in there.folder.rglob("*") if path.is_file()]
        assert {name for name in left if not name.startswith("db.sqlite3")} <= {"session"}
        assert there.run("restore", file).returncode == 0


def test_every_table_has_its_place() -> None:
    from yifa.backup.tables import LEFT_OUT, tables

    names = {one.name for one in tables()}
    assert {"journal_posting", "seals_batch", "records_record", "office_person", "records_search"} <= names
    assert not names & LEFT_OUT
    assert json.dumps([one.columns for one in tables()])


@pytest.mark.django_db
def test_no_table_is_forgotten() -> None:
    from yifa.backup.tables import LEFT_OUT, tables

    known = {one.name for one in tables()} | LEFT_OUT | {"django_migrations"}
    inner = {name for name in connection.introspection.table_names() if name.startswith("records_search_")}
    assert set(connection.introspection.table_names()) - known - inner == set()
