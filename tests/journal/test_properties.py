"""What must hold of every history of edits, whatever it is: checked against a plain model in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journal.world import Tree
from yifa.foundation import clock
from yifa.journal import queries
from yifa.journal.actions import rebuild_balances, settle, settle_many
from yifa.journal.models import Balance, Posting
from yifa.journal.values import Line

Fresh = Callable[[], AbstractContextManager[None]]
ACCOUNTS = {"disputes.settled": ["written", "oral"], "disputes.amount": [""], "outreach.events": ["online"]}
BEGIN = clock.at(date(2025, 1, 1))
often = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Plan:
    """A line whose unit is a number in the tree."""

    account: str
    detail: str
    unit: int
    day: date
    quantity: int

    def line(self, tree: Tree) -> Line:
        return Line(self.account, tree.all[self.unit].pk, self.day, self.quantity, self.detail)


@dataclass(frozen=True)
class Edit:
    """At a minute, a source is settled to some lines."""

    source: str
    plans: tuple[Plan, ...]


days = st.dates(date(2024, 11, 20), date(2025, 3, 10))
plans = st.sampled_from(
    [(account, detail) for account, details in ACCOUNTS.items() for detail in details]
).flatmap(
    lambda key: st.builds(Plan, st.just(key[0]), st.just(key[1]), st.integers(0, 5), days, st.integers(1, 9))
)
edits = st.builds(Edit, st.sampled_from(["r:1", "r:2", "r:3"]), st.lists(plans, max_size=4).map(tuple))
histories = st.lists(edits, max_size=8)


def perform(history: Sequence[Edit], tree: Tree) -> None:
    for minute, edit in enumerate(history):
        lines = [plan.line(tree) for plan in edit.plans]
        settle(source=edit.source, lines=lines, by=1, at=BEGIN + timedelta(minutes=minute))


def final(history: Sequence[Edit]) -> dict[str, tuple[Plan, ...]]:
    """What each source counts in the end."""
    return {edit.source: edit.plans for edit in history}


def expected(
    history: Sequence[Edit], tree: Tree, path: str, start: date, end: date
) -> dict[tuple[str, str], int]:
    """The sums of a history, worked out by hand."""
    sums: dict[tuple[str, str], int] = {}
    for lines in final(history).values():
        for plan in lines:
            if tree.all[plan.unit].path.startswith(path) and start <= plan.day <= end:
                key = (plan.account, plan.detail)
                sums[key] = sums.get(key, 0) + plan.quantity
    return sums


def asked(
    tree: Tree, path: str, start: date, end: date, as_of: datetime | None = None
) -> dict[tuple[str, str], int]:
    return queries.totals(ACCOUNTS, path=path, start=start, end=end, as_of=as_of)


@often
@given(history=histories)
def test_settling_twice_writes_nothing(tree: Tree, fresh: Fresh, history: list[Edit]):
    with fresh():
        perform(history, tree)
        count = Posting.objects.count()
        for source, lines in final(history).items():
            assert settle(source=source, lines=[plan.line(tree) for plan in lines], by=1) == []
        assert Posting.objects.count() == count


@often
@given(history=histories, start=days, end=days, where=st.integers(0, 5))
def test_any_span_and_subtree_is_the_sum_by_hand(
    tree: Tree, fresh: Fresh, history: list[Edit], start: date, end: date, where: int
):
    path = tree.all[where].path
    with fresh():
        perform(history, tree)
        assert asked(tree, path, start, end) == expected(history, tree, path, start, end)
        assert asked(tree, path, start, end, as_of=clock.at(date(2026, 1, 1))) == expected(
            history, tree, path, start, end
        )


@often
@given(history=histories, data=st.data())
def test_any_order_of_the_same_edits_gives_the_same_sums(
    tree: Tree, fresh: Fresh, history: list[Edit], data: st.DataObject
):
    other = interleaved(history, data)
    span = (date(2024, 11, 1), date(2025, 3, 31))
    with fresh():
        perform(history, tree)
        first = asked(tree, tree.district.path, *span)
    with fresh():
        perform(other, tree)
        assert asked(tree, tree.district.path, *span) == first
    with fresh():
        lasting = [
            (source, [plan.line(tree) for plan in reversed(lines)])
            for source, lines in final(history).items()
        ]
        settle_many(pairs=lasting, by=1)
        assert asked(tree, tree.district.path, *span) == first


def interleaved(history: list[Edit], data: st.DataObject) -> list[Edit]:
    """The same edits in another order that keeps each source's own."""
    queues: dict[str, list[Edit]] = {}
    for edit in history:
        queues.setdefault(edit.source, []).append(edit)
    order = data.draw(st.permutations([edit.source for edit in history]))
    return [queues[source].pop(0) for source in order]


