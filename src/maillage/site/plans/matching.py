"""Which junior doctor goes to which supervisor: asked for with tables, done by the worker, read from its result.

People are named by the identifiers of the tables, whose names are not kept; the tables are erased once it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from maillage.errors import ImpossiblePlan
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Record
from maillage.site.geography.travel import NotMeasured
from maillage.site.jobs import files as kept_files
from maillage.site.jobs import services as jobs
from maillage.site.jobs.files import Kept, SentFile
from maillage.site.jobs.models import Job
from maillage.site.jobs.registry import Progress, kind
from maillage.site.locks import in_transaction
from maillage.site.plans.problem import land_of
from maillage.site.plans.questions import measured
from maillage.site.refusals import NotAllowed, Refused

if TYPE_CHECKING:
    from maillage.planning.match import MatchProblem

MATCH, YEARS, SECONDS = "match", 10, 20.0


@in_transaction
def ask_match(tables: Mapping[str, Iterable[SentFile]], starts: date, aim: str, a_year: int, by: User) -> Job:
    """Queue a match of the tables ``juniors``, ``supervisors`` and ``housing``; ``aim``: "stable" or "gain".

    Raises ``NotAllowed`` for somebody who coordinates no region.
    """
    if not by.grants.scope(Record.PLAN, Act.CHANGE).regions:
        raise NotAllowed("Les affectations se demandent à la coordination régionale.")
    kept = kept_files.keep_all(tables)
    return jobs.ask(MATCH, by, files=kept, starts=starts.isoformat(), aim=aim, a_year=a_year)


@kind(MATCH, label="Docteurs juniors et maîtres de stage")
def make_match(report: Progress, *, files: Kept, starts: str, aim: str, a_year: int) -> dict[str, Any]:
    """Match the tables, draw the curve of stability against gain, and simulate who stays over ten years."""
    from maillage.planning.match import read_match

    (juniors,), (supervisors,) = kept_files.paths_of(files, "juniors"), kept_files.paths_of(files, "supervisors")
    housing = next(iter(kept_files.paths_of(files, "housing")), None)
    report(0.1, "Lecture des tableaux")
    problem = replace(read_match(juniors, supervisors, housing), start=date.fromisoformat(starts))
    return solved(report, problem, aim, a_year)


def solved(report: Progress, problem: MatchProblem, aim: str, a_year: int) -> dict[str, Any]:
    """Return the match of a problem as plain values without names, with its curve and who stays over ten years.

    Raises ``Refused`` if no wish can be granted, or if the gain of places is neither given nor measured.
    """
    from maillage.planning.match import Aim, MatchFile, StayRules, features_of, match, simulate

    problem = _valued(problem)
    report(0.3, "Affectations, et ce que coûte la stabilité")
    try:
        found = match(problem, Aim(aim), seconds=SECONDS, curve=True)
    except ImpossiblePlan as problem_found:
        raise Refused(
            "Aucun vœu ne peut être accordé\u00a0: les lieux refusent, n’ont plus de place, de lit ou d’agrément. "
            "Ajoutez des vœux ou des places."
        ) from problem_found
    file = MatchFile(problem, found)
    if broken := file.broken():
        raise RuntimeError(f"the checker of matches refuses its match: {broken[0]}")
    report(0.8, "Qui reste, en dix ans")
    stays = simulate(features_of(problem, found.placed), StayRules.load(), YEARS, a_year)
    document = {**file.to_document(), "stays": [asdict(year) for year in stays]}
    nameless = {kind: [{**row, "name": ""} for row in document[kind]] for kind in ("juniors", "supervisors", "housing")}
    del document["digest"]  # it is that of a file with names
    return {**document, **nameless, "a_year": a_year}


def _valued(problem: MatchProblem) -> MatchProblem:
    """The problem with the gain of each place: that of the table, or else by the access that the site measures."""
    from maillage.planning.match import with_gains

    if all(one.gain is not None for one in problem.supervisors):
        return problem
    try:
        found = measured()
    except NotMeasured as missing:
        raise Refused(
            "L’accès n’est pas encore mesuré\u00a0: donnez le gain de chaque lieu, ou demandez d’abord une mesure."
        ) from missing
    return with_gains(problem, land_of(found), found.model, 1.0)
