"""A server that is lost with its disk loses no confirmed commit, and can be brought back as it was at an instant."""

from __future__ import annotations

import shutil
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
import pytest

from maillage.errors import BadInput, MaillageError
from maillage.site.database import recovery
from maillage.site.database.server import start

WRITERS = 3


def rows(url: str) -> set[int]:
    with psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute("SELECT n FROM booked")}


class Booking:
    """Threads that book until the server is gone, and note what was confirmed to them."""

    def __init__(self, url: str) -> None:
        self.url, self.confirmed, self.enough = url, set[int](), threading.Event()
        self.threads = [threading.Thread(target=self._book, args=(10_000 * (k + 1),)) for k in range(WRITERS)]
        for thread in self.threads:
            thread.start()

    def _book(self, number: int) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                while True:
                    number += 1
                    connection.execute("INSERT INTO booked VALUES (%s)", [number])
                    self.confirmed.add(number)
                    if len(self.confirmed) > 300:
                        self.enough.set()
        except psycopg.Error:
            return

    def over(self) -> None:
        for thread in self.threads:
            thread.join(30)


def test_a_lost_server_loses_no_confirmed_booking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILLAGE_WAIT_FOR_LOG", "1")
    lost, base, log = tmp_path / "lost", tmp_path / "base", tmp_path / "log"
    server = start(lost)
    receiver = recovery.receive(server.url, log)
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE booked (n integer PRIMARY KEY)")
            assert connection.execute("SHOW synchronous_standby_names").fetchone() == (recovery.RECEIVER,)
            connection.execute("INSERT INTO booked VALUES (1)")
            recovery.take_base(server.url, base)
            connection.execute("INSERT INTO booked VALUES (2)")
            instant = datetime.now(UTC)
            connection.execute("INSERT INTO booked VALUES (3)")
        running = Booking(server.url)
        assert running.enough.wait(60)
        _kill(lost)
        running.over()
    finally:
        receiver.send_signal(signal.SIGINT)
        receiver.wait(30)
        server.stop()
    shutil.rmtree(lost)
    monkeypatch.delenv("MAILLAGE_WAIT_FOR_LOG")
    with recovery.recover(base, log, tmp_path / "second") as second:
        found = rows(second.url)
        assert running.confirmed | {1, 2, 3} <= found
        assert len(found - running.confirmed - {1, 2, 3}) <= WRITERS, "at most what was under way"
        with psycopg.connect(second.url) as connection:
            connection.execute("INSERT INTO booked VALUES (4)")
            assert connection.execute("SHOW restore_command").fetchone() is not None
    with start(tmp_path / "second") as again:  # an ordinary server from now on
        assert 4 in rows(again.url)
    with recovery.recover(base, log, tmp_path / "earlier", instant) as earlier:
        assert rows(earlier.url) == {1, 2}


def _kill(data_dir: Path) -> None:
    """Kill the server and all its processes, as a power failure does."""
    pid = int((data_dir / "database" / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
    process = psutil.Process(pid)
    for one in [process, *process.children(recursive=True)]:
        one.kill()


def test_what_is_no_base_or_no_new_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no base"):
        recovery.recover(tmp_path, tmp_path, tmp_path / "new")
    (tmp_path / "PG_VERSION").write_text("18")
    with pytest.raises(BadInput, match="no such folder"):
        recovery.recover(tmp_path, tmp_path / "nothing", tmp_path / "new")
    held = tmp_path / "held" / "database" / "data"
    held.mkdir(parents=True)
    with pytest.raises(MaillageError, match="holds a database already"):
        recovery.recover(tmp_path, tmp_path, tmp_path / "held")
    with pytest.raises(MaillageError, match="not empty"):
        recovery.take_base("postgresql://", tmp_path)
