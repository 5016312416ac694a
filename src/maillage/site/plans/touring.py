"""The tour of a bus: asked for with tables of stops and teams, planned by the worker, read from its result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

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

TOUR, SECONDS, MOST_WEEKS = "tour", 20.0, 53


@in_transaction
def ask_tour(tables: Mapping[str, Iterable[SentFile]], depot: str, starts: date, weeks: int, by: User) -> Job:
    """Queue the tour of the tables ``stops``, ``teams`` and ``today``; ``depot`` is the code of a commune.

    Raises ``NotAllowed`` for somebody who plans nothing.
    """
    scope = by.grants.scope(Record.PLAN, Act.CHANGE)
    if not (scope.regions or scope.intercommunalities):
        raise NotAllowed("Les tournées se calculent à la coordination.")
    kept = kept_files.keep_all(tables)
    return jobs.ask(TOUR, by, files=kept, depot=depot, starts=starts.isoformat(), weeks=weeks)


@kind(TOUR, label="Tournée d’un bus")
def make_tour(report: Progress, *, files: Kept, depot: str, starts: str, weeks: int) -> dict[str, Any]:
    """Plan the tour of the tables beside that of today; its document is what ``maillage plan tour`` writes."""
    from maillage.planning.tours import TourAsked, TourRules, tour_of_tables

    (stops,), (teams,) = kept_files.paths_of(files, "stops"), kept_files.paths_of(files, "teams")
    today = next(iter(kept_files.paths_of(files, "today")), None)
    report(0.1, "Lecture des tableaux")
    rules = TourRules.load()
    asked = TourAsked(depot, date.fromisoformat(starts), weeks, rules.hours, rules.stops, seconds=SECONDS)
    try:
        found = measured()
    except NotMeasured as missing:
        raise Refused("L’accès n’est pas encore mesuré\u00a0: demandez d’abord une mesure.") from missing
    report(0.2, "Quels arrêts, quelles semaines, quelle équipe, quelle route")
    try:
        file = tour_of_tables((stops, teams, today), asked, land_of(found), found.model.times, rules)
    except ImpossiblePlan as problem:
        raise Refused(f"Aucune tournée n’est possible avec ces tableaux\u00a0: {problem}") from problem
    if broken := file.broken():
        raise RuntimeError(f"the checker of tours refuses its tour: {broken[0]}")
    return file.to_document()
