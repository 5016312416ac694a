"""What each priority territory gets from a plan, and why: days, doctors, journeys, or the rule that left it out."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from maillage.planning import NoDay, TerritoryDays
from maillage.schemes import Scheme
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements.models import Engagement
from maillage.site.geography import travel
from maillage.site.geography.travel import NotMeasured
from maillage.site.observatory.models import ZoneDesignation
from maillage.site.observatory.zones import designated
from maillage.site.plans.models import PlanRun
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator.planboard import Board, BoardDay
from maillage.site.www.territories import Change, changes_with
from maillage.travel import TravelTimes


@dataclass(frozen=True)
class Share:
    """A territory's share of the plan; ``rank`` 1 is most in need, ``remedy`` is empty if it gets days."""

    name: str
    rank: int | None
    days: int
    weeks: int
    change: Change | None
    why: str
    remedy: str = ""


def shares_of(board: Board) -> list[Share]:
    """Return every designated territory, those without a day first, then by rank; empty for plans without reasons."""
    run, told = board.run, board.result.territories
    if not told:
        return []
    ranks = dict(ZoneDesignation.objects.filter(region=run.programme.region_id).values_list("epci", "rank"))
    held: defaultdict[str, list[BoardDay]] = defaultdict(list)
    for day in board.days:
        held[day.place.commune.intercommunality_id or ""].append(day)
    near, access = _near(run), changes_with([one.pk for one in run.programmes])
    rows = [
        Share(
            toponyms.short_grouping(row.name),
            ranks.get(row.code),
            row.days,
            row.weeks,
            access.get(row.code),
            *_why(row, held[row.code], near.get(row.code), run),
        )
        for row in told
    ]
    return sorted(rows, key=lambda row: (row.days > 0, row.rank or len(rows) + 1, row.name))


def _why(row: TerritoryDays, days: list[BoardDay], near: int | None, run: PlanRun) -> tuple[str, str]:
    if len(row.reasons) > 1:
        return _together(row.reasons)
    if row.reasons:
        return _none(row.reasons[0], _widest(run))
    doctors = {day.doctor.pk for day in days}
    come = french.plural(len(doctors), "médecin vient", "médecins viennent")
    text = come
    if near is not None:
        reach = max(near, len(doctors))
        text += f", sur {french.plural(reach, 'volontaire à portée', 'volontaires à portée')}"
    minutes = [day.minutes for day in days if day.minutes is not None]
    if minutes:
        text += f"\u202f; {french.minutes(float(np.mean(minutes)))} de route en moyenne"
    places = french.plural(len({day.place.pk for day in days}), "lieu", "lieux")
    return f"{text}, dans {places}.", ""


def _widest(run: PlanRun) -> Scheme:
    """Return the scheme of a plan with the longest journeys: whom it does not bring, none brings."""
    return max(run.rules_of.values(), key=lambda one: one.travel.minutes or float("inf"))


def _together(reasons: tuple[NoDay, ...]) -> tuple[str, str]:
    """Explain why there is no day where several rules together forbid all, and what could change it."""
    each = {
        NoDay.AVAILABILITY: "il n’est libre aucun jour où les lieux sont ouverts",
        NoDay.BUDGET: "le budget ne paie pas sa journée",
        NoDay.HOME: "elle prendrait à son propre territoire plus qu’il ne peut perdre",
    }
    said = ", soit ".join(each[one] for one in reasons)
    text = f"Pour chaque médecin à portée, une règle empêche la journée\u00a0: soit {said}."
    return text, "Assouplir une seule de ces règles suffit pour un premier jour."


def _none(reason: NoDay, scheme: Scheme) -> tuple[str, str]:
    """Explain why there is no day, and what could change it."""
    limit = "" if scheme.travel.minutes is None else french.minutes(scheme.travel.minutes)
    return {
        NoDay.NO_SITE: (
            "Aucun lieu d’accueil n’y est inscrit.",
            "Trouvez un cabinet, une salle ou une maison de santé qui puisse recevoir.",
        ),
        NoDay.JOURNEY: (
            f"Aucun médecin volontaire n’habite à moins de {limit} de ses lieux.",
            "Cherchez un volontaire plus proche, ou un lieu mieux placé.",
        ),
        NoDay.AVAILABILITY: (
            "Aucun médecin volontaire à portée n’est libre un jour où ses lieux sont ouverts.",
            "Voyez avec les lieux s’ils peuvent ouvrir d’autres jours.",
        ),
        NoDay.BUDGET: (
            "Le budget ne paie pas une seule journée d’un médecin à portée.",
            "Il faut un budget plus grand, ou un volontaire plus proche.",
        ),
        NoDay.HOME: (
            "Chaque journée d’un médecin à portée prendrait à son propre territoire plus qu’il ne peut perdre.",
            "Cherchez un volontaire retraité, remplaçant, ou d’un territoire mieux doté.",
        ),
        NoDay.ELSEWHERE: (
            "Le budget, ou les jours des médecins à portée, servent davantage ailleurs.",
            "Un volontaire de plus dans le voisinage y changerait quelque chose.",
        ),
    }[reason]


def _near(run: PlanRun) -> dict[str, int]:
    """Return the volunteers within the scheme's journey of a place of each territory; empty without travel times."""
    try:
        times = travel.current_times()
    except NotMeasured:
        return {}
    engaged = Engagement.objects.running().filter(scheme__in=run.rules_of).values("professional")
    homes = Counter(Professional.objects.filter(pk__in=engaged).values_list("home", flat=True))
    zones = designated(run.programme.region_id)
    places = Place.objects.filter(commune__intercommunality__in=zones, reference__isnull=False)
    sites: defaultdict[int, set[str]] = defaultdict(set)
    for commune, code in places.values_list("commune", "commune__intercommunality"):
        at = _position(times, commune)
        if at is not None:
            sites[at].add(code)
    wanted = np.zeros(len(times.code), dtype=np.bool_)
    wanted[list(sites)] = True
    limit = _widest(run).travel.minutes or float("inf")
    count: Counter[str] = Counter()
    for home, people in homes.items():
        at = _position(times, home)
        if at is not None:
            where, minutes = times.row(at)
            reached = where[wanted[where] & (minutes <= limit)]
            count.update(dict.fromkeys(set().union(*(sites[int(k)] for k in reached)), people))
    return dict(count)


def _position(times: TravelTimes, commune: str) -> int | None:
    at = int(np.searchsorted(times.code, commune))
    return at if at < len(times.code) and times.code[at] == commune else None
