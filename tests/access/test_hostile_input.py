"""Hostile input at every address, as every role: never a breakdown, never somebody else's data, never off the site.

The short round gives each name of each address two hostile values, with the roles taking turns. The long one
(`make attack`) gives every name every value, and lets every role ask for everything.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import cycle
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access import hostile
from tests.access.addresses import Address, every, filled
from tests.access.crawler import LEFT_OUT, Answer, Attacker, Door, bodies, doors, slow, turned, undone
from tests.access.reading import IN_CLEAR, marks
from tests.access.world import TODAY, World, build
from yifa.foundation import clock
from yifa.foundation.models import Audit
from yifa.office.models import Person, Post
from yifa.office.roles import ROLES
from yifa.records.models import Record

LONG = bool(os.environ.get("YIFA_ATTACK"))
CHANGING = ("write", "decide", "report", "approve", "erase")


@pytest.fixture
def here(db: Any, settings: Any) -> Iterator[World]:
    settings.RATE_FACTOR = 0
    with clock.frozen(TODAY):
        yield build(Random(7))


def one_of_each(here: World) -> list[Person]:
    """Somebody of every role, the most powerful first."""
    posts = Post.objects.filter(valid_to=None).select_related("person", "unit").order_by("-unit__path")
    found = {post.role: post.person for post in posts}  # the last one: of the widest unit
    assert set(found) == set(ROLES)
    return [
        found[role]
        for role in ("legal", "admin", "leader", *sorted(set(found) - {"legal", "admin", "leader"}))
    ]


class Round:
    """One round of attacks by one person, with what that person may know and change worked out beforehand."""

    def __init__(self, person: Person | None, here: World) -> None:
        self.attacker = Attacker(person)
        self.here, self.person = here, person
        self.may = {verb: here.those(person, verb) if person else set() for verb in ("read", "unmask")}
        self.remarks = here.remarks(person) if person else set()
        kept = [one.record for one in here.marked] + [*here.reports]
        self.foreign = [one.pk for one in kept if not person or not self._may_change(one)]
        self.before = state(self.foreign)
        self.wrong: list[str] = []
        self.asked = 0

    def _may_change(self, record: Record) -> bool:
        assert self.person is not None
        verbs = (*CHANGING, "read") if any(p.role == "adviser" for p in self.person.posts.all()) else CHANGING
        return any(self.here.may(self.person, verb, record) for verb in verbs)

    def judge(self, door: Door, answer: Answer) -> None:
        """Note what is not sound, and what was told that this person may not know."""
        self.asked += 1
        told = marks(answer.page)
        clear = self.may["unmask"] if door.address.name in IN_CLEAR else set()
        kinds = {"题标": self.may["read"], "件文": self.may["read"], "密语": clear, "批标": self.remarks}
        leaks = [kind for kind, may in kinds.items() if not told[kind] <= may]
        if answer.wrong or leaks:
            given = str(answer.given)[:300].encode("utf-8", "backslashreplace").decode()
            self._note(f"{answer.url[:120]} {leaks or ''} {answer.wrong} {given}")

    def _note(self, line: str) -> None:
        """Said at once when the round is long, and kept for its end."""
        self.wrong.append(f"{self.person}: {line}")
        if LONG:
            print(self.wrong[-1], file=sys.stderr)

    def change(self, door: Door, answer: Answer) -> None:
        """The same for a request that may change something: nothing of others did."""
        self.judge(door, answer)
        if answer.status < 400 and state(self.foreign) != self.before:
            self.wrong.append(
                f"{self.person}: {answer.url} changed what is not theirs, {str(answer.given)[:300]}"
            )

    def attack(self, door: Door, url: str, turns: Iterable[int]) -> None:
        """Everything at once: each name of the address with another hostile value."""
        for turn in turns:
            with undone():
                self.judge(door, self.attacker.get(url, turned(sorted(door.query), turn)))
            fields = turned(sorted(door.form), turn)
            with undone():
                self.change(door, self.attacker.post(url, fields))
            if door.takes_json:
                self.send(door, url, turn)
            for name in door.files:
                self.hand_in(door, url, name, turn)

    def send(self, door: Door, url: str, turn: int) -> None:
        for body in (bodies(door, turn), hostile.BODIES[turn % len(hostile.BODIES)]):
            with undone():
                self.change(door, self.attacker.send(url, body))

    def hand_in(self, door: Door, url: str, name: str, turn: int) -> None:
        called = hostile.TEXTS[turn % len(hostile.TEXTS)].encode("utf-8", "replace").decode()[:300]
        file = SimpleUploadedFile(f"{called}.xlsx", b"PK\x03\x04" + b"\x00" * 64)
        with undone():
            self.change(door, self.attacker.hand_in(url, name, file, door.starts))

    def one_by_one(self, door: Door, url: str, texts: Iterable[str]) -> None:
        """One name hostile, the rest as the page had it: this reaches what lies behind the first refusal."""
        for text in texts:
            for name in sorted(door.query):
                with undone():
                    self.judge(door, self.attacker.get(url, {name: text}))
            for name in sorted(door.form):
                with undone():
                    self.change(door, self.attacker.post(url, {**door.starts, name: text}))


def state(records: list[int]) -> list[Any]:
    """All that stands of these records."""
    from yifa.procedures.models import Approval, CasePaper, Event
    from yifa.records.models import Attachment, Consultation
    from yifa.reports.models import Comment, Passage

    mine = {"record__in": records}
    return [
        list(
            Record.objects.filter(pk__in=records)
            .order_by("pk")
            .values_list("pk", "revision", "step", "secrecy", "erased_at", "keep_until")
        ),
        list(Attachment.objects.filter(**mine).order_by("pk").values_list("pk", "removed_at")),
        list(Consultation.objects.filter(**mine).order_by("pk").values_list("pk", "valid_to", "answered_at")),
        list(
            Passage.objects.filter(report__in=records).order_by("pk").values_list("pk", "revision", "removed")
        ),
        list(
            Comment.objects.filter(passage__report__in=records)
            .order_by("pk")
            .values_list("pk", "resolved_at")
        ),
        *(model.objects.filter(**mine).count() for model in (Event, Approval, CasePaper)),
    ]


def test_hostile_values_in_every_query_and_form(here: World) -> None:
    people = one_of_each(here)
    rounds = [Round(person, here) for person in (*people, None)]
    found = doors(here, people[:3])
    assert len(found) > 110
    assert sum(len(door.query) + len(door.form) for door in found) > 500
    assert sum(door.takes_json for door in found) >= 4
    assert any(door.files for door in found)
    for turn, (door, taking_turns) in enumerate(zip(found, cycle(rounds), strict=False)):
        urls = [url for url, _given in filled(door.address, here)]
        if LONG:
            thoroughly(door, urls, rounds)
        else:
            rounds[0].attack(door, urls[0], [3 * turn])
            taking_turns.attack(door, urls[-1], [3 * turn + 1])
    finish(rounds)


def thoroughly(door: Door, urls: list[str], rounds: list[Round]) -> None:
    """Everybody asks for everything; then whoever has the rights gives each name each text."""
    for place, url in enumerate(urls):
        for turn, one in enumerate(rounds):
            one.attack(door, url, range(place + 5 * turn, place + 5 * turn + 3))
    rounds[1 if door.address.route.startswith("office") else 0].one_by_one(door, urls[0], hostile.TEXTS)


def finish(rounds: list[Round]) -> None:
    for one in rounds:
        one.attacker.close()
    if LONG:
        asked, wrong = sum(one.asked for one in rounds), sum(len(one.wrong) for one in rounds)
        print(f"{asked} requests by {len(rounds)} people, {wrong} not sound", file=sys.stderr)
    wrong = sorted({line for one in rounds for line in one.wrong})
    assert not wrong, f"{len(wrong)} of {sum(one.asked for one in rounds)}\n" + "\n".join(wrong[:60])
    assert not [row for row in Audit.objects.all() if "密语" in f"{row.target}{row.detail}"]


ONCE = {  # what long rounds broke down on
    "a day before every law": ("GET", "/law/limits/", {"on": "0001-01-01"}),
    "a moment that is none in another zone": ("GET", "/reports/{}/history/", {"old": "0001-01-01"}),
    "the last moment there is": ("GET", "/reports/{}/history/", {"new": "9999-12-31T23:59"}),
    "back to the first day": ("POST", "/reports/{}/history/restore/", {"moment": "0001-01-01"}),
    "an outcome there is not": (
        "POST",
        "/reports/list/j/2025/{item}/",
        {"kind": "plans", "title": "甲", "outcome": "x"},
    ),
    "no outcome": ("POST", "/reports/list/j/2025/{item}/", {"kind": "plans", "title": "甲", "outcome": ""}),
}


@pytest.mark.parametrize("name", ONCE)
def test_what_once_broke_down_is_answered(here: World, name: str) -> None:
    from yifa.reports.models import Item

    method, url, given = ONCE[name]
    report, item = here.reports[0], Item.objects.earliest("pk")
    asked = url.replace("{item}", str(item.pk)).replace("/j/2025/", f"/{item.unit.code}/{item.year}/")
    for person in one_of_each(here):
        attacker = Attacker(person)
        with undone():
            act = attacker.get if method == "GET" else attacker.post
            answer = act(asked.format(report.pk), given)
        assert not answer.wrong, (person, answer.status, answer.wrong)
        attacker.close()


def hostile_paths(address: Address) -> Iterator[str]:
    """The address with its parts replaced by hostile ones, built by hand as a sender would."""
    plain = "/" + address.route.lstrip("^").rstrip("$")
    for text in hostile.TEXTS:
        if len(text) < 2000 and text:
            url = plain
            for name in address.parts:
                start = url.index("<")
                url = url[:start] + hostile.part(text) + url[url.index(">", start) + 1 :]
                assert name
            yield url


def test_hostile_parts_of_addresses(here: World) -> None:
    people = one_of_each(here)
    rounds = [Round(person, here) for person in (*people[:3], None)]
    for turn, address in enumerate(one for one in every() if one.parts):
        door = Door(address)
        urls = list(hostile_paths(address))
        for one in rounds if LONG else (rounds[turn % len(rounds)],):
            for url in urls if LONG else urls[turn % 5 :: 5]:
                one.judge(door, one.attacker.get(url))
    finish(rounds)


@pytest.mark.parametrize("text", [text for text in hostile.TEXTS if hostile.ELSEWHERE in text])
def test_nobody_is_led_off_the_site(here: World, text: str) -> None:
    """`next` and the header of the referring page, at the log-in, the language switch and every form."""
    attacker = Attacker(here.people[-2])
    answers = [
        attacker.post("/i18n/setlang/", {"language": "en", "next": text}),
        attacker.get("/login/", {"next": text}),
        attacker.post("/warnings/read/", {"next": text}),
    ]
    from urllib.parse import quote

    asked = attacker.client.post("/i18n/setlang/", {"language": "en"}, HTTP_REFERER=quote(text, safe=":/\\"))
    assert not hostile.leaves(asked.headers.get("Location", ""))
    assert not [one for one in answers if one.wrong]
    attacker.close()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_no_other_method_does_anything(here: World, method: str) -> None:
    """Nor does a POST that says it is something else, nor a GET that says it is a POST."""
    attacker = Attacker(here.people[-2])
    records = [one.record.pk for one in here.marked]
    before = state(records)
    override = {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST", "HTTP_X_METHOD_OVERRIDE": "POST"}
    for address in every():
        if address.name in LEFT_OUT or slow(address):
            continue
        url, _given = next(filled(address, here))
        for asked in (
            lambda url=url: attacker.client.generic(method, url, "reason=x&_method=POST"),
            lambda url=url: attacker.client.get(url, {"_method": "DELETE", "reason": "x"}, **override),
        ):
            with undone():
                answer = asked()
                assert answer.status_code < 500 or address.name == "health-ready", (
                    method,
                    url,
                    attacker.trouble,
                )
                assert state(records) == before, (method, url)
    attacker.close()
