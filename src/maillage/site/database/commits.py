"""Commits that do not wait for the disk, for long first loads."""

from __future__ import annotations

import contextlib
from collections.abc import Generator

from django.db import DatabaseError, connection


@contextlib.contextmanager
def unflushed_commits() -> Generator[None]:
    """Commit without waiting for the disk, on this thread's connection, until the end of the block.

    If the machine crashes, the last transactions may be missing as a whole; the database stays consistent. Only for
    work that is done again if it is missing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        # A connection that was lost has ended with its settings.
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
