"""The web server: waitress, with a time limit on every wait.

A browser that sends half a request, does not read the response or stays idle occupies a connection but no thread. Each
of these waits has a limit in seconds; when connections run short, those that wait longest are closed. Maps and files
have threads of their own, so that booking never queues behind them.
"""

from __future__ import annotations

import copy
import re
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import Error, RequestEntityTooLarge

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Sorting = tuple[int, float]

ROOMY_BYTES = 16 * 2**20
"""The longest request to a page that receives files without script: an EEG of 20 minutes has 13 MB."""
MEGABYTE = 2**20
ROOMS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"/avis/\d+/fichiers"), ROOMY_BYTES),
    # Images that a hospital's programs store: those of 10 to 15 MB at once, as they do by themselves.
    (re.compile(r"/dicomweb/studies(/[0-9.]+)?"), ROOMY_BYTES),
    # Photos of a place: 15 MB each, and the fields beside them.
    (
        re.compile(r"/proposition/[^/]+/[-\w]+|/lieu/\d+/promesse|/coordination/annuaire/lieux/\d+/promesse"),
        ROOMY_BYTES,
    ),
    # Papers of candidates and of grants, spreadsheets of grants: 10 MB each.
    (re.compile(r"/reponse/[^/]+/[-\w]+|/coordination/subventions/(ajouter|importer|\d+(/modifier)?)"), 11 * MEGABYTE),
    (re.compile(r"/payeur/versements/\d+"), 3 * MEGABYTE),
    (re.compile(r"/coordination/programmes/ajouter"), 6 * MEGABYTE),
    # Open data, and the files of a plan or a measure: 100 MB each, some of them together.
    (re.compile(r"/coordination/travaux/(mesure|donnees|juniors|tournee|plan/importer)"), 256 * MEGABYTE),
)
"""The longest request to the pages that receive files, by path; all others take what ``serving`` says."""
SLOWEST_BYTES = 32 * 1024
"""Bytes a second that a browser sends at least: a request may take so much longer than ``to_ask`` as it is long."""
IN_MEMORY_BYTES = ROOMY_BYTES + 2**20
"""No examination is written to a temporary file on its way, as it is not encrypted yet; longer ones are open data."""

IDLE, ASKING, SENDING, WORKING = range(4)
"""What a connection waits for, in the order in which connections are closed when they run short."""


@dataclass(frozen=True)
class Patience:
    """Time limits in seconds, and limits on what is served at once.

    ``to_ask``: from the first byte of a request to its last; ``to_read``: between two reads of a response by the
    browser; ``idle``: without a request. ``connections`` is the maximum number. Paths that begin with ``aside`` (maps
    and files) use ``aside_threads`` threads; when more than ``aside_queue`` of them wait, further ones get 503 and
    ``retry_after`` seconds.
    """

    to_ask: float = 20.0
    to_read: float = 30.0
    idle: float = 75.0
    connections: int = 500
    threads: int = 8
    aside: str = "/carte/"
    aside_threads: int = 3
    aside_queue: int = 60
    retry_after: int = 5

    def share(self, number: int, count: int) -> Patience:
        """Return the part of process ``number`` of ``count``: all parts together allow what one process would.

        Every process has one thread of each kind at least, so ``count`` is at most ``aside_threads``.
        """
        names = ("connections", "threads", "aside_threads", "aside_queue")
        parts = {name: len(range(number, getattr(self, name), count)) for name in names}
        return replace(self, **parts)


PATIENCE = Patience()


class _Trigger(Protocol):
    """The object that wakes waitress's loop; waitress's type stubs describe it wrongly."""

    def pull_trigger(self, thunk: Callable[[], object]) -> None: ...


class FullLane(Error):
    """Too many requests for maps and files; the text is French because browsers show it."""

    code = 503
    reason = "Service Unavailable"

    def __init__(self, retry_after: int) -> None:
        super().__init__("Trop de fichiers sont demandés en ce moment. Réessayez dans quelques secondes.")
        self.retry_after = retry_after

    def to_response(self, ident: str | None = None) -> tuple[str, Sequence[tuple[str, str]], Any]:
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("Retry-After", str(self.retry_after)),
        ]
        return f"{self.code} {self.reason}", headers, self.body.encode()


class TooLong(Error):
    """A request longer than its page takes."""

    code = 413
    reason = "Content Too Large"

    def __init__(self, most: int) -> None:
        megabytes = most // MEGABYTE
        super().__init__(
            f"Cet envoi est trop gros\u00a0: cette page prend {megabytes}\u00a0Mo au plus. "
            "Revenez en arrière et choisissez un fichier plus petit."
        )

    def to_response(self, ident: str | None = None) -> tuple[str, Sequence[tuple[str, str]], Any]:
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        return f"{self.code} {self.reason}", headers, self.body.encode()


def room_of(path: str) -> int:
    """The bytes of the longest request to the page at ``path`` if it receives files, 0 for others."""
    return max((most for pattern, most in ROOMS if pattern.fullmatch(path)), default=0)


