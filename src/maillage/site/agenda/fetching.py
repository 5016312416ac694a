"""Reading a file at an address that somebody gave: over TLS, bounded in time and size, never in a private network.

The name is resolved once, every address is checked, and the connection goes to the address that was checked: a name
that changes between both steps leads nowhere else. Each redirect is checked in the same way.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS, ALTOGETHER = 10.0, 30.0
MOST_BYTES = 5_000_000
REDIRECTS = 3
PORT = 443


class Unreachable(Exception):
    """No answer, or not a proper one."""


class Forbidden(Unreachable):
    """The address is not of https, or leads to a private network."""


class TooBig(Unreachable):
    """The file is longer than what is read."""


class NotGiven(Unreachable):
    """The server answers, but not with the file."""


@dataclass(frozen=True)
class Fetched:
    """A file; ``content`` is None if it has not changed since the version that was told."""

    content: bytes | None
    etag: str
    modified: str


def checked_address(address: str) -> SplitResult:
    """Return the parts of an https address without a user name. Raises ``Forbidden``."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise Forbidden(address) from error
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or port not in (None, PORT):
        raise Forbidden(address)
    return parts


def public_address(host: str) -> str:
    """Return an IP address of a host, all of whose addresses are public. Raises ``Forbidden``, ``Unreachable``."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unreachable(host) from error
    if not found:
        raise Unreachable(host)
    if not all(is_public(one) for one in found):
        raise Forbidden(host)
    return min(found)


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet, also one of IPv4 written in IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        for inside in (found.ipv4_mapped, found.sixtofour, found.teredo[1] if found.teredo else None):
            if inside is not None:
                return False
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return found.is_global and not found.is_multicast


def fetch(address: str, *, etag: str = "", modified: str = "") -> Fetched:
    """Return the file at an https address, unless it is the version of ``etag`` and ``modified``.

    Raises ``Forbidden``, ``TooBig``, ``NotGiven`` or another ``Unreachable``.
    """
    until = time.monotonic() + ALTOGETHER
    for _ in range(REDIRECTS + 1):
        parts = checked_address(address)
        found = _ask(parts, etag, modified, until)
        if isinstance(found, Fetched):
            return found
        address = urljoin(address, found)
    raise NotGiven("too many redirects")


def send(address: str, body: bytes, headers: dict[str, str]) -> int:
    """Post a body to an https address; return the status. No redirect is followed, and little of the answer is read.

    Raises ``Forbidden`` or another ``Unreachable``.
    """
    parts = checked_address(address)
    connection = _Checked(str(parts.hostname), public_address(str(parts.hostname)))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(str(parts.hostname)) from error
    finally:
        connection.close()


class _Checked(http.client.HTTPSConnection):
    """A connection to an IP address that was checked, with the certificate of the host."""

    def __init__(self, host: str, address: str) -> None:
        self._context_ = ssl.create_default_context()
        super().__init__(host, PORT, timeout=SECONDS, context=self._context_)
        self._address = address

    def connect(self) -> None:
        """Connect to the address that was checked, not to what the name leads to now."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._context_.wrap_socket(plain, server_hostname=self.host)


def _ask(parts: SplitResult, etag: str, modified: str, until: float) -> Fetched | str:
    """Return the file, or the address of a redirect."""
    host = str(parts.hostname)
    headers = {"Accept": "text/calendar, */*;q=0.1", "User-Agent": "maillage", "Accept-Encoding": "identity"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Checked(host, public_address(host))
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        if answer.status in (301, 302, 303, 307, 308):
            return answer.headers.get("Location", "")
        if answer.status == 304:
            return Fetched(None, etag, modified)
        if answer.status != 200:
            raise NotGiven(str(answer.status))
        content = _bounded(answer, until)
        return Fetched(content, answer.headers.get("ETag", "")[:300], answer.headers.get("Last-Modified", "")[:100])
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(host) from error
    finally:
        connection.close()


def _bounded(answer: http.client.HTTPResponse, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(65_536):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise TooBig(str(size))
        if time.monotonic() > until:
            raise Unreachable("too slow")
    return b"".join(parts)
