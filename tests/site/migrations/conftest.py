"""States of the tables that take long to create, each once for the folder; tests work on copies of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from maillage.site.agenda.models import Session
from maillage.site.database import backup
from tests.site import environment
from tests.site import factories as make
from tests.site.migrations import before
from tests.site.migrations.quick_states import quick_states


@dataclass(frozen=True)
class Earlier:
    """Old rows, their backup, and the names of databases with these rows, migrated to the current tables.

    ``grown`` was migrated; ``restored`` was then changed and replaced by the backup, which stored its content in
    ``kept``.
    """

    rows: SimpleNamespace
    backup: Path
    grown: str
    restored: str
    kept: Path | None


@contextmanager
def working_on_copy(prefix: str, of: str) -> Iterator[str]:
    """Work on a copy of a database."""
    with environment.copied(prefix, of) as name, environment.working_on(name):
        yield name


def lines_of(dumped: str) -> list[str]:
    """Remove psql commands, which contain a random word in each dump, and trailing spaces."""
    return [line.rstrip() for line in dumped.splitlines() if not line.startswith("\\")]


@pytest.fixture(scope="package")
def unblocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Allow access to databases: these tests use their own, not the one of pytest-django."""
    with django_db_blocker.unblock(), quick_states():
        yield


@pytest.fixture
def on(unblocked: None) -> Callable[[str], AbstractContextManager[str]]:
    """``with on(name)``: work on a copy of a database."""
    return lambda of: working_on_copy("asked", of)


@pytest.fixture(scope="package")
def earlier(unblocked: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Earlier]:
    """Rows written before sessions had posts, migrated, and restored from a backup."""
    folder = tmp_path_factory.mktemp("earlier")
    path = folder / "earlier.zip"
    with environment.copied("of_before", of="template1") as first:
        with environment.working_on(first):
            rows = before.filled_database()
            make.coordinator()
            backup.write_backup(path)
        with environment.copied("grown", of=first) as grown:
            with environment.working_on(grown):
                call_command("migrate", verbosity=0)
            with environment.copied("restored", of=grown) as restored:
                with environment.working_on(restored):
                    Session.objects.filter(state="published").update(stop="changed")
                    kept = backup.restore_backup(path, replace=True, keep_in=folder / "kept")
                yield Earlier(rows, path, grown, restored, kept)
