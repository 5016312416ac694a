"""A first load does not wait for the disk; every other commit does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection

from maillage.site.database.commits import unflushed_commits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def durable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connect as to the server of a site: that of the tests waits for no disk at all."""
    before = connection.settings_dict["OPTIONS"]
    durable = {**before, "options": f"{before.get('options', '')} -c synchronous_commit=on"}
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", durable)
    yield
    connection.close()


def ask(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def commits() -> str:
    return ask("SHOW synchronous_commit")


def test_commits_wait_for_the_disk_again_after_the_block() -> None:
    with unflushed_commits():
        assert commits() == "off"
    assert commits() == "on"


def test_commits_wait_again_after_an_error_and_the_error_is_told() -> None:
    with pytest.raises(ZeroDivisionError), unflushed_commits():
        raise ZeroDivisionError
    assert commits() == "on"


def test_a_lost_connection_is_the_error_that_is_told() -> None:
    with pytest.raises(DatabaseError, match="terminat"), unflushed_commits():
        ask("SELECT pg_terminate_backend(pg_backend_pid())::text")
    connection.close()
    assert commits() == "on"
