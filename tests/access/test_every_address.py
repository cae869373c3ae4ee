"""Every address, asked by everybody, against a plain reading of the rule; also by sixteen people at once.

Whatever an answer is (page, sheet, Word file, JSON, text), it is taken apart and searched for the marks of records.
"""

from __future__ import annotations

import http.client
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.access.addresses import every, filled
from tests.access.crawler import undone
from tests.access.reading import IN_CLEAR, MARK, content, marks
from tests.access.world import TODAY, World, build
from yifa.foundation import clock
from yifa.foundation.models import Audit
from yifa.office.access import compile_access
from yifa.office.models import Person
from yifa.office.roles import ROLES
from yifa.records.models import Record

LONG = pytest.mark.skipif(not os.environ.get("YIFA_ATTACK"), reason="minutes long: YIFA_ATTACK=1")


@pytest.fixture
def here(db: Any) -> Iterator[World]:
    with clock.frozen(TODAY):
        yield build(Random(7))


def seat(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@LONG
def test_no_address_tells_what_its_reader_may_not_know(here: World, caplog: pytest.LogCaptureFixture) -> None:
    asked = 0
    for person in here.people[:3] + here.people[-1:]:
        client = seat(person)
        may = {verb: here.those(person, verb) for verb in ("read", "files", "unmask")}
        for address in every():
            if address.name in ("logout", "end-session") or address.route.endswith(".pdf"):
                continue
            for url, _given in filled(address, here):
                answer = client.get(url)
                asked += 1
                assert answer.status_code < 500 or address.name == "health-ready", (person, url)
                told = marks(content(answer))
                where = (person.username, url, [str(post.role) for post in person.posts.all()])
                assert told["题标"] <= may["read"], where
                assert told["件文"] <= may["read"], where
                assert told["批标"] <= here.remarks(person), where
                assert told["密语"] <= (may["unmask"] if address.name in IN_CLEAR else set()), where
                assert not MARK.search(url)
    assert asked > 400
    assert not MARK.search(caplog.text)
    assert not [row for row in Audit.objects.all() if MARK.search(f"{row.target}{row.detail}")]


@settings(
    max_examples=40 if os.environ.get("YIFA_ATTACK") else 2,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
    database=None,
    phases=[Phase.generate, Phase.shrink] if os.environ.get("YIFA_ATTACK") else [Phase.generate],
)
@given(dice=st.randoms(use_true_random=False))
def test_generated_worlds_are_told_as_the_oracle_says(db: Any, dice: Random) -> None:
    with undone(), clock.frozen(TODAY), override_settings(RATE_FACTOR=0):
        here = build(dice, records=8)
        lists_and_sheets(here)
        compiled(here)


def compiled(here: World) -> None:
    """The compiled rule, as a filter and in memory, for every verb there is."""
    for person in here.people:
        access = compile_access(person)
        for verb in sorted({verb for role in ROLES.values() for verb in role.verbs} - {"advise", "guarded"}):
            rows = {one.record.pk: one.title for one in here.marked}
            for code in {one.record.ledger for one in here.marked}:
                mine = {one.title for one in here.marked if one.record.ledger == code} & here.those(
                    person, verb
                )
                some = Record.objects.filter(pk__in=rows, ledger=code)
                found = access.visible(some, verb, ledger=code)
                assert {rows[pk] for pk in found.values_list("pk", flat=True)} == mine, (
                    person.username,
                    verb,
                )
            for one in here.marked:
                assert access.allows(verb, one.record) == here.may(person, verb, one.record), (person, verb)


def test_lists_searches_and_sheets_hold_exactly_what_their_reader_may_see(here: World) -> None:
    lists_and_sheets(here)


def lists_and_sheets(here: World) -> None:
    for person in here.people:
        client = seat(person)
        for verb, template in (("read", "/ledgers/{}/"), ("export", "/ledgers/{}/export/")):
            for code in ("disputes", "petitions", "outreach"):
                mine = {
                    one.title
                    for one in here.marked
                    if one.record.ledger == code and here.may(person, verb, one.record)
                }
                answer = client.get(template.format(code))
                if answer.status_code == 403:
                    assert not mine or not here.works(person)
                    continue
                assert marks(content(answer))["题标"] == mine, (person.username, verb, code)
        found = marks(content(client.get("/search/", {"q": "题标"})))["题标"]
        assert found == here.those(person, "read")
        hidden = marks(content(client.get("/search/", {"q": "密语"})))["题标"]
        assert hidden <= here.those(person, "unmask")


def test_a_record_and_its_file_open_for_exactly_those_who_may(here: World) -> None:
    for person in here.people:
        client = seat(person)
        for one in here.marked:
            page = client.get(f"/records/{one.record.pk}/")
            assert (page.status_code == 200) == here.may(person, "read", one.record), one.title
            file = client.get(f"/attachments/{one.attachment.pk}/")
            assert (file.status_code == 200) == here.may(person, "files", one.record), one.title


def test_every_address_that_takes_a_post_asks_for_its_token(here: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(here.people[-2])
    for address in every():
        url, _given = next(filled(address, here))
        assert client.post(url, {"q": "1"}).status_code in (403, 405), address


@pytest.mark.django_db(transaction=True)
def test_sixteen_people_at_once_each_see_their_own(live_server: Any) -> None:
    """The threads of the server read the machine's day, so this district is of today."""
    here = build(Random(11))
    people = here.people[:16]
    assert len(people) == 16
    wanted = {person.pk: here.those(person, "read") for person in people}
    assert len({frozenset(titles) for titles in wanted.values()}) > 4
    assert 0 < len(wanted[people[-1].pk]) < 4  # the adviser's loans
    cookies = {person.pk: seat(person).cookies["sessionid"].value for person in people}
    with override_settings(ALLOWED_HOSTS=["*"], RATE_FACTOR=0), ThreadPoolExecutor(16) as pool:
        wrong = list(pool.map(lambda p: ask(live_server, cookies[p.pk], wanted[p.pk], here), people))
    assert wrong == [[]] * 16


def ask(server: Any, cookie: str, mine: set[str], here: World) -> list[str]:
    """One person's round over the pages; what was told and should not, or should and was not."""
    wrong: list[str] = []
    connection = http.client.HTTPConnection(server.thread.host, server.thread.port, timeout=60)
    for _turn in range(2):
        for url in ("/search/?q=%E9%A2%98%E6%A0%87", "/ledgers/disputes/", "/", "/figures/"):
            connection.request("GET", url, headers={"Cookie": f"sessionid={cookie}"})
            answer = connection.getresponse()
            told = marks(answer.read().decode())["题标"]
            if answer.status >= 500 or not told <= mine or ("search" in url and told != mine):
                wrong.append(f"{url} {answer.status} {sorted(told ^ mine)}")
        for one in here.marked[:6]:
            connection.request("GET", f"/records/{one.record.pk}/", headers={"Cookie": f"sessionid={cookie}"})
            answer = connection.getresponse()
            answer.read()
            if (answer.status == 200) != (one.title in mine):
                wrong.append(f"{one.title} {answer.status}")
    connection.close()
    return wrong
