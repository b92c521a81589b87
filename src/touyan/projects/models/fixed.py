"""What nobody may change, whichever way they come: the database itself refuses, by triggers."""

from collections.abc import Iterator

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

MILESTONES, MOVES = "projects_milestone", "projects_datemove"
NAMES = ("projects_baseline_fixed", "projects_baseline_replaced", "projects_move_fixed")
"""The second one is SQLite's alone, for `INSERT OR REPLACE`."""
SAID = "a day that was promised is never changed"

SQLITE = (
    f"""CREATE TRIGGER projects_baseline_fixed BEFORE UPDATE ON {MILESTONES}
    WHEN OLD.baseline_on IS NOT NULL AND (
        NEW.baseline_on IS NOT OLD.baseline_on OR NEW.project_id <> OLD.project_id OR NEW.id <> OLD.id
    ) BEGIN SELECT RAISE(ABORT, '{SAID}'); END""",
    f"""CREATE TRIGGER projects_baseline_replaced BEFORE INSERT ON {MILESTONES}
    WHEN EXISTS (
        SELECT 1 FROM {MILESTONES} AS kept WHERE kept.baseline_on IS NOT NULL AND (
            kept.id = NEW.id OR kept.project_id = NEW.project_id AND kept.number = NEW.number
        )
    ) BEGIN SELECT RAISE(ABORT, '{SAID}'); END""",  # noqa: S608 - names of ours alone
    f"""CREATE TRIGGER projects_move_fixed BEFORE UPDATE ON {MOVES}
    BEGIN SELECT RAISE(ABORT, '{SAID}'); END""",
)  # fmt: skip
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION projects_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'check_violation'; END $$""",
    f"""CREATE TRIGGER projects_baseline_fixed BEFORE UPDATE ON {MILESTONES} FOR EACH ROW
    WHEN (OLD.baseline_on IS NOT NULL AND (
        NEW.baseline_on IS DISTINCT FROM OLD.baseline_on OR NEW.project_id <> OLD.project_id
        OR NEW.id <> OLD.id
    )) EXECUTE FUNCTION projects_refuse_change()""",
    f"""CREATE TRIGGER projects_move_fixed BEFORE UPDATE ON {MOVES} FOR EACH ROW
    EXECUTE FUNCTION projects_refuse_change()""",
)  # fmt: skip
LISTED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'projects%'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'projects%' AND tgenabled <> 'D'",
}


def put_up(database: BaseDatabaseWrapper) -> None:
    """Have the triggers stand, within a migration; a later one that rebuilds these tables calls this again."""
    with database.cursor() as cursor:
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def take_down(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        for name in NAMES:
            table = MOVES if name == NAMES[-1] else MILESTONES
            on = "" if database.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def faults() -> Iterator[str]:
    """Which of them do not stand: a table that was rebuilt loses them."""
    with connection.cursor() as cursor:
        cursor.execute(LISTED[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}
    for name in NAMES:
        if name not in standing and (connection.vendor == "sqlite" or "replaced" not in name):
            yield f"{name}: the trigger that keeps what was promised does not stand"
