"""The embedded server: shared, stopped by the last process, restarted after any crash, private."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from maillage.errors import MaillageError, StorageProblem, WrongVersion
from maillage.site.database import folder as folders
from maillage.site.database import marker, server

USER_SCRIPT = """
import sys
from pathlib import Path
from maillage.site.database import start
import psycopg
with start(Path(sys.argv[1]), durable=False) as server:
    with psycopg.connect(server.url) as connection:
        print(connection.execute("SELECT 40 + 2").fetchone()[0], flush=True)
    sys.stdin.readline()
"""


@contextlib.contextmanager
def new_folder() -> Iterator[Path]:
    # Not tmp_path: a socket's path has a maximum length, and pytest's paths may be longer.
    folder = Path(tempfile.mkdtemp(prefix="maillage-server-"))
    try:
        yield folder
    finally:
        for process in server._processes_of(folders.database_folder(folder) / "data"):
            with contextlib.suppress(psutil.Error):
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty data folder."""
    with new_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def used_dir() -> Iterator[Path]:
    """A folder with a database and a stopped server; each test must leave it so."""
    with new_folder() as folder:
        server.start(folder, durable=False).stop()
        yield folder


def postmaster(data_dir: Path) -> psutil.Process | None:
    pid = server._pid_in_file(folders.database_folder(data_dir) / "data")
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid) if pid is not None else None
        return process if process is not None and process.status() != psutil.STATUS_ZOMBIE else None
    return None


