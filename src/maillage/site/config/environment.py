"""Settings read from the environment and the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from cryptography.fernet import Fernet

from maillage.artefacts import storage_problem
from maillage.errors import MaillageError

PROJECT = Path(__file__).resolve().parents[4]


def flag(name: str, *, default: bool) -> bool:
    """Read a yes-or-no variable. Raises ``MaillageError`` for any other word."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise MaillageError(f"{name}='{text}' is neither yes nor no. Write 1 or 0.")


def comma_list(name: str, default: str) -> list[str]:
    """Read a comma-separated variable."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret_key(data_dir: Path) -> str:
    """Return ``MAILLAGE_SECRET_KEY``, or the key in the data folder, created on first use, readable by its owner."""
    given = os.environ.get("MAILLAGE_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise MaillageError("MAILLAGE_SECRET_KEY is too short. Give at least 32 random characters.")
        return given
    return _kept(data_dir, "secret-key", secrets.token_urlsafe(48))


def encryption_keys(data_dir: Path) -> list[str]:
    """Return ``MAILLAGE_ENCRYPTION_KEY``, newest first, or the key in the data folder, created on first use.

    The first key encrypts; any of them decrypts. Raises ``MaillageError`` for an invalid key.
    """
    keys = comma_list("MAILLAGE_ENCRYPTION_KEY", "")
    for key in keys:
        try:
            Fernet(key)
        except ValueError as error:
            raise MaillageError(
                "MAILLAGE_ENCRYPTION_KEY is no key. Give 32 random bytes in URL-safe base 64, as made by: "
                "openssl rand -base64 32 | tr '+/' '-_'"
            ) from error
    return keys or [_kept(data_dir, "encryption-key", Fernet.generate_key().decode())]


PRO_SANTE_CONNECT = "https://auth.esw.esante.gouv.fr/auth/realms/esante-wallet"


def pro_sante_connect() -> dict[str, str]:
    """Return the Pro Santé Connect client of this site, from ``MAILLAGE_PSC_*``; empty if not configured.

    Raises ``MaillageError`` for an incomplete configuration.
    """
    named = {key: os.environ.get(f"MAILLAGE_PSC_{key.upper()}", "").strip() for key in ("client_id", "client_secret")}
    if not any(named.values()):
        return {}
    for key, value in named.items():
        if not value:
            raise MaillageError(
                f"MAILLAGE_PSC_{key.upper()} is missing. Pro Santé Connect needs both it and the other."
            )
    issuer = os.environ.get("MAILLAGE_PSC_ISSUER", PRO_SANTE_CONNECT).rstrip("/")
    discovery = os.environ.get("MAILLAGE_PSC_DISCOVERY", f"{issuer}/.well-known/wallet-openid-configuration")
    return {**named, "issuer": issuer, "discovery": discovery, "acr": os.environ.get("MAILLAGE_PSC_ACR", "eidas1")}


def sas_platform() -> dict[str, str]:
    """Return where appointments of the regulation are sent, from ``MAILLAGE_SAS_*``; the address is "" by default."""
    names = ("url", "certificate", "key", "authority")
    return {name: os.environ.get(f"MAILLAGE_SAS_{name.upper()}", "").strip() for name in names}


def dicom_settings() -> dict[str, str]:
    """Return how the site speaks DICOM, from ``MAILLAGE_DICOM_*``: its AE title, its port, its files of TLS."""
    names = ("title", "port", "certificate", "key", "authority")
    found = {name: os.environ.get(f"MAILLAGE_DICOM_{name.upper()}", "").strip() for name in names}
    return {**found, "title": found["title"] or "MAILLAGE"}


def _kept(data_dir: Path, name: str, fresh: str) -> str:
    """Return a secret of the data folder, readable by its owner; create it with ``fresh`` on first use."""
    path = data_dir / name
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_once(path, fresh)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise storage_problem(data_dir, error) from error


def _write_once(path: Path, text: str) -> None:
    """Write a file completely or not at all; if two processes write, the first one wins."""
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
    """Return the folder of the built page assets: ``MAILLAGE_STATIC`` or ``build/static`` of the project."""
    named = os.environ.get("MAILLAGE_STATIC")
    return Path(named) if named else PROJECT / "build" / "static"


def translations_root() -> Path:
    """Return the folder of the compiled translations, built beside the page assets."""
    return static_root().parent / "locale"


def email_settings(data_dir: Path) -> dict[str, Any]:
    """Return Django's settings from ``MAILLAGE_EMAIL_URL`` (``smtp://``, ``smtps://``); default: files in ``mail/``."""
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
