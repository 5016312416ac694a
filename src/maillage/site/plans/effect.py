"""What access becomes while the sessions of a plan run: evaluated from the agenda, not from what was once planned."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncDate

from maillage.evaluation import Effect, evaluate, supply_change
from maillage.schemes import SCHEMES, PaidDay, kilometres, payment, total_cents
from maillage.site.agenda.models import Session
from maillage.site.engagements.models import Engagement
from maillage.site.observatory.models import ZoneDesignation
from maillage.site.observatory.services import store_access
from maillage.site.plans.models import PlanRun

if TYPE_CHECKING:
    from maillage.access import AccessModel
    from maillage.artefacts import ArtefactStore
    from maillage.territory import Territory

COUNTED = (*Session.OPEN_STATES, Session.State.HELD)


@dataclass(frozen=True)
class Day:
    """A day of one professional at one commune: ``position`` and ``home`` point into the territory."""

    position: int
    home: int
    home_share: float
    consultations: float
    cost_cents: int


@dataclass(frozen=True)
class _Code:
    code: str


@dataclass(frozen=True)
class _Designated:
    rows: tuple[_Code, ...]


def days_of(run: PlanRun, territory: Territory) -> list[Day]:
    """Days of the plan that will be or were held: one per professional, commune and date (one query).

    Consultations are the slots opened; the cost is the scheme's allowance and the journey, cents.
    """
    share = Engagement.objects.filter(professional=OuterRef("professional"), scheme=OuterRef("scheme"))
    halves = (
        Session.objects.filter(plan_run=run, state__in=COUNTED, activity=Session.Activity.CONSULTATIONS)
        .order_by()
        .annotate(date=TruncDate("starts"), share=Subquery(share.values("home_share_percent")[:1]))
        .values("pk", "professional", "commune", "professional__home", "date", "share")
        .annotate(slots=Count("slots"))
    )
    by_day: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for half in halves:
        key = (half["professional"], half["date"], half["commune"], half["professional__home"], half["share"] or 0)
        by_day[key].append(half["slots"])
    found = []
    for (_, date, commune, home, percent), slots in sorted(by_day.items(), key=str):
        here, there = territory.index_of(str(commune)), territory.index_of(str(home))
        paid = PaidDay(date, len(slots), float(kilometres(territory, there, here)))  # type: ignore[arg-type]
        cost = total_cents(payment(SCHEMES[run.scheme], [paid]))
        found.append(Day(here, there, float(percent) / 100, float(sum(slots)), cost))  # type: ignore[arg-type]
    return found


def effect_of(run: PlanRun, territory: Territory, model: AccessModel) -> Effect:
    """The balance of a plan as the agenda stands: who gains, what homes lose, euros per consultation."""
    codes = ZoneDesignation.objects.filter(region=run.region_id).order_by("rank").values_list("epci", flat=True)
    designated = _Designated(tuple(_Code(code) for code in codes))
    return evaluate(territory, model, designated, days_of(run, territory), weeks=run.weeks)


@transaction.atomic
def store_effect(run: PlanRun, territory: Territory, model: AccessModel, artefacts: ArtefactStore) -> Effect:
    """Keep the balance with the plan, and access by commune with the plan beside that of today."""
    effect = effect_of(run, territory, model)
    change = model.what_if(supply_change(days_of(run, territory), run.weeks))
    store_access(
        territory,
        change.before,
        planned=change.after,
        parameters=model.parameters.name,
        modelled=model.supply.modelled,
        need_modelled=model.demand.modelled,
        vintage=model.supply.vintage,
        artefacts=artefacts,
    )
    PlanRun.objects.filter(pk=run.pk).update(effect=asdict(effect))
    return effect
