"""A copy of the database that loses no confirmed commit: a base, and the write-ahead log as it is written.

``receive`` follows the log of a server into a folder, best on another machine. A server that names it as synchronous
standby confirms a commit only when the folder has it, so that what was confirmed survives the loss of the server with
its disk. ``recover`` makes a new data folder from a base and that folder, up to the last commit or to an instant.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from maillage.errors import BadInput, MaillageError
from maillage.site.database.folder import SystemUser, database_folder, own, prepare_folders, server_account
from maillage.site.database.marker import claim_data_folder
from maillage.site.database.server import STANDBY, DatabaseServer, binaries, start

RECEIVER = STANDBY
"""Name of the receiver, of its slot (the server keeps what it has not received), and of the synchronous standby."""
RECOVERY_SECONDS = 3600.0
AUTO, SIGNAL = "postgresql.auto.conf", "recovery.signal"


def take_base(url: str, folder: Path) -> None:
    """Copy a running server's files into a new folder, readable by its owner only. Raises ``MaillageError``."""
    _ready(folder)
    account = _account_for(folder)
    _program(
        ["pg_basebackup", f"--dbname={url}", f"--pgdata={folder}", "--checkpoint=fast", "--wal-method=stream"], account
    )


def receive(url: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start to follow a server's log into a folder; the caller ends the process. Raises ``MaillageError``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = _account_for(folder)
    _program(
        ["pg_receivewal", f"--dbname={url}", f"--slot={RECEIVER}", "--create-slot", "--if-not-exists"], account
    )  # fmt: skip
    command = [
        str(binaries() / "pg_receivewal"), f"--dbname={_named(url)}", f"--directory={folder}", f"--slot={RECEIVER}",
        "--synchronous",
    ]  # fmt: skip
    return subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, **account.as_arguments())  # type: ignore[call-overload]


def follow(url: str, folder: Path) -> int:
    """Follow a server's log until SIGTERM or Ctrl-C; return the code of the receiver."""
    running = receive(url, folder)

    def end(*_: object) -> None:
        running.send_signal(signal.SIGINT)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return running.wait()


def recover(base: Path, log: Path, data_dir: Path, until: datetime | None = None) -> DatabaseServer:
    """Make an empty data folder the server that a base and a log tell of; return it, running and open for writing.

    ``until`` is the instant up to which commits are kept; None for all. Raises ``MaillageError``.
    """
    data_dir = data_dir.expanduser().absolute()
    if not (base / "PG_VERSION").is_file():
        raise BadInput(base, "it is no base of a database", "Name a folder made by maillage db base")
    if not log.is_dir():
        raise BadInput(log, "there is no such folder", "Name the folder of maillage db follow")
    data = database_folder(data_dir) / "data"
    if data.exists():
        raise MaillageError(f"{data_dir} holds a database already. Recover into a new folder.")
    claim_data_folder(data_dir)
    account = server_account()
    prepare_folders(data_dir, account)
    shutil.copytree(base, data, symlinks=True)
    seen = data.parent / "log-to-recover"
    shutil.copytree(log, seen, symlinks=True)
    _ask_for_recovery(data, seen, until)
    for folder in (data, seen):
        _give(folder, account)
    server = start(data_dir)
    _wait_until_open(server)
    _end_recovery(data)
    shutil.rmtree(seen)
    return server


def _ask_for_recovery(data: Path, log: Path, until: datetime | None) -> None:
    # The last file of the log is still named partial: what it holds was confirmed.
    found = shlex.quote(str(log))
    copy = f'cp {found}/"%f" "%p" 2>/dev/null || cp {found}/"%f.partial" "%p" 2>/dev/null'
    lines = [f"restore_command = '{copy.replace(chr(39), chr(39) * 2)}'", "recovery_target_action = 'promote'"]
    if until is not None:
        lines.append(f"recovery_target_time = '{until.astimezone(UTC).isoformat(sep=' ')}'")
    with (data / AUTO).open("a", encoding="utf-8") as settings:
        settings.write("\n" + "\n".join(lines) + "\n")
    (data / SIGNAL).touch(mode=0o600)


def _end_recovery(data: Path) -> None:
    """Leave no setting of the recovery to the next start."""
    path = data / AUTO
    kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(("restore_", "recovery_"))]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _wait_until_open(server: DatabaseServer) -> None:
    until = time.monotonic() + RECOVERY_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(server.url, connect_timeout=10) as asked:
            row = asked.execute("SELECT pg_is_in_recovery()").fetchone()
            if row is not None and not row[0]:
                return
        if not server.is_running():
            break
        time.sleep(0.1)
    raise MaillageError(f"The database did not open. Its log is {database_folder(server.data_dir) / 'log'}.")


def _named(url: str) -> str:
    """Return an address under the name by which the server knows its synchronous standby."""
    return f"{url}{'&' if '?' in url else '?'}application_name={RECEIVER}"


def _ready(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise MaillageError(f"{folder} is not empty. Name a new folder.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _account_for(folder: Path) -> SystemUser:
    """Return who runs PostgreSQL's programs, after giving them a folder: the socket opens to that user alone."""
    account = server_account()
    own(folder, account)
    return account


def _give(folder: Path, account: SystemUser) -> None:
    folder.chmod(0o700)
    if account.uid is None or account.gid is None:
        return
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _program(command: list[str], account: SystemUser) -> None:
    done = subprocess.run(
        [str(binaries() / command[0]), *command[1:]], cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", **account.as_arguments(),  # type: ignore[call-overload]
    )  # fmt: skip
    if done.returncode != 0:
        said = [line for line in done.stdout.splitlines() if line.strip()] or ["it said nothing"]
        raise MaillageError(f"{command[0]} failed: {said[-1].rstrip('.')}.")
