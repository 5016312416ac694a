"""The plan of the network: services under strength beside services that could lend half-days; proposals, no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from maillage.site.agreements.boards import PathwayBoard
from maillage.site.directory.models import Place
from maillage.site.geography.travel import NotMeasured, current_times, journey


@dataclass(frozen=True)
class Limits:
    """What a service keeps and when it lacks, half-days a week; the longest journey and the wait of who lends."""

    minutes: int = 90
    keeps: int = 10
    wanted: int = 10
    longest_wait_days: int = 60


@dataclass(frozen=True)
class ServiceState:
    """A service with what it could spare or lacks, and why."""

    board: PathwayBoard
    spare: int
    lack: int
    why: str

    @property
    def id(self) -> str:
        """Its name in the plan."""
        return f"{self.board.pathway}|{self.board.hospital.pk}"


@dataclass(frozen=True)
class Proposal:
    """Half-days a week from one service to another."""

    giver: PathwayBoard
    receiver: PathwayBoard
    half_days: int
    minutes: float


def wait_of(board: PathwayBoard) -> int | None:
    """Return the last median wait known of a service, in days."""
    return next((one.wait_days for one in reversed(board.months) if one.wait_days is not None), None)


def states(boards: Sequence[PathwayBoard], limits: Limits) -> list[ServiceState]:
    """Return what each service could spare or lacks within the limits."""
    return [_state(one, limits) for one in boards]


def _state(board: PathwayBoard, limits: Limits) -> ServiceState:
    wait, has = wait_of(board), round(board.half_days)
    late = wait is not None and wait > limits.longest_wait_days
    if has < limits.wanted:
        return ServiceState(board, 0, limits.wanted - has, "sous l’effectif souhaité")
    if late:
        return ServiceState(board, 0, 1, "ses patients attendent trop")
    if board.fragile:
        return ServiceState(board, 0, 0, "tout repose sur une personne\u00a0: il ne prête pas")
    spare = max(0, has - limits.keeps)
    return ServiceState(board, spare, 0, "peut prêter" if spare else "a ce qu’il garde, rien de plus")


def proposals(found: Sequence[ServiceState], limits: Limits) -> list[Proposal]:
    """Return who could support whom within the limits (two queries). Nothing is written: people decide."""
    # The planner takes a second to import: pages that do not need it never do.
    from maillage.planning.support import Service, propose_support

    known = {one.id: one.board for one in found}
    services = [Service(one.id, one.board.pathway, one.spare, one.lack, one.board.half_days) for one in found]
    hospitals = {one.hospital.pk for one in known.values()}
    rows = Place.objects.filter(organisation__in=hospitals).order_by("-pk").values_list("organisation", "commune")
    communes = dict(rows)
    try:
        times = current_times()
    except NotMeasured:
        return []

    def minutes(one: str, two: str) -> float | None:
        first, second = (communes.get(known[key].hospital.pk, "") for key in (one, two))
        return 0.0 if first == second else journey(times, first, second)

    return [
        Proposal(known[one.giver], known[one.receiver], one.half_days, one.minutes)
        for one in propose_support(services, minutes, limits.minutes)
    ]
