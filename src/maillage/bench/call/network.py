"""A private network for the benchmark (Linux, as root): the patient's browser is behind a link of its own.

The benchmark runs itself again in a network namespace, so that nothing of the machine's network is touched, and that
all of it is gone when the benchmark ends. There, a second namespace holds the patient's browser, and a pair of virtual
devices joins both; the kernel's token bucket shapes each direction.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

INSIDE = "MAILLAGE_BENCH_NETWORK"
HERE, THERE = "10.203.7.1", "10.203.7.2"
NEAR_DEVICE, FAR_DEVICE = "mlg-near", "mlg-far"
TOOLS = ("unshare", "ip", "tc", "nsenter")
BURST_BYTES, LONGEST_QUEUE = 1600, "400ms"
TOO_SMALL = 50
"""Bytes that a bucket may hold through which no packet of a call or of a page passes: all are dropped."""


def missing() -> str:
    """Return why links cannot be shaped here; "" if they can."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "needs root on Linux, to shape a link of its own"
    absent = [name for name in TOOLS if shutil.which(name) is None]
    return f"needs {', '.join(absent)} (iproute2, util-linux)" if absent else ""


def run_inside(arguments: Sequence[str]) -> int:
    """Run ``maillage`` with these arguments in a network of its own; return its exit code."""
    command = ["unshare", "--net", sys.executable, "-c", "from maillage.cli import main; main()", *arguments]
    return subprocess.run(command, env=os.environ | {INSIDE: "1"}, check=False).returncode


class FarLink:
    """The link of the patient's browser: :meth:`shape`, :meth:`cut` and :meth:`restore` it."""

    def __init__(self, folder: Path) -> None:
        """Make the second network and the link; ``folder`` keeps the command that starts a browser there."""
        self._holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        # The holder's network is another one as soon as unshare has made it.
        own = Path("/proc/self/ns/net").readlink()
        while Path(f"/proc/{self._holder.pid}/ns/net").readlink() == own:
            pass
        _do("ip", "link", "set", "lo", "up")
        far = str(self._holder.pid)
        _do("ip", "link", "add", NEAR_DEVICE, "type", "veth", "peer", "name", FAR_DEVICE, "netns", far)
        for where, device, address in ((), NEAR_DEVICE, HERE), (self._there, FAR_DEVICE, THERE):
            _do(*where, "ip", "address", "add", f"{address}/24", "dev", device)
            _do(*where, "ip", "link", "set", device, "up")
        _do(*self._there, "ip", "link", "set", "lo", "up")
        self._folder = folder

    @property
    def _there(self) -> tuple[str, ...]:
        return ("nsenter", "--net", "--target", str(self._holder.pid))

    def browser(self, program: str) -> str:
        """Return a command that starts ``program`` at the far end."""
        file = self._folder / "far-browser"
        file.write_text(f'#!/bin/sh\nexec {" ".join(self._there)} {program} "$@"\n', encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return str(file)

    def shape(self, kbit: int) -> None:
        """Let ``kbit`` kbit/s through in each direction."""
        for where, device in ((), NEAR_DEVICE), (self._there, FAR_DEVICE):
            _do(
                *where, "tc", "qdisc", "replace", "dev", device, "root", "tbf", "rate", f"{kbit}kbit",
                "burst", str(BURST_BYTES), "latency", LONGEST_QUEUE,
            )  # fmt: skip

    def widen(self) -> None:
        """Let everything through again."""
        for where, device in ((), NEAR_DEVICE), (self._there, FAR_DEVICE):
            _do(*where, "tc", "qdisc", "del", "dev", device, "root")

    def cut(self) -> None:
        """Lose everything, as where there is no network; the devices stay up, as a telephone's do."""
        for where, device in ((), NEAR_DEVICE), (self._there, FAR_DEVICE):
            _do(
                *where, "tc", "qdisc", "replace", "dev", device, "root", "tbf", "rate", "8bit",
                "burst", str(TOO_SMALL), "limit", str(TOO_SMALL),
            )  # fmt: skip

    restore = widen

    def close(self) -> None:
        """End it; its devices go with its network."""
        self._holder.kill()
        self._holder.wait()


def _do(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=20)
