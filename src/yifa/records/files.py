"""Uploaded files: judged by their content, stored once by digest, given out only through the access rule."""

from __future__ import annotations

import codecs
import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, Protocol, cast

import filetype
from django.conf import settings
from django.db import transaction

from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.office.models import Person
from yifa.records.models import Attachment, Record
from yifa.records.store import PIECE, storage

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
HEAD = 8192  # bytes that tell the kind of a file
NAMES = "照片（jpg、png、webp）、pdf、docx、xlsx、ofd、mp3、mp4、txt"


class Readable(Protocol):
    """A file one can read from any place: an open one, an uploaded one."""

    def read(self, size: int = -1, /) -> Any: ...
    def seek(self, offset: int, whence: int = 0, /) -> Any: ...
    def tell(self) -> int: ...


def kind_of(file: Readable, name: str) -> str:
    """The content type of a file by its content; Invalid when it is not allowed or belies its name."""
    mime = _sniff(file)
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if mime not in ALLOWED:
        raise Invalid({"file": f"“{name}”不是可以上传的文件类型。请上传{NAMES}"})
    if extension not in ALLOWED[mime]:
        real = ALLOWED[mime][0]
        raise Invalid({"file": f"“{name}”的内容实际是{real}文件，与扩展名不符。请改正扩展名或重新导出后上传"})
    return mime


def _sniff(file: Readable) -> str:
    file.seek(0)
    begin = file.read(HEAD)
    if begin[:4] == b"PK\x03\x04":
        return _inside_zip(file)
    guess = filetype.guess(begin)
    if guess is not None:
        return str(guess.mime)
    return "text/plain" if _is_text(file) else ""


def _inside_zip(file: Readable) -> str:
    try:
        names = set(zipfile.ZipFile(cast(IO[bytes], file)).namelist())
    except zipfile.BadZipFile:
        return ""
    return next((mime for inner, mime in ZIP_KINDS.items() if inner in names), "")


def _is_text(file: Readable) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return not _is_page(codecs.iterdecode(_pieces(file), encoding))
        except UnicodeDecodeError:
            continue
    return False


def _is_page(parts: Iterable[str]) -> bool:
    """Whether a text is a web page, or no text at all."""
    begin = rest = ""
    for part in parts:
        seen = rest + part.lower()
        if "\x00" in part or "<script" in seen:
            return True
        rest = seen[-6:]
        begin = begin if len(begin) > 8 else (begin + part.lower()).lstrip()[:9]
    return begin.startswith(("<!doctype", "<html", "<svg"))


def _pieces(file: Readable) -> Iterator[bytes]:
    file.seek(0)
    yield from iter(lambda: file.read(PIECE), b"")


@transaction.atomic
def attach(*, record: Record, file: Readable, name: str, by: Person) -> Attachment:
    """Add a file to a record. Raises Invalid for an empty, too large or forbidden file."""
    name = clean_name(name)
    size, digest = _measured(file, name)
    mime = kind_of(file, name)
    attachment = Attachment(
        record=record, name=name, digest=digest, size=size, mime=mime, at=clock.now(), by=by
    )
    if not storage().sound(attachment.place):
        storage().save(attachment.place, cast(IO[bytes], file))
    attachment.save()
    audit.note("record.attach", by=by.pk, target=record.source, detail={"digest": digest})
    return attachment


def _measured(file: Readable, name: str) -> tuple[int, str]:
    """Length and SM3 of a file; Invalid for an empty or too large one."""
    size, digest = 0, hashlib.new("sm3")
    for piece in _pieces(file):
        size += len(piece)
        digest.update(piece)
        if size > settings.ATTACHMENT_MAX_BYTES:
            most = settings.ATTACHMENT_MAX_BYTES >> 20
            raise Invalid({"file": f"“{name}”超过{most}兆，请压缩或拆分后上传"})
    if not size:
        raise Invalid({"file": f"“{name}”是空文件，请检查后重新上传"})
    return size, digest.hexdigest()


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