class RoomyParser(HTTPRequestParser):
    """Reads a request; those to pages that receive files may be longer than others."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the header; the limit follows from the path."""
        super().parse_header(header_plus)
        room = room_of(getattr(self, "path", ""))
        if room > self.adj.max_request_body_size:
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = room

    def received(self, data: bytes) -> int:
        """Read a piece; a request that is too long is answered in French, as browsers show the answer."""
        taken = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.error = TooLong(self.adj.max_request_body_size)
        return taken

    @property
    def patience(self) -> float:
        """Seconds beyond ``to_ask`` that it may take to arrive."""
        known = self.content_length if self.adj.max_request_body_size >= self.content_length else 0
        return known / SLOWEST_BYTES


class PatientChannel(HTTPChannel):
    """A connection that knows what it waits for and since when."""

    parser_class = RoomyParser
    began: float | None = None

    def received(self, data: bytes) -> bool:
        """Record when an incomplete request began; further pieces of it do not restart the time."""
        taken = super().received(data)
        if self.request is None:
            self.began = None
        elif self.began is None:
            self.began = time.time()
        return taken

    def waits(self) -> Sorting:
        """Return what it waits for and since when (seconds of the clock): the smallest is closed first."""
        if self.total_outbufs_len:
            return SENDING, self.last_activity
        if self.requests:
            return WORKING, self.last_activity
        if self.began is not None:
            return ASKING, self.began + getattr(self.request, "patience", 0.0)
        return IDLE, self.last_activity


class PatientServer(TcpWSGIServer):
    """waitress with time limits, and separate threads for pages and for maps and files."""

    channel_class = PatientChannel

    def __init__(
        self,
        application: Application,
        listener: socket.socket,
        patience: Patience,
        adj: Adjustments,
        may_take: Callable[[int], bool],
    ) -> None:
        self.patience, self.may_take = patience, may_take
        self.aside = ThreadedTaskDispatcher()
        self.aside.set_thread_count(patience.aside_threads)
        sockinfo = (listener.family, listener.type, listener.proto, listener.getsockname())
        super().__init__(application, {}, True, listener, adj=adj, sockinfo=sockinfo, bind_socket=False)

    def add_task(self, task: Any) -> None:
        """Queue a request: maps and files have a bounded queue of their own. ``task`` is the connection."""
        request = task.requests[0]
        if request.error or not request.path.startswith(self.patience.aside):
            super().add_task(task)
        elif len(self.aside.queue) < self.patience.aside_queue:
            self.aside.add_task(task)
        else:
            request.error = FullLane(self.patience.retry_after)
            super().add_task(task)

    def readable(self) -> bool:
        """Return whether it takes the next connection: those that other processes should take are left to them."""
        return super().readable() and self.may_take(len(self._connected()))

    def handle_accept(self) -> None:
        """Accept a connection; if few are left, close the one that waits longest."""
        super().handle_accept()
        if len(self._connected()) >= self.patience.connections:
            waiting = [channel for channel in self._connected() if channel.waits()[0] != WORKING]
            for channel in sorted(waiting, key=PatientChannel.waits)[: max(1, self.patience.connections // 20)]:
                channel.handle_close()

    def maintenance(self, now: float) -> None:
        """Close connections that exceed their limit; run by the loop, since a stalled reader triggers no event."""
        limits = {IDLE: self.patience.idle, ASKING: self.patience.to_ask, SENDING: self.patience.to_read}
        late = [
            channel
            for channel in self._connected()
            for what, since in [channel.waits()]
            if what in limits and since < now - limits[what]
        ]
        for channel in late:
            cast(_Trigger, self.trigger).pull_trigger(channel.handle_close)

    def close(self) -> None:
        """Close all connections, after the loop has ended or from within it."""
        for channel in self._connected():
            channel.handle_close()
        self.aside.shutdown()
        self.task_dispatcher.shutdown()
        super().close()

    def _connected(self) -> list[PatientChannel]:
        return list(cast(dict[int, PatientChannel], self.active_channels).values())


def web_server(
    application: Application,
    listener: socket.socket,
    patience: Patience,
    may_take: Callable[[int], bool] = lambda _: True,
    **settings: object,
) -> PatientServer:
    """Return a server on ``listener``; ``settings`` are waitress's. ``run()`` serves until SystemExit.

    ``may_take`` is asked with the number of connections whether it takes one more, as other processes listen too.
    """
    adj = Adjustments(
        sockets=[listener],
        threads=patience.threads,
        # Higher than the limit of handle_accept, so that waitress never stops accepting.
        connection_limit=patience.connections + 100,
        cleanup_interval=1,
        asyncore_use_poll=True,
        log_socket_errors=False,
        ident=None,
        inbuf_overflow=IN_MEMORY_BYTES,
        **settings,
    )
    return PatientServer(without_bodies_for_head(application), listener, patience, adj, may_take)


def without_bodies_for_head(application: Application) -> Application:
    """Remove the body of a response to HEAD: Django leaves that to the server, and waitress would send it."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        getattr(body, "close", lambda: None)()
        return []

    return answer
