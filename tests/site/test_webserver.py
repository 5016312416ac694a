"""The web server with slow, stalled or greedy clients: other clients are not affected."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Any

import pytest
from django.urls import reverse

from maillage.site.balance import SILENT_SECONDS, Balance
from maillage.site.calls import files as calls
from maillage.site.directory import photos
from maillage.site.grants import files as grants
from maillage.site.payments import returns
from maillage.site.serving import claim_port
from maillage.site.spreadsheets import bounds
from maillage.site.webserver import PATIENCE, Patience, PatientServer, room_of, web_server
from maillage.site.www.coordinator import file_forms, planned_tour

SHORT = Patience(to_ask=0.5, to_read=0.5, idle=0.5, connections=40, threads=2, aside_threads=1, aside_queue=2)
BIG = 24 * 2**20
"""More than the buffers of the kernel and of waitress: a thread that waits for its reader would block here."""


class Pages:
    """A small site: a page, a large response, a file, and a map that takes as long as the test wants."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        headers = [("Content-Type", "text/plain")]
        if path == "/file":
            file = tempfile.TemporaryFile()  # noqa: SIM115 (the server closes it)
            file.truncate(BIG)
            start_response("200 OK", [*headers, ("Content-Length", str(BIG))])
            return environ["wsgi.file_wrapper"](file)
        if path.startswith("/carte/"):
            self.go_on.wait(20)
        pieces = [b"x" * 2**20] * (BIG // 2**20) if path == "/big" else [b"page"]
        start_response("200 OK", [*headers, ("Content-Length", str(sum(map(len, pieces))))])
        return pieces


@contextmanager
def served(patience: Patience = SHORT, **settings: Any) -> Iterator[tuple[int, Pages, PatientServer]]:
    """Serve the pages on a port with the production server."""
    pages = Pages()
    with claim_port("127.0.0.1", 0) as listener:
        server = web_server(pages, listener, patience, **settings)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield listener.getsockname()[1], pages, server
        finally:
            pages.go_on.set()
            server.trigger.pull_trigger(server.close)
            thread.join(20)
            assert not thread.is_alive()


def connect(port: int, text: bytes) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(text)
    return line


def get(port: int, path: str, method: str = "GET") -> bytes:
    with closing(connect(port, f"{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())) as line:
        found = b""
        while piece := line.recv(2**16):
            found += piece
    return found


def is_closed(line: socket.socket, within: float = 10) -> bool:
    """Return whether the server closes the connection in time."""
    line.settimeout(within)
    try:
        while line.recv(2**20):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def test_half_sent_requests_do_not_use_up_the_connections() -> None:
    with served() as (port, _, server), ExitStack() as stack:
        for _ in range(110):
            stack.enter_context(closing(connect(port, b"GET / HTTP/1.1\r\nHost: a\r\n")))
        before = time.monotonic()
        assert get(port, "/").endswith(b"page")
        assert time.monotonic() - before < 2
        assert len(server.active_channels) <= SHORT.connections


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_request_not_sent_in_time_is_closed(sent: bytes) -> None:
    with served() as (port, _, _), closing(connect(port, sent)) as line:
        assert is_closed(line)


def test_slow_pieces_do_not_restart_the_time_limit_of_a_request() -> None:
    with served() as (port, _, server), closing(connect(port, b"GET / HTTP/1.1\r\n")) as line:
        end = time.monotonic() + 8
        while server.active_channels and time.monotonic() < end:
            with suppress(OSError):
                line.sendall(b"X-Drop: 1\r\n")
            time.sleep(0.1)
        assert not server.active_channels


@pytest.mark.parametrize("path", ["/big", "/file"])
def test_stalled_clients_do_not_block_a_thread_for_long(path: str) -> None:
    asked = f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    with served() as (port, _, server), ExitStack() as stack:
        for _ in range(4 * SHORT.threads):
            stack.enter_context(closing(connect(port, asked)))
        before = time.monotonic()
        assert get(port, "/").endswith(b"page")
        assert time.monotonic() - before < 8
        while server.active_channels and time.monotonic() - before < 20:
            time.sleep(0.05)
        assert not server.active_channels


def test_an_unread_file_blocks_no_thread() -> None:
    patient = Patience(to_ask=60, to_read=60, idle=60, threads=2)
    with served(patient) as (port, _, _), ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(closing(connect(port, b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n")))
        before = time.monotonic()
        assert get(port, "/").endswith(b"page")
        assert time.monotonic() - before < 2


def test_maps_have_a_bounded_queue_of_their_own() -> None:
    asked = b"GET /carte/france HTTP/1.1\r\nHost: a\r\n\r\n"
    with served(Patience(threads=2, aside_threads=1, aside_queue=2)) as (port, pages, server), ExitStack() as stack:
        lines = [stack.enter_context(closing(connect(port, asked)))]
        while server.aside.active_count < 1:
            time.sleep(0.01)
        lines += [stack.enter_context(closing(connect(port, asked))) for _ in range(2)]
        while len(server.aside.queue) < 2:
            time.sleep(0.01)
        assert get(port, "/rendez-vous").endswith(b"page")
        refused = get(port, "/carte/france")
        assert refused.startswith(b"HTTP/1.1 503")
        assert b"Retry-After: 5" in refused
        pages.go_on.set()
        for line in lines:
            assert line.recv(2**16).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", ["/", "/file"])
def test_head_is_answered_without_a_body(path: str) -> None:
    with served() as (port, _, _):
        head, _, body = get(port, path, "HEAD").partition(b"\r\n\r\n")
    assert b"Content-Length" in head
    assert body == b""


@pytest.mark.parametrize("count", [1, 2, 3])
def test_processes_together_allow_what_one_would(count: int) -> None:
    parts = [PATIENCE.share(number, count) for number in range(count)]
    for name in ("connections", "threads", "aside_threads", "aside_queue"):
        assert sum(getattr(part, name) for part in parts) == getattr(PATIENCE, name)
        assert min(getattr(part, name) for part in parts) >= 1
    assert {part.to_ask for part in parts} == {PATIENCE.to_ask}


def send(port: int, path: str, length: int) -> bytes:
    """The answer to a form of so many bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n".encode()
    with closing(connect(port, head)) as line:
        with suppress(OSError):  # a refused request is answered before it is read to its end
            line.sendall(b"x" * length)
        found = b""
        with suppress(OSError):
            while piece := line.recv(2**16):
                found += piece
    return found


def test_the_process_with_few_connections_takes_the_next_one_as_long_as_it_lives() -> None:
    balance = Balance(2)
    assert balance.may_take(0, 3, now=10.0)  # nobody else has told anything yet
    assert balance.may_take(1, 2, now=10.1)
    assert balance.may_take(0, 3, now=10.2)
    assert not balance.may_take(0, 4, now=10.3)
    assert balance.may_take(0, 4, now=10.1 + SILENT_SECONDS)


def test_a_server_leaves_connections_to_the_others() -> None:
    """Asked before each turn of its loop; a refusal lasts only as long as the others hold fewer."""
    asked: list[int] = []

    def second_time(held: int) -> bool:
        asked.append(held)
        return len(asked) > 1

    with served(may_take=second_time, asyncore_loop_timeout=0.05) as (port, _, _):
        assert get(port, "/").endswith(b"page")
    assert len(asked) > 1


def test_pages_that_receive_files_take_long_requests_and_others_say_how_much_they_take() -> None:
    with served(Patience(threads=2), max_request_body_size=2**20) as (port, _, _):
        assert send(port, "/proposition/abc/photos", 5 * 2**20).endswith(b"page")
        for path, length, most in (("/", 2 * 2**20, 1), ("/proposition/abc/photos", 17 * 2**20, 16)):
            answer = send(port, path, length).decode()
            assert answer.startswith("HTTP/1.1 413")
            assert f"cette page prend {most}\u00a0Mo au plus" in answer


@pytest.mark.parametrize(
    ("name", "args", "most"),
    [
        ("proposal-question", ("abc", "photos"), photos.LARGEST_BYTES),
        ("host-promise", (1,), photos.LARGEST_BYTES),
        ("place-promise", (1,), photos.LARGEST_BYTES),
        ("submission-question", ("abc", "cv"), calls.MOST_BYTES),
        ("grant", (1,), grants.MOST_BYTES),
        ("grant-imports", (), bounds.MOST_BYTES),
        ("payer-order", (1,), returns.MOST_BYTES),
        ("programme-add", (), planned_tour.MOST_BYTES),
        ("data-load", (), file_forms.MOST_MEGABYTES * 2**20),
        ("measure-ask", (), file_forms.MOST_MEGABYTES * 2**20),
        ("plan-import", (), file_forms.MOST_MEGABYTES * 2**20),
        ("juniors", (), file_forms.MOST_MEGABYTES * 2**20),
        ("tour-ask", (), file_forms.MOST_MEGABYTES * 2**20),
    ],
)
def test_the_server_lets_through_what_a_page_says_that_it_takes(name: str, args: tuple[Any, ...], most: int) -> None:
    assert room_of(reverse(name, args=args)) > most
    assert room_of("/connexion") == 0


def test_a_long_file_over_a_slow_line_has_time_to_arrive() -> None:
    head = b"POST /proposition/abc/photos HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n"
    with served(Patience(to_ask=0.5, threads=2)) as (port, _, _), closing(connect(port, head)) as line:
        time.sleep(1.5)  # past to_ask, within the two seconds that its length adds
        line.sendall(b"x" * 65536)
        assert line.recv(2**16).startswith(b"HTTP/1.1 200")
