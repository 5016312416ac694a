"""The plan of the network: services under strength beside services that could lend half-days; proposals, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillage.site.agreements import groups
from maillage.site.agreements.boards import PathwayBoard
from maillage.site.directory.models import Place
from maillage.site.geography.travel import NotMeasured, current_times, far_minutes, journey


@dataclass(frozen=True)
class Limits:
    """What a service keeps and when it lacks, half-days a week; the longest journey and the wait of who lends."""

    minutes: int = 120
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
    """Half-days a week from one service to another; ``estimated``: the journey is longer than the known times."""

    giver: PathwayBoard
    receiver: PathwayBoard
    half_days: int
    minutes: float
    same_group: bool = False
    estimated: bool = False


def wait_of(board: PathwayBoard) -> int | None:
    """Return the last median wait known of a service, in days."""
    return next((one.wait_days for one in reversed(board.months) if one.wait_days is not None), None)


def states(boards: Sequence[PathwayBoard], limits: Limits) -> list[ServiceState]:
    """Return what each service could spare or lacks within the limits."""
    return [_state(one, limits) for one in boards]


def _state(board: PathwayBoard, limits: Limits) -> ServiceState:
    wait, has = wait_of(board), round(board.all_half_days)
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
    """Return who could support whom within the limits (three queries). Nothing is written: people decide."""
    # The planner takes a second to import: pages that do not need it never do.
    from maillage.planning.support import Service, propose_support

    known = {one.id: one.board for one in found}
    services = [Service(one.id, one.board.pathway, one.spare, one.lack, one.board.all_half_days) for one in found]
    hospitals = {one.hospital for one in known.values()}
    group_of = groups.group_names(hospitals)
    rows = Place.objects.filter(organisation__in=hospitals).select_related("commune").order_by("-pk")
    communes = {one.organisation_id: one.commune for one in rows}
    try:
        times = current_times()
    except NotMeasured:
        return []
    far, estimated = far_minutes(list(communes.values())), set[tuple[str, str]]()

    def minutes(one: str, two: str) -> float | None:
        first, second = (communes.get(known[key].hospital.pk) for key in (one, two))
        if first is None or second is None:
            return None
        if first == second:
            return 0.0
        if (spent := journey(times, first.pk, second.pk)) is not None:
            return spent
        estimated.add((one, two))
        return far(first.pk, second.pk)

    return [
        Proposal(
            known[one.giver], known[one.receiver], one.half_days, one.minutes,
            _same(group_of, known[one.giver].hospital.pk, known[one.receiver].hospital.pk),
            (one.giver, one.receiver) in estimated,
        )
        for one in propose_support(services, minutes, limits.minutes)
    ]  # fmt: skip


def _same(group_of: Mapping[int, str], one: int, other: int) -> bool:
    return one in group_of and group_of[one] == group_of.get(other)
