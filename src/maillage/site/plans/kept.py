"""The problem of a plan, kept as an artefact, so that its board answers from it at once."""

from __future__ import annotations

from functools import lru_cache

from maillage.artefacts import DamagedArtefact
from maillage.planning import LiveProblem, PlanningData, Result, problem_in, problem_out
from maillage.site.geography import travel
from maillage.site.refusals import Refused

KIND = "plan-problem"
OPEN_AT_ONCE = 4
"""Problems open in a process; one of a region takes some 5 MB."""


def keep(data: PlanningData, result: Result) -> str:
    """Keep the problem that ``result`` solves, without names of people, and return its key."""
    arrays, meta = problem_out(data, result)
    return travel.store().save(KIND, arrays, meta)


def problem_of_key(key: str) -> LiveProblem:
    """Return a kept problem. Raises ``Refused`` where there is none, or its files are damaged."""
    if not key:
        raise Refused(
            "Ce plan vient d’un fichier ou d’une version plus ancienne, qui ne gardait pas son problème\u00a0: il se "
            "lit, mais ne se modifie pas ici. Demandez un nouveau plan."
        )
    try:
        return _opened(str(travel.store().root), key)
    except DamagedArtefact as damage:
        raise Refused(
            "Le problème de ce plan n’est plus dans le dossier du site. Demandez un nouveau plan."
        ) from damage


@lru_cache(maxsize=OPEN_AT_ONCE)
def _opened(root: str, key: str) -> LiveProblem:
    """Return the problem of a key in a folder of artefacts, opened once in each process."""
    del root
    found = travel.store().load(KIND, key)
    return LiveProblem(problem_in(found.arrays, found.meta))
