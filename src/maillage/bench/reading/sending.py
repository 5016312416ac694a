"""A browser's part without a browser: sign in, send a file in pieces over a link that breaks once, read ranges."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import statistics
import time
from urllib.parse import urlsplit

import requests

from maillage.errors import MaillageError

PIECE, RANGE = 960 * 1024, 64 * 1024
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Sender:
    """Somebody signed in, who sends and reads."""

    def __init__(self, address: str, email: str, password: str) -> None:
        self.address, self.http = address, requests.Session()
        token = self._token("/connexion")
        form = {"csrfmiddlewaretoken": token, "username": email, "password": password}
        self.http.post(f"{address}/connexion", form, headers={"Referer": address}, timeout=60)

    def _token(self, path: str) -> str:
        found = TOKEN.search(self.page(path))
        if found is None:
            raise MaillageError(f"The site of the benchmark shows no form at {path}.")
        return found[1]

    def page(self, path: str) -> str:
        """Return a page."""
        return self.http.get(f"{self.address}{path}", timeout=60).text

    def send(self, request: int, content: bytes) -> float:
        """Send a file to a request, with one break in the middle of a piece; return the seconds until it is kept."""
        path = f"/avis/{request}/fichiers"
        headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": self._token(path), "Referer": self.address}
        began = time.perf_counter()
        begun = self.http.post(
            f"{self.address}{path}", headers={**headers, "Upload-Length": str(len(content))}, timeout=60
        )
        to, offset, breaks_at = f"{self.address}{begun.headers['Location']}", 0, len(content) // 2
        while offset < len(content):
            piece = content[offset : offset + PIECE]
            if offset <= breaks_at < offset + len(piece):
                breaks_at = -1
                self._break(to, headers["X-CSRFToken"], offset, piece)
                offset = int(self.http.head(to, headers=headers, timeout=60).headers["Upload-Offset"])
                continue
            digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
            more = {"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {digest}"}
            more["Content-Type"] = "application/offset+octet-stream"
            done = self.http.patch(to, piece, headers={**headers, **more}, timeout=120)
            if done.status_code != requests.codes.no_content:
                raise MaillageError(f"A piece was refused: {done.text[:200]}")
            offset = int(done.headers["Upload-Offset"])
        return time.perf_counter() - began

    def _break(self, to: str, token: str, offset: int, piece: bytes) -> None:
        """Send half of a piece and close the connection, as a link does that is gone."""
        parts = urlsplit(to)
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.http.cookies)
        head = (
            f"PATCH {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookies}\r\nX-CSRFToken: {token}\r\n"
            f"Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n"
            f"Content-Length: {len(piece)}\r\n\r\n"
        )
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10) as link:
            link.sendall(head.encode() + piece[: len(piece) // 2])

    def kept(self, request: int) -> tuple[str, str]:
        """Return the address of the content of the last file of a request, and its digest."""
        listed = re.findall(r"/avis/examens/([0-9a-f-]+)", self.page(f"/avis/{request}/fichiers"))
        answer = self.http.get(f"{self.address}/avis/contenus/{listed[-1]}", timeout=120)
        return answer.url, hashlib.sha256(answer.content).hexdigest()

    def ranges(self, address: str, size: int, count: int) -> list[float]:
        """Read ``count`` ranges of 64 KiB; return the seconds of each."""
        found: list[float] = []
        for k in range(count):
            start = (k * 7_919_113) % (size - RANGE)
            began = time.perf_counter()
            answer = self.http.get(
                address, headers={"Range": f"bytes={start}-{start + RANGE - 1}"}, timeout=60
            )  # fmt: skip
            found.append(time.perf_counter() - began)
            if len(answer.content) != RANGE:
                raise MaillageError("A range came back with another length.")
        return sorted(found)


def median(seconds: list[float]) -> float:
    """Return the median, 0 for none."""
    return statistics.median(seconds) if seconds else 0.0
