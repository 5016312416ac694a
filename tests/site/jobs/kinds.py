"""Kinds of jobs for the tests; some wait for a file written by another process."""

from __future__ import annotations

import time
from pathlib import Path

from maillage.errors import BadInput
from maillage.site.jobs.registry import Progress, kind
from maillage.site.refusals import Refused


@kind("test-count", label="Compter")
def count(report: Progress, *, to: int) -> dict[str, int]:
    for k in range(to):
        report(k / to, f"{k} sur {to}")
    return {"counted": to}


@kind("test-refuse", label="Refuser")
def refuse(report: Progress, *, how: str) -> None:
    report(0.5)
    raise {
        "refused": Refused("Choisissez une autre région."),
        "input": BadInput(Path("plan.json"), "no such file", "Check the path"),
        "fault": ZeroDivisionError("somebody@example.org"),
    }[how]


@kind("test-wait", label="Attendre un fichier")
def wait(report: Progress, *, folder: str) -> dict[str, str]:
    """Write the file ``begun``, then report until there is a file ``go``."""
    (Path(folder) / "begun").touch()
    while not (Path(folder) / "go").exists():
        report(0.5, "attend")
        time.sleep(0.01)
    return {"seen": "go"}


@kind("test-deaf", label="Ne rien dire")
def deaf(_: Progress, *, folder: str) -> None:
    """The same without reporting, so that it cannot be interrupted."""
    wait(lambda *_: None, folder=folder)