@often
@given(history=histories, start=days, end=days)
def test_parts_sum_to_the_whole_tree(tree: Tree, fresh: Fresh, history: list[Edit], start: date, end: date):
    span = {"path": tree.district.path, "start": start, "end": end}
    with fresh():
        perform(history, tree)
        whole = queries.totals(ACCOUNTS, **span)
        for parts in (
            queries.by_month(ACCOUNTS, **span),
            queries.by_unit(ACCOUNTS, **span),
            queries.by_unit_and_month(ACCOUNTS, **span),
        ):
            assert folded(parts) == whole
        assert folded({key[1:]: net for key, net in _numbered(queries.by_source(ACCOUNTS, **span))}) == whole
        for account in ACCOUNTS:
            sources = queries.sources([account], **span)
            assert sum(net for _, net in sources) == sum(
                net for key, net in whole.items() if key[0] == account
            )


def _numbered(parts: dict[tuple[str, str, str], int]) -> list[tuple[tuple[object, ...], int]]:
    return [
        ((n, account, detail, source), net)
        for n, ((source, account, detail), net) in enumerate(parts.items())
    ]


def folded(parts: dict[tuple[object, ...], int]) -> dict[tuple[object, object], int]:
    """Parts summed by account and detail."""
    sums: dict[tuple[object, object], int] = {}
    for key, net in parts.items():
        sums[key[0], key[1]] = sums.get((key[0], key[1]), 0) + net
    return {key: net for key, net in sums.items() if net}


@often
@given(history=histories, start=days, end=days)
def test_past_answers_never_change(tree: Tree, fresh: Fresh, history: list[Edit], start: date, end: date):
    path = tree.district.path
    with fresh():
        answers = []
        for count in range(len(history) + 1):
            moment = BEGIN + timedelta(minutes=count - 1)
            if count:
                edit = history[count - 1]
                settle(source=edit.source, lines=[plan.line(tree) for plan in edit.plans], by=1, at=moment)
            answers.append((moment, expected(history[:count], tree, path, start, end)))
        assert [asked(tree, path, start, end, as_of=moment) for moment, _ in answers] == [
            then for _, then in answers
        ]


@often
@given(history=histories)
def test_balances_always_equal_the_sum_of_postings(tree: Tree, fresh: Fresh, history: list[Edit]):
    with fresh():
        perform(history, tree)
        assert queries.balance_differences() == []
        held = set(
            Balance.objects.values_list("account", "path", "month", "detail", "rolled", "quantity", "count")
        )
        rebuild_balances()
        assert (
            set(
                Balance.objects.values_list(
                    "account", "path", "month", "detail", "rolled", "quantity", "count"
                )
            )
            == held
        )


@often
@given(history=histories, broken=st.integers(0, 7))
def test_a_failed_edit_leaves_no_trace(tree: Tree, fresh: Fresh, history: list[Edit], broken: int):
    with fresh():
        for minute, edit in enumerate(history):
            lines = [plan.line(tree) for plan in edit.plans]
            try:
                with transaction.atomic():
                    settle(source=edit.source, lines=lines, by=1, at=BEGIN + timedelta(minutes=minute))
                    if minute == broken:
                        raise InterruptedError
            except InterruptedError:
                pass
        kept = [edit for minute, edit in enumerate(history) if minute != broken]
        span = (date(2024, 11, 1), date(2025, 3, 31))
        assert asked(tree, tree.district.path, *span) == expected(kept, tree, tree.district.path, *span)
        assert queries.balance_differences() == []
