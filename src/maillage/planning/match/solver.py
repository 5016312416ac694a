"""Match junior doctors: stable by deferred acceptance, or the most access gained; CP-SAT where neither is enough."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ortools.sat.python import cp_model

from maillage.errors import ImpossiblePlan
from maillage.planning.match.data import MatchProblem
from maillage.planning.match.market import Market, Resource, Unit, blocking, deferred_acceptance, market_of

SCALE = 1000  # gains are counted in thousandths
POINTS = 6  # points of the curve
NO_LIMIT = 10**9  # blocking pairs are counted, not limited
PLACED, RANK = 1000, 1  # a stable match places as many as it can, then by the places in their lists


class Aim(StrEnum):
    """What a match is to be."""

    STABLE = "stable"
    GAIN = "gain"


@dataclass(frozen=True)
class CurvePoint:
    """The most gain with at most ``blocking`` pairs that prefer each other; ``bound``: no such match gains more."""

    blocking: int
    gain: float
    bound: float
    placed: int
    first_wishes: int


@dataclass(frozen=True)
class Match:
    """The wish granted to each junior who has a place, with the proof.

    ``stable``: nothing blocks it. ``exists``: whether a stable match exists; None if that was not decided in time.
    ``bound``: no match gains more (aim ``gain``), or no stable match (aim ``stable``, None if that was not asked).
    """

    placed: Mapping[str, str]
    aim: Aim
    method: str
    stable: bool
    exists: bool | None
    blocking: int
    gain: float
    bound: float | None
    seconds: float
    curve: tuple[CurvePoint, ...] = ()


def match(
    problem: MatchProblem, aim: Aim = Aim.STABLE, seed: int = 1, seconds: float = 20.0, curve: bool = False
) -> Match:
    """Match the juniors of ``problem``; the same problem and seed give the same match.

    ``stable``: deferred acceptance; if couples, beds or two places make its result unstable, CP-SAT finds a stable
    match that places as many as possible, or proves that none exists and gives one that the fewest pairs block.
    ``gain``: the sum of the gains of the places, whoever blocks it. ``curve`` adds the most gain for numbers of
    blocking pairs. ``seconds`` is the effort of each search. Raises ``ImpossiblePlan`` if no wish can be granted.
    """
    start, market = time.perf_counter(), market_of(problem)
    if not any(unit.options for unit in market.units):
        raise ImpossiblePlan(
            "No wish can be granted: places refuse, have no seat, no bed or no accreditation. Give more wishes."
        )
    gains = _gains(problem, market)
    chosen, method, exists, bound = _find(market, gains, aim, seed, seconds)
    pairs = len(blocking(market, chosen))
    return Match(
        placed=_placed(market, chosen),
        aim=aim,
        method=method,
        stable=pairs == 0,
        exists=True if pairs == 0 else exists,
        blocking=pairs,
        gain=_total(gains, chosen),
        bound=bound,
        seconds=time.perf_counter() - start,
        curve=_curve(market, gains, seed, seconds) if curve else (),
    )


def _find(
    market: Market, gains: list[list[int]], aim: Aim, seed: int, seconds: float
) -> tuple[list[int], str, bool | None, float | None]:
    if aim is Aim.GAIN:
        solved = _Model(market, gains).most_gain(seed, seconds)
        return solved.chosen, "cp-sat", None, solved.bound
    chosen = deferred_acceptance(market)
    if not blocking(market, chosen):
        return chosen, "deferred acceptance", True, None
    solved = _Model(market, gains, most=0).most_placed(seed, seconds)
    if solved.found:
        return solved.chosen, "cp-sat", True, None
    least = _Model(market, gains, most=NO_LIMIT).least_blocking(seed, seconds)
    return least.chosen, "cp-sat, fewest blocking pairs", (False if solved.impossible else None), None


def _gains(problem: MatchProblem, market: Market) -> list[list[int]]:
    """Gain of each unit's options, in thousandths: half of the year in each semester's place."""
    return [
        [
            sum(
                round(SCALE / 2 * (problem.supervisor[place].gain or 0.0))
                for name, wish in zip(unit.members, option.wishes, strict=True)
                for place in problem.junior[name].places(wish)
            )
            for option in unit.options
        ]
        for unit in market.units
    ]


def _total(gains: list[list[int]], chosen: Sequence[int]) -> float:
    return sum(row[o] for row, o in zip(gains, chosen, strict=True) if o < len(row)) / SCALE


def _placed(market: Market, chosen: Sequence[int]) -> dict[str, str]:
    return {
        name: wish
        for unit, o in zip(market.units, chosen, strict=True)
        if o < len(unit.options)
        for name, wish in zip(unit.members, unit.options[o].wishes, strict=True)
    }


def _curve(market: Market, gains: list[list[int]], seed: int, seconds: float) -> tuple[CurvePoint, ...]:
    freest = len(blocking(market, _Model(market, gains).most_gain(seed, seconds).chosen))
    points: list[CurvePoint] = []
    for limit in sorted({round(freest * k / (POINTS - 1)) for k in range(POINTS)}):
        solved = _Model(market, gains, most=limit).most_gain(seed, seconds)
        if solved.found:
            chosen = solved.chosen
            options = [u.options[o] for u, o in zip(market.units, chosen, strict=True) if o < len(u.options)]
            points.append(
                CurvePoint(
                    blocking=len(blocking(market, chosen)),
                    gain=_total(gains, chosen),
                    bound=solved.bound,
                    placed=sum(len(option.wishes) for option in options),
                    first_wishes=sum(rank == 0 for option in options for rank in option.ranks),
                )
            )
    return tuple(points)


@dataclass(frozen=True)
class _Solved:
    found: bool
    impossible: bool
    chosen: list[int]
    bound: float


class _Model:
    """A truth value for each option of each unit; seats and beds; at most ``most`` pairs that block, if given."""

    def __init__(self, market: Market, gains: list[list[int]], most: int | None = None) -> None:
        self.market, self.gains = market, gains
        self.model = cp_model.CpModel()
        self.takes = [[self.model.new_bool_var(f"{u}:{o}") for o in range(len(one.options))]
                      for u, one in enumerate(market.units)]  # fmt: skip
        self.held: dict[Resource, list[tuple[int, str, Any]]] = defaultdict(list)
        for u, unit in enumerate(market.units):
            self.model.add_at_most_one(self.takes[u])
            for option, var in zip(unit.options, self.takes[u], strict=True):
                for resource, who in option.takes:
                    self.held[resource] += [(u, name, var) for name in who]
        for resource, there in self.held.items():
            self.model.add(sum(var for _, _, var in there) <= market.capacity[resource])
        self.blocks: list[Any] = []
        if most is not None:
            self._count_blocking()
            self.model.add(sum(self.blocks) <= most)

    def _count_blocking(self) -> None:
        """A truth value for each option of a unit: it must be true if unit and option block the match."""
        for u, unit in enumerate(self.market.units):
            for o, option in enumerate(unit.options):
                full = [self._full(u, resource, who) for resource, who in option.takes]
                block = self.model.new_bool_var("")
                self.model.add_bool_or([block, *self.takes[u][: o + 1], *(var for var in full if var is not None)])
                self.blocks.append(block)

    def _full(self, u: int, resource: Resource, who: tuple[str, ...]) -> Any:
        """True only if a resource holds so many that it prefers that it would not keep all of ``who``."""
        worst = self.market.worst(resource, who)
        least = self.market.capacity[resource] - len(who) + 1
        above = [
            var for v, name, var in self.held[resource] if v != u and self.market.order[resource][name] < worst
        ]  # fmt: skip
        if least <= 0:
            return self.model.new_constant(1)
        if len(above) < least:
            return None
        full = self.model.new_bool_var("")
        self.model.add(sum(above) >= least).only_enforce_if(full)
        return full

    def most_placed(self, seed: int, seconds: float) -> _Solved:
        """The match that places the most, where equal nearest to the first wishes."""
        terms = [
            (PLACED * len(option.wishes) - RANK * sum(option.ranks)) * var
            for unit, own in zip(self.market.units, self.takes, strict=True)
            for option, var in zip(unit.options, own, strict=True)
        ]
        return self._solve(sum(terms), seed, seconds)

    def least_blocking(self, seed: int, seconds: float) -> _Solved:
        """The match that the fewest pairs block."""
        return self._solve(-sum(self.blocks), seed, seconds)

    def most_gain(self, seed: int, seconds: float) -> _Solved:
        """The match with the most gain."""
        terms = [gain * var for row, own in zip(self.gains, self.takes, strict=True)
                 for gain, var in zip(row, own, strict=True)]  # fmt: skip
        return self._solve(sum(terms), seed, seconds)

    def _solve(self, objective: Any, seed: int, seconds: float) -> _Solved:
        self.model.maximize(objective)
        solver = cp_model.CpSolver()
        solver.parameters.random_seed = seed
        solver.parameters.num_workers = 1  # several in turns can end the process, see `rota.model.deterministic`
        solver.parameters.max_deterministic_time = seconds
        status = solver.solve(self.model)
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        chosen = [_option_of(unit, own, solver, found)
                  for unit, own in zip(self.market.units, self.takes, strict=True)]  # fmt: skip
        bound = solver.best_objective_bound / SCALE if found else 0.0
        return _Solved(found, status == cp_model.INFEASIBLE, chosen, bound)


def _option_of(unit: Unit, own: list[Any], solver: cp_model.CpSolver, found: bool) -> int:
    """Position of the option taken, the number of options for none."""
    taken = [o for o, var in enumerate(own) if found and solver.value(var)]
    return taken[0] if taken else len(unit.options)
