"""Advisory locks taken in one fixed order to avoid deadlocks, and a bounded number of retries for the rest.

The locks end with their transaction. The constraints of the database remain the last check: code that forgets a lock
gets an error, never an overlap.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, connection, transaction

from maillage.site.refusals import Busy

P = ParamSpec("P")
R = TypeVar("R")

RESOURCES, PERSONS, TRIES, PAYERS, FILES, LISTS, COMPUTING, GRANTS, CALLS, STUDIES = range(1, 11)
"""Families of locks; all of them stand here, so that no two share a number."""

ATTEMPTS = 5
# SQLSTATE codes after which the transaction may be retried: deadlock, lock timeout, serialisation failure.
AGAIN = frozenset({"40P01", "55P03", "40001"})
OVERLAP = "23P01"


def lock_in_order(family: int, keys: Iterable[int]) -> None:
    """Lock ``keys`` of a family until the end of the transaction, smallest first; locking twice has no effect."""
    ordered = sorted({key % 2**31 for key in keys})
    if not ordered:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(pg_advisory_xact_lock(%s, key)) FROM unnest(%s::int[]) AS key", [family, ordered])


def sqlstate(error: DatabaseError) -> str | None:
    """Return PostgreSQL's five-letter code of an error, None if it has none."""
    return getattr(error.__cause__, "sqlstate", None)


def constraint_of(error: DatabaseError) -> str | None:
    """Return the name of the violated constraint."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)


def in_transaction(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in a transaction; retry after a deadlock or a lock timeout; raise ``Busy`` after five tries.

    Inside another transaction it runs once: only the outer transaction can be retried.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return service(*args, **kwargs)
        for attempt in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except DatabaseError as error:
                if sqlstate(error) not in AGAIN:
                    raise
                time.sleep(random.uniform(0.5, 1.5) * 0.02 * 2**attempt)  # noqa: S311
        raise Busy

    return run
