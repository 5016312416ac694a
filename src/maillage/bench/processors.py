"""What each part of a running site takes of the processors: the processes that answer, its worker, its database.

The processes are found by the port on which the site answers, the database by the data folder whose lock they hold.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

USERS = "database.users"
"""The file of the data folder that every process of the site keeps open."""


@dataclass(frozen=True)
class Processors:
    """The first process of a site, and that of its database; None where it is on another machine or cannot be seen."""

    site: psutil.Process | None
    database: psutil.Process | None

    def seconds(self) -> dict[str, float]:
        """Return the processor seconds of each part since it started: "site" (what answers), "worker", "database".

        Parts that cannot be seen are left out; the worker includes whatever else runs beside what answers.
        """
        found: dict[str, float] = {}
        with suppress(psutil.Error):
            if self.site is not None:
                answering, beside = _parts(self.site, self.database)
                found |= {"site": sum(map(_own, answering)), "worker": sum(map(_own, beside))}
        with suppress(psutil.Error):
            if self.database is not None:
                found["database"] = sum(map(_own, [self.database, *self.database.children(recursive=True)]))
        return found


def processors_of(port: int) -> Processors:
    """Return the processes of the site that listens on a port of this machine."""
    site = _first(_listening(port))
    return Processors(site, None if site is None else _database(site))


def _listening(port: int) -> psutil.Process | None:
    try:
        for one in psutil.net_connections("tcp"):
            if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port and one.pid:
                return psutil.Process(one.pid)
    except psutil.Error:
        return None
    return None


def _first(process: psutil.Process | None) -> psutil.Process | None:
    """Return the process from which those that listen were forked: they have its command line."""
    while process is not None:
        parent = process.parent()
        if parent is None or parent.cmdline() != process.cmdline():
            return process
        process = parent
    return None


def _database(site: psutil.Process) -> psutil.Process | None:
    try:
        folders = [Path(one.path).parent for one in site.open_files() if Path(one.path).name == USERS]
        lines = (folders[0] / "database" / "data" / "postmaster.pid").read_text(encoding="utf-8") if folders else ""
        return psutil.Process(int(lines.partition("\n")[0])) if lines else None
    except (psutil.Error, OSError, ValueError):
        return None


def _parts(site: psutil.Process, database: psutil.Process | None) -> tuple[list[psutil.Process], list[psutil.Process]]:
    """Return the processes that answer, which have the command line of the first, and the others that it started."""
    left_out = set() if database is None else {database, *database.children(recursive=True)}
    every = [one for one in [site, *site.children(recursive=True)] if one not in left_out]
    command = site.cmdline()
    answering = [one for one in every if one.cmdline() == command]
    return answering, [one for one in every if one not in answering]


def _own(process: psutil.Process) -> float:
    """Return the processor time of a process, with that of those it started and that have ended."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system + times.children_user + times.children_system
