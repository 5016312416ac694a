"""The effect of programmes on access, computed from the agenda, not from the original plan.

One effect and one cost for every programme of any kind, computed when it is published. The planned access on the map
and the pages is that of all programmes running on one day together.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from numpy.typing import NDArray

from maillage.access import AccessModel
from maillage.evaluation import Effect, evaluate, supply_change
from maillage.schemes import PaidDay, Profession, halves_of, payment, scheme_named, total_cents
from maillage.site.agenda.models import Claim, Session
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Engagement, Programme
from maillage.site.geography.models import Commune, Intercommunality
from maillage.site.geography.travel import NotMeasured, kilometres_between
from maillage.site.observatory.measurements import store_planned
from maillage.site.observatory.models import ProgrammeEffect
from maillage.site.observatory.workbench import Workbench, workbench
from maillage.site.observatory.zones import designated

logger = logging.getLogger(__name__)

COUNTED = (Profession.GP,)
"""Professions whose consultations the access model measures."""


_DayKey = tuple[str, int, date, str]
"""Scheme, person, date, commune."""


@dataclass(frozen=True)
class PersonDay:
    """A day of one person in one commune under a scheme.

    ``home_share`` is the part (0..1) of it that their home commune loses.
    """

    scheme: str
    person: int
    date: date
    commune: Commune
    home: Commune
    profession: str
    home_share: float
    consultations: int
    cost_cents: int


@dataclass(frozen=True)
class _GivenDay:
    position: int
    home: int | None
    home_share: float
    consultations: float
    cost_cents: int


@dataclass(frozen=True, eq=False)
class _Land:
    """Communes of a measure with their groupings, and the names of the intercommunalities."""

    code: NDArray[np.str_]
    population: NDArray[np.int64]
    department: NDArray[np.str_]
    region: NDArray[np.str_]
    epci: NDArray[np.str_]
    epci_names: Mapping[str, str]


@dataclass(frozen=True)
class _Code:
    code: str


@dataclass(frozen=True)
class _Designated:
    rows: tuple[_Code, ...]


def refresh(keys: Iterable[int], told: Callable[[float], object] = lambda _: None) -> int:
    """Compute and store the effect of these programmes, and access with all running ones; does nothing without a model.

    ``told`` receives the progress, 0 to 1; an exception from it rolls everything back. Returns the number of programmes
    evaluated.
    """
    try:
        bench = workbench()
    except NotMeasured:
        logger.warning("No effect is computed: access is not measured yet.")
        return 0
    with transaction.atomic():
        programmes = list(Programme.objects.filter(pk__in=list(keys)).order_by("pk"))
        for number, programme in enumerate(programmes):
            told(number / (len(programmes) + 1))
            days = days_of(programme)
            figures: dict[str, Any] = asdict(effect_of(programme, bench, days))
            figures["given"] = Counter(day.home.intercommunality_id or "" for day in days)
            ProgrammeEffect.objects.update_or_create(programme=programme, defaults={"figures": figures})
        keep_planned(bench)
    return len(programmes)


def days_of(programme: Programme) -> list[PersonDay]:
    """Return the days of a programme that were or will be held (three queries)."""
    return days_in(Session.objects.filter(programme=programme, state__in=Session.COUNTED_STATES))


def days_in(sessions: QuerySet[Session]) -> list[PersonDay]:
    """Return the days that people give in ``sessions``: one per scheme, person, commune and local date (three queries).

    Consultations are the number of slots; the cost is what the scheme pays, in cents.
    """
    share = Engagement.objects.filter(
        professional=OuterRef("resource__professional"), scheme=OuterRef("post__session__programme__scheme")
    )
    rows = (
        Claim.objects.filter(active=True, post__giver=True, post__session__in=sessions.order_by().values("pk"))
        .order_by()
        .annotate(share=Subquery(share.order_by("-starts").values("home_share_percent")[:1]))
        .values_list(
            "post__session__programme__scheme", "resource__professional", "post__session__commune",
            "post__session__starts", "post__session__ends", "share",
        )
        .annotate(slots=Count("post__session__slots"))
    )  # fmt: skip
    people = Professional.objects.in_bulk({row[1] for row in rows})
    codes = {row[2] for row in rows} | {person.home_id for person in people.values()}
    communes = Commune.objects.select_related("department").in_bulk(codes)
    halves: defaultdict[_DayKey, list[tuple[int, float, int]]] = defaultdict(list)
    for scheme, person, commune, starts, ends, percent, slots in rows:
        day = starts.astimezone(communes[commune].zone).date()
        length = (ends - starts).total_seconds() / 60
        halves[scheme, person, day, commune].append((slots, float(percent or 0) / 100, halves_of(length)))
    ways = [(communes[people[person].home_id], communes[commune]) for _, person, _, commune in halves]
    found: list[PersonDay] = []
    for (key, parts), way in zip(sorted(halves.items()), _kilometres(halves, ways), strict=True):
        scheme, person, day, commune = key
        who = people[person]
        paid = PaidDay(day, min(2, sum(counted for _, _, counted in parts)), way)
        found.append(
            PersonDay(
                scheme=scheme,
                person=person,
                date=day,
                commune=communes[commune],
                home=communes[who.home_id],
                profession=who.profession,
                home_share=parts[0][1],
                consultations=sum(slots for slots, _, _ in parts),
                cost_cents=total_cents(payment(scheme_named(scheme), [paid])),
            )
        )
    return found


def _kilometres(keys: Iterable[_DayKey], ways: list[tuple[Commune, Commune]]) -> list[float]:
    """Return the kilometres of each way, in the order of the sorted ``keys``; 0 across the sea."""
    found = dict(zip(keys, kilometres_between(ways), strict=True))
    return [found[key] if np.isfinite(found[key]) else 0.0 for key in sorted(found)]


def effect_of(programme: Programme, bench: Workbench, days: Iterable[PersonDay]) -> Effect:
    """Return the effect of a programme from the agenda: who gains, what home communes lose, euros per consultation."""
    return effect_over(weeks_of(programme), programme.region_id, bench, days)


def effect_over(weeks: float, region: str | None, bench: Workbench, days: Iterable[PersonDay]) -> Effect:
    """Return the effect of days given over ``weeks`` weeks, on the designated territories of a region (None: all)."""
    counted, others = _given(bench, days)
    zones = _Designated(tuple(_Code(code) for code in sorted(designated(region))))
    return evaluate(_land(bench), _model(bench), zones, counted, weeks=weeks, uncounted=others)


def access_over(weeks: float, bench: Workbench, days: Iterable[PersonDay]) -> NDArray[np.float64]:
    """Return access by commune, (n,) in the order of the bench, with days given over ``weeks`` weeks."""
    counted, _ = _given(bench, days)
    return _model(bench).what_if(dict(supply_change(counted, weeks))).after


def weeks_of(programme: Programme) -> int:
    """Return the weeks of a programme: to its end, or to its last session if it has none."""
    if programme.weeks is not None:
        return programme.weeks
    last = Session.objects.filter(programme=programme).order_by("-starts").select_related("commune").first()
    days = 1 if last is None else (last.starts.astimezone(last.zone).date() - programme.starts).days + 1
    return max(1, -(-days // 7))


def running(day: date | None = None) -> list[Programme]:
    """Return published programmes running on ``day``; if none, on the day when the next one starts.

    By default today, by the date at each programme's place.
    """
    published = list(Programme.objects.published().defer("template").order_by("pk"))
    days = {row.pk: day or timezone.localdate(timezone=row.zone) for row in published}
    now = [row for row in published if _runs(row, days[row.pk])]
    first = min((row.starts for row in published if row.starts > days[row.pk]), default=None)
    return now or [row for row in published if first is not None and _runs(row, first)]


def _runs(programme: Programme, day: date) -> bool:
    return programme.starts <= day and (programme.ends is None or day <= programme.ends)


def keep_planned(bench: Workbench) -> None:
    """Store access by commune with all running programmes, which the map and the pages show as planned access."""
    change: defaultdict[int, float] = defaultdict(float)
    programmes = running()
    for programme in programmes:
        counted, _ = _given(bench, days_of(programme))
        for position, amount in supply_change(counted, weeks_of(programme)).items():
            change[position] += amount
    after = _model(bench).what_if(dict(change)).after if programmes else None
    store_planned(after, bench.kept_as, bench.vintage)


def _given(bench: Workbench, days: Iterable[PersonDay]) -> tuple[list[_GivenDay], list[_GivenDay]]:
    """Return the days as the evaluation takes them: of the measured professions, and of the others."""
    counted: list[_GivenDay] = []
    others: list[_GivenDay] = []
    for day in days:
        given = _GivenDay(
            _position(bench, day.commune),
            _position(bench, day.home),
            day.home_share,
            float(day.consultations),
            day.cost_cents,
        )
        (counted if day.profession in COUNTED else others).append(given)
    return counted, others


def _position(bench: Workbench, commune: Commune) -> int:
    """Return the position of a commune in the measure. Raises ``NotMeasured`` if it is not part of it."""
    at = int(np.searchsorted(bench.code, commune.pk))
    if at == len(bench.code) or bench.code[at] != commune.pk:
        raise NotMeasured(f"commune {commune.pk} has no measure of {bench.vintage}")
    return at


def _model(bench: Workbench) -> AccessModel:
    assert isinstance(bench.model, AccessModel), "the APL of general practitioners is a model of access"
    return bench.model


def _land(bench: Workbench) -> _Land:
    return _Land(
        code=bench.code,
        population=bench.population,
        department=_labels(bench, "department"),
        region=_labels(bench, "region"),
        epci=_labels(bench, "epci"),
        epci_names=dict(Intercommunality.objects.values_list("pk", "name")),
    )


def _labels(bench: Workbench, level: str) -> NDArray[np.str_]:
    """Return the code of each commune's group, "" without one."""
    group = bench.groups[level]
    return np.append(group.codes, "")[group.number]
