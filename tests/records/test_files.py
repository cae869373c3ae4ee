"""Attachments: judged by their content, stored once, kept when taken off."""

from __future__ import annotations

import base64
import zipfile
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from docx import Document
from openpyxl import Workbook

from yifa.foundation.errors import Invalid
from yifa.foundation.models import Audit
from yifa.procedures.actions import enter
from yifa.records.files import attach, clean_name, detach, kind_of
from yifa.records.models import Attachment, Record
from yifa.records.registry import ledger
from yifa.records.store import storage

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(cast: Cast) -> Record:
    values = {"title": "楼上漏水", "kind": "D02", "parties": "示例甲", "happened_on": date(2026, 3, 2)}
    return enter(ledger=ledger("disputes"), unit=cast.street, values=values, by=cast.mediator)


def zipped(**parts: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as box:
        for name, text in parts.items():
            box.writestr(name.replace("__", "/"), text)
    return file.getvalue()


def saved(made: object) -> bytes:
    file = BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(32) + b"\xff\xd9"


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("现场.png", PNG, "image/png"),
        ("现场.JPG", JPEG, "image/jpeg"),
        ("协议.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
        (
            "记录.docx",
            saved(Document()),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("台账.xlsx", saved(Workbook()), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("公文.ofd", zipped(**{"OFD.xml": "<OFD/>"}), "application/ofd"),
        ("说明.txt", "双方自愿".encode("gb18030"), "text/plain"),
        ("名单.csv", "\ufeff甲,乙".encode(), "text/plain"),
    ],
)
def test_allowed_kinds(name: str, content: bytes, mime: str) -> None:
    assert kind_of(BytesIO(content), name) == mime


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("协议.docx", zipped(readme="x"), "不是可以上传的文件类型"),
        ("协议.docx", b"PK\x03\x04 broken", "不是可以上传的文件类型"),
        ("协议.docx", saved(Workbook()), "内容实际是xlsx文件"),
        ("现场.png", b"%PDF-1.7", "内容实际是pdf文件"),
        ("页面.html", b"<!DOCTYPE html><p>x", "不是可以上传的文件类型"),
        ("页面.txt", b"  <HTML><body>", "不是可以上传的文件类型"),
        ("页面.txt", b"x <SCRIPT>alert(1)</SCRIPT>", "不是可以上传的文件类型"),
        ("图.svg", b"<svg onload='x'>", "不是可以上传的文件类型"),
        ("程序.exe", b"MZ\x90\x00\x03" + bytes(60), "不是可以上传的文件类型"),
        ("程序.pdf", b"MZ\x90\x00\x03" + bytes(60), "不是可以上传的文件类型"),
        ("程序.sh", b"#!/bin/sh\nrm x", "与扩展名不符"),
        ("无扩展名", PNG, "与扩展名不符"),
        ("压缩.zip", zipped(readme="x"), "不是可以上传的文件类型"),
    ],
)
def test_what_is_refused(name: str, content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        kind_of(BytesIO(content), name)


def test_the_same_file_is_stored_once(record: Record, cast: Cast) -> None:
    one = attach(record=record, file=BytesIO(PNG), name="现场一.png", by=cast.mediator)
    two = attach(record=record, file=BytesIO(PNG), name="现场二.png", by=cast.mediator)
    assert one.place == two.place
    folder = storage().path(one.place).rsplit("/", 1)[0]
    assert len(storage().listdir(folder)[1]) == 1
    assert storage().open(one.place).read() == PNG
    assert "现场" not in one.place
    assert len(one.digest) == 64


def test_empty_and_huge_files(record: Record, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ATTACHMENT_MAX_BYTES", 1 << 20)
    with pytest.raises(Invalid, match="空文件"):
        attach(record=record, file=BytesIO(b""), name="空.png", by=cast.mediator)
    with pytest.raises(Invalid, match="超过1兆"):
        attach(record=record, file=BytesIO(PNG + bytes(1 << 20)), name="大.png", by=cast.mediator)
    assert not Attachment.objects.exists()


def test_a_file_taken_off_leaves_its_trace(record: Record, cast: Cast) -> None:
    one = attach(record=record, file=BytesIO(PNG), name="现场.png", by=cast.mediator)
    detach(attachment=one, by=cast.mediator)
    assert storage().exists(one.place)
    assert list(Audit.objects.filter(target=record.source).values_list("action", flat=True)) == [
        "record.create",
        "record.attach",
        "record.detach",
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\文件\\现场.png", "现场.png"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\x00b\n.png", "ab.png"),
        ("..", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".docx", "长" * 110 + ".docx"),
    ],
)
def test_names_lose_folders_and_control_characters(given: str, kept: str) -> None:
    assert clean_name(given) == kept
