#!/usr/bin/env python3
"""Stand-alone verifier of Yifa's seals. Needs Python 3.11 and nothing else: no Django, no server, no network.

    python3 standalone.py db.sqlite3 [--anchors FOLDER] [--key seal.pem] [--files FOLDER] [--secrets FOLDER] [--code TEXT] [--json]
    python3 standalone.py export.zip [--anchors FOLDER] [--key seal.pem] [--json]

It reads the SQLite database (a copy is best) or an archive written by `yifa seals export`, computes every hash anew and
names each row that was edited, deleted, inserted or swapped, each text of a report that differs from its sealed
version, each file whose content changed, and each seal that was edited, cut off or made with another key.

Trust comes from outside the database: give the public key and the anchors that were copied away, not those that lie
beside the database. A code printed on a report (`YIFA:…`) is an anchor too. Stored files are encrypted: with the folder of secret keys (`keys`) their content is checked, without
it only that they are there, in their place and of their length. Exit codes: 0 nothing found, 1 something found (listed), 2 the input cannot be read.

A row is written as JSON (table, then values in the order of its section's columns) and hashed with SM3 (GB/T 32905-2016)
after a zero byte; two hashes are joined after a one byte, an odd one goes up as it is. The root of a batch is the SM3 of
its body, which names the root before it; Ed25519 (RFC 8032) signs the body.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import hmac
import io
import json
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any

MARK = 8  # bytes of a row's hash kept in the seal, to tell which row was changed
MOST = 1000  # findings listed for one table; the others are counted
SWAPS = 64
Row = Sequence[Any]
Rows = Callable[[str, Sequence[tuple[str, str]], str], Iterable[Row] | None]
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


# --- SM3 -------------------------------------------------------------------------------------------------------------


def _plain_sm3(data: bytes) -> bytes:
    """SM3 in plain Python, for builds of Python whose OpenSSL has none."""
    mask = 0xFFFFFFFF

    def turn(x: int, n: int) -> int:
        n %= 32
        return ((x << n) | (x >> (32 - n))) & mask

    state = [
        *(0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600),
        *(0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E),
    ]
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        w = [int.from_bytes(padded[start + i : start + i + 4], "big") for i in range(0, 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
            w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            first = turn((turn(a, 12) + e + turn(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & mask, 7)
            second = first ^ turn(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & mask & g)
            one = (ff + d + second + (w[j] ^ w[j + 4])) & mask
            two = (gg + h + first + w[j]) & mask
            a, b, c, d = one, a, turn(b, 9), c
            e, f, g, h = two ^ turn(two, 9) ^ turn(two, 17), e, turn(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h), strict=True)]
    return b"".join(x.to_bytes(4, "big") for x in state)


def _template() -> Any:
    try:
        return hashlib.new("sm3")
    except ValueError:
        return None


_SM3 = _template()


def sm3(data: bytes) -> bytes:
    """The SM3 digest of some bytes."""
    if _SM3 is None:
        return _plain_sm3(data)
    one = _SM3.copy()
    one.update(data)
    return bytes(one.digest())


# --- Ed25519, verification only (RFC 8032, section 5.1.7) ------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741 the letter the standard uses
Point = tuple[int, int, int, int]


def _sum(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n: int, p: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = _sum(found, p)
        p, n = _sum(p, p), n >> 1
    return found


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * I % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature of a message is by the key; with `cryptography` if it is there, else in plain Python."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return plain_signed(key, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def plain_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """The same in plain Python."""
    if len(key) != 32 or len(signature) != 64 or BASE is None:
        return False
    a, r, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = _times(s, BASE), _sum(r, _times(h, a))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P
    )


def key_of_pem(text: str) -> bytes:
    """The 32 bytes of a public key in PEM form."""
    lines = [line for line in text.split() if line and "-" not in line and line not in ("PUBLIC", "BEGIN")]
    return base64.b64decode("".join(lines))[-32:]


# --- Rows and hashes -------------------------------------------------------------------------------------------------


def plain(kind: str, value: Any) -> Any:
    """A value as it is hashed: the same from SQLite, from PostgreSQL and from an archive."""
    if value is None:
        return None
    try:
        return KINDS[kind](value)
    except (ValueError, TypeError, ArithmeticError):
        return f"?{value!r}"  # not of its kind: hashes as itself, and so as a change


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> str:
    found = f"{Decimal(str(value)):f}"
    return (found.rstrip("0").rstrip(".") if "." in found else found) or "0"


def _moment(value: Any) -> str:
    text = _text(value)
    return f"{text}.000000" if len(text) == 19 else text.ljust(26, "0") if "." in text else text


def _json(value: Any) -> str:
    return json.dumps(json.loads(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _int(value: Any) -> int:
    if isinstance(value, float) or (isinstance(value, str) and value != str(int(value))):
        raise ValueError
    return int(value)


KINDS: dict[str, Callable[[Any], Any]] = {
    "int": _int,
    "flag": lambda value: int(bool(_int(value))),
    "text": _text,
    "date": _text,
    "moment": _moment,
    "number": _number,
    "json": _json,
}


def leaf(table: str, kinds: Sequence[str], row: Row) -> bytes:
    """The hash of one row."""
    values = [plain(kind, value) for kind, value in zip(kinds, row, strict=True)]
    return sm3(b"\0" + ENCODE([table, *values]).encode("utf-8", "backslashreplace"))


def root_of(hashes: list[bytes]) -> bytes:
    """The Merkle root of hashes; of none, the SM3 of nothing."""
    if not hashes:
        return sm3(b"")
    while len(hashes) > 1:
        odd = hashes[-1:] if len(hashes) % 2 else []
        hashes = [sm3(b"\1" + hashes[n] + hashes[n + 1]) for n in range(0, len(hashes) - len(odd), 2)] + odd
    return hashes[0]


def ranges(ids: Iterable[int]) -> str:
    """Rising numbers as text: 1-4,6,8-9."""
    found: list[list[int]] = []
    for one in ids:
        if found and one == found[-1][1] + 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def numbers(text: str) -> Iterator[int]:
    """The numbers of such a text."""
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


# --- What is found ---------------------------------------------------------------------------------------------------

SAYS = {
    "row.edited": "被改动",
    "row.deleted": "被删除",
    "row.inserted": "是封存之后塞入的",
    "row.swapped": "的内容与另一行对调",
    "rows.more": "还有更多行有同样问题",
    "table.missing": "这张表或其中的列不存在",
    "section.edited": "封存中的数据根与各行不符，而各行标记被一并改过",
    "text.edited": "现在的正文与封存的最后一版不符",
    "text.deleted": "有封存的版本，正文却不在了",
    "file.missing": "文件不在",
    "file.edited": "文件内容与登记的摘要不符",
    "file.short": "文件不完整，比登记的长度短",
    "file.swapped": "存放处放着的是另一个文件",
    "file.keyless": "文件已加密，密钥文件夹里没有它的密钥，内容无法核对",
    "batch.edited": "封存批次的内容与它的根不符",
    "batch.broken": "封存批次接不上前一批",
    "batch.missing": "封存批次缺失",
    "batch.forged": "封存批次的签名不对，或者不是用本单位密钥签的",
    "batch.unsigned": "没有可用的公钥，无法核对签名",
    "balance.wrong": "余额与账目之和不符",
    "anchor.edited": "库外凭证的签名或内容不对",
    "anchor.differs": "封存批次与库外凭证不一致，数据库里的封存被重做过",
    "code.differs": "封存批次与纸上的二维码不一致，数据库里的封存被重做过，或者二维码出自别的单位",
    "code.newer": "纸上的二维码比数据库新：数据库被换成了旧的，或者末尾的封存被截去",
    "code.key": "纸上的二维码是另一把公钥的",
    "anchor.newer": "库外凭证比数据库新：数据库被换成了旧的，或者末尾的封存被截去",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed."""

    kind: str
    table: str = ""
    row: str = ""
    batch: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        place = " ".join(filter(None, (self.table, self.row and f"第 {self.row} 行")))
        batch = "" if self.batch is None else f"（第 {self.batch} 批）"
        return f"{place}{batch}：{SAYS[self.kind]}{self.detail and '，' + self.detail}"


