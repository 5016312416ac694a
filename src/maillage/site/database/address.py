"""Address of the database: ``DATABASE_URL``, or the socket of the embedded server of a data folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from maillage.errors import MaillageError
from maillage.site.database.folder import socket_folder

NAME = USER = "maillage"
SAFETY = "-c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"


def external_url() -> str | None:
    """Return ``DATABASE_URL`` if it is set."""
    return os.environ.get("DATABASE_URL") or None


def database_settings(data_dir: Path) -> dict[str, Any]:
    """Return Django's ``DATABASES["default"]``. Raises ``MaillageError`` for a URL that is not one of PostgreSQL."""
    url = external_url()
    place: dict[str, Any] = (
        {"NAME": NAME, "USER": USER, "HOST": str(socket_folder(data_dir))} if url is None else parse_url(url)
    )
    options = {"options": SAFETY, **place.pop("OPTIONS", {})}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"connect_timeout": 10, **options},
        **place,
    }


def parse_url(url: str) -> dict[str, Any]:
    """Split ``postgres://user:password@host:port/name?sslmode=...``; ``host`` may also be a parameter (socket)."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise MaillageError(
            f"DATABASE_URL starts with '{parts.scheme}:', and Maillage works with PostgreSQL only. "
            "Write postgres://user:password@host:5432/name, or unset it to use the embedded server."
        )
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise MaillageError("DATABASE_URL names no database. Write postgres://user:password@host:5432/name.")
    try:
        port = parts.port
    except ValueError as error:
        raise MaillageError(f"The port of DATABASE_URL is not a number ({error}).") from error
    return {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(options.pop("port", port or "")),
        "OPTIONS": options,
    }
