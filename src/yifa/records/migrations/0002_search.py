"""The search index: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Terms are made by the application."""

from django.db import migrations

SQLITE = "CREATE VIRTUAL TABLE records_search USING fts5(shown, hidden, tokenize='unicode61')"
POSTGRESQL = [
    "CREATE TABLE records_search (record_id bigint PRIMARY KEY, shown tsvector NOT NULL, hidden tsvector NOT NULL)",
    "CREATE INDEX records_search_shown ON records_search USING gin (shown)",
    "CREATE INDEX records_search_hidden ON records_search USING gin (hidden)",
]


def make(apps, schema_editor):
    for statement in [SQLITE] if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE records_search")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
