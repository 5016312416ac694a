"""Run the steps of the demonstration, with one line of progress each, and collect their figures."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from maillage.demo.world import World
from maillage.errors import MaillageError

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class StepWork:
    """A named piece of work on the world, done once and in one transaction; it returns figures for the summary.

    ``keeps`` is the kind of artefact that it stores for the pages: a finished step whose files are missing or damaged
    runs again.
    """

    name: str
    label: str
    work: Callable[[World], Figures]
    keeps: str | None = None


@dataclass
class Summary:
    """Figures and results of the demonstration; ``as_dict`` is the object printed by ``--json``."""

    figures: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Figures, seconds by step and the peak memory of this process in MB."""
        return {**self.figures, "seconds": self.seconds, "peak_mb": peak_mb()}


def peak_mb() -> int:
    """Largest resident memory of this process so far, in MB.

    On Linux from ``VmHWM``, because the figure of ``getrusage`` includes the parent process before ``exec``.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return round(int(line.split()[1]) * 1024 / 1e6)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / 1e6 if sys.platform == "darwin" else peak / 1e3)


def run_steps(world: World, steps: list[StepWork], say: Callable[[str], None]) -> Summary:
    """Run the steps not done yet, in order; a finished step only returns its figures again.

    Raises ``MaillageError`` if this database already holds the demonstration of another region.
    """
    from maillage.demo.models import DemoStep

    done = {step.name: step for step in DemoStep.objects.all()}
    other = {step.region for step in done.values()} - {world.region}
    if other:
        raise MaillageError(
            f"This data folder already holds the demonstration of region {', '.join(sorted(other))}. "
            "Choose another one with --data-dir."
        )
    summary = Summary()
    for number, step in enumerate(steps, start=1):
        started = time.monotonic()
        if step.name not in done:
            figures, state = _run(world, step), ""
        elif step.keeps is None or _whole(world, step.keeps):
            figures, state = done[step.name].figures, "already done"
        else:
            figures, state = step.work(world), "damaged, built again"
        elapsed = time.monotonic() - started
        summary.figures.update(figures)
        summary.seconds[step.name] = round(elapsed, 2)
        say(f"[{number:2d}/{len(steps)}] {step.label:<52} {elapsed:5.1f} s {state}".rstrip())
    return summary


def _whole(world: World, kind: str) -> bool:
    from maillage.artefacts import DamagedArtefact
    from maillage.site.geography.models import CurrentArtefact

    where = CurrentArtefact.objects.filter(kind=kind).values_list("key", flat=True).first()
    if where is None:
        return False
    folder, _, key = where.rpartition("/")
    try:
        return bool(world.store.load(folder or kind, key).arrays)
    except DamagedArtefact:
        return False


def _run(world: World, step: StepWork) -> Figures:
    from django.db import connection, transaction

    from maillage.demo.models import DemoStep

    with transaction.atomic():
        with connection.cursor() as cursor:
            # Nobody waits for this transaction, and a step may compute between two statements for longer than a
            # request may: a rota on a slow machine.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        figures = step.work(world)
        DemoStep.objects.create(name=step.name, region=world.region, figures=dict(figures))
    return figures
