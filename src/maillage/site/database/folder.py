"""The folders of an embedded server, and the user who owns them.

The server accepts any connection to its socket, so the socket lies in a folder of mode 0700 and the server listens on
no network. PostgreSQL refuses to run as root: then it runs as the system user ``pgserver``, which owns the ``database``
folder, and root can still open the socket.
"""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from maillage.artefacts import storage_problem
from maillage.errors import MaillageError, StorageProblem

SYSTEM_USER = "pgserver"
SOCKET_NAME = ".s.PGSQL.5432"
# The longest path of a socket is 107 bytes on Linux, 103 on macOS.
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True)
class SystemUser:
    """The system user that runs the server; None for the current user."""

    uid: int | None = None
    gid: int | None = None

    def as_arguments(self) -> dict[str, object]:
        """Return the arguments that make ``subprocess`` run as this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def database_folder(data_dir: Path) -> Path:
    """Return the server's folder: ``data`` (PostgreSQL's own folder), ``run`` (socket) and ``log``."""
    return data_dir.expanduser().absolute() / "database"


def socket_folder(data_dir: Path) -> Path:
    """Return ``database/run``, or a private folder under the temporary folder if that path is too long for a socket."""
    inside = database_folder(data_dir) / "run"
    if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(os.fsencode(inside)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"maillage-{os.geteuid()}-{digest}"


def server_account() -> SystemUser:
    """Return the user to run the server as. Raises ``MaillageError`` if root cannot create it."""
    if os.geteuid() != 0:
        return SystemUser()
    import pwd

    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        try:
            subprocess.run(
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
                check=True,
                capture_output=True,
            )
            entry = pwd.getpwnam(SYSTEM_USER)
        except (OSError, subprocess.SubprocessError, KeyError) as error:
            raise MaillageError(
                f"PostgreSQL does not run as root, and the system user '{SYSTEM_USER}' could not be made. "
                "Run maillage as an ordinary user, or name a server in DATABASE_URL."
            ) from error
    return SystemUser(entry.pw_uid, entry.pw_gid)


def prepare_folders(data_dir: Path, account: SystemUser) -> None:
    """Create the folders, private to the server's user. Raises ``StorageProblem`` if that fails."""
    folder, socket = database_folder(data_dir), socket_folder(data_dir)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        own(folder, account)
        socket.mkdir(mode=0o700, exist_ok=True)
        own(socket, account)
        if account.uid is not None:
            let_through(folder.parent, account)
    except OSError as error:
        raise storage_problem(data_dir, error) from error


def own(folder: Path, account: SystemUser) -> None:
    """Give a folder to the server's user and close it to all others; refuse a folder that belongs to another user."""
    found = folder.lstat()
    allowed = {os.geteuid()} | ({account.uid} if account.uid is not None else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        raise StorageProblem(f"{folder} is not a folder of yours. Remove it, or choose another --data-dir.")
    if account.uid is not None and account.gid is not None and found.st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


def let_through(folder: Path, account: SystemUser) -> None:
    """As root, let the server's user pass through (not list) the parent folders that it cannot enter."""
    for step in (folder, *folder.parents):
        found = step.stat()
        mode = stat.S_IMODE(found.st_mode)
        enters = (
            (found.st_uid == account.uid and mode & stat.S_IXUSR)
            or (found.st_gid == account.gid and mode & stat.S_IXGRP)
            or mode & stat.S_IXOTH
        )
        if not enters:
            step.chmod(mode | stat.S_IXOTH)
