"""A mail server in a thread that accepts, refuses or does not answer, as configured."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """A mail server; ``refused`` maps an address to its answer, ``taken`` holds accepted messages by recipient."""

    port: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a mail server on a free port of this machine."""
    told = MailServer()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            to = ""
            while line := self.rfile.readline().decode():
                verb, argument = line[:4].upper(), line[4:].strip()
                if verb == "RCPT":
                    to = argument.partition("<")[2].rstrip(">")
                    self._say(told.refused.get(to, "250 ok"))
                elif verb == "DATA":
                    self._say("354 go on")
                    told.taken.append((to, "".join(iter(lambda: self.rfile.readline().decode(), ".\r\n"))))
                    self._say("250 taken")
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.TCPServer(("127.0.0.1", 0), Session) as server:
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield told
        server.shutdown()
        thread.join()
