"""The provider of SMS, read from the file that ``MAILLAGE_SMS`` names; secrets come from the environment."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from maillage.errors import MaillageError

KINDS = ("outbox", "http", "ovh")
SECRET = re.compile(r"\$([A-Z][A-Z0-9_]*)")
NOWHERE = frozenset({"files", "filebased", "console", "dummy"})
FIELDS = ("{to}", "{text}", "{key}")


@dataclass(frozen=True)
class SmsProvider:
    """How SMS leave. ``kind``: "outbox" (a file on this machine), "http" (any provider that takes a request), "ovh".

    ``price`` is in cents for a thousand segments, ``most_segments`` the longest text. ``refused`` are the answers
    (HTTP codes) after which a message is not tried again. ``answers_secret`` signs the answers that the provider
    brings back; "" if it brings none; ``answers_from`` and ``answers_text`` are the fields of an answer.
    """

    kind: str = "outbox"
    url: str = ""
    method: str = "POST"
    format: str = "json"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[int, ...] = (400, 404, 413, 422)
    price: int = 0
    most_segments: int = 3
    answers_secret: str = ""
    answers_header: str = "X-Signature"
    answers_from: str = "from"
    answers_text: str = "text"
    sender: str = ""
    application_key: str = ""
    application_secret: str = ""
    consumer_key: str = ""


def email_leaves() -> bool:
    """Return whether e-mail leaves this machine; without a mail server it becomes files of the data folder."""
    return settings.EMAIL_BACKEND.split(".")[-2] not in NOWHERE


def provider() -> SmsProvider:
    """Return the provider of this site; the visible outbox if none is configured."""
    return read(settings.SMS_CONFIG)


@lru_cache(maxsize=4)
def read(path: str) -> SmsProvider:
    """Return the provider that a TOML file describes. Raises ``MaillageError`` with the name of the wrong entry."""
    if not path:
        return SmsProvider()
    try:
        found = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MaillageError(f"MAILLAGE_SMS={path} cannot be read: {error}. Give a TOML file.") from error
    return of_table(found, path)


def of_table(found: Mapping[str, Any], path: str) -> SmsProvider:
    """Return the provider of the entries of a file. Raises ``MaillageError``."""
    known = set(SmsProvider.__dataclass_fields__)
    for name in found:
        if name not in known:
            raise MaillageError(f"{path}: '{name}' is no entry of an SMS provider. Known: {', '.join(sorted(known))}.")
    made = SmsProvider(**{name: _filled(value, path) for name, value in found.items()})
    if made.kind not in KINDS:
        raise MaillageError(f"{path}: kind '{made.kind}' is none of {', '.join(KINDS)}.")
    wanted = {"http": ("url", "body"), "ovh": ("url", "application_key", "application_secret", "consumer_key")}
    for name in wanted.get(made.kind, ()):
        if not getattr(made, name):
            raise MaillageError(f"{path}: '{name}' is missing for an SMS provider of the kind '{made.kind}'.")
    if made.url and not made.url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise MaillageError(f"{path}: url must begin with https://, since it carries telephone numbers.")
    return made


def _filled(value: Any, path: str) -> Any:
    """Return an entry with ``$NAME`` replaced by that variable of the environment. Raises ``MaillageError``."""
    if isinstance(value, Mapping):
        return {name: _filled(inner, path) for name, inner in value.items()}
    if isinstance(value, list):
        return tuple(_filled(inner, path) for inner in value)
    if not isinstance(value, str):
        return value

    def secret(found: re.Match[str]) -> str:
        try:
            return os.environ[found.group(1)]
        except KeyError:
            raise MaillageError(f"{path}: the variable {found.group(1)} of the environment is not set.") from None

    return SECRET.sub(secret, value)
