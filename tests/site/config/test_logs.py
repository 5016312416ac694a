"""Errors caused by data with a name: neither the site's logs nor the database's contain the name."""

from __future__ import annotations

import contextlib
import io
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, connection, transaction
from django.test import Client

from maillage.site.accounts.models import User
from maillage.site.accounts.views import SignIn
from maillage.site.config import settings as site_settings
from maillage.site.database.folder import database_folder
from tests.site import environment
from tests.site import factories as make

pytestmark = pytest.mark.django_db
NAME = "Zéphyrine-Plantée"
EMAIL = "zephyrine.plantee@example.org"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Capture the site's own logging, with the filters and formats of its settings."""
    kept, text = logging.getLogger(), io.StringIO()
    handlers, level = kept.handlers, kept.level
    configured = logging.config.DictConfigurator(site_settings.LOGGING)
    configured.configure()
    (handler,) = logging.getLogger().handlers
    handler.setStream(text)
    yield text
    logging.getLogger().handlers, logging.getLogger().level = handlers, level
    logging.config.dictConfig(settings.LOGGING)


def _failing_statements() -> list[tuple[str, list[Any]]]:
    user = make.user(email=EMAIL)
    return [
        ("INSERT INTO accounts_user SELECT * FROM accounts_user WHERE id = %s", [user.pk]),
        ("SELECT %s::int", [NAME]),
        (f"SELECT '{NAME}'::date", []),
        ("UPDATE accounts_user SET email = NULL, first_name = %s WHERE id = %s", [NAME, user.pk]),
        (f"SELECT nothing FROM accounts_user WHERE first_name = '{NAME}'", []),
        ("DO $$ BEGIN RAISE EXCEPTION 'refused for %', '" + NAME.replace("%", "") + "'; END $$", []),
    ]  # fmt: skip


def test_errors_of_the_database_name_nobody(log: io.StringIO) -> None:
    for statement, values in _failing_statements():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, values or None)
        except DatabaseError as error:
            logging.getLogger("maillage.site").exception("It failed: %s", error)
            future = f"<Task finished exception={error!r}>"
            logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: %s", future, exc_info=error)
            logging.getLogger("another").error("Error %s", str(error), exc_info=error)
        else:
            pytest.fail(f"{statement} was to fail")
    said = log.getvalue()
    assert "IntegrityError 23505 accounts_user" in said
    assert "test_logs.py:" in said
    _names_nobody(said)
    folder, _ = environment.prepare()
    _names_nobody((database_folder(folder) / "log").read_text(encoding="utf-8", errors="replace"))


@pytest.mark.parametrize("raised", ["database", "value", "suspicious"])
def test_a_request_that_fails_names_nobody(
    log: io.StringIO, client: Client, monkeypatch: pytest.MonkeyPatch, raised: str
) -> None:
    make.user(email=EMAIL)

    def fails(_: SignIn, request: Any) -> None:
        typed = request.POST["username"]
        if raised == "database":
            with contextlib.suppress(ZeroDivisionError):
                User.objects.bulk_create([User(email=EMAIL, first_name=typed)])
        raise ValueError(f"no such person: {typed}") if raised == "value" else SuspiciousOperation(f"'{typed}' is odd")

    monkeypatch.setattr(SignIn, "post", fails)
    client.raise_request_exception = False
    answer = client.post("/connexion", {"username": NAME, "password": "x"})
    assert answer.status_code == (400 if raised == "suspicious" else 500)
    said = log.getvalue()
    assert "SuspiciousOperation" in said if raised == "suspicious" else "/connexion" in said
    _names_nobody(said)


def _names_nobody(text: str) -> None:
    for planted in (NAME, EMAIL, NAME.lower(), EMAIL.upper()):
        assert planted not in text
