"""What each part of a running site takes of the processors: the processes that answer and work, and its database.

The processes are found by the port on which the site answers, the database by the data folder whose lock they hold.
"""

from __future__ import annotations

from collections.abc import Iterable
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

    def seconds(self) -> tuple[float | None, float | None]:
        """Return for how long the site and its database have used a processor since they started."""
        return _seconds(self.site, but=self.database), _seconds(self.database, but=None)


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


def _seconds(process: psutil.Process | None, but: psutil.Process | None) -> float | None:
    """Return the processor time of a process and of all that it started, those that have ended included."""
    if process is None:
        return None
    try:
        return sum(map(_own, _tree(process, but)))
    except psutil.Error:
        return None


def _tree(process: psutil.Process, but: psutil.Process | None) -> Iterable[psutil.Process]:
    left_out = set() if but is None else {but, *but.children(recursive=True)}
    return [one for one in [process, *process.children(recursive=True)] if one not in left_out]


def _own(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system + times.children_user + times.children_system
