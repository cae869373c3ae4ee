"""The database itself refuses to change or delete a posting, whoever asks."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "账目只能追加，不能修改或删除"

SQLITE = {
    f"journal_posting_no_{verb.lower()}": (
        f"CREATE TRIGGER journal_posting_no_{verb.lower()} BEFORE {verb} ON journal_posting "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    for verb in ("UPDATE", "DELETE")
}
POSTGRESQL = (
    f"""CREATE FUNCTION journal_posting_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    "CREATE TRIGGER journal_posting_final BEFORE UPDATE OR DELETE ON journal_posting "
    "FOR EACH ROW EXECUTE FUNCTION journal_posting_refuse()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Set the guard up; once for each database."""
    with connection.cursor() as cursor:
        for sql in SQLITE.values() if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(sql)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away: for undoing the migration, and for test runs that empty whole tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS journal_posting_final ON journal_posting")
            cursor.execute("DROP FUNCTION IF EXISTS journal_posting_refuse()")
