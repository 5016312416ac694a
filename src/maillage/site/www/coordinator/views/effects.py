"""Access with the published programmes: by territory, for whom, at what cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment
from maillage.site.engagements.models import Programme
from maillage.site.geography.models import Intercommunality
from maillage.site.plans.models import PlanRun
from maillage.site.www import toponyms
from maillage.site.www.coordinator.charts import before_after_svg
from maillage.site.www.coordinator.listed import listed_for
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.territories import Change, balance, changes
from maillage.territory.groups import mean

GIVERS = 10


@dataclass(frozen=True)
class Cost:
    """Days, consultations and cost (cents) of programmes."""

    days: int
    consultations: int
    cents: int

    @property
    def each(self) -> int | None:
        """Cost in cents per consultation."""
        return round(self.cents / self.consultations) if self.consultations else None


def _cost(figures: list[dict[str, Any]]) -> Cost:
    return Cost(
        sum(int(one["days"]) for one in figures),
        sum(round(one["consultations"]) for one in figures),
        sum(int(one["cost_cents"]) for one in figures),
    )


def _gains(request: HttpRequest) -> list[dict[str, Any]]:
    access = changes()
    rows = [
        {"name": toponyms.short_grouping(epci.name), "change": access[epci.pk]}
        for epci in listed_for(signed_in(request))
        if epci.pk in access
    ]
    return sorted(rows, key=lambda row: -row["change"].gain)


def _givers(figures: list[dict[str, Any]]) -> list[tuple[str, int, Change]]:
    """Return the givers' home territories: name, days given, access before and with; largest loss first."""
    given: Counter[str] = Counter()
    for one in figures:
        given.update(one.get("given", {}))
    access, names = changes(), dict(Intercommunality.objects.filter(pk__in=list(given)).values_list("pk", "name"))
    rows = [
        (toponyms.short_grouping(names[code]), days, access[code])
        for code, days in given.items()
        if code in access and code in names
    ]
    return sorted(rows, key=lambda row: (-row[2].loss_percent, row[0]))


def _name(change: Change) -> str:
    """Return the territory of a change."""
    return toponyms.short_grouping(Intercommunality.objects.get(pk=change.code).name)


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def effect(request: HttpRequest) -> HttpResponse:
    """Show gains of the priority territories, losses of the others, euros per consultation, sessions held."""
    published = Programme.objects.visible_to(request.user).published().select_related("effect")
    programmes = list(published.order_by("starts", "name"))
    if not programmes:
        draft = PlanRun.objects.visible_to(request.user).select_related("programme").defer("document").first()
        return render(request, "coordinator/no_plan.html", {"draft": draft, "may_plan": False})
    effects = [row for one in programmes if (row := getattr(one, "effect", None)) is not None]
    figures = [row.figures for row in effects]
    rows, givers = _gains(request), _givers(figures)
    people = np.array([row["change"].population for row in rows], dtype=np.int64)
    visible, booked = (
        Session.objects.visible_to(request.user, Reach.TERRITORY),
        Appointment.objects.visible_to(request.user, Reach.TERRITORY),
    )
    drawn = tuple((r["name"], r["change"].before, r["change"].after) for r in rows)
    regions = {one.region_id for one in programmes} - {None}
    changeable = set(Programme.objects.changeable_by(request.user).values_list("pk", flat=True))
    found = balance("region", str(next(iter(regions)))) if len(regions) == 1 else balance()
    context = {
        "programmes": [
            {
                "programme": row.programme,
                "may_change": row.programme_id in changeable,
                "label": row.programme.rules.label,
                "cost": _cost([row.figures]),
            }
            for row in effects
        ],
        "cost": _cost(figures),
        "rows": rows,
        "balance": found,
        "before": mean(people, np.array([row["change"].before for row in rows])),
        "after": mean(people, np.array([row["change"].after for row in rows])),
        "givers": givers[:GIVERS],
        "other_givers": givers[GIVERS:],
        "worst_name": _name(found.worst) if found is not None and found.worst is not None else "",
        "held": visible.filter(state=Session.State.HELD).count(),
        "seen": booked.filter(state=Appointment.State.SEEN).count(),
        "missed": booked.filter(state=Appointment.State.MISSED).count(),
        "booked": booked.filter(state=Appointment.State.BOOKED).count(),
        "chart": before_after_svg(drawn),
        "phone_chart": before_after_svg(drawn, narrow=True),
    }  # fmt: skip
    return render(request, "coordinator/effect.html", context)
