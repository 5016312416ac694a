"""What an error of the database comes of: a server that does not answer, a disk without room.

A disk that fills up while a transaction writes its log brings the whole server down; who was waiting then hears of a
lost connection or of a recovery, and only the server's own log says why.
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
# Connections that fail or break, a server that stops, crashed or starts: classes and codes of SQLSTATE.
LOST_CLASSES = ("08",)
LOST_CODES = frozenset({"57P01", "57P02", "57P03"})


def is_outage(error: BaseException | None) -> bool:
    """Whether an error, or one behind it, says that the database does not answer."""
    return any(_is_lost(one) for one in _chain(error))


def no_room(error: BaseException | None, data_dir: Path) -> StorageProblem | None:
    """One sentence for an error that comes of a disk without room, that of ``data_dir`` or the server's own."""
    full = any(_is_full(one) for one in _chain(error))
    if not full and is_outage(error):
        full = any(words in log_since_start(data_dir) for words in FULL_WORDS)
    return storage_problem(data_dir, OSError(errno.ENOSPC, "no room")) if full else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those behind it."""
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
