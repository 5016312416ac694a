"""What access becomes: by territory, for whom, at what cost."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Appointment
from maillage.site.observatory.models import ZoneDesignation
from maillage.site.plans.models import PlanRun
from maillage.site.www import toponyms
from maillage.site.www.coordinator.charts import before_after_svg
from maillage.site.www.coordinator.planboard import board_of
from maillage.site.www.gates import gate
from maillage.site.www.territories import changes, gainers

GIVERS = 10


def _gains(request: HttpRequest) -> list[dict[str, Any]]:
    access = changes()
    zones = ZoneDesignation.objects.visible_to(request.user).select_related("epci")
    rows = [
        {"name": toponyms.short_grouping(zone.epci.name), "rank": zone.rank, "change": access[zone.epci_id]}
        for zone in zones
        if zone.epci_id in access
    ]
    return sorted(rows, key=lambda row: -row["change"].gain)


@require_safe
@gate(Reach.TERRITORY, reads=Record.PLAN)
def effect(request: HttpRequest) -> HttpResponse:
    """Gains of the priority territories, losses of the others, euros per consultation, what was held."""
    run = PlanRun.objects.visible_to(request.user).filter(state=PlanRun.State.PUBLISHED).first()
    if run is None:
        draft = PlanRun.objects.visible_to(request.user).defer("document").first()
        return render(request, "coordinator/no_plan.html", {"draft": draft})
    board = board_of(run)
    rows = _gains(request)
    visible = Session.objects.visible_to(request.user)
    booked = Appointment.objects.visible_to(request.user)
    people = sum(row["change"].population for row in rows)
    givers = board.givers()
    drawn = tuple((r["name"], r["change"].before, r["change"].after) for r in rows)
    context = {
        "run": run,
        "board": board,
        "rows": rows,
        "gainers": gainers(),
        "before": sum(r["change"].before * r["change"].population for r in rows) / people if people else 0.0,
        "after": sum(r["change"].after * r["change"].population for r in rows) / people if people else 0.0,
        "givers": givers[:GIVERS],
        "other_givers": givers[GIVERS:],
        "worst": givers[0] if givers else None,
        "held": visible.filter(state=Session.State.HELD).count(),
        "seen": booked.filter(state=Appointment.State.SEEN).count(),
        "booked": booked.filter(state=Appointment.State.BOOKED).count(),
        "chart": before_after_svg(drawn),
        "phone_chart": before_after_svg(drawn, narrow=True),
    }
    return render(request, "coordinator/effect.html", context)
