"""An authenticator application, as on a telephone (RFC 6238)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator

from django.test import Client

STEP = 30


class Application:
    """Codes of one secret; the site also accepts those of the neighbouring half minutes."""

    def __init__(self, key: str) -> None:
        self.key = base64.b32decode(key.replace(" ", ""))
        self._left = self._fresh()

    def code(self, steps: int = 0) -> str:
        """Return the code of the current half minute, or of one ``steps`` away."""
        counter = int(time.time()) // STEP + steps
        digest = hmac.new(self.key, struct.pack(">Q", counter), hashlib.sha1).digest()
        at = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"

    def next(self) -> str:
        """Return a valid code that was not returned before."""
        return next(self._left)

    def _fresh(self) -> Iterator[str]:
        for steps in (0, 1, -1):
            yield self.code(steps)


def key_on(page: str) -> str:
    """Return the secret shown on a page."""
    found = re.search(r'<span class="mg-code">([A-Z2-7 ]+)</span>', page)
    assert found is not None, page
    return found[1]


def set_up(client: Client) -> Application:
    """Add an application to the signed-in account, shortly after the password was given."""
    page = client.get("/compte/securite/application").content.decode()
    application = Application(key_on(page))
    answer = client.post("/compte/securite/application", {"code": application.next()})
    assert answer.headers["Location"] == "/compte/securite/codes"
    return application
