"""A crawler that learns what each address asks for by listening, and then gives it something else.

Nothing is listed by hand: names of parameters are those a view looks up in the query, the form, the files or the JSON
body, and those of the forms in its page. Each request is undone, so that the next one meets the same district.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.utils.datastructures import MultiValueDict

from tests.access import hostile
from tests.access.addresses import Address, every, filled
from tests.access.reading import content
from tests.access.world import World
from yifa.desk import report_api
from yifa.office.models import Person

# These end the session that asks.
LEFT_OUT = ("logout", "end-session")
SLOW = (".pdf",)


class Asked(dict[str, Any]):
    """A body that remembers what was looked up in it."""

    names: set[str]

    def get(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)


@dataclass
class Door:
    """What one address was heard to ask for."""

    address: Address
    query: set[str] = field(default_factory=lambda: {"next"})
    form: set[str] = field(default_factory=lambda: {"next"})
    files: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    takes_json: bool = False
    starts: dict[str, str] = field(default_factory=dict)


@dataclass
class Answer:
    """One answer and what belongs to it."""

    url: str
    given: Any
    status: int
    page: str
    wrong: str


def seat(person: Person | None) -> Client:
    """A browser with somebody before it; None: nobody has logged in."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


@contextmanager
def undone() -> Iterator[None]:
    """What is done in here did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def listen(address: Address, here: World, people: Sequence[Person]) -> Door:
    """Ask plainly, as several people, and note every name that was looked up."""
    door = Door(address)
    with _remembering(door):
        for person in people:
            client = seat(person)
            for url, _given in list(filled(address, here))[:2]:
                with undone():
                    answer = client.get(url)
                    _hear(door, answer)
                    _read_forms(door, answer)
                with undone():
                    _hear(door, client.post(url, door.starts))
                with undone():
                    _hear(door, client.post(url, "{}", content_type="application/json"))
    door.form.discard("csrfmiddlewaretoken")
    return door


@contextmanager
def _remembering(door: Door) -> Iterator[None]:
    plain = {name: getattr(MultiValueDict, name) for name in ("get", "getlist", "__getitem__")}

    def noting(name: str) -> Any:
        def inner(self: Any, key: Any, *more: Any, **named: Any) -> Any:
            self.__dict__.setdefault("heard", set()).add(key)
            return plain[name](self, key, *more, **named)

        return inner

    read = report_api.body

    def body(request: Any) -> Any:
        found = Asked(read(request))
        found.names, door.takes_json = door.keys, True
        return found

    with (
        patch.multiple(MultiValueDict, **{name: noting(name) for name in plain}),
        patch.object(report_api, "body", body),
    ):
        yield


def _hear(door: Door, answer: Any) -> None:
    request = answer.wsgi_request
    for names, where in ((door.query, request.GET), (door.form, request.POST), (door.files, request.FILES)):
        names.update(name for name in where.__dict__.get("heard", ()) if isinstance(name, str))


def _read_forms(door: Door, answer: Any) -> None:
    """Fields of the forms of a page, with what stands in them: hostile input goes into an otherwise sound form."""
    if (
        answer.status_code != 200
        or "html" not in answer.headers.get("Content-Type", "")
        or not answer.content
    ):
        return
    for form in lxml.html.document_fromstring(answer.content).forms:
        fields = {name: str(value) for name, value in form.fields.items() if value is not None and name}
        if form.method == "GET":
            door.query.update(fields)
        elif not form.action or form.action == answer.wsgi_request.path:
            door.form.update(name for name in form.fields if name)
            door.starts = {**fields, **door.starts}


def doors(here: World, people: Sequence[Person]) -> list[Door]:
    """Every address of the product, each listened to."""
    return [listen(one, here, people) for one in every() if one.name not in LEFT_OUT and not slow(one)]


def slow(address: Address) -> bool:
    return address.route.endswith(SLOW)


class Attacker:
    """Somebody who sends hostile input. `wrong` gathers what was not a sound answer."""

    def __init__(self, person: Person | None) -> None:
        self.person = person
        self.client = seat(person)
        self.trouble: list[str] = []
        got_request_exception.connect(self._broke)

    def _broke(self, **_named: Any) -> None:
        import sys
        import traceback

        kind, error, trace = sys.exc_info()
        last = traceback.extract_tb(trace)[-1] if trace else None
        self.trouble.append(
            f"{kind and kind.__name__}: {str(error)[:160]} at {last and last.filename}:{last and last.lineno}"
        )

    def close(self) -> None:
        got_request_exception.disconnect(self._broke)

    def get(self, url: str, fields: dict[str, str] | None = None) -> Answer:
        asked = f"{url}?{hostile.encoded(fields)}" if fields else url
        return self._judge(url, fields, lambda: self.client.get(asked))

    def post(self, url: str, fields: dict[str, str]) -> Answer:
        body = hostile.encoded(fields)
        kind = "application/x-www-form-urlencoded"
        return self._judge(url, fields, lambda: self.client.post(url, body, content_type=kind))

    def send(self, url: str, body: bytes) -> Answer:
        return self._judge(
            url, body[:200], lambda: self.client.post(url, body, content_type="application/json")
        )

    def hand_in(self, url: str, name: str, file: SimpleUploadedFile, more: dict[str, str]) -> Answer:
        plain = {
            key: text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            for key, text in more.items()
        }
        return self._judge(url, name, lambda: self.client.post(url, {**plain, name: file}))

    def _judge(self, url: str, given: Any, ask: Any) -> Answer:
        self.trouble.clear()
        answer = ask()
        page = content(answer)
        wrong = hostile.unsound(answer, page, ready=not url.startswith("/health/"))
        told = f"{wrong} {self.trouble[-1] if self.trouble else ''}".strip()
        return Answer(url, given, answer.status_code, page, told)


def turned(names: Sequence[str], turn: int) -> dict[str, str]:
    """Each name with another of the hostile texts; `turn` moves them on, so that each meets each."""
    size = len(hostile.TEXTS)
    return {name: hostile.TEXTS[(turn + 7 * place) % size] for place, name in enumerate(names)}


def bodies(door: Door, turn: int) -> bytes:
    """A JSON body: what is asked for, with values that are something else."""
    size = len(hostile.VALUES)
    names = sorted(door.keys - {"verb"})
    found = {name: hostile.VALUES[(turn + 5 * place) % size] for place, name in enumerate(names)}
    return json.dumps(found, ensure_ascii=True).encode()
