"""What a hostile sender puts into an address, a form or a body, and what a sound answer to it looks like."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

SCRIPT = "<svg/onload=xss7777>"
SPLIT = "X-Yifa-Split"
ELSEWHERE = "fremd.example"

# Texts; `\udcXX` stands for the raw byte XX, which no encoding of text gives.
TEXTS: tuple[str, ...] = (
    "' OR 1=1--",
    "%' OR '1'='1",
    '1"; DROP TABLE records_record;--',
    "1) OR (1=1",
    "{{77777*77777}}{% debug %}{% include '/etc/passwd' %}",
    "${77777*77777}#{77777*77777}<%= 77777*77777 %>",
    "{0.__class__}%s%n%(a)s",
    f"甲\r\n{SPLIT}: 1\r\n\r\n{SCRIPT}",
    f"\"'>{SCRIPT}",
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc/passwd",
    "C:\\..\\..\\win.ini",
    "甲\x00乙",
    "\x00",
    "9" * 19,
    "9" * 400,
    "-1",
    "1e309",
    "NaN",
    "0x10",
    "²",
    "٣",
    "1.5",
    "2026-13-45",
    "9999-12-31",
    "0001-01-01",
    "99999-01-01",
    "\udced\udca0\udc80",
    "\udcff\udcfe",
    "\u202e\ufeff\u200b甲",
    "𠮷" * 300,
    "长" * 20_000,
    f"https://{ELSEWHERE}/",
    f"//{ELSEWHERE}",
    f"/\\{ELSEWHERE}",
    f"https:///{ELSEWHERE}",
    f"\t//{ELSEWHERE}",
    "javascript:alert(1)",
    "",
    "[]",
    '{"a": [1]}',
)
# Values of JSON that are not what is asked for.
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    [],
    {},
    [[]],
    [{}],
    {"a": {}},
    "甲\x00乙",
    "\ud800",
    "长" * 20_000,
    SCRIPT,
    [{"text": 1}],
    [{"text": "甲\x00\ud800"}],
    {"1": [{"text": None}]},
    {"9" * 30: []},
)
BODIES: tuple[bytes, ...] = (b"", b"{", b"[]", b"null", b'"\\ud800"', b"\xff\xfe", b"[" * 100_000, b"1e999")

# For each way a thing may be asked; 429 does not occur, the limits are off.
SOUND = frozenset({200, 204, 301, 302, 303, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422})


def encoded(fields: dict[str, str]) -> str:
    """Fields as a query or a body: raw bytes stay raw."""
    return urlencode(fields, errors="surrogateescape")


def part(text: str) -> str:
    """A text as one part of a path."""
    return quote(text, safe="", errors="surrogateescape")


def unsound(answer: Any, page: str, *, ready: bool = True) -> str:
    """What is wrong with an answer to hostile input; empty when nothing is."""
    if answer.status_code not in SOUND and ready:
        return f"status {answer.status_code}"
    if SPLIT in answer.headers or any("\n" in value or "\r" in value for value in answer.headers.values()):
        return "a header of the sender's"
    where = answer.headers.get("Location", "")
    if leaves(where):
        return f"led to {where[:80]}"
    if "html" in answer.headers.get("Content-Type", "html") and SCRIPT in page:
        return "the script came back as script"
    if "6049261729" in page:
        return "a template was worked out"
    if "root:x:0" in page:
        return "a file of the system"
    if "Traceback (most recent call last)" in page:
        return "the inside of the program"
    return ""


def leaves(where: str) -> bool:
    """Whether a browser that follows this address would leave the site. It takes `\\` for `/` and drops tabs."""
    seen = "".join(char for char in where if char not in "\t\r\n").strip().replace("\\", "/")
    target = urlsplit(seen)
    return (
        seen.startswith("//") or target.netloc not in ("", "testserver") or target.scheme not in ("", "http")
    )