@dataclass
class Result:
    """What was checked and what was found."""

    findings: list[Finding] = field(default_factory=list)
    batches: int = 0
    anchors: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    unsealed: dict[str, int] = field(default_factory=dict)
    files: int = 0
    locked: int = 0
    codes: int = 0
    root: str = ""

    @property
    def ok(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "batches": self.batches,
            "anchors": self.anchors,
            "rows": self.rows,
            "unsealed": self.unsealed,
            "files": self.files,
            "locked": self.locked,
            "codes": self.codes,
            "root": self.root,
            "findings": [asdict(one) | {"says": str(one)} for one in self.findings],
        }


@dataclass(frozen=True)
class Sealed:
    """A batch as it is kept: its number, body (text), root and signature (hex)."""

    number: int
    body: str
    root: str
    signature: str

    def sections(self) -> list[dict[str, Any]]:
        return list(json.loads(self.body)["sections"])


# --- The chain -------------------------------------------------------------------------------------------------------


def chain(
    kept: Sequence[Sealed], anchors: Sequence[Sealed], keys: Sequence[bytes], result: Result, first: int = 1
) -> list[Sealed]:
    """Check batches against one another, their key and the anchors; gives the batches to trust, in order."""
    good = {one.number: one for one in anchors if _anchor_holds(one, keys, result)}
    stored = {one.number: one for one in kept}
    result.batches, result.anchors = len(stored), len(anchors)
    newest = max(stored, default=0)
    if good and max(good) > newest:
        detail = f"凭证到第 {max(good)} 批，数据库只到第 {newest} 批"
        result.findings.append(Finding("anchor.newer", "seals_batch", batch=newest, detail=detail))
    before: Sealed | None = None
    for number in range(first, newest + 1):
        one = stored.get(number)
        if one is None:
            result.findings.append(Finding("batch.missing", "seals_batch", str(number), number))
        else:
            _one_batch(one, before, good.get(number), keys, result, first)
        before = one
    result.root = stored[newest].root if stored else ""
    told = {**stored, **{number: one for number, one in good.items() if first <= number}}
    return [told[number] for number in sorted(told) if _readable(told[number])]


