"""The site's tests run on a real embedded PostgreSQL; nothing of Django is replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from tests.site import environment

environment.prepare()


def pytest_configure(config: pytest.Config) -> None:
    """Set up Django: pytest-django looked for settings before it reached this folder."""
    from pytest_django.plugin import _setup_django

    _setup_django(config)


def pytest_unconfigure() -> None:
    environment.dismiss()


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """Tests that commit leave empty tables, by a quicker way than Django's command."""
    from django.test import TransactionTestCase

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: environment.empty_tables())
        yield


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Return a function that runs the queued jobs in this process; the queues are empty before and after the test."""
    from django.db import connection, connections

    from maillage.site.worker import work_once

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_workers, procrastinate_jobs CASCADE")

    # Close connections at the end of each job: the worker's threads end with the test.
    kept = connections.settings["default"]["CONN_MAX_AGE"]
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    empty()
    yield lambda: asyncio.run(work_once())
    empty()
    connections.settings["default"]["CONN_MAX_AGE"] = kept


@pytest.fixture(autouse=True)
def fresh_readings() -> Iterator[None]:
    """Clear the caches of artefacts and of the site's identity between tests."""
    from maillage.site.geography import addresses, travel
    from maillage.site.identity import services as identity
    from maillage.site.observatory import reading

    yield
    reading._access.cache_clear()
    travel._times.cache_clear()
    addresses._opened.cache_clear()
    identity.forget()
