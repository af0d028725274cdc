"""Reading many tables as they were at one moment, so that their sums agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Every query inside sees the same state, whoever writes meanwhile; nobody is held up.

    PostgreSQL: a repeatable-read, read-only transaction. SQLite: a deferred one, because
    the default of this portal (IMMEDIATE) would keep the room from writing. Inside a
    transaction that is open already, that one decides.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