def another_process(data_dir: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", USER_SCRIPT, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "42\n"
    return process


def answers(running: server.DatabaseServer) -> bool:
    with psycopg.connect(running.url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


def test_the_server_starts_answers_and_stops(data_dir: Path) -> None:
    with server.start(data_dir, durable=False) as running, psycopg.connect(running.url) as connection:
        assert connection.info.server_version >= 180000
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert server.start(data_dir) is running
    assert postmaster(data_dir) is None


def test_data_remain_after_a_restart(used_dir: Path) -> None:
    with server.start(used_dir, durable=False) as running, psycopg.connect(running.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (x int)")
    with server.start(used_dir, durable=False) as running, psycopg.connect(running.url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_the_last_process_to_leave_stops_the_server(used_dir: Path) -> None:
    running = server.start(used_dir, durable=False)
    pid = postmaster(used_dir).pid
    other = another_process(used_dir)
    running.stop()
    running.stop()
    assert postmaster(used_dir).pid == pid
    finish(other)
    assert postmaster(used_dir) is None


def test_a_killed_process_does_not_count_as_a_user(used_dir: Path) -> None:
    other = another_process(used_dir)
    running = server.start(used_dir, durable=False)
    other.kill()
    other.communicate()
    assert postmaster(used_dir) is not None
    running.stop()
    assert postmaster(used_dir) is None


def test_two_processes_that_start_at_once_share_one_server(data_dir: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", USER_SCRIPT, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    assert [process.stdout.readline() for process in both] == ["42\n", "42\n"]
    for process in both:
        finish(process)
    assert postmaster(data_dir) is None


def test_the_server_restarts_after_kill_9_of_itself_and_its_user(used_dir: Path) -> None:
    other = another_process(used_dir)
    postmaster(used_dir).send_signal(signal.SIGKILL)
    other.kill()
    other.communicate()
    with server.start(used_dir, durable=False) as running:
        assert answers(running)


def test_the_server_starts_when_its_old_process_id_is_reused(used_dir: Path) -> None:
    # As after a restart of the machine: the file remained, its process id belongs to another program.
    pid_file = folders.database_folder(used_dir) / "data" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{pid_file.parent}\n0\n5432\n\n\n\nready\n")
    with server.start(used_dir, durable=False) as running:
        assert answers(running)
    assert psutil.pid_exists(os.getpid())


def test_an_interrupted_first_start_is_repeated(data_dir: Path) -> None:
    half_made = folders.database_folder(data_dir) / "data.new"
    marker.claim_data_folder(data_dir)
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18")
    with server.start(data_dir, durable=False) as running:
        assert answers(running)
    assert not half_made.exists()


def test_nobody_else_can_reach_the_socket(used_dir: Path) -> None:
    with server.start(used_dir, durable=False):
        for private in (folders.database_folder(used_dir), folders.socket_folder(used_dir)):
            assert stat.S_IMODE(private.stat().st_mode) == 0o700
        socket = folders.socket_folder(used_dir) / folders.SOCKET_NAME
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700


def test_a_long_path_gets_a_private_socket_folder_elsewhere(data_dir: Path) -> None:
    deep = data_dir / ("a-long-name-" * 8) / "deep"
    with server.start(deep, durable=False) as running:
        assert not folders.socket_folder(deep).is_relative_to(deep)
        assert stat.S_IMODE(folders.socket_folder(deep).stat().st_mode) == 0o700
        assert answers(running)
    folders.socket_folder(deep).rmdir()


def test_a_socket_folder_of_another_user_is_refused(data_dir: Path) -> None:
    trap = data_dir / "trap"
    trap.symlink_to("/tmp")
    with pytest.raises(StorageProblem, match="not a folder of yours"):
        folders.own(trap, folders.SystemUser())


@pytest.mark.parametrize("document", ['{"format": 2, "maillage": "9.0"}', "not json", "[]", "{}"])
def test_a_folder_of_another_version_is_refused_and_unchanged(data_dir: Path, document: str) -> None:
    (data_dir / marker.NAME).write_text(document)
    with pytest.raises(WrongVersion, match="left untouched"):
        server.start(data_dir)
    assert [path.name for path in data_dir.iterdir()] == [marker.NAME]
    assert (data_dir / marker.NAME).read_text() == document


def test_a_database_without_marker_is_refused(data_dir: Path) -> None:
    (data_dir / "database").mkdir()
    with pytest.raises(WrongVersion, match="another program made it"):
        server.start(data_dir)
    assert not any((data_dir / "database").iterdir())


def test_another_postgresql_is_refused(data_dir: Path) -> None:
    marker.claim_data_folder(data_dir)
    data = folders.database_folder(data_dir) / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(WrongVersion, match="PostgreSQL 16"):
        server.start(data_dir)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_the_marker_names_the_version_that_made_the_folder(data_dir: Path) -> None:
    marker.claim_data_folder(data_dir)
    marker.claim_data_folder(data_dir)
    document = json.loads((data_dir / marker.NAME).read_text())
    assert document["format"] == marker.FORMAT
    assert set(document) == {"format", "maillage", "created"}


def test_a_folder_that_cannot_be_created_gives_one_sentence(data_dir: Path) -> None:
    (data_dir / "file").write_text("")
    with pytest.raises(StorageProblem, match="cannot be written"):
        server.start(data_dir / "file" / "inside")


def test_a_server_that_does_not_start_says_why(used_dir: Path) -> None:
    control = folders.database_folder(used_dir) / "data" / "global" / "pg_control"
    content = control.read_bytes()
    control.write_bytes(b"")
    try:
        with pytest.raises(MaillageError, match="did not start"):
            server.start(used_dir)
    finally:
        control.write_bytes(content)


def test_a_full_disk_is_reported_as_such(data_dir: Path) -> None:
    said = "could not write to file: No space left on device\ninitdb: removing data directory\n"
    assert "No room left on the disk" in str(server._failure(data_dir / "data", "could not be made", said))


def test_the_server_never_runs_as_root(used_dir: Path) -> None:
    with server.start(used_dir, durable=False):
        owner = postmaster(used_dir).uids().real
        assert owner == os.geteuid() or (os.geteuid() == 0 and owner != 0)


def test_the_data_folder_is_closed_to_other_users(tmp_path: Path) -> None:
    made, there, shared = tmp_path / "made", tmp_path / "there", tmp_path / "shared"
    for folder in (there, shared):
        folder.mkdir(mode=0o755)
    for entry in ("sources", "photos", "grants", "reports", "uploads", "encryption-key"):
        (there / entry).touch()
    (shared / "letters.txt").write_text("somebody's own")
    for folder in (made, there, shared):
        marker.claim_data_folder(folder)
    # Under root the server runs as another user, who may pass through the folder but not list it.
    closed = 0o711 if os.geteuid() == 0 else 0o700
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (made, there, shared)] == [closed, closed, 0o755]
    there.chmod(0o777)
    marker.claim_data_folder(there)
    assert stat.S_IMODE(there.stat().st_mode) == closed
