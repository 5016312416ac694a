"""The client processes of a phase: forked from one light process, so that 64 of them need little memory.

Run as ``python -m maillage.bench.booking.crowd FOLDER``: reads ``world.json`` and ``phase.json`` there, writes one file
of entries a client, and ends when its standard input is closed and every client has its last answer; ``used.json``
tells what memory and how many processor seconds the clients have used.
"""

from __future__ import annotations

import json
import mmap
import os
import resource
import sys
import traceback
from pathlib import Path

from maillage.bench.booking.patients import Patients
from maillage.bench.booking.staff import Staff
from maillage.bench.booking.world import Phase, World


def main(folder: Path) -> int:
    """Run the clients of a phase; return how many of them failed."""
    world = World.load(folder / "world.json")
    phase = Phase(**json.loads((folder / "phase.json").read_text(encoding="utf-8")))
    flag = mmap.mmap(-1, 1)
    clients = [_started(client, phase, world, folder, flag) for client in range(phase.clients)]
    sys.stdin.read()
    memory = sum(map(own_memory_mb, clients))
    flag[0] = 1
    failed = sum(os.waitpid(pid, 0)[1] != 0 for pid in clients)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = {"memory_mb": memory, "seconds": spent.ru_utime + spent.ru_stime}
    (folder / "used.json").write_text(json.dumps(used), encoding="utf-8")
    return failed


def _started(client: int, phase: Phase, world: World, folder: Path, flag: mmap.mmap) -> int:
    """Fork a client and return its process number. The last ones of a phase are staff."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        with (folder / f"entries-{client}").open("w", encoding="utf-8") as record:
            if client >= phase.clients - phase.staff:
                Staff(client, phase, world, record, lambda: bool(flag[0])).run()
            else:
                Patients(client, phase, record, lambda: bool(flag[0])).run()
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)


def own_memory_mb(pid: int) -> float:
    """Return the memory of a process, with its part of what it shares with others (Linux; elsewhere 0)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
