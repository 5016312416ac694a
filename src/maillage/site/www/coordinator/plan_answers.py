"""What one more doctor, room, day or 10,000 EUR would bring to a plan, and what serving a territory would cost it.

The worker computes the answers with the plan, from the same problem: made later, they would be of other free days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maillage.planning import More
from maillage.site.directory.models import Place, Professional
from maillage.site.jobs.models import Job
from maillage.site.plans.background import PLAN
from maillage.site.plans.lines import person_of
from maillage.site.plans.models import PlanRun
from maillage.site.www import toponyms


@dataclass(frozen=True)
class Gain:
    """One thing more, in words, and the consultations that it would bring at most, weighted as in the plan."""

    what: str
    consultations: float


@dataclass(frozen=True)
class Cost:
    """A territory without a day, and what one there would cost in weighted consultations; None if none is possible."""

    name: str
    consultations: float | None


@dataclass(frozen=True)
class Answers:
    """The answers on the page of a plan."""

    gains: tuple[Gain, ...]
    costs: tuple[Cost, ...]


def answers_of(run: PlanRun) -> Answers | None:
    """Return the answers kept with the work that made the plan, None for plans made elsewhere."""
    made = Job.objects.filter(kind=PLAN, state=Job.State.DONE, result__plan=run.pk).order_by("-ended_at").first()
    kept: dict[str, Any] | None = None if made is None else made.result.get("answers")
    if kept is None:
        return None
    keys = [person_of(row["id"]) for row in kept["more"]]
    known = Professional.objects.filter(resource__reference__in=keys).select_related("resource")
    people = {one.reference: one for one in known}
    places = {str(one.reference): one for one in Place.objects.filter(reference__in=keys)}
    gains = (Gain(_words(More[row["more"]], row, people, places), row["gain"]) for row in kept["more"])
    costs = (Cost(toponyms.short_grouping(row["name"]), row["cost"]) for row in kept["unserved"])
    return Answers(tuple(gains), tuple(costs))


def _words(
    more: More, row: dict[str, Any], people: dict[str, Professional], places: dict[str, Place]
) -> str:  # fmt: skip
    if more is More.MONEY:
        return "10\u00a0000\u00a0€ de plus"
    if more is More.ROOM:
        place = places.get(row["id"])
        return f"un cabinet de plus à {toponyms.curly(place.name if place else row['name'])}"
    who = people.get(person_of(row["id"]))
    name = toponyms.curly(str(who) if who else row["name"])
    if more is More.DAY:
        return f"un jour par mois de plus de {name}"
    return f"un médecin de plus, avec le domicile et les dates de {name}"
