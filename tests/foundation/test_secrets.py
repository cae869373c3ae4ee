"""Keys and encrypted fields: made once, rotated, lost, tampered with."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from yifa.foundation import crypto, data
from yifa.foundation.errors import YifaError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own."""
    monkeypatch.setenv("YIFA_DATA", str(tmp_path))
    return tmp_path


def test_many_processes_agree_on_a_new_secret(folder: Path) -> None:
    script = "from yifa.foundation import data; print(data.secret('field-0001'))"
    running = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    said = {one.communicate()[0].strip() for one in running}
    assert said == {data.secret("field-0001")}
    assert len(said.pop()) >= 48
    assert [path.name for path in (folder / "keys").iterdir()] == ["field-0001"]


def test_only_the_owner_may_read_a_secret(folder: Path) -> None:
    data.secret("search")
    assert (folder / "keys" / "search").stat().st_mode & 0o077 == 0


def test_a_secret_that_another_process_made_meanwhile_counts(folder: Path) -> None:
    (folder / "keys").mkdir()
    path = folder / "keys" / "session"
    path.write_text("another's")
    data._make(path)
    assert data.secret("session") == "another's"
    assert [one.name for one in path.parent.iterdir()] == ["session"]


def test_the_same_text_never_looks_the_same_twice() -> None:
    one, two = crypto.encrypt("赵某某"), crypto.encrypt("赵某某")
    assert one != two
    assert "赵" not in one
    assert crypto.decrypt(one) == crypto.decrypt(two) == "赵某某"
    assert crypto.encrypt("") == ""


def test_old_values_stay_readable_after_a_rotation() -> None:
    before = crypto.encrypt("示例甲")
    assert crypto.rotate() == "field-0002"
    after = crypto.encrypt("示例甲")
    assert (before.split(":")[1], after.split(":")[1]) == ("field-0001", "field-0002")
    assert crypto.current_key() == "field-0002"
    assert [crypto.decrypt(one) for one in (before, after)] == ["示例甲", "示例甲"]


def test_a_changed_value_is_noticed() -> None:
    mark, name, packed = crypto.encrypt("示例甲").split(":")
    raw = bytearray(base64.b64decode(packed))
    raw[13] ^= 1
    with pytest.raises(YifaError, match="可能被改动"):
        crypto.decrypt(f"{mark}:{name}:{base64.b64encode(bytes(raw)).decode()}")


def test_a_lost_key_is_named_and_none_is_made_in_its_place(folder: Path) -> None:
    stored = crypto.encrypt("示例甲")
    (folder / "keys" / "field-0001").unlink()
    with pytest.raises(YifaError, match="没有密钥“field-0001”"):
        crypto.decrypt(stored)
    assert not (folder / "keys" / "field-0001").exists()


def test_fingerprints_are_keyed() -> None:
    one = crypto.blind("漏水")
    assert one == crypto.blind("漏水") != crypto.blind("漏电")
    (data.folder() / "keys" / "search").write_text("another key")
    crypto._derived.cache_clear()
    assert crypto.blind("漏水") != one