def _anchor_holds(one: Sealed, keys: Sequence[bytes], result: Result) -> bool:
    holds = sm3(one.body.encode()).hex() == one.root and _by_any(one, keys)
    holds = holds and _readable(one) and json.loads(one.body)["number"] == one.number
    if not holds:
        result.findings.append(Finding("anchor.edited", "凭证", str(one.number), one.number))
    return holds


def _one_batch(
    one: Sealed,
    before: Sealed | None,
    anchor: Sealed | None,
    keys: Sequence[bytes],
    result: Result,
    first: int,
) -> None:
    def found(kind: str, detail: str = "") -> None:
        result.findings.append(Finding(kind, "seals_batch", str(one.number), one.number, detail))

    if anchor is not None and (anchor.root, anchor.body) != (one.root, one.body):
        found("anchor.differs")
    if sm3(one.body.encode()).hex() != one.root or not _readable(one):
        found("batch.edited")
        return
    body = json.loads(one.body)
    if body["number"] != one.number:
        found("batch.edited", f"内容属于第 {body['number']} 批")
    linked = before is not None or one.number == 1
    if linked and body["previous"] != (before.root if before else ""):
        found("batch.broken")
    if not keys:
        if one.number == first:
            found("batch.unsigned")
    elif not _by_any(one, keys):
        found("batch.forged")


def _readable(one: Sealed) -> bool:
    try:
        body = json.loads(one.body)
        return isinstance(body["previous"], str) and all(map(_whole, body["sections"]))
    except (ValueError, KeyError, TypeError):
        return False


def _whole(section: dict[str, Any]) -> bool:
    ids = sum(1 for _ in numbers(section["ids"]))
    return ids == section["count"] and len(base64.b64decode(section["marks"])) == MARK * ids


def _by_any(one: Sealed, keys: Sequence[bytes]) -> bool:
    try:
        return any(signed(key, one.body.encode(), bytes.fromhex(one.signature)) for key in keys)
    except ValueError:
        return False


# --- Codes on paper --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printed:
    """What a printed code says of a batch: its number, day and root, and the first eight bytes of signature and key."""

    number: int
    day: str
    root: str
    signature: str
    key: str

    def __str__(self) -> str:
        parts = (str(self.number), self.day.replace("-", ""), self.root, self.signature, self.key)
        return ":".join(("YIFA", *parts)).upper()  # capitals: the code has fewer squares


def code_of(one: Sealed) -> Printed:
    """The code of a batch."""
    body = json.loads(one.body)
    return Printed(one.number, body["at"][:10], one.root, one.signature[:16], body["key"][:16])


