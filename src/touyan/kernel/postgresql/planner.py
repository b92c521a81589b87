"""What PostgreSQL's planner knows of the tables."""

from django.db import connection


def tell_planner() -> None:
    """Count anew what there is, on PostgreSQL; elsewhere nothing.

    It plans by what it knew last. Of tables that were filled in one go it knows nothing until its own
    housekeeping comes round, and of rows of a transaction that is not over it never does: counting the
    demonstration's figures took it minutes instead of seconds.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
