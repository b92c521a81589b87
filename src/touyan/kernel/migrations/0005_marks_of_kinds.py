"""In the index of words everything carries the mark of its kind, and news and honours those of villages.

The first is added to what stands there, without reading a text again. The second needs the texts: news and
honours are forgotten here and put anew in the worker's next round.
"""

from django.db import migrations

ANEW = "('news', 'honour')"
STATEMENTS = {
    "sqlite": [
        "DELETE FROM kernel_words WHERE rowid >> 44 IN"
        f" (SELECT id FROM kernel_words_kinds WHERE kind IN {ANEW})",
        "UPDATE kernel_words SET words = words || ' #' ||"
        " (SELECT replace(kind, '_', '') FROM kernel_words_kinds WHERE id = kernel_words.rowid >> 44)",
    ],
    # Without the index, and then the index at once: lexeme by lexeme it would take an hour at a million.
    "postgresql": [
        f"DELETE FROM kernel_words WHERE kind IN {ANEW}",
        "DROP INDEX kernel_words_words",
        "UPDATE kernel_words SET words = words || array_to_tsvector(ARRAY['#' || replace(kind, '_', '')])",
        "CREATE INDEX kernel_words_words ON kernel_words USING gin (words) WITH (fastupdate = off)",
    ],
}


def mark(apps, schema_editor) -> None:
    for statement in STATEMENTS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_sent")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