def printed(text: str) -> Printed:
    """A code read from paper; ValueError when it is none."""
    parts = text.strip().lower().split(":")
    lengths = [len(part) for part in parts[2:]]
    numeric = "".join(parts[1:3]).isdecimal() and set("".join(parts[3:])) <= set("0123456789abcdef")
    if parts[0] != "yifa" or lengths != [8, 64, 16, 16] or not numeric:
        raise ValueError(f"不是封存凭证二维码的内容：{text.strip()[:40]}")
    day = parts[2]
    return Printed(int(parts[1]), f"{day[:4]}-{day[4:6]}-{day[6:]}", parts[3], parts[4], parts[5])


def check_codes(
    codes: Sequence[Printed], kept: Sequence[Sealed], keys: Sequence[bytes], result: Result
) -> None:
    """Hold codes on paper against the batches."""
    stored = {one.number: one for one in kept if _readable(one)}
    newest = max((one.number for one in kept), default=0)
    result.codes = len(codes)
    for code in codes:
        one, kind = stored.get(code.number), ""
        if code.number > newest:
            kind = "code.newer"
        elif one is None or code_of(one) != code:
            kind = "code.differs"
        elif keys and not any(key.hex().startswith(code.key) for key in keys):
            kind = "code.key"
        if kind:
            result.findings.append(Finding(kind, "二维码", str(code.number), code.number))


# --- The rows --------------------------------------------------------------------------------------------------------


def check_table(table: str, plans: Sequence[tuple[int, dict[str, Any]]], rows: Rows, result: Result) -> None:
    """Hash every row of a table anew and compare it with the sections that sealed it, in order."""
    union = dict.fromkeys((name, kind) for _, section in plans for name, kind in section["columns"])
    columns = list(union)
    found = rows(table, columns, "id")
    if found is None:
        result.findings.append(Finding("table.missing", table))
        return
    source, told = iter(found), _Told(table, result)
    row = next(source, None)
    for batch, section in plans:
        row = _section(told, batch, section, columns, source, row)
    told.close(sum(1 for _ in source) + (row is not None))


@dataclass
class _Told:
    """What is told of one table: every finding up to a limit, then a count; edited rows are kept to find swaps."""

    table: str
    result: Result
    count: int = 0
    findings: int = 0
    edited: list[tuple[int, int, list[str], Row, bytes]] = field(default_factory=list)

    def add(self, kind: str, row: int | str, batch: int) -> None:
        self.findings += 1
        if self.findings <= MOST:
            self.result.findings.append(Finding(kind, self.table, str(row), batch))

    def close(self, unsealed: int) -> None:
        swapped = self._swaps() if len(self.edited) <= SWAPS else {}
        for batch, pk, *_ in self.edited:
            self.add("row.swapped" if pk in swapped else "row.edited", pk, batch)
        if self.findings > MOST:
            detail = f"共 {self.findings} 处"
            self.result.findings.append(Finding("rows.more", self.table, detail=detail))
        self.result.rows[self.table] = self.count
        self.result.unsealed[self.table] = unsealed

    def _swaps(self) -> dict[int, int]:
        """Rows that hold what was sealed under the number of another."""
        marks = {pk: mark for _, pk, _, _, mark in self.edited}
        return {
            pk: other
            for _, pk, kinds, row, _ in self.edited
            for other, mark in marks.items()
            if other != pk and leaf(self.table, kinds, [other, *row[1:]])[:MARK] == mark
        }


def _section(
    told: _Told,
    batch: int,
    section: dict[str, Any],
    columns: Sequence[tuple[str, str]],
    source: Iterator[Row],
    row: Row | None,
) -> Row | None:
    """Compare the rows up to the end of a section; gives the first row after it."""
    own = [(name, kind) for name, kind in section["columns"]]
    places, kinds = [columns.index(one) for one in own], [kind for _, kind in own]
    same = places == list(range(len(columns)))
    marks, hashes, before = base64.b64decode(section["marks"]), [], told.findings + len(told.edited)
    for place, pk in enumerate(numbers(section["ids"])):
        while row is not None and row[0] < pk:
            told.add("row.inserted", row[0], batch)
            row = next(source, None)
        if row is None or row[0] != pk:
            told.add("row.deleted", pk, batch)
            continue
        values = row if same else [row[one] for one in places]
        mine, mark = leaf(told.table, kinds, values), marks[MARK * place : MARK * place + MARK]
        if mine[:MARK] != mark:
            told.edited.append((batch, pk, kinds, values, mark))
        hashes.append(mine)
        told.count += 1
        row = next(source, None)
    while row is not None and row[0] <= section["upto"]:
        told.add("row.inserted", row[0], batch)
        row = next(source, None)
    clean = told.findings + len(told.edited) == before
    if clean and root_of(hashes).hex() != section["root"]:
        told.add("section.edited", section["ids"], batch)
    return row


