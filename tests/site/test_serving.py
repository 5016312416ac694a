"""``maillage serve``: answers, reports a port in use, shuts down on SIGTERM together with its database."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from maillage.errors import MaillageError
from maillage.site.database import folder as folders
from maillage.site.database import server
from maillage.site.imaging.listening import DUPLICATE
from maillage.site.serving import address_of, claim_port
from tests.site.imaging import hospital

COMMAND = "from maillage.cli import main; main()"
# The same, printing each URL that the process requests from itself, and the status.
TELLING = """
import maillage.site.warming as warming
answer = warming.answer
def told(application, address):
    print("asked", address, flush=True)
    print("answered", answer(application, address), flush=True)
warming.answer = told
"""


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="maillage-serve-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _interruptible() -> None:
    """Enable Ctrl-C: a shell that runs jobs in the background makes their children ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}


@contextmanager
def serve(
    *arguments: str, data_dir: Path, command: str = COMMAND, named: tuple[str, ...] = ("serve",)
) -> Iterator[subprocess.Popen[str]]:
    """Run the command in a process of its own; kill it if the test leaves it running."""
    with subprocess.Popen(
        [sys.executable, "-c", command, *named, "--data-dir", str(data_dir), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=_environment(), preexec_fn=_interruptible,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_the_site_serves_and_shuts_down_cleanly(data_dir: Path, end: signal.Signals) -> None:
    port = free_port()
    with serve("--port", str(port), data_dir=data_dir) as process:
        assert f"http://127.0.0.1:{port}" in process.stdout.readline(), process.stderr.read()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as response:
            assert (response.status, response.read()) == (200, b"ok\n")
            assert "Server" not in response.headers
        process.send_signal(end)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    deadline = time.monotonic() + 20
    data = folders.database_folder(data_dir) / "data"
    while server._processes_of(data) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not server._processes_of(data)


ASKED_AGAIN = """
import os, signal
from maillage.site.answering import leave
signal.signal(signal.SIGTERM, leave)
try:
    os.kill(os.getpid(), signal.SIGTERM)
finally:
    for again in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
        os.kill(os.getpid(), again)
    print("closed what was open")
"""


def test_a_second_request_to_stop_does_not_interrupt_the_first() -> None:
    """A service manager asks the whole group, and the first process then asks each of the others again."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED_AGAIN], capture_output=True, text=True, preexec_fn=_interruptible, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "closed what was open\n", "")


TAKEN_ELSEWHERE = """
import os, signal, threading, time
from maillage.site.answering import _undisturbed
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
try:
    with _undisturbed():
        os.kill(os.getpid(), signal.SIGINT)
        print("started a process", flush=True)
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def test_a_request_to_stop_that_another_thread_takes_waits_until_a_process_has_started() -> None:
    """Raised while the process starts, it was lost in what Python runs then, and the site did not stop."""
    done = subprocess.run(
        [sys.executable, "-c", TAKEN_ELSEWHERE], capture_output=True, text=True, preexec_fn=_interruptible, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "started a process\nstopped\n", "")


def test_the_first_pages_are_requested_before_the_ready_message(data_dir: Path) -> None:
    with serve("--port", str(free_port()), data_dir=data_dir, command=TELLING + COMMAND) as process:
        said: list[str] = []
        while not said or said[-1].startswith(("asked", "answered")):
            said.append(process.stdout.readline().strip())
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert said[-1].startswith("Maillage answers on"), errors
    assert "asked /" in said
    assert "asked /carte" in said
    # Nothing is measured in this folder: maps answer that they are missing, and no page fails.
    assert {line.split()[1] for line in said if line.startswith("answered")} <= {"200", "404", "503"}
    assert "Traceback" not in errors


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_the_site_shuts_down_during_its_first_requests(data_dir: Path, end: signal.Signals) -> None:
    with serve("--port", str(free_port()), data_dir=data_dir, command=TELLING + COMMAND) as process:
        assert process.stdout.readline().startswith("asked /")
        process.send_signal(end)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    deadline = time.monotonic() + 20
    data = folders.database_folder(data_dir) / "data"
    while server._processes_of(data) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not server._processes_of(data)


def answering(process: subprocess.Popen[str]) -> set[int]:
    return {child.pid for child in psutil.Process(process.pid).children() if child.name() != "postgres"}


def test_a_process_that_dies_is_started_again_and_all_end_with_the_first(data_dir: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/healthz"

    def until(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not done():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    with serve("--port", str(port), "--web-only", "--processes", "2", data_dir=data_dir) as process:
        assert "answers on" in process.stdout.readline()
        until(lambda: len(answering(process)) == 2)
        before = answering(process)
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        for _ in range(20):
            with urllib.request.urlopen(address, timeout=60) as response:
                assert response.status == 200
        until(lambda: len(answering(process) - {killed}) == 2)
        now = answering(process)
        assert len(now & before) == 1
        process.kill()
        _, said = process.communicate(timeout=60)
        assert said.count("ended (code -9) and is started again") == 1
        until(lambda: not any(psutil.pid_exists(pid) for pid in now))
    with claim_port("127.0.0.1", port):  # free for the next start
        pass
    with serve("--port", str(port), "--web-only", data_dir=data_dir) as process:
        assert "answers on" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert not server._processes_of(folders.database_folder(data_dir) / "data")


# A hospital with a machine of this address, in the data folder that is named.
KNOWN = """
import sys
from pathlib import Path
from maillage.site.runtime import open_site
server = open_site(Path(sys.argv[1]))
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts import services
from maillage.site.accounts.services import Invitee
from maillage.site.directory import services as directory
from maillage.site.imaging import machines
house = directory.create_organisation("Hôpital", "establishment")
_, token = services.invite(Invitee("i@maillage.example", "Ida", "Cormier", "systems_manager", house, None), None)
by = services.accept(token, password="une longue phrase de passe")
machines.add(house, machines.NodeData("Scanner", "SCANNER1", "127.0.0.1"), by)
server.stop()
"""


def _sent(port: int, *contents: bytes) -> list[int]:
    """Send images as a scanner does, once the port answers; return the statuses."""
    deadline = time.monotonic() + 60
    with socket.socket() as probe:
        while probe.connect_ex(("127.0.0.1", port)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    with hospital.connected(port) as peer:
        assert peer.is_established
        return [peer.send_c_store(hospital.dataset(one)).Status for one in contents]


def test_machines_send_to_the_site_and_to_a_process_without_pages(data_dir: Path) -> None:
    subprocess.run([sys.executable, "-c", KNOWN, str(data_dir)], env=_environment(), check=True, timeout=120)
    ports = free_port(), free_port()
    with serve("--port", str(ports[0]), "--with-dicom", str(ports[1]), data_dir=data_dir) as process:
        assert process.stdout.readline().startswith(f"DICOM machines reach MAILLAGE on port {ports[1]}")
        assert "answers on" in process.stdout.readline()
        assert _sent(ports[1], hospital.image()) == [0]
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said, "started again" in said) == (0, False, False), said
    with serve("--port", str(ports[1]), data_dir=data_dir, named=("dicom", "listen")) as process:
        assert f"port {ports[1]}" in process.stdout.readline()
        # The first image is there, under its number: another one with that number is refused, a second one is kept.
        another = hospital.image(KVP=120)
        assert _sent(ports[1], hospital.image(), another, hospital.image("2")) == [0, DUPLICATE, 0]
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    with claim_port("127.0.0.1", ports[1]):
        pass


def test_a_port_in_use_gives_one_sentence_and_starts_nothing(tmp_path: Path) -> None:
    with claim_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with serve("--port", str(port), data_dir=tmp_path) as process:
            _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.strip() == (
        f"maillage: Port {port} of 127.0.0.1 is already in use. Choose another with --port (make demo: PORT=8123)."
    )
    assert not list(tmp_path.iterdir())


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(MaillageError, match="cannot be used"):
        claim_port("203.0.113.1", 0)
    with pytest.raises(MaillageError, match="not known"):
        claim_port("no such host.invalid", 0)


def test_the_printed_address_is_right() -> None:
    with claim_port("127.0.0.1", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
