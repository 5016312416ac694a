"""The dialogue with clamd: what is sent by INSTREAM is whole, and each answer is understood."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from maillage.site.files.scanning import EICAR, PIECE, scan
from maillage.site.refusals import InvalidField, Refused


class FakeClamd(threading.Thread):
    """A server that reads one stream as clamd does, keeps it, and answers what it is told to."""

    def __init__(self, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.command, self.content = answer, b"", b""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"

    def run(self) -> None:
        talk, _ = self.listening.accept()
        with talk, talk.makefile("rb") as heard:
            self.command = heard.read(10)
            while length := struct.unpack("!L", heard.read(4))[0]:
                self.content += heard.read(length)
            # In two pieces: an answer may come in several.
            talk.sendall(self.answer[:5])
            talk.sendall(self.answer[5:])


@pytest.fixture
def clamd(settings: Any) -> Iterator[Any]:
    started: list[FakeClamd] = []

    def start(answer: bytes) -> FakeClamd:
        started.append(FakeClamd(answer))
        started[-1].start()
        settings.CLAMAV = started[-1].address
        return started[-1]

    yield start
    for one in started:
        one.join(timeout=5)
        one.listening.close()


def test_a_clean_file_is_sent_whole_and_noted_as_read(clamd: Any) -> None:
    content = bytes(range(256)) * 600
    assert len(content) > 2 * PIECE
    server = clamd(b"stream: OK\0")
    assert scan(content, "file") is True
    server.join(timeout=5)
    assert (server.command, server.content) == (b"zINSTREAM\0", content)


def test_a_virus_is_refused_by_its_name_on_the_field(clamd: Any) -> None:
    clamd(b"stream: Win.Test-6 FOUND\0")
    with pytest.raises(InvalidField, match=r"\(Win\.Test-6\)") as refusal:
        scan(b"%PDF-", "project")
    assert refusal.value.field == "project"


def test_an_error_or_a_silent_antivirus_lets_nothing_in(clamd: Any, settings: Any) -> None:
    clamd(b"INSTREAM size limit exceeded. ERROR\0")
    with pytest.raises(Refused, match="n’a pas pu lire"):
        scan(b"%PDF-", "file")
    clamd(b"")
    with pytest.raises(Refused, match="n’a pas pu lire"):
        scan(b"%PDF-", "file")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.CLAMAV = f"127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(Refused, match="ne répond pas"):
        scan(b"%PDF-", "file")


def test_without_an_antivirus_a_file_is_not_read_and_the_test_signature_is_refused(settings: Any) -> None:
    settings.CLAMAV = ""
    assert scan(b"%PDF-", "file") is False
    with pytest.raises(InvalidField, match="EICAR"):
        scan(b"%PDF-" + EICAR, "file")
