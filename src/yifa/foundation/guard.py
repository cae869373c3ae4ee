"""Tables that only grow: the database itself refuses to change or delete a row of them, whoever asks."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "这张表只能追加，不能修改或删除"
VERBS = ("UPDATE", "DELETE")


def install(connection: BaseDatabaseWrapper, table: str, *, refusal: str = REFUSAL) -> None:
    """Set the guard of a table up; once for each database."""
    with connection.cursor() as cursor:
        for sql in sqlite(table, refusal) if connection.vendor == "sqlite" else postgresql(table, refusal):
            cursor.execute(sql)


def sqlite(table: str, refusal: str) -> list[str]:
    """One trigger a verb."""
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        for verb in VERBS
    ]


def postgresql(table: str, refusal: str) -> list[str]:
    """A function that refuses, and the trigger that calls it."""
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{refusal}'; END $$",
        f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    ]


def lift(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the guard of a table away: for undoing its migration."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in VERBS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_final ON {table}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")


def guarded(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of this database that have a guard."""
    ending = "_no_delete" if connection.vendor == "sqlite" else "_final"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        names = sorted(name for (name,) in cursor.fetchall())
    return [name.removesuffix(ending) for name in names if name.endswith(ending)]
