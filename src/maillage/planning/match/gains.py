"""What a junior doctor is worth at each place: the value of the access that a year there adds, each place alone."""

from __future__ import annotations

from dataclasses import replace

from maillage.access import AccessModel
from maillage.planning.match.data import MatchProblem
from maillage.planning.openings import Candidate, access_gain_of
from maillage.territory import Territory


def with_gains(problem: MatchProblem, territory: Territory, model: AccessModel, doctors: float) -> MatchProblem:
    """The problem with the gain of each supervisor if a junior sees as many patients as ``doctors`` GPs.

    Raises ``UnknownName`` for an unknown commune.
    """
    places = [Candidate(one.id, one.name, one.commune) for one in problem.supervisors]
    units = doctors * model.parameters.units_per_gp
    gains, _ = access_gain_of(territory, model, places, units, 1)
    told = [replace(one, gain=gains.value([k])) for k, one in enumerate(problem.supervisors)]
    return replace(problem, supervisors=tuple(told))
