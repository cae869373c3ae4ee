"""A light client that uses the product's pages as people do: it logs in, keeps cookies, sends forms with their token.

Measured and measuring share the cores of one machine, so the client does as little as it can: plain sockets, one
connection a person, no parsing beyond what an answer's end needs.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|token)"[^>]*value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"


class Unexpected(Exception):
    """An answer that is not what the measurement is about."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, address to go on to, and the page."""

    status: int
    location: str
    body: bytes

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms; the last of a name counts."""
        return dict(HIDDEN.findall(self.body.decode()))


@dataclass
class Browser:
    """One person at one server, on one connection."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def log_in(self, name: str, password: str) -> None:
        page = await self.get("/login/")
        form = page.hidden | {"username": name, "password": password}
        answer = await self.post("/login/", form)
        if answer.status != 302 or answer.location != "/" or len(self.cookies) < 2:
            raise Unexpected(f"{name} was not let in: {answer.status} {answer.location}")

    async def get(self, path: str) -> Answer:
        return await self.send("GET", path)

    async def post(self, path: str, form: Mapping[str, str]) -> Answer:
        return await self.send("POST", path, urlencode(form).encode(), FORM)

    async def upload(self, path: str, form: Mapping[str, str], name: str, content: bytes) -> Answer:
        """A form with one file, in the field `file`."""
        mark = "yifa-benchmark-boundary"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in form.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        return await self.send("POST", path, body, f"multipart/form-data; boundary={mark}")

    async def send(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        address = urlsplit(self.url)
        if self.streams is None:
            self.streams = await asyncio.open_connection(address.hostname, address.port)
        reader, writer = self.streams
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {address.netloc}",
            f"Cookie: {'; '.join(f'{n}={v}' for n, v in self.cookies.items())}",
            f"Referer: {self.url}/",
        ]
        if method == "POST":
            lines += [f"Content-Length: {len(body)}", f"Content-Type: {kind}"]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await writer.drain()
        return await self._answer(reader)

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
        heads: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _, content = value.split(";")[0].partition("=")
                self.cookies[cookie] = content
            heads[name.lower()] = value
        if heads.get("transfer-encoding") == "chunked":
            body = await _chunks(reader)
        else:
            body = await reader.readexactly(int(heads.get("content-length", "0")))
        return Answer(int(first.split()[1]), heads.get("location", ""), body)

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
            self.streams = None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).strip() or b"0", 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


@dataclass(frozen=True, slots=True)
class Speed:
    """What came of many calls: how many a second, how long they took in ms, what went wrong."""

    rate: float
    p50: float
    p95: float
    errors: int


async def drive(
    people: Iterable[Browser],
    call: Callable[[Browser], Awaitable[object]],
    *,
    seconds: float,
    most: int = 10**9,
) -> Speed:
    """Everybody calls again and again, for so long or so often in all; an exception is an error."""
    waits: list[float] = []
    errors, left = 0, most
    end = time.monotonic() + seconds

    async def one(browser: Browser) -> None:
        nonlocal errors, left
        while left > 0 and time.monotonic() < end:
            left -= 1
            began = time.perf_counter()
            try:
                await call(browser)
                waits.append(1000 * (time.perf_counter() - began))
            except (Unexpected, OSError, asyncio.IncompleteReadError):
                errors += 1
                browser.close()

    began = time.monotonic()
    await asyncio.gather(*map(one, people))
    spent, ordered = time.monotonic() - began, sorted(waits) or [0.0]
    return Speed(
        len(waits) / spent, statistics.median(ordered), ordered[int(len(ordered) * 0.95) - 1], errors
    )
