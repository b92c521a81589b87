"""The search index: its tables differ between the databases, so no model describes them."""

from django.db import migrations

TABLES = {
    # `ascii` splits at spaces and leaves everything else as we made it. No ranking, so no sizes.
    "sqlite": [
        "CREATE TABLE kernel_words_kinds (id INTEGER PRIMARY KEY, kind TEXT NOT NULL UNIQUE)",
        """CREATE VIRTUAL TABLE kernel_words USING fts5(
            words, tokenize = "ascii tokenchars '#|-'", columnsize = 0
        )""",
    ],
    # fastupdate off: its pending list makes every search slower until somebody's order pays for it.
    "postgresql": [
        """CREATE TABLE kernel_words (
            kind text COLLATE "C" NOT NULL,
            thing bigint NOT NULL CHECK (thing > 0),
            spelled text COLLATE "C" NOT NULL,
            words tsvector NOT NULL,
            PRIMARY KEY (kind, thing)
        )""",
        "CREATE INDEX kernel_words_words ON kernel_words USING gin (words) WITH (fastupdate = off)",
    ],
}
GONE = {
    "sqlite": ["DROP TABLE kernel_words", "DROP TABLE kernel_words_kinds"],
    "postgresql": ["DROP TABLE kernel_words"],
}


def make(apps, schema_editor) -> None:
    for statement in TABLES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor) -> None:
    for statement in GONE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
