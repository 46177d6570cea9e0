"""The database's clock: the one that all workers share."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the moment by the database's clock (not the transaction's beginning)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (now,) = cursor.fetchone()
    moment: datetime = now
    return moment
