"""A second process that computes results of the engine while the first works with the database.

It only fills the store of artefacts. Whoever needs a result asks the store as always: a result that the second process
is computing is waited for (``ArtefactStore.building``), a finished one is read. If the second process ends early, for
whatever reason, the first one computes what is missing, and reports what is wrong.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.artefacts import LOCK, ArtefactStore

if TYPE_CHECKING:
    from maillage.site.measuring import Measurement

STORE = "artefacts"


@contextlib.contextmanager
def computing_ahead(data_dir: Path, region: str, module: str = __name__) -> Generator[None]:
    """Compute travel times and maps of ``region`` (code or name) in a second process, which ends with the block.

    ``module`` is what the process runs: a module that calls ``run`` when it is the main one. Does nothing in a folder
    that has travel times. Raises as ``claim_data_folder`` for a folder that cannot be used.
    """
    from maillage.site.database.marker import claim_data_folder
    from maillage.travel.mesh import KIND

    claim_data_folder(data_dir)
    # A process that was killed leaves its lock behind.
    if any(found.suffix != LOCK for found in (data_dir / STORE / KIND).glob("recipes/*")):
        yield
        return
    # Its standard input closes when this process dies, for any reason, and then it ends too.
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(data_dir / STORE), region],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.communicate()


def compute(store: ArtefactStore, region: str) -> None:
    """Compute the travel times of France, those that the method weighs, and the maps of ``region`` and of France."""
    from maillage.site.measuring import Measurement, draw_maps

    measured = Measurement(region, store)
    weigh_times(measured)
    draw_maps(measured)


def weigh_times(measured: Measurement) -> None:
    """Compute the travel times of France and those that the method weighs."""
    from maillage.access.method import Parameters
    from maillage.access.stored import weighed_times

    weighed_times(measured.territory, measured.times, Parameters.load().from_off_peak())


def run(work: Callable[[ArtefactStore, str], None]) -> None:
    """Do the work for the store and the region of the command line; end as soon as the parent process has died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work(ArtefactStore(Path(sys.argv[1]), report=lambda _: None), sys.argv[2])


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    run(compute)
