"""What the settings read from the environment and the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from maillage.artefacts import storage_problem
from maillage.errors import MaillageError

PROJECT = Path(__file__).resolve().parents[4]


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no variable. Raises ``MaillageError`` for another word."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise MaillageError(f"{name}='{text}' is neither yes nor no. Write 1 or 0.")


def comma_list(name: str, default: str) -> list[str]:
    """A comma-separated variable."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret_key(data_dir: Path) -> str:
    """``MAILLAGE_SECRET_KEY``, or the one kept in the data folder, made on the first use and readable by its owner."""
    given = os.environ.get("MAILLAGE_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise MaillageError("MAILLAGE_SECRET_KEY is too short. Give at least 32 random characters.")
        return given
    path = data_dir / "secret-key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise storage_problem(data_dir, error) from error


def _write_once(path: Path, text: str) -> None:
    """Whole or not at all, and the first writer wins."""
    room = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(room, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(text)
        try:
            os.link(room, path)
        except FileExistsError:
            return
    finally:
        room.unlink(missing_ok=True)


def static_root() -> Path:
    """The folder of the built page assets: ``MAILLAGE_STATIC`` or ``build/static`` of the project."""
    named = os.environ.get("MAILLAGE_STATIC")
    return Path(named) if named else PROJECT / "build" / "static"


def email_settings(data_dir: Path) -> dict[str, Any]:
    """Django's settings from ``MAILLAGE_EMAIL_URL`` (``smtp://`` or ``smtps://``); without it, files in ``mail/``."""
    sender = os.environ.get("MAILLAGE_EMAIL_FROM", "Maillage <ne-pas-repondre@localhost>")
    url = os.environ.get("MAILLAGE_EMAIL_URL", "")
    if not url:
        return {
            "DEFAULT_FROM_EMAIL": sender,
            "EMAIL_BACKEND": "maillage.site.messages.files.PrivateFiles",
            "EMAIL_FILE_PATH": str(data_dir / "mail"),
        }
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise MaillageError("MAILLAGE_EMAIL_URL is not understood. Write smtp://user:password@host:587.")
    return {
        "DEFAULT_FROM_EMAIL": sender,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 10,
    }
