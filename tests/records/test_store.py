"""Files at rest: encrypted, the same when read back, refused when they are not what was stored."""

from __future__ import annotations

import os
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.records.test_files import PNG
from yifa.foundation import box, crypto, data
from yifa.foundation.errors import YifaError
from yifa.procedures.actions import enter
from yifa.records import rekey
from yifa.records.files import attach
from yifa.records.models import Attachment, Record
from yifa.records.registry import ledger
from yifa.records.store import Damaged, Store, storage

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db
KNOWN = "欧阳示例与邻居的调解笔录，未公开。"
MIB = 1 << 20


@pytest.fixture
def record(cast: Cast) -> Record:
    values = {"title": "楼上漏水", "kind": "D02", "parties": "示例甲", "happened_on": date(2026, 3, 2)}
    return enter(ledger=ledger("disputes"), unit=cast.street, values=values, by=cast.mediator)


@pytest.fixture
def own(tmp_path: Path) -> Store:
    return Store(location=tmp_path)


@pytest.fixture
def tidy() -> Iterator[None]:
    """What a test leaves in the store of all tests is taken away."""
    before = {path for path in Path(storage().path("")).rglob("*") if path.is_file()}
    yield
    for path in Path(storage().path("")).rglob("*"):
        if path.is_file() and path not in before:
            path.unlink()


def holding(word: str) -> list[str]:
    """The files of the data folder in which a word stands, in any of the forms it may take."""
    forms = [word.encode(), word.encode("gb18030"), word.encode("utf-16-le"), quote(word).encode()]
    found = (path for path in data.folder().rglob("*") if path.is_file())
    return [str(path) for path in found if any(form in path.read_bytes() for form in forms)]


def test_nothing_of_an_uploaded_file_lies_in_the_data_folder(record: Record, cast: Cast, tidy: None) -> None:
    for number, (content, name) in enumerate(
        [
            ((KNOWN * 20).encode(), "笔录.txt"),
            ((KNOWN * 200_000).encode(), "长笔录.txt"),
            (b"%PDF-1.7\n" + KNOWN.encode() + b"\n%%EOF", "协议.pdf"),
        ]
    ):
        client = Client()
        client.force_login(cast.mediator)
        sent = client.post(f"/records/{record.pk}/attach/", {"file": SimpleUploadedFile(name, content)})
        assert sent.status_code == 302
        kept = Attachment.objects.latest("pk")
        assert Attachment.objects.count() == number + 1
        answer = client.get(f"/attachments/{kept.pk}/")
        assert b"".join(answer.streaming_content) == content  # type: ignore[arg-type]
        assert int(answer["Content-Length"]) == len(content) == kept.size
    assert holding(KNOWN) == []
    path = Path(storage().path(kept.place))
    path.write_bytes(content)
    assert holding(KNOWN) == [str(path)]  # the search finds what is there


