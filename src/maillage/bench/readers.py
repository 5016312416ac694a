"""People who read pages of a running site, each on a connection of their own, at little cost to the machine.

The machine that runs a site is often the one that measures it, so readers must take as little of its processors as can
be: all of them are in one thread, requests are bytes made once, and of an answer only its status and its length are
read. Like browsers, they ask for compressed pages; a journey unpacks those in which it looks for something.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from maillage.errors import MaillageError

PATIENCE = 60.0
"""Seconds without any byte after which a reader gives up."""
END_OF_HEAD = b"\r\n\r\n"
GZIP = 16 + zlib.MAX_WBITS

Journey = Generator[tuple[str, str], bytes, None]
"""The steps of a reader: yields a name and a path, and is sent the body of the answer."""


@dataclass(frozen=True)
class Seen:
    """A page that was asked for: the step, the seconds until the whole answer was there, whether it was a page."""

    step: str
    seconds: float
    right: bool


def unpacked(body: bytes) -> str:
    """Return the text of a body, compressed or not."""
    return (zlib.decompress(body, GZIP) if body[:2] == b"\x1f\x8b" else body).decode("utf-8", "replace")


def read(address: str, journeys: Sequence[Journey]) -> list[Seen]:
    """Go through all journeys at once, each page by page on one connection; return what was seen.

    Raises ``MaillageError`` if nothing answers at ``address``, or not in the way of a site.
    """
    try:
        return asyncio.run(_read(address, journeys))
    except OSError as error:
        raise MaillageError(f"No site answers at {address} ({error}). Start one with maillage serve.") from error


async def _read(address: str, journeys: Sequence[Journey]) -> list[Seen]:
    parts, loop = urlsplit(address), asyncio.get_running_loop()
    host, port = parts.hostname or "", parts.port or 80
    end = f" HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    readers = [_Reader(journey, end, loop.create_future()) for journey in journeys]
    for reader in readers:
        await loop.create_connection(lambda reader=reader: reader, host, port)
    await asyncio.gather(*(reader.over for reader in readers), _watched(readers))
    return [seen for reader in readers for seen in reader.seen]


async def _watched(readers: Sequence[_Reader]) -> None:
    """End when all readers have; raise ``TimeoutError`` for one that has waited too long."""
    while not all(reader.over.done() for reader in readers):
        await asyncio.sleep(0.25)
        late = time.monotonic() - PATIENCE
        if any(not reader.over.done() and reader.last < late for reader in readers):
            raise TimeoutError(f"no answer for {PATIENCE:.0f} seconds")


class _Reader(asyncio.Protocol):
    """One connection; ``over`` is done after the last answer of the journey."""

    def __init__(self, journey: Journey, end: bytes, over: asyncio.Future[None]) -> None:
        self.seen: list[Seen] = []
        self.over = over
        self.last = time.monotonic()
        self._journey, self._end = journey, end
        self._transport: asyncio.Transport | None = None
        self._began, self._step = 0.0, ""
        self._got, self._from, self._length, self._right = bytearray(), 0, -1, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask(lambda: next(self._journey))

    def data_received(self, data: bytes) -> None:
        """Note an answer once it is complete, and ask for the next page."""
        self._got += data
        self.last = time.monotonic()
        if self._length < 0 and not self._read_head():
            return
        if len(self._got) - self._from >= self._length:
            self.seen.append(Seen(self._step, self.last - self._began, self._right))
            body = bytes(self._got[self._from :])
            self._ask(lambda: self._journey.send(body))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(exc if isinstance(exc, OSError) else ConnectionResetError("it hung up"))

    def _ask(self, advance: Callable[[], tuple[str, str]]) -> None:
        assert self._transport is not None
        try:
            self._step, path = advance()
        except StopIteration:
            self.over.set_result(None)
            self._transport.close()
            return
        self._got, self._length = bytearray(), -1
        self._began = time.monotonic()
        self._transport.write(b"GET " + path.encode() + self._end)

    def _read_head(self) -> bool:
        """Read the status and the length if the head is complete."""
        at = self._got.find(END_OF_HEAD)
        if at < 0:
            return False
        head = bytes(self._got[:at]).lower()
        _, found, rest = head.partition(b"\r\ncontent-length:")
        self._right = head[9:12] == b"200"
        self._from = at + len(END_OF_HEAD)
        if not found:
            self._fail("an answer does not say how long it is; ask the site itself, not a proxy before it")
            return False
        self._length = int(rest.partition(b"\r\n")[0])
        return True

    def _fail(self, reason: str) -> None:
        assert self._transport is not None
        self.over.set_exception(MaillageError(f"{reason[0].upper()}{reason[1:]}."))
        self._transport.close()
