"""The market of a match: units (a junior, or a couple) with options in order, and what options take.

What is taken is a *resource* of one semester: the seats of a supervisor, the beds of a housing. Each resource has a
capacity and an order of the juniors. A unit and an option *block* a match if the unit prefers the option, and each
resource of it would keep these juniors among its best. A match that nothing blocks is stable.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillage.planning.match.data import SEMESTERS, Junior, MatchProblem

Resource = tuple[str, str, int]  # "seat" or "bed", id of supervisor or housing, semester


@dataclass(frozen=True)
class Option:
    """The wish of each member, and the juniors by resource that it takes."""

    wishes: tuple[str, ...]
    takes: tuple[tuple[Resource, tuple[str, ...]], ...]
    ranks: tuple[int, ...]  # place of each wish in the list of its member, from 0


@dataclass(frozen=True)
class Unit:
    """One junior, or a couple, with the options that can be granted, the most wished first."""

    members: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Market:
    """Units, capacities, and each resource's order: position of a junior, the lowest first."""

    units: tuple[Unit, ...]
    capacity: Mapping[Resource, int]
    order: Mapping[Resource, Mapping[str, int]]

    def worst(self, resource: Resource, juniors: Sequence[str]) -> int:
        """Position of the least wanted of ``juniors``."""
        return max(self.order[resource][one] for one in juniors)


def market_of(problem: MatchProblem) -> Market:
    """The market of a problem."""
    by_rank = sorted(problem.juniors, key=lambda one: (one.rank, one.id))
    capacity: dict[Resource, int] = {}
    order: dict[Resource, dict[str, int]] = {}
    for one in problem.supervisors:
        named = [name for name in one.prefers if name in problem.junior]
        whole = [*named, *(junior.id for junior in by_rank if junior.id not in set(named))]
        for semester in SEMESTERS:
            capacity["seat", one.id, semester] = one.capacity
            order["seat", one.id, semester] = {name: k for k, name in enumerate(whole)}
    for one in problem.housing:
        for semester in SEMESTERS:
            capacity["bed", one.id, semester] = one.beds
            order["bed", one.id, semester] = {junior.id: k for k, junior in enumerate(by_rank)}
    units: list[Unit] = []
    for junior in problem.juniors:
        if not junior.partner:
            units.append(Unit((junior.id,), _options(problem, (junior,))))
        elif junior.id < junior.partner:
            units.append(Unit((junior.id, junior.partner), _options(problem, (junior, problem.junior[junior.partner]))))
    return Market(tuple(units), capacity, order)


def _options(problem: MatchProblem, members: tuple[Junior, ...]) -> tuple[Option, ...]:
    """Of a couple: the pairs of wishes in one area in each semester, by the sum of their places in the two lists."""
    lists = [
        [(k, wish) for k, wish in enumerate(one.wishes) if not problem.refusal(one, wish)] for one in members
    ]  # fmt: skip
    if len(members) == 1:
        return tuple(_option(problem, members, (wish,), (k,)) for k, wish in lists[0])
    pairs = [
        ((first, second), (i, j))
        for i, first in lists[0]
        for j, second in lists[1]
        if _areas(problem, members[0], first) == _areas(problem, members[1], second)
    ]
    pairs.sort(key=lambda pair: (sum(pair[1]), pair[1]))
    return tuple(_option(problem, members, wishes, ranks) for wishes, ranks in pairs)


def _areas(problem: MatchProblem, junior: Junior, wish: str) -> tuple[str, ...]:
    return tuple(problem.supervisor[place].area for place in junior.places(wish))


def _option(
    problem: MatchProblem, members: tuple[Junior, ...], wishes: tuple[str, ...], ranks: tuple[int, ...]
) -> Option:
    takes: dict[Resource, list[str]] = {}
    for junior, wish in zip(members, wishes, strict=True):
        for semester, place in zip(SEMESTERS, junior.places(wish), strict=True):
            takes.setdefault(("seat", place, semester), []).append(junior.id)
            if junior.lodged:
                takes.setdefault(("bed", problem.supervisor[place].housing, semester), []).append(junior.id)
    return Option(wishes, tuple((resource, tuple(who)) for resource, who in takes.items()), ranks)


def deferred_acceptance(market: Market) -> list[int]:
    """The option of each unit by position, the number of its options for none (D. Gale, L. Shapley 1962).

    Units propose their options in order; a resource keeps its best. For single juniors with one place for the year
    the result is stable, and no stable match is better for any of them. With couples, beds or two places, a seat given
    up later may have been refused to somebody earlier, so that the result must be checked.
    """
    chosen = [-1] * len(market.units)
    holders: dict[Resource, dict[str, int]] = {resource: {} for resource in market.capacity}
    waiting = deque(range(len(market.units)))
    while waiting:
        u = waiting.popleft()
        unit = market.units[u]
        chosen[u] += 1
        while chosen[u] < len(unit.options):
            displaced = _displaced(market, holders, unit.options[chosen[u]])
            if displaced is not None:
                break
            chosen[u] += 1
        else:
            continue
        for other in displaced:
            for there in holders.values():
                for name in market.units[other].members:
                    there.pop(name, None)
            waiting.append(other)
        for resource, who in unit.options[chosen[u]].takes:
            holders[resource].update(dict.fromkeys(who, u))
    return chosen


def _displaced(market: Market, holders: Mapping[Resource, Mapping[str, int]], option: Option) -> set[int] | None:
    """Units that lose what they hold if the option is granted; None if a resource prefers those who hold it."""
    gone = set[int]()
    for resource, who in option.takes:
        there = sorted(holders[resource], key=lambda name: market.order[resource][name])
        kept = market.capacity[resource] - len(who)
        worst = market.worst(resource, who)
        if kept < 0 or sum(market.order[resource][name] < worst for name in there) > kept:
            return None
        gone |= {holders[resource][name] for name in there[kept:]}
    return gone


def blocking(market: Market, chosen: Sequence[int]) -> list[tuple[int, int]]:
    """(unit, option) that block a match."""
    holders: dict[Resource, dict[str, int]] = {resource: {} for resource in market.capacity}
    for u, unit in enumerate(market.units):
        if chosen[u] < len(unit.options):
            for resource, who in unit.options[chosen[u]].takes:
                holders[resource].update(dict.fromkeys(who, u))
    return [
        (u, o)
        for u, unit in enumerate(market.units)
        for o in range(min(chosen[u], len(unit.options)))
        if _keeps(market, holders, u, unit.options[o])
    ]


def _keeps(market: Market, holders: Mapping[Resource, Mapping[str, int]], u: int, option: Option) -> bool:
    for resource, who in option.takes:
        worst = market.worst(resource, who)
        before = sum(market.order[resource][name] < worst for name, holder in holders[resource].items() if holder != u)
        if before + len(who) > market.capacity[resource]:
            return False
    return True
