"""Build a problem of openings from territory, travel times and access."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from maillage.errors import ImpossiblePlan
from maillage.planning.measures import Operator
from maillage.planning.openings.access import AccessGain
from maillage.planning.openings.lists import Candidate
from maillage.planning.openings.problem import Ints, Location, coverage
from maillage.planning.reach import journeys

if TYPE_CHECKING:
    from maillage.territory import Territory
    from maillage.travel import TravelTimes


def default_candidates(territory: Territory, region: Ints) -> list[Candidate]:
    """The most populous commune of each intercommunality of the communes at the positions ``region``."""
    order = region[np.argsort(-territory.population[region], kind="stable")]
    epci = territory.epci[order]
    largest = [int(order[np.flatnonzero(epci == code)[0]]) for code in np.unique(epci[epci != ""])]
    codes = [(str(territory.code[at]), str(territory.name[at])) for at in largest]
    return [Candidate(code, name, code) for code, name in codes]


def location_of(
    territory: Territory,
    times: TravelTimes,
    region: Ints,
    candidates: Sequence[Candidate],
    count: int,
    within: float | None = None,
) -> tuple[Location, tuple[str, ...]]:
    """The inhabitants of the communes ``region`` and the minutes to each candidate; with ``within``, coverage.

    Returns the problem and the notices. Raises ``ImpossiblePlan`` if no road leads to a candidate.
    """
    people = territory.population[region].astype(np.float64)
    sites = territory.indices_of([one.commune for one in candidates])
    estimate = within is None or within * 60 > times.limit_seconds
    minutes, estimated = journeys(territory, times, region, sites, estimate=estimate)
    opened = frozenset(k for k, one in enumerate(candidates) if one.opened)
    notices: list[str] = []
    if estimated.any():
        limit = times.limit_seconds // 60
        notices.append(f"{int(estimated.sum())} journeys of more than {limit} minutes are estimated from the distance")
    if within is None and np.isinf(minutes).any():
        at = int(np.isinf(minutes).any(axis=0).argmax())
        raise ImpossiblePlan(
            f"No road leads from everywhere to {candidates[at].id} ({candidates[at].name}). Leave it out."
        )
    cost = minutes if within is None else coverage(minutes, within)
    codes = tuple(str(code) for code in territory.code[region])
    return Location(cost, people, count, codes, tuple(one.id for one in candidates), opened), tuple(notices)


def access_gain_of(
    territory: Territory, model: Operator, candidates: Sequence[Candidate], units: float, count: int
) -> tuple[AccessGain, tuple[tuple[str, str], ...]]:
    """Access gained in each intercommunality from ``units`` of supply (consultations a year) at each candidate.

    Returns the problem, over the intercommunalities that gain from any candidate, and their (code, name).
    """
    codes, average = territory.group_matrix("epci")
    sites = territory.indices_of([one.commune for one in candidates])
    gain = units * np.asarray(model.effects(average, sites), dtype=np.float64).reshape(len(codes), len(sites))
    touched = np.flatnonzero(gain.max(axis=1, initial=0.0) > 0)
    members = average.copy()
    members.data[:] = 1.0
    people = np.asarray(members @ territory.population.astype(np.float64), dtype=np.float64)[touched]
    access = np.asarray(average @ model.access(), dtype=np.float64)[touched]
    opened = frozenset(k for k, one in enumerate(candidates) if one.opened)
    names = tuple((codes[k], str(territory.epci_names.get(codes[k], codes[k]))) for k in touched.tolist())
    return AccessGain(gain[touched], access, people, count, opened=opened), names