def check_mirror(rule: dict[str, Any], rows: Rows, result: Result) -> None:
    """Compare what stands now with the last sealed version of it."""
    columns = [(name, kind) for name, kind in rule["columns"]]
    versions = rows(
        rule["of"], [("id", "int"), (rule["key"], "int"), (rule["latest"], "int"), *columns], "id"
    )
    now = rows(rule["table"], [("id", "int"), *columns], "id")
    if versions is None or now is None:
        result.findings.append(Finding("table.missing", rule["table"]))
        return
    latest: dict[int, tuple[int, list[Any]]] = {}
    for _, key, turn, *values in versions:
        if key not in latest or turn > latest[key][0]:
            latest[key] = turn, [plain(kind, one) for (_, kind), one in zip(columns, values, strict=True)]
    for pk, *values in now:
        stands = [plain(kind, one) for (_, kind), one in zip(columns, values, strict=True)]
        if stands != latest.pop(pk, (0, stands))[1]:
            result.findings.append(Finding("text.edited", rule["table"], str(pk)))
    result.findings += [Finding("text.deleted", rule["table"], str(pk)) for pk in sorted(latest)]


def check_files(
    rule: dict[str, Any], rows: Rows, folder: Path, result: Result, secrets: Path | None = None
) -> None:
    """Hash every stored file anew; it lies under its digest. One that was erased by a noted decision may be gone."""
    columns = [("id", "int"), (rule["digest"], "text"), (rule.get("owner", "id"), "int")]
    columns += [(rule["size"], "int")] if rule.get("size") else []
    owners: dict[str, list[tuple[int, int]]] = {}
    sizes: dict[str, int] = {}
    for pk, digest, owner, *size in rows(rule["table"], columns, "id") or ():
        owners.setdefault(str(digest), []).append((pk, owner))
        sizes |= {str(digest): one for one in size if isinstance(one, int)}
    gone = [digest for digest in owners if not _place(folder, digest).is_file()]
    erased = _erased(rule, rows) if gone else set()
    for digest, kept in owners.items():
        path, (pk, _) = _place(folder, digest), kept[0]
        if digest in gone:
            if not any(owner in erased for _, owner in kept):
                result.findings.append(Finding("file.missing", rule["table"], str(pk), detail=digest))
        elif wrong := _file(path, digest, sizes.get(digest), secrets):
            result.locked += wrong == LOCKED
            found = Finding(wrong, rule["table"], str(pk), detail=digest)
            result.findings += [found] if wrong != LOCKED else []
    result.files += len(owners)


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest[2:4] / digest


def _erased(rule: dict[str, Any], rows: Rows) -> set[int]:
    """The records whose erasure stands in the audit trail, which is sealed itself."""
    columns = [("id", "int"), ("action", "text"), ("target", "text")]
    source = rule.get("source", "")
    return {
        int(target.removeprefix(source))
        for _, action, target in rows("foundation_audit", columns, "id") or ()
        if action == rule.get("erasure") and target.removeprefix(source).isdecimal()
    }


def _file(path: Path, digest: str, size: int | None, secrets: Path | None) -> str:
    """What is wrong with a stored file, as a kind of finding; LOCKED when only a key could tell; empty for nothing."""
    with path.open("rb") as file:
        if file.read(len(SEALED)) == SEALED:
            return _sealed_file(file, path, digest, size, secrets)
        file.seek(0)
        if _hash(iter(lambda: file.read(FULL), b"")) == digest:
            return ""
        return "file.short" if size is not None and file.seek(0, 2) < size else "file.edited"


def _hash(pieces: Iterator[bytes]) -> str:
    if _SM3 is None:
        return _plain_sm3(b"".join(pieces)).hex()
    one = _SM3.copy()
    for piece in pieces:
        one.update(piece)
    return str(one.hexdigest())


# --- Encrypted files -------------------------------------------------------------------------------------------------
#
# Eight bytes of magic, the length (4 bytes) and text of a JSON head, then chunks of SM4-GCM (GB/T 32907-2016), each after
# its length (4 bytes): every one but the last holds FULL bytes of content and a tag of 16 bytes.