@settings(max_examples=25, deadline=None)
@given(
    size=st.sampled_from([1, 15, 16, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 77]),
    places=st.lists(st.tuples(st.integers(0, 2 * MIB + 100), st.integers(0, MIB + 50)), max_size=6),
)
def test_any_stretch_of_a_file_reads_as_it_was(
    size: int, places: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store, content = Store(location=tmp_path_factory.mktemp("store")), os.urandom(size)
    store.save("a/b", ContentFile(content))
    with store.open("a/b") as file:
        assert file.size == size
        assert file.read() == content
        for place, count in places:
            file.seek(place)
            assert file.read(count) == content[place : place + count]
        file.seek(-1, os.SEEK_END)
        assert file.read() == content[-1:]


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda kept: kept[:-1], "末尾缺失"),
        (lambda kept: kept[: -(MIB + 20)], "末尾缺失"),
        (lambda kept: kept[: len(kept) - 2 * box.TAG - 77 - 2 * box.LENGTH - 1], "末尾缺失"),
        (lambda kept: kept + b"\0", "改动"),
        (lambda kept: kept[:-1] + bytes([kept[-1] ^ 1]), "改动"),
        (lambda kept: kept[:MIB] + bytes([kept[MIB] ^ 1]) + kept[MIB + 1 :], "改动"),
        (lambda kept: kept.replace(b'"name": "a/b"', b'"name": "a/c"'), "另一个文件"),
        (lambda kept: kept[:12] + b"[" + kept[13:], "改动"),
        (lambda kept: kept.replace(b"field-0", b"field-7"), "没有密钥"),
    ],
)
def test_a_file_that_is_not_what_was_stored_is_refused(own: Store, harm: object, says: str) -> None:
    own.save("a/b", ContentFile(os.urandom(2 * MIB + 77)))
    path = Path(own.path("a/b"))
    path.write_bytes(harm(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(YifaError, match=says):
        own.whole("a/b")
    assert not own.sound("a/b")


def test_chunks_may_not_change_places(own: Store) -> None:
    own.save("a/b", ContentFile(bytes(3 * MIB)))
    path = Path(own.path("a/b"))
    kept = path.read_bytes()
    start = len(kept) - 3 * box.FULL
    first, second = kept[start : start + box.FULL], kept[start + box.FULL : start + 2 * box.FULL]
    path.write_bytes(kept[:start] + second + first + kept[start + 2 * box.FULL :])
    with pytest.raises(Damaged):
        own.whole("a/b")


def test_whoever_downloads_a_damaged_file_is_told(record: Record, cast: Cast, tidy: None) -> None:
    kept = attach(record=record, file=BytesIO(PNG), name="现场.png", by=cast.mediator)
    path = Path(storage().path(kept.place))
    client = Client()
    client.force_login(cast.mediator)
    path.write_bytes(path.read_bytes()[:-5])
    answer = client.get(f"/attachments/{kept.pk}/")
    assert answer.status_code == 500
    assert "存放的文件不完整，末尾缺失" in answer.content.decode()
    assert "从备份恢复" in answer.content.decode()
    path.unlink()
    answer = client.get(f"/attachments/{kept.pk}/")
    assert (answer.status_code, "文件在存储中找不到" in answer.content.decode()) == (404, True)


def test_the_same_file_sent_again_mends_a_damaged_one(record: Record, cast: Cast) -> None:
    kept = attach(record=record, file=BytesIO(PNG), name="现场.png", by=cast.mediator)
    Path(storage().path(kept.place)).write_bytes(b"x")
    attach(record=record, file=BytesIO(PNG), name="现场.png", by=cast.mediator)
    assert storage().sound(kept.place)


def test_a_write_that_fails_leaves_nothing(own: Store) -> None:
    class Torn(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        own.save("a/b", Torn(b"content"))
    assert [path for path in Path(own.path("")).rglob("*") if path.is_file()] == []


def test_a_large_file_takes_little_memory(record: Record, cast: Cast, tmp_path: Path, tidy: None) -> None:
    path = tmp_path / "录像.mp4"
    with path.open("wb") as file:
        file.write(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
        for _turn in range(40):
            file.write(os.urandom(MIB))
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            kept = attach(record=record, file=file, name="录像.mp4", by=cast.mediator)
        with storage().whole(kept.place) as back:
            while back.read(4096):
                pass
        assert tracemalloc.get_traced_memory()[1] < 10 * MIB
    finally:
        tracemalloc.stop()
    assert kept.size > 40 * MIB


def test_a_new_key_turns_every_file_over_and_can_be_stopped(
    record: Record, cast: Cast, tidy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Encrypted ones, and those of earlier versions that lie in the clear; what is damaged stays and is told."""
    texts = [f"{KNOWN}{number}" for number in range(4)]
    kept = [
        attach(record=record, file=BytesIO(one.encode()), name=f"{one}.txt", by=cast.mediator)
        for one in texts
    ]
    paths = [Path(storage().path(one.place)) for one in kept]
    paths[2].write_bytes(texts[2].encode())
    paths[3].write_bytes(texts[3].encode() + b"!")
    assert storage().open(kept[2].place).read() == texts[2].encode()
    before = [path.read_bytes() for path in paths]
    key = crypto.rotate()

    def stop(store: Store, name: str) -> None:
        if name == kept[1].place:
            raise KeyboardInterrupt
        renew(store, name)

    renew = Store.renew
    with monkeypatch.context() as half:
        half.setattr(Store, "renew", stop)
        with pytest.raises(KeyboardInterrupt):
            rekey.rekey()
    rekey.rekey()
    assert list(storage().stale(key)) == [kept[3].place]
    assert rekey.left(key) == 1
    assert [one.split("：")[0] for one in rekey.unreadable(key)] == [kept[3].place]
    assert paths[3].read_bytes() == before[3]
    for one, text, path, was in list(zip(kept, texts, paths, before, strict=True))[:3]:
        assert storage().whole(one.place).read() == text.encode()
        assert path.read_bytes() != was
        assert f'"{key}"'.encode() in path.read_bytes()
    assert holding(KNOWN) == [str(paths[3])]
    paths[3].write_bytes(texts[3].encode())
    assert (rekey.rekey(), rekey.left(key)) == (1, 0)
    assert holding(KNOWN) == []


def test_a_file_erased_while_it_is_turned_over_stays_erased(
    own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.save("a/b", ContentFile(b"content"))
    written = Store._written

    def slow(store: Store, name: str, content: object) -> Path:
        fresh = written(store, name, content)  # type: ignore[arg-type]
        eraser = threading.Thread(target=own.delete, args=["a/b"])
        eraser.start()
        eraser.join()
        return fresh

    monkeypatch.setattr(Store, "_written", slow)
    own.renew("a/b")
    assert not own.exists("a/b")
    assert [path.name for path in Path(own.path("a")).iterdir()] == []
