"""The national platform as a server: ``POST Appointment``, then ``PUT Appointment?identifier=`` (flow INT_R03).

Configured by the environment: ``MAILLAGE_SAS_URL``, the certificate and key of the site for mutual TLS
(``MAILLAGE_SAS_CERTIFICATE``, ``MAILLAGE_SAS_KEY``), the authority that signed the platform's
(``MAILLAGE_SAS_AUTHORITY``, a file; default those of the system). Without an address nothing is sent.
"""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

from maillage.errors import MaillageError

SECONDS = 10.0
MOST_BYTES = 100_000
TYPE = "application/json+fhir"


class Unreachable(Exception):
    """No answer, or one that says to come back later: the same request is right another time."""


class RefusedByPlatform(Exception):
    """The platform does not want this resource: sending it again changes nothing."""


@dataclass(frozen=True)
class Platform:
    """Where appointments are sent; ``certificate`` and ``key`` are files of mutual TLS, "" for none."""

    address: str
    certificate: str = ""
    key: str = ""
    authority: str = ""

    def create(self, resource: dict[str, Any], identifier: str) -> None:
        """Create an appointment; with the same identifier a second call creates nothing.

        Raises ``Unreachable``, ``RefusedByPlatform``.
        """
        self._send("POST", "/Appointment", resource, {"If-None-Exist": f"identifier={quote(identifier, safe='|:')}"})

    def update(self, resource: dict[str, Any], identifier: str) -> None:
        """Replace the appointment with an identifier. Raises ``Unreachable``, ``RefusedByPlatform``."""
        self._send("PUT", f"/Appointment?identifier={quote(identifier, safe='|:')}", resource, {})

    def _send(self, method: str, path: str, resource: dict[str, Any], headers: dict[str, str]) -> None:
        parts = urlsplit(self.address)
        connection = self._connection(parts.scheme, parts.netloc)
        try:
            body = json.dumps(resource, ensure_ascii=False).encode()
            told = {"Content-Type": f"{TYPE}; charset=utf-8", "Accept": TYPE, **headers}
            connection.request(method, parts.path.rstrip("/") + path, body, told)
            answer = connection.getresponse()
            said = answer.read(MOST_BYTES)
        except (OSError, HTTPException) as error:
            raise Unreachable(type(error).__name__) from error
        finally:
            connection.close()
        if answer.status in (200, 201):
            return
        problem = f"{answer.status} {_diagnostics(said)}".strip()[:100]
        if answer.status in (408, 429) or answer.status >= 500:
            raise Unreachable(problem)
        raise RefusedByPlatform(problem)

    def _connection(self, scheme: str, host: str) -> HTTPConnection:
        if scheme == "http":
            return HTTPConnection(host, timeout=SECONDS)
        context = ssl.create_default_context(cafile=self.authority or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.certificate:
            context.load_cert_chain(self.certificate, self.key or None)
        return HTTPSConnection(host, timeout=SECONDS, context=context)


def configured(values: dict[str, str]) -> Platform | None:
    """Return the platform of these settings; None without an address. Raises ``MaillageError`` for a wrong one."""
    address = values.get("url", "")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise MaillageError(f"MAILLAGE_SAS_URL='{address}' is no address. Write https://host/path of the platform.")
    return Platform(
        address, values.get("certificate", ""), values.get("key", ""), values.get("authority", "")
    )  # fmt: skip


def _diagnostics(body: bytes) -> str:
    """Return what an ``OperationOutcome`` says; "" for anything else."""
    try:
        issues = json.loads(body)["issue"]
        return str(issues[0].get("diagnostics") or issues[0].get("code") or "")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return ""
