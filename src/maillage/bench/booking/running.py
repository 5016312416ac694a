"""The running site of the benchmark: its database, its web process, and the two killed in the middle."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from maillage.errors import MaillageError
from maillage.site.database.folder import database_folder
from maillage.site.database.server import DatabaseServer

START_SECONDS = 120.0
DEADLOCK = "detected deadlock while waiting"
SERVE = ("-c", "from maillage.cli import main; main()", "serve")
UNGUARDED = ("-m", "maillage.bench.booking.unguarded")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment() -> dict[str, str]:
    """Return the environment of the site: its own database, and a proxy that tells where a request comes from."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return {**kept, "MAILLAGE_BEHIND_PROXY": "1", "MAILLAGE_SECOND_FACTOR": "0", "MAILLAGE_HTTPS": "0"}


class RunningSite:
    """``maillage serve`` on a data folder, in processes of its own; what it says is in ``site.log``."""

    def __init__(self, folder: Path, command: tuple[str, ...] = SERVE, host: str = "127.0.0.1") -> None:
        self._folder, self._command, self._host, self._port = folder, command, host, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{self._host}:{self._port}"

    def start(self, more: Mapping[str, str] | None = None) -> None:
        """Start it, with ``more`` in its environment, and wait for its first answer.

        Raises ``MaillageError`` if it ends, or does not answer in time.
        """
        arguments = ["--data-dir", str(self._folder), "--port", str(self._port)]
        arguments += [] if self._host == "127.0.0.1" else ["--host", self._host]
        with (self._folder / "site.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._command, *arguments],
                env=environment() | dict(more or {}), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Wait until it answers and its database does."""
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            gone = self._process is None or self._process.poll() is not None
            if gone or time.monotonic() > deadline:
                raise MaillageError(f"The site of the benchmark does not answer; see {self._folder / 'site.log'}.")
            time.sleep(0.2)

    def _answers(self) -> bool:
        with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(f"{self.address}/healthz", timeout=5):  # noqa: S310
            return True
        return False

    def kill(self) -> None:
        """Kill the process that serves and those that answer, without a word; the worker ends by itself."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children()
        answering = [one for one in children if one.name() != "postgres" and "processes" not in " ".join(one.cmdline())]
        for one in [psutil.Process(self._process.pid), *answering]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self._process.wait()

    def stop(self) -> None:
        """Stop it as an operator does."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(40)
            if self._process.poll() is None:
                self._process.kill()

    def memory_mb(self) -> float:
        """Return the memory of its processes, each with its part of what they share (Linux; elsewhere 0)."""
        from maillage.bench.booking.crowd import own_memory_mb

        assert self._process is not None
        tree = [self._process.pid, *(one.pid for one in psutil.Process(self._process.pid).children(recursive=True))]
        return sum(map(own_memory_mb, tree))


def kill_database(folder: Path) -> None:
    """Kill the server of a data folder as a power cut does; the process that serves starts it again."""
    lines = (database_folder(folder) / "data" / "postmaster.pid").read_text(encoding="utf-8").split("\n")
    os.kill(int(lines[0]), signal.SIGKILL)


class DeadlockCount:
    """Deadlocks of a database, from its statistics, which a crash empties, and from its log, which it does not."""

    def __init__(self, server: DatabaseServer) -> None:
        self._server, self._log = server, database_folder(server.data_dir) / "log"
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("ALTER DATABASE maillage SET log_lock_waits = on")
        self._seen, self._total = self._read() or 0, 0

    @contextmanager
    def counting(self) -> Generator[None]:
        """Read the statistics again and again during the block."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.5):
                self._note()

        thread = threading.Thread(target=watch, name="deadlocks")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            self._note()

    def _note(self) -> None:
        now = self._read()
        if now is not None:
            self._total += now - self._seen if now >= self._seen else now
            self._seen = now

    def _read(self) -> int | None:
        try:
            with psycopg.connect(self._server.url, autocommit=True, connect_timeout=5) as connection:
                row = connection.execute(
                    "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
                ).fetchone()
        except psycopg.OperationalError:
            return None
        return None if row is None else int(row[0])

    def total(self) -> int:
        """Return how many there were, by whichever of the two saw more."""
        told = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
        return max(self._total, told.count(DEADLOCK))


def run_module(
    module: str, *arguments: object, more: Mapping[str, str] | None = None, package: str = "maillage.bench.booking"
) -> None:
    """Run a module of the benchmark in a process of its own. Raises ``MaillageError`` with its last line."""
    done = subprocess.run(
        [sys.executable, "-m", f"{package}.{module}", *map(str, arguments)],
        env=environment() | dict(more or {}), stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise MaillageError(f"The site of the benchmark could not be made: {said}")
