"""A process starts even if the database does not answer its first requests to itself."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import OperationalError

from maillage.site import warming


def test_a_silent_database_does_not_prevent_the_start(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    def silent() -> list[str]:
        raise OperationalError("connection refused")

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        return [b""]

    monkeypatch.setattr(warming, "first_addresses", silent)
    monkeypatch.setattr(logging.getLogger("maillage"), "propagate", True)
    monkeypatch.setattr(warming.connections, "close_all", lambda: None)
    warming.warm(application)
    assert asked == []
    # The logging of the site shortens what it says of a silent database, so only the common words are compared.
    assert "the database does not answer" in caplog.text.lower()
