"""The benchmark of booking: three phases on a site of its own, then the checks.

*guarded*: all clients book and cancel, for the pace; *everything*: the staff acts too, appointments are moved, and the
web process, then the database, are killed in the middle; *unguarded*: the same as the first, without the guards.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from maillage.bench.booking.checker import faults
from maillage.bench.booking.faults import Fault, Kind
from maillage.bench.booking.history import Act, Entry, Outcome, Rows, read_entries
from maillage.bench.booking.patients import LEAST_AGE
from maillage.bench.booking.rows import read_rows, taken_twice
from maillage.bench.booking.running import (
    UNGUARDED,
    DeadlockCount,
    RunningSite,
    environment,
    kill_database,
    run_module,
)
from maillage.bench.booking.unguarded import MARK, remove_guards
from maillage.bench.booking.world import Phase, World
from maillage.bench.processors import processors_of
from maillage.bench.report import BenchReport, BenchRow
from maillage.site.database import server as database

PHASES = ("guarded", "everything", "unguarded")
VISITS = 0.2
"""How often a booking is one of a visit in a session that visits of different length share."""
CLIENTS_A_STAFF, CLIENTS_A_DOCTOR, LEAST_DOCTORS = 16, 6, 4


@dataclass(frozen=True)
class Done:
    """A phase that is over: its entries, from when its clients booked until they were stopped, and memory.

    ``processors`` are the seconds of clients, site and database, as far as they can be told.
    """

    entries: list[Entry]
    since: float
    until: float
    clients_mb: float
    failed: int
    processors: Mapping[str, float]

    def answers(self, *outcomes: Outcome) -> list[Entry]:
        """Return the bookings with such an answer, in the time measured."""
        return [
            one for one in self.entries
            if one.act == Act.BOOK and one.outcome in outcomes and self.since <= one.ended <= self.until
        ]  # fmt: skip


def bench_booking(clients: int, seconds: float) -> tuple[BenchReport, list[Fault]]:
    """Run the three phases with ``clients`` processes, ``seconds`` each, and check the history of the first two.

    Returns the report, and what the checker found.
    Raises ``MaillageError`` if the site cannot be made or does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="maillage-booking-"))
    before = signal.signal(signal.SIGTERM, _ended)  # whoever ends the benchmark ends its site too
    doctors = max(LEAST_DOCTORS, clients // CLIENTS_A_DOCTOR)
    try:
        run_module("setting", folder, doctors)
        (folder / MARK).touch()
        with ExitStack() as stack:
            server = stack.enter_context(database.start(folder))
            return _measure(folder, server, clients, seconds, stack)
    finally:
        signal.signal(signal.SIGTERM, before)
        shutil.rmtree(folder, ignore_errors=True)


def _ended(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _measure(
    folder: Path, server: database.DatabaseServer, clients: int, seconds: float, stack: ExitStack
) -> tuple[BenchReport, list[Fault]]:
    world = World.load(folder / "world.json")
    deadlocks = DeadlockCount(server)
    site = RunningSite(folder)
    stack.callback(site.stop)
    site.start()
    with deadlocks.counting():
        guarded = _phase(folder, _planned(world, site, 0, clients), seconds)
        memory = site.memory_mb()
        everything = _phase(folder, _planned(world, site, 1, clients), seconds, lambda: _kill(folder, site, seconds))
    site.stop()
    rows = read_rows(server.url)
    remove_guards(server.url)
    peer = RunningSite(folder, UNGUARDED)
    stack.callback(peer.stop)
    peer.start()
    unguarded = _phase(folder, _planned(world, peer, 2, clients), seconds)
    peer.stop()
    found = faults([*guarded.entries, *everything.entries], rows)
    twice = {"overlaps": float(taken_twice(server.url))}
    rates = [
        _row("guarded", guarded, memory, {}),
        _row("everything, with kills", everything, None, _acts(everything)),
        _row("unguarded", unguarded, None, twice),
    ]
    ratio = rates[0].detail["bookings_per_second"] / max(rates[2].detail["bookings_per_second"], 0.01)
    report = _report(rates, ratio, found, deadlocks.total(), [guarded, everything], rows, clients, seconds)
    return report, found


def _planned(world: World, site: RunningSite, number: int, clients: int) -> Phase:
    """Return a phase: each has every third day of every doctor to itself."""
    days = [day for doctor in world.doctors for day in doctor.days[number :: len(PHASES)]]
    sessions = [pk for day in days for pk in day]
    staff = max(1, clients // CLIENTS_A_STAFF) if PHASES[number] == "everything" else 0
    return Phase(
        address=site.address, seed=number, clients=clients, staff=staff, sessions=sessions,
        slots=[slot for pk in sessions for slot in world.slots[pk]], stride=len(PHASES) * clients,
        answers=world.answers, moved=0.15 if PHASES[number] == "everything" else 0.0,
        shared=[] if PHASES[number] == "unguarded" else list(world.shared.items())[number::2],
        visits=0.0 if PHASES[number] == "unguarded" or not world.shared else VISITS,
    )  # fmt: skip


def _phase(folder: Path, phase: Phase, seconds: float, meanwhile: Callable[[], object] | None = None) -> Done:
    """Run the clients of a phase for ``seconds`` after they can book, or for as long as ``meanwhile`` takes."""
    room = folder / f"phase-{phase.seed}"
    room.mkdir()
    shutil.copy(folder / "world.json", room)
    (room / "phase.json").write_text(json.dumps(asdict(phase)), encoding="utf-8")
    command = [sys.executable, "-m", "maillage.bench.booking.crowd", str(room)]
    running = processors_of(urlsplit(phase.address).port or 0)
    before = running.seconds()
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment()) as crowd:
        since = time.monotonic() + LEAST_AGE
        try:
            time.sleep(LEAST_AGE)
            if meanwhile is not None:
                meanwhile()
            time.sleep(max(0.0, since + seconds - time.monotonic()))
        finally:
            until = time.monotonic()
            crowd.communicate(b"")
    used = json.loads((room / "used.json").read_text(encoding="utf-8"))
    after = running.seconds()
    spent = {"clients": used["seconds"]} | {who: after[who] - one for who, one in before.items() if who in after}
    entries = read_entries(room.glob("entries-*"))
    # Three forms a client are opened, and their proofs of work found, before the first one is sent.
    since = max(since, min((one.began for one in entries if one.act == Act.BOOK), default=since))
    return Done(entries, since, until, used["memory_mb"], crowd.returncode, spent)


def _kill(folder: Path, site: RunningSite, seconds: float) -> None:
    """Kill the web process, then the database, each after a third of the time; wait until both answer again."""
    time.sleep(seconds / 3)
    site.kill()
    site.start()
    time.sleep(seconds / 3)
    kill_database(folder)
    time.sleep(0.2)
    site.wait()
    time.sleep(seconds / 3)


def _acts(done: Done) -> dict[str, float]:
    """Count what was done and refused, by act, and the requests without answer."""
    counts = Counter(one.act.replace(" ", "_") for one in done.entries if one.outcome == Outcome.DONE)
    unknown = sum(one.outcome == Outcome.UNKNOWN for one in done.entries)
    return {f"done_{act}": float(count) for act, count in sorted(counts.items())} | {"unanswered": float(unknown)}


def _row(name: str, done: Done, site_mb: float | None, more: dict[str, float]) -> BenchRow:
    booked, refused = done.answers(Outcome.DONE), done.answers(Outcome.REFUSED)
    more = {**more, "visits_of_own_length": float(sum(bool(one.session) for one in booked))}
    more |= {f"processor_seconds_of_{who}": round(used, 1) for who, used in done.processors.items()}
    took = [one.ended - one.began for one in (*booked, *refused)] or [0.0]
    middle, slow = (round(float(q), 4) for q in np.percentile(took, [50, 95]))
    rate = round(len(booked) / (done.until - done.since), 2)
    detail = {
        "bookings_per_second": rate, "p50_seconds": middle, "p95_seconds": slow, "bookings": float(len(booked)),
        "refused": float(len(refused)), "clients_mb": round(done.clients_mb, 1), **more,
    }  # fmt: skip
    told = ", ".join(f"{value:.0f} {what.replace('_', ' ')}" for what, value in more.items())
    note = f"{rate:.1f} bookings/s, p50 {1000 * middle:.0f} ms, p95 {1000 * slow:.0f} ms, {len(refused)} refused"
    return BenchRow(name, slow, site_mb, f"{note}, {told}" if told else note, detail)


def _report(
    rates: list[BenchRow], ratio: float, found: Sequence[Fault], deadlocks: int, phases: Sequence[Done],
    rows: Rows, clients: int, seconds: float,
) -> BenchReport:  # fmt: skip
    kinds = Counter(one.kind for one in found)
    history = [one for done in phases for one in done.entries]
    checks = {
        "no_overlap": not kinds[Kind.OVERLAP],
        "no_deadlock": deadlocks == 0,
        "nothing_lost": not kinds[Kind.LOST],
        "every_refusal_justified": not kinds[Kind.UNJUSTIFIED],
        "nothing_half_made": not kinds[Kind.HALF_MADE],
        "no_server_error": not any(one.status == 500 for one in history),
        "no_client_failed": not any(done.failed for done in phases),
    }
    size = {
        "clients": clients, "seconds": seconds, "requests": len(history), "appointments": len(rows.appointments),
        "sessions": len(rows.sessions), "shared sessions": len(rows.shared), "deadlocks": deadlocks,
    }  # fmt: skip
    return BenchReport(rates, {"unguarded": round(ratio, 3)}, checks, size)
