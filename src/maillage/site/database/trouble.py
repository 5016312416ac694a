"""Causes of a database error: a server that does not answer, a full disk.

When the disk fills up while a transaction writes its log, the whole server stops. Waiting clients then get a lost
connection or a recovery error, and only the server's log names the cause.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.db import InterfaceError, OperationalError

from maillage.artefacts import storage_problem
from maillage.errors import StorageProblem
from maillage.site.database.server import log_since_start

DISK_FULL = "53100"
FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})
FULL_WORDS = ("No space left on device", "Disk quota exceeded")
# Classes and codes of SQLSTATE: failed or broken connections; a server that is stopping, crashed or starting.
LOST_CLASSES = ("08",)
LOST_CODES = frozenset({"57P01", "57P02", "57P03"})


def is_outage(error: BaseException | None) -> bool:
    """Return whether an error, or one of its causes, says that the database does not answer."""
    return any(_is_lost(one) for one in _chain(error))


def no_room(error: BaseException | None, data_dir: Path) -> StorageProblem | None:
    """Return one sentence if an error comes from a full disk, that of ``data_dir`` or the server's."""
    full = any(_is_full(one) for one in _chain(error))
    if not full and is_outage(error):
        full = any(words in log_since_start(data_dir) for words in FULL_WORDS)
    return storage_problem(data_dir, OSError(errno.ENOSPC, "no room")) if full else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and its causes."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_full(error: BaseException) -> bool:
    return getattr(error, "sqlstate", None) == DISK_FULL or (isinstance(error, OSError) and error.errno in FULL_ERRNOS)


def _is_lost(error: BaseException) -> bool:
    if not isinstance(error, OperationalError | InterfaceError | psycopg.OperationalError | psycopg.InterfaceError):
        return False
    cause = error.__cause__ if isinstance(error, OperationalError | InterfaceError) else error
    state = getattr(cause, "sqlstate", None)
    return state is None or state in LOST_CODES or state.startswith(LOST_CLASSES)
