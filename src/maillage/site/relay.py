"""Starts Debian's coturn beside the site: the relay of video calls, for browsers that cannot reach each other.

Site and relay share a secret, new at each start and written to a file that only the relay's user can read: credentials
are computed from it and expire (``remote.turn``). Only UDP is relayed, and to no private network but to this machine's
own address, where the other browser's relayed address is.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from maillage.errors import MaillageError

PORT = 3478
FOLDER, USER = "turn", "turnserver"
START_SECONDS, END_SECONDS = 10.0, 5.0
PRIVATE = (
    "0.0.0.0-0.255.255.255", "10.0.0.0-10.255.255.255", "100.64.0.0-100.127.255.255", "127.0.0.0-127.255.255.255",
    "169.254.0.0-169.254.255.255", "172.16.0.0-172.31.255.255", "192.168.0.0-192.168.255.255", "::1",
    "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
)  # fmt: skip


class Relay:
    """A running coturn; it ends with this process."""

    def __init__(self, data_dir: Path, host: str, port: int = PORT) -> None:
        """Start it and name it in the environment, which the settings read afterwards.

        ``host``: where browsers find this machine. Raises ``MaillageError`` where coturn is not installed or does not
        start.
        """
        program = shutil.which("turnserver")
        if program is None:
            raise MaillageError(
                "coturn is not installed. Install it (sudo apt install coturn), or name a relay that runs elsewhere in "
                "MAILLAGE_TURN_URLS and MAILLAGE_TURN_SECRET."
            )
        folder, secret = data_dir / FOLDER, secrets.token_urlsafe(32)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file, log = folder / "turnserver.conf", folder / "turnserver.log"
        _write(file, configuration(folder, host, port, secret))
        before = _as_own_user(folder)
        with log.open("wb") as told:
            self._process = subprocess.Popen(
                [*before, program, "-c", str(file)], stdin=subprocess.DEVNULL, stdout=told, stderr=told, cwd=folder
            )
        self._wait(host, port, log)
        shown = f"[{host}]" if ":" in host else host
        os.environ["MAILLAGE_TURN_URLS"] = ",".join(f"turn:{shown}:{port}?transport={by}" for by in ("udp", "tcp"))
        os.environ["MAILLAGE_TURN_SECRET"] = secret

    def _wait(self, host: str, port: int, log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError), socket.create_connection((host, port), timeout=1):
                return
            time.sleep(0.05)
        self.stop()
        raise MaillageError(f"coturn does not answer on port {port} of {host}; {log} says why.")

    def stop(self) -> None:
        """End it."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def configuration(folder: Path, host: str, port: int, secret: str) -> str:
    """Return the file of a coturn that relays UDP for credentials of the shared secret, and nothing else."""
    lines = [
        f"listening-port={port}", f"listening-ip={host}", f"relay-ip={host}", "use-auth-secret",
        f"static-auth-secret={secret}", "realm=maillage", "fingerprint", "no-cli", "no-tls", "no-dtls", "no-tcp-relay",
        "no-multicast-peers", "stale-nonce=600", "user-quota=12", "total-quota=600", "log-file=stdout", "simple-log",
        f"pidfile={folder / 'turnserver.pid'}", f"userdb={folder / 'turndb'}",
        *(f"denied-peer-ip={span}" for span in PRIVATE), f"allowed-peer-ip={host}",
    ]  # fmt: skip
    if host.startswith("127."):
        lines.append("allow-loopback-peers")
    return "\n".join(lines) + "\n"


def reachable_host(host: str) -> str:
    """Return the address of this machine for browsers: that of the site's public name, else the one it listens on."""
    public = urlsplit(os.environ.get("MAILLAGE_PUBLIC_ADDRESS", "")).hostname
    if public:
        with suppress(OSError):
            return str(socket.getaddrinfo(public, None, type=socket.SOCK_DGRAM)[0][4][0])
    if host not in ("0.0.0.0", "::", "127.0.0.1", "localhost", "::1"):  # noqa: S104
        return host
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent: this asks which address would be used
        return str(probe.getsockname()[0])
    return "127.0.0.1"


def _write(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)


def _as_own_user(folder: Path) -> list[str]:
    """Return what is put before the command: it ends with this process, and does not run as root."""
    if shutil.which("setpriv") is None:
        return []
    before = ["setpriv", "--pdeathsig", "TERM"]
    if os.geteuid() != 0:
        return before
    try:
        user = pwd.getpwnam(USER)
    except KeyError:
        return before
    for one in (folder, folder / "turnserver.conf"):
        os.chown(one, user.pw_uid, user.pw_gid)
    return [*before, "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
