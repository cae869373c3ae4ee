"""Search: two-character words, exclusion, and personal fields only for those who may open them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from yifa.foundation.text import grams, query_grams
from yifa.office.access import compile_access
from yifa.office.actions import add_person, appoint
from yifa.procedures.actions import advance, amend, enter
from yifa.records.models import Record
from yifa.records.registry import ledger
from yifa.records.search import matching

if TYPE_CHECKING:
    from tests.walks.cast import Cast
    from yifa.office.models import Person

pytestmark = pytest.mark.django_db


def register(cast: Cast, title: str, **more: Any) -> Record:
    values = {
        "title": title,
        "kind": "D02",
        "parties": "示例甲、示例乙",
        "happened_on": date(2026, 3, 2),
        **more,
    }
    return enter(ledger=ledger("disputes"), unit=cast.street, values=values, by=cast.mediator)


def found(query: str, by: Person) -> set[str]:
    rows = matching(Record.objects.all(), query, compile_access(by))
    return set(rows.values_list("title", flat=True))


@pytest.fixture
def district_office(cast: Cast) -> Person:
    """Sees every record, opens no personal field."""
    person = add_person(username="district", name="示例区办", password=None, by=None)
    assert cast.street.parent is not None
    appoint(person=person, unit=cast.street.parent, role="district", valid_from=date(2020, 1, 1), by=None)
    return person


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("漏水", {"楼上漏水纠纷", "漏水管道维修"}),
        ("漏水纠纷", {"楼上漏水纠纷"}),
        ("纠纷", {"楼上漏水纠纷", "占道堆物纠纷"}),
        ("漏水 纠纷", {"楼上漏水纠纷"}),
        ("纠纷 漏水", {"楼上漏水纠纷"}),
        ("纠纷 -漏水", {"占道堆物纠纷"}),
        ("-漏水", {"占道堆物纠纷"}),
        ("－漏水", {"占道堆物纠纷"}),
        ("-漏水 -占道", set()),
        ("水漏", set()),
        ("纷争", set()),
        ("占", {"占道堆物纠纷"}),
        ("纷", {"楼上漏水纠纷", "占道堆物纠纷"}),
        ("修", {"漏水管道维修"}),
        ("，。！", set()),
        ('"漏水"', {"楼上漏水纠纷", "漏水管道维修"}),
        ("漏水*", {"楼上漏水纠纷", "漏水管道维修"}),
        ("漏水' OR 1=1 --", set()),
        ("NEAR(漏水", set()),
    ],
)
def test_words_in_open_fields(cast: Cast, query: str, titles: set[str]) -> None:
    for title in ("楼上漏水纠纷", "漏水管道维修", "占道堆物纠纷"):
        register(cast, title)
    assert found(query, cast.legal) == titles


def test_numbers_and_latin_words(cast: Cast) -> None:
    record = register(cast, "KTV噪音 3号楼")
    register(cast, "广场噪音 13号楼")
    assert found("ktv", cast.legal) == {"KTV噪音 3号楼"}
    assert found("3 号楼", cast.legal) == {"KTV噪音 3号楼"}
    assert found(record.number, cast.legal) == {"KTV噪音 3号楼"}


def test_personal_fields_only_for_those_who_may_open_them(cast: Cast, district_office: Person) -> None:
    register(cast, "楼上漏水", parties="欧阳示例、司马示例", phone="13800001234")
    for word in ("欧阳", "欧阳示例", "13800001234"):
        assert found(word, cast.mediator) == found(word, cast.legal) == {"楼上漏水"}
        assert found(word, district_office) == found(word, cast.leader) == set()
        assert found(f"-{word}", district_office) == {"楼上漏水"}, (
            "who cannot open it cannot tell it by exclusion"
        )
        assert found(f"-{word}", cast.legal) == set()
    assert found("漏水", district_office) == {"楼上漏水"}


def test_the_officer_opens_penalties_and_not_disputes(cast: Cast) -> None:
    """A post limited to some ledgers opens personal fields of those alone."""
    register(cast, "楼上漏水", parties="欧阳示例")
    values = {
        "title": "占道经营",
        "happened_on": date(2026, 3, 2),
        "place": "示例路",
        "field": "市容",
        "violation": "占道",
        "law_basis": "示例条例 第1条",
        "against": "citizen",
        "party": "欧阳示例",
        "sanction": "warning",
        "heard": True,
        "credential": cast.credentials[0],
    }
    enter(ledger=ledger("penalties"), unit=cast.street, values=values, by=cast.officer)
    assert found("欧阳", cast.officer) == {"占道经营"}
    assert found("欧阳", cast.mediator) == {"楼上漏水"}
    assert found("欧阳", cast.legal) == {"占道经营", "楼上漏水"}


def test_the_index_follows_every_change(cast: Cast) -> None:
    record = register(cast, "楼上漏水", parties="欧阳示例")
    amend(record=record, values={"title": "管道破裂", "parties": "司马示例"}, by=cast.legal)
    assert found("漏水", cast.legal) == found("欧阳", cast.legal) == set()
    assert found("管道", cast.legal) == found("司马", cast.legal) == {"管道破裂"}
    advance(record=record, move="accept", by=cast.mediator, values={"room": "和为贵调解室"})
    assert found("和为贵", cast.legal) == {"管道破裂"}


words = st.text("漏水管道楼上纠纷a1", min_size=1, max_size=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(title="漏水道", query="水道")
@given(title=st.text("漏水管道楼上纠纷a1 ", min_size=1, max_size=8).filter(str.strip), query=words)
def test_a_found_text_holds_the_word(title: str, query: str, cast: Cast) -> None:
    """Every record that holds a word is found by it."""
    from django.db import transaction

    with transaction.atomic():
        record = register(cast, title)
        told = found(query, cast.legal)
        if holds(record.title, query):
            assert told == {record.title}
        transaction.set_rollback(True)


def holds(title: str, query: str) -> bool:
    """Whether a title holds every run of a query: Chinese anywhere, Latin and digits as whole words."""
    terms = grams(title)
    return all(
        phrase[0] in terms
        if phrase[0].isascii()
        else "".join([phrase[0], *(p[-1:] for p in phrase[1:])]) in title
        for phrase in query_grams(query)
    )
