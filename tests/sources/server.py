"""A local web server as a producer's: ranges, validators, and the faults that happen to producers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Producer:
    """Files by path; ``cut`` ends the next answers after so many bytes, ``busy`` answers 503 so many times."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.tag = '"1"'
        self.cut: list[int] = []
        self.busy = 0
        self.asked: list[dict[str, str]] = []
        self.sent = 0
        self.base = ""


def _handler(producer: Producer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            producer.asked.append(dict(self.headers.items()))
            content = producer.files.get(self.path)
            if content is None:
                self.send_error(404)
            elif producer.busy:
                producer.busy -= 1
                self.send_response(503)
                self.send_header("Retry-After", "7")
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif self.headers.get("If-None-Match") == producer.tag:
                self.send_response(304)
                self.end_headers()
            else:
                self._send(content)

        def _send(self, content: bytes) -> None:
            start, told = 0, self.headers.get("Range", "")
            if told and self.headers.get("If-Range") == producer.tag:
                start = int(told.removeprefix("bytes=").rstrip("-"))
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("ETag", producer.tag)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            rest = content[start:]
            part = rest[: producer.cut.pop(0)] if producer.cut else rest
            producer.sent += len(part)
            self.wfile.write(part)
            self.close_connection = True

        def log_message(self, *_: object) -> None:  # type: ignore[override]
            pass

    return Handler


@contextmanager
def serving() -> Iterator[Producer]:
    """Serve until the end of the block."""
    producer = Producer()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(producer)) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        producer.base = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield producer
        finally:
            server.shutdown()
            thread.join()
