"""Uploaded files: judged by their content, stored once by digest, given out only through the access rule."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from typing import Any, Protocol

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.office.models import Person
from yifa.records.models import Attachment, Record, storage

# Content type → extensions it may carry.
ALLOWED = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    "audio/mpeg": ("mp3",),
    "video/mp4": ("mp4", "m4v"),
    "text/plain": ("txt", "csv"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/ofd": ("ofd",),
}
# A zip is what its inside says, whatever its name.
ZIP_KINDS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "OFD.xml": "application/ofd",
}
NAMES = "照片（jpg、png、webp）、pdf、docx、xlsx、ofd、mp3、mp4、txt"


class Readable(Protocol):
    """Anything that gives its bytes: an open file, an uploaded one."""

    def read(self, size: int = -1, /) -> Any: ...


def kind_of(content: bytes, name: str) -> str:
    """The content type of a file by its content; Invalid when it is not allowed or belies its name."""
    mime = _sniff(content)
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if mime not in ALLOWED:
        raise Invalid({"file": f"“{name}”不是可以上传的文件类型。请上传{NAMES}"})
    if extension not in ALLOWED[mime]:
        real = ALLOWED[mime][0]
        raise Invalid({"file": f"“{name}”的内容实际是{real}文件，与扩展名不符。请改正扩展名或重新导出后上传"})
    return mime


def _sniff(content: bytes) -> str:
    if content[:4] == b"PK\x03\x04":
        return _inside_zip(content)
    guess = filetype.guess(content)
    if guess is not None:
        return str(guess.mime)
    return "text/plain" if _is_text(content) else ""


def _inside_zip(content: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(BytesIO(content)).namelist())
    except zipfile.BadZipFile:
        return ""
    return next((mime for inner, mime in ZIP_KINDS.items() if inner in names), "")


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "<script" not in text.lower() and not text.lstrip().lower().startswith(
            ("<!doctype", "<html", "<svg")
        )
    return False


@transaction.atomic
def attach(*, record: Record, file: Readable, name: str, by: Person) -> Attachment:
    """Add a file to a record. Raises Invalid for an empty, too large or forbidden file."""
    content = file.read(settings.ATTACHMENT_MAX_BYTES + 1)
    name = clean_name(name)
    if not content:
        raise Invalid({"file": f"“{name}”是空文件，请检查后重新上传"})
    if len(content) > settings.ATTACHMENT_MAX_BYTES:
        raise Invalid({"file": f"“{name}”超过{settings.ATTACHMENT_MAX_BYTES >> 20}兆，请压缩或拆分后上传"})
    mime = kind_of(content, name)
    digest = hashlib.new("sm3", content).hexdigest()
    attachment = Attachment(
        record=record, name=name, digest=digest, size=len(content), mime=mime, at=clock.now(), by=by
    )
    if not storage().exists(attachment.place):
        storage().save(attachment.place, ContentFile(content))
    attachment.save()
    audit.note("record.attach", by=by.pk, target=record.source, detail={"digest": digest})
    return attachment


def clean_name(name: str) -> str:
    """A file name without folders or control characters, at most 120 characters."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in base if char.isprintable()).strip(". ")
    stem, dot, extension = kept.rpartition(".")
    return f"{stem[:110]}{dot}{extension[:10]}" if dot else kept[:120] or "未命名"


@transaction.atomic
def detach(*, attachment: Attachment, by: Person) -> None:
    """Take a file off a record; the file and its trace stay."""
    attachment.removed_at = clock.now()
    attachment.save(update_fields=["removed_at"])
    audit.note(
        "record.detach", by=by.pk, target=attachment.record.source, detail={"digest": attachment.digest}
    )
