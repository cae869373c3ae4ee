"""Migrations on a live system: each one's SQL on PostgreSQL is read by squawk; a long lock must be avoided, or said and explained."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="locks are PostgreSQL's")
ACCEPTED = yaml.safe_load(Path(__file__).with_name("accepted_migrations.yaml").read_text(encoding="utf-8"))
SQUAWK = Path(sys.executable).with_name("squawk")
# Matters of taste, and what Yifa settles elsewhere: lengths are the law's, the server sets the limits of time.
TASTE = (
    "prefer-text-field",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-robust-stmts",
    "require-lock-timeout",
    "require-statement-timeout",
    "ban-drop-default",
)
TABLE = re.compile(r'(?:ALTER TABLE|ON|INTO|UPDATE) (?:ONLY )?"(\w+)"')
UNREAD = "THIS OPERATION CANNOT BE WRITTEN AS SQL"


@pytest.fixture(autouse=True)
def outside_transactions(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The server is asked for its version; nothing is written, and indexes beside writers refuse a transaction."""
    with django_db_blocker.unblock():
        yield


def sql_of(one: migrations.Migration, state: ProjectState) -> tuple[str, ProjectState]:
    """As `sqlmigrate` shows it on the tables as they stand before, and how they stand afterwards."""
    with connection.schema_editor(collect_sql=True, atomic=one.atomic) as editor:
        after = one.apply(state, editor, collect_sql=True)
    return "\n".join(editor.collected_sql), after


def history() -> Iterator[tuple[migrations.Migration, str]]:
    """Every migration of ours in the order in which an empty database gets them, with its SQL."""
    executor = MigrationExecutor(connection)
    state = ProjectState()
    for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        sql, state = sql_of(one, state)
        if type(one).__module__.startswith("yifa."):
            yield one, sql


def long_locks(sql: str, folder: Path, *, atomic: bool = True) -> set[str]:
    """The rules of squawk that the SQL breaks on tables that were there before; `unread` where a program changes rows."""
    file = folder / "one.sql"
    file.write_text(sql, encoding="utf-8")
    options = ["--reporter", "json", "--pg-version", "13", "--exclude", ",".join(TASTE)]
    options += ["--assume-in-transaction"] if atomic else []
    done = subprocess.run([SQUAWK, *options, file], capture_output=True, text=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    new, lines = set(re.findall(r'CREATE TABLE "(\w+)"', sql)), sql.splitlines()
    broken = {one["rule_name"] for one in found if not _tables(lines, one) <= new}
    return broken | ({"unread"} if UNREAD in sql else set())


def _tables(lines: list[str], found: dict[str, Any]) -> set[str]:
    """The tables a finding is about; unknown ones count as old."""
    return set(TABLE.findall("\n".join(lines[found["line"] - 1 : found["line_end"]]))) or {"?"}


def test_no_migration_holds_a_lock_for_long_in_silence(tmp_path: Path) -> None:
    accepted = {name for names in ACCEPTED.values() for name in names}
    refused: dict[str, set[str]] = defaultdict(set)
    for one, sql in history():
        found = long_locks(sql, tmp_path, atomic=one.atomic)
        if found and not getattr(one, "locks", ""):
            refused[f"{one.app_label}.{one.name}"] = found
    assert {name: rules for name, rules in refused.items() if name not in accepted} == {}
    assert sorted(accepted - refused.keys()) == [], "accepted without need"


def made(*operations: Any, atomic: bool = True) -> migrations.Migration:
    """A migration that somebody might write tomorrow, on the newest tables."""
    one = migrations.Migration("next", "records")
    one.operations, one.atomic = list(operations), atomic
    return one


def index() -> models.Index:
    return models.Index(fields=["title"], name="record_title")


@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        (migrations.AddIndex("record", index()), "require-concurrent-index-creation"),
        (
            migrations.AddField("record", "weight", models.IntegerField(null=False)),
            "adding-required-field",
        ),
        (
            migrations.AddField("record", "weight", models.IntegerField(db_default=0)),
            "",
        ),
        (
            migrations.AddField("record", "luck", models.FloatField(db_default=models.functions.Random())),
            "adding-field-with-default",
        ),
        (migrations.AlterField("record", "title", models.BinaryField()), "changing-column-type"),
        (migrations.RenameField("record", "title", "name"), "renaming-column"),
        (migrations.AlterModelTable("record", "records_other"), "renaming-table"),
        (
            migrations.AddConstraint(
                "record", models.CheckConstraint(condition=~models.Q(title=""), name="titled")
            ),
            "constraint-missing-not-valid",
        ),
        (migrations.RunPython(migrations.RunPython.noop), "unread"),
        (migrations.AddField("record", "remark", models.TextField(null=True)), ""),
    ],
    ids=lambda one: type(one).__name__ if not isinstance(one, str) else one or "good",
)
def test_what_somebody_might_write_tomorrow(operation: Any, rule: str, tmp_path: Path) -> None:
    found = long_locks(newest(made(operation)), tmp_path)
    assert (rule in found) if rule else not found


def test_an_index_made_beside_the_writers_is_good(tmp_path: Path) -> None:
    one = made(AddIndexConcurrently("record", index()), atomic=False)
    assert long_locks(newest(one), tmp_path, atomic=False) == set()


def newest(one: migrations.Migration) -> str:
    return sql_of(one, MigrationLoader(connection).project_state())[0]
