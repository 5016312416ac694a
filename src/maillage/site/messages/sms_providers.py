"""Providers of SMS: any that takes a request over HTTP, OVH, and the visible outbox of this machine."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import requests
from django.conf import settings

from maillage.site.messages.models import Message
from maillage.site.messages.refusing import RefusedByProvider, Unreachable
from maillage.site.messages.sms_settings import SmsProvider, provider

TIMEOUT = (5, 15)
"""Seconds to connect, and to answer."""
TRY_LATER = 429


class Sms:
    """SMS by the provider of this site; one connection for all messages of a round."""

    def __init__(self) -> None:
        self._provider = provider()
        self._session: requests.Session | None = None

    def __enter__(self) -> Sms:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._session is not None:
            self._session.close()

    def send(self, message: Message) -> None:
        """Send a message. Raises ``RefusedByProvider``, ``Unreachable``, or the error of this try."""
        if self._provider.kind == "outbox":
            _keep(message)
            return
        if self._session is None:
            self._session = requests.Session()
        asked = of_ovh(self._provider, message) if self._provider.kind == "ovh" else of_http(self._provider, message)
        try:
            answer = self._session.send(self._session.prepare_request(asked), timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__) from error
        _judge(self._provider, answer)


def of_http(by: SmsProvider, message: Message) -> requests.Request:
    """Return the request of a provider described by its address, its headers and its body."""
    body = _filled(by.body, {"to": message.to, "text": message.body, "key": message.key})
    if by.method.upper() == "GET":
        return requests.Request("GET", by.url, headers=dict(by.headers), params=body)
    if by.format == "form":
        return requests.Request(by.method, by.url, headers=dict(by.headers), data=body)
    return requests.Request(by.method, by.url, headers=dict(by.headers), json=body)


def of_ovh(by: SmsProvider, message: Message) -> requests.Request:
    """Return the signed request of OVH's interface (POST /sms/{service}/jobs, whose address is ``url``)."""
    body = json.dumps(
        {
            "message": message.body, "receivers": [message.to], "charset": "UTF-8", "noStopClause": True,
            "priority": "high", "tag": hashlib.sha256(message.key.encode()).hexdigest()[:20],
            **({"sender": by.sender} if by.sender else {"senderForResponse": True}),
        }
    )  # fmt: skip
    stamp = str(int(time.time()))
    told = "+".join([by.application_secret, by.consumer_key, "POST", by.url, body, stamp])
    # The interface of OVH asks for this digest.
    signature = "$1$" + hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()
    headers = {
        "Content-Type": "application/json; charset=utf-8", "X-Ovh-Application": by.application_key,
        "X-Ovh-Consumer": by.consumer_key, "X-Ovh-Timestamp": stamp, "X-Ovh-Signature": signature,
    }  # fmt: skip
    return requests.Request("POST", by.url, headers=headers, data=body.encode())


def _judge(by: SmsProvider, answer: requests.Response) -> None:
    """Accept an answer, or raise what it means."""
    told = f"HTTP {answer.status_code}"
    if answer.status_code == TRY_LATER or answer.status_code >= 500:
        raise Unreachable(told)
    if answer.status_code in by.refused:
        raise RefusedByProvider(told)
    if not 200 <= answer.status_code < 300:
        raise ConnectionError(told)
    if by.kind == "ovh":
        try:
            invalid = answer.json().get("invalidReceivers")
        except ValueError as error:
            raise ConnectionError("unreadable answer") from error
        if invalid:
            raise RefusedByProvider("invalid receiver")


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """Return a body with ``{to}``, ``{text}`` and ``{key}`` filled in, once: what a text contains is left alone."""
    if isinstance(value, Mapping):
        return {name: _filled(inner, words) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(inner, words) for inner in value]
    if not isinstance(value, str):
        return value
    parts = value.split("{")
    return parts[0] + "".join(_part(part, words) for part in parts[1:])


def _part(part: str, words: Mapping[str, str]) -> str:
    name, closed, rest = part.partition("}")
    return words[name] + rest if closed and name in words else "{" + part


def _keep(message: Message) -> None:
    """Write an SMS into the visible outbox: a file that only its owner can read."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or settings.DATA_DIR / "mail")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-sms-{message.pk}.log"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(f"SMS: {message.to}\nSegments: {message.segments}\n\n{message.body}\n")