SEALED = b"YIFAFIL1"
FULL = 1 << 20
LOCKED = "locked"


def _sealed_file(file: IO[bytes], path: Path, digest: str, size: int | None, secrets: Path | None) -> str:
    try:
        raw = file.read(min(int.from_bytes(file.read(4), "big"), FULL))
        head = json.loads(raw)
        name, length, key = str(head["name"]), int(head["size"]), str(head["key"])
        salt, prefix = base64.b64decode(head["salt"]), base64.b64decode(head["prefix"])
    except (ValueError, KeyError, TypeError):
        return "file.edited"
    if name.rpartition("/")[2] != path.name:
        return "file.swapped"
    count = max(1, -(-length // FULL))
    left = path.stat().st_size - file.tell() - length - 20 * count
    if left or length != (length if size is None else size):
        return "file.short" if left < 0 or length < (size or 0) else "file.edited"
    if secrets is None:
        return LOCKED
    if not (secrets / Path(key).name).is_file():
        return "file.keyless"
    text = (secrets / Path(key).name).read_text(encoding="ascii", errors="replace").strip()
    own = hmac.digest(hashlib.sha256(text.encode()).digest()[:16], b"file" + salt, "sha256")[:16]
    opened = _chunks(file, raw, own, prefix, count)
    return "" if _hash(opened) == digest else "file.edited"


def _chunks(file: IO[bytes], head: bytes, key: bytes, prefix: bytes, count: int) -> Iterator[bytes]:
    """The content of the chunks up to the first that does not open."""
    for number in range(count):
        stored = file.read(int.from_bytes(file.read(4), "big"))
        nonce = prefix + number.to_bytes(4, "big") + bytes([number == count - 1])
        content = opened(key, nonce, head, stored[:-16], stored[-16:])
        if content is None:
            return
        yield content


def opened(key: bytes, nonce: bytes, head: bytes, content: bytes, tag: bytes) -> bytes | None:
    """A chunk decrypted, None when it was changed; with `cryptography` if it is there, else in plain Python."""
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    except ImportError:
        return plain_opened(key, nonce, content)
    try:
        box = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        box.authenticate_additional_data(head)
        return bytes(box.update(content) + box.finalize())
    except (InvalidTag, ValueError):
        return None


def plain_opened(key: bytes, nonce: bytes, content: bytes) -> bytes:
    """The same in plain Python, about half a megabyte a second; the digest of the whole stands in for the tag."""
    keys, found = _round_keys(key), []
    for number, start in enumerate(range(0, len(content), 16), 2):
        stream = _block(keys, nonce + number.to_bytes(4, "big"))
        piece = content[start : start + 16]
        mixed = int.from_bytes(piece, "big") ^ int.from_bytes(stream[: len(piece)], "big")
        found.append(mixed.to_bytes(len(piece), "big"))
    return b"".join(found)


SBOX = bytes.fromhex(
    "d690e9fecce13db716b614c228fb2c052b679a762abe04c3aa441326498606999c4250f491ef987a33540b43edcfac62"
    "e4b31ca9c908e89580df94fa758f3fa64707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35"
    "1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89eeabf8ad240c738b5a3f7f2cef96115a1"
    "e0ae5da49b341a55ad933230f58cb1e31df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51"
    "8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b08969974a0c96777e65b9f109c56ec684"
    "18f07dec3adc4d2079ee5f3ed7cb3948"
)


def _turned(x: int, *by: int) -> int:
    found = x if 0 in by else 0
    for n in filter(None, by):
        found ^= ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF
    return found


# The four tables join the S-box with the linear step, one for each byte of a word.
TABLES = [[_turned(SBOX[n] << place, 0, 2, 10, 18, 24) for n in range(256)] for place in (24, 16, 8, 0)]


def _round_keys(key: bytes) -> list[int]:
    family = (0xA3B1BAC6, 0x56AA3350, 0x677D9197, 0xB27022DC)
    words = [int.from_bytes(key[4 * n : 4 * n + 4], "big") ^ family[n] for n in range(4)]
    for turn in range(32):
        fixed = int.from_bytes(bytes((4 * turn + n) * 7 % 256 for n in range(4)), "big")
        mixed = (words[-3] ^ words[-2] ^ words[-1] ^ fixed).to_bytes(4, "big")
        step = int.from_bytes(mixed.translate(SBOX), "big")
        words.append(words[-4] ^ _turned(step, 0, 13, 23))
    return words[4:]


def _block(keys: Sequence[int], block: bytes) -> bytes:
    """SM4 of one block (GB/T 32907-2016)."""
    a, b, c, d = (int.from_bytes(block[n : n + 4], "big") for n in range(0, 16, 4))
    one, two, three, four = TABLES
    for key in keys:
        x = b ^ c ^ d ^ key
        a, b, c, d = b, c, d, a ^ one[x >> 24] ^ two[x >> 16 & 255] ^ three[x >> 8 & 255] ^ four[x & 255]
    return b"".join(x.to_bytes(4, "big") for x in (d, c, b, a))


def verify(
    kept: Sequence[Sealed],
    rows: Rows,
    *,
    keys: Sequence[bytes],
    anchors: Sequence[Sealed] = (),
    files: Path | None = None,
    secrets: Path | None = None,
    codes: Sequence[Printed] = (),
    first: int = 1,
    tables: Sequence[str] = (),
) -> Result:
    """Check everything: the chain, every sealed row of `tables` (none: of all), texts and files."""
    result = Result()
    trusted = chain(kept, anchors, keys, result, first)
    check_codes(codes, kept, keys, result)
    plans: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for one in trusted:
        for section in one.sections():
            plans.setdefault(section["table"], []).append((one.number, section))
    for table in plans:
        if not tables or table in tables:
            check_table(table, plans[table], rows, result)
    last = json.loads(trusted[-1].body) if trusted else {}
    for rule in last.get("mirrors", ()):
        if rule["of"] in plans and not tables:
            check_mirror(rule, rows, result)
    for rule in last.get("files", ()):
        if files is not None and not tables:
            check_files(rule, rows, files, result, secrets)
    return result


# --- Where it reads --------------------------------------------------------------------------------------------------


def read_anchors(folder: Path | None) -> list[Sealed]:
    """The anchors of a folder: each file has the body on its first line and root and signature on its second."""
    return [read_anchor(path) for path in sorted(folder.glob("seal-*.json"))] if folder else []


def read_anchor(path: Path) -> Sealed:
    """One anchor; one that cannot be read fails its signature later on."""
    number = "".join(filter(str.isdigit, path.stem)) or "0"
    body, _, rest = path.read_text(encoding="utf-8", errors="replace").partition("\n")
    try:
        proof = json.loads(rest)
        return Sealed(int(number), body, str(proof["root"]), str(proof["signature"]))
    except (ValueError, KeyError, TypeError):
        return Sealed(int(number), body, "", "")


def read_keys(paths: Iterable[Path]) -> list[bytes]:
    """Public keys in PEM files."""
    return [key_of_pem(path.read_text(encoding="ascii", errors="replace")) for path in paths]


class Database:
    """A SQLite file, opened for reading only."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        self.connection.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")

    def batches(self) -> list[Sealed]:
        sql = "SELECT number, body, root, signature FROM seals_batch ORDER BY number"
        return [Sealed(*row) for row in self.connection.execute(sql)]

    def rows(self, table: str, columns: Sequence[tuple[str, str]], key: str) -> Iterable[Row] | None:
        # Double quotes would make a name that is no column a text; brackets do not.
        names = ", ".join(f"[{name}]" for name, _ in columns)
        try:
            return self.connection.execute(f"SELECT {names} FROM [{table}] ORDER BY [{key}]")  # noqa: S608
        except sqlite3.OperationalError:
            return None


class Archive:
    """What `yifa seals export` wrote: seals.json, batches.jsonl and one CSV a table."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path)
        self.about = json.loads(self.zip.read("seals.json"))

    def batches(self) -> list[Sealed]:
        lines = self.zip.read("batches.jsonl").decode().splitlines()
        return [Sealed(**json.loads(line)) for line in lines]

    def rows(self, table: str, columns: Sequence[tuple[str, str]], key: str) -> Iterable[Row] | None:
        if f"{table}.csv" not in self.zip.namelist():
            return None
        return self._rows(table, columns)

    def _rows(self, table: str, columns: Sequence[tuple[str, str]]) -> Iterator[Row]:
        with io.TextIOWrapper(self.zip.open(f"{table}.csv"), encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            head = next(reader)
            places = [(head.index(name), kind) for name, kind in columns]
            for cells in reader:
                yield [from_cell(kind, cells[place]) for place, kind in places]


FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def to_cell(value: Any) -> str:
    """A value in a sheet: nothing is empty, and no text is taken for a formula."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value[:1] in FORMULA else str(value)


def from_cell(kind: str, cell: str) -> Any:
    """The value of a cell again."""
    if kind in ("int", "flag"):
        return int(cell) if cell.lstrip("-").isdecimal() else cell or None
    if kind != "text" and not cell:
        return None
    return cell[1:] if cell[:1] == "'" else cell


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    try:
        result = run(
            options.source, options.anchors, options.key, options.files, options.secrets, options.code
        )
    except (OSError, ValueError, KeyError, sqlite3.Error, zipfile.BadZipFile, InvalidOperation) as problem:
        print(f"无法读取 {options.source}：{problem}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
    else:
        report(result)
    return 0 if result.ok else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="核验依法（Yifa）的封存：不需要服务器，不需要安装任何东西。",
        epilog="退出码：0 未发现问题；1 发现问题并已逐项列出；2 输入无法读取",
    )
    parser.add_argument("source", type=Path, help="SQLite 数据库文件，或 yifa seals export 导出的 zip")
    parser.add_argument("--anchors", type=Path, help="库外凭证文件夹（应当用事先拷走的那一份）")
    parser.add_argument("--key", type=Path, action="append", help="公钥 PEM 文件；不给则用凭证文件夹里的")
    parser.add_argument("--files", type=Path, help="附件文件夹；不给则用数据库旁边的 files")
    parser.add_argument(
        "--secrets", type=Path, help="密钥文件夹，用来核对加密附件的内容；不给则用数据库旁边的 keys"
    )
    parser.add_argument(
        "--code", action="append", default=[], help="报告上封存凭证二维码的内容（YIFA:…），可以给多个"
    )
    parser.add_argument("--json", action="store_true", help="只输出 JSON")
    return parser.parse_args(arguments)


def run(
    source: Path,
    anchors: Path | None = None,
    key: Sequence[Path] | None = None,
    files: Path | None = None,
    secrets: Path | None = None,
    code: Sequence[str] = (),
) -> Result:
    """Check a file. Anchors, keys and files that lie beside it are taken when none are named."""
    if not source.is_file():
        raise OSError("没有这个文件")
    beside = source.parent / "anchors"
    folder = anchors or (beside if beside.is_dir() else None)
    keys = read_keys(key if key else sorted(folder.glob("*.pem")) if folder else [])
    codes = [printed(one) for one in code]
    if zipfile.is_zipfile(source):
        archive = Archive(source)
        first, tables = archive.about["first"], archive.about["tables"]
        keys = keys or [bytes.fromhex(one) for one in archive.about["keys"]]
        last = archive.about["last"] if tables else None
        outside = [one for one in read_anchors(anchors) if last is None or first <= one.number <= last]
        return verify(
            archive.batches(),
            archive.rows,
            keys=keys,
            anchors=outside,
            files=files,
            secrets=secrets,
            codes=codes,
            first=first,
            tables=tables,
        )
    database, near = Database(source), source.parent / "files"
    return verify(
        database.batches(),
        database.rows,
        keys=keys,
        anchors=read_anchors(folder),
        files=files or (near if near.is_dir() else None),
        codes=codes,
        secrets=secrets or (beside.with_name("keys") if beside.with_name("keys").is_dir() else None),
    )


def report(result: Result) -> None:
    """The result for people."""
    for one in result.findings:
        print(f"✗ {one}")
    counts = "，".join(f"{table} {count} 行" for table, count in result.rows.items())
    print(f"核验了 {result.batches} 批封存、{result.anchors} 份库外凭证、{result.files} 个文件；{counts}")
    if result.codes:
        print(f"对照了 {result.codes} 个纸上的二维码")
    if result.locked:
        print(f"其中 {result.locked} 个文件已加密，没有给出密钥文件夹：只核对了位置和长度，没有核对内容")
    if waiting := sum(result.unsealed.values()):
        print(f"尚未封存 {waiting} 行")
    print("未发现问题" if result.ok else f"发现 {len(result.findings)} 处问题")
    if result.root:
        print(f"最新一批的根：{result.root}")


if __name__ == "__main__":
    sys.exit(main())
