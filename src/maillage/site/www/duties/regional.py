"""The page of the region: rotas of its departments, and the duties that have no doctor."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.duties.models import SCHEMES, Rota
from maillage.site.www import french, words
from maillage.site.www.duties import rows
from maillage.site.www.gates import gate

SHOWN, BEHIND = 60, timedelta(weeks=26)


@require_safe
@gate(Reach.TERRITORY, reads=Record.DUTY)
def duties(request: HttpRequest) -> HttpResponse:
    """List the duties without a doctor, the soonest first, and the rotas of the territory."""
    now, today = timezone.now(), timezone.localdate()
    rotas = Rota.objects.visible_to(request.user, Reach.TERRITORY).filter(starts__gte=today - BEHIND)
    empty = Session.objects.visible_to(request.user, Reach.TERRITORY).filter(
        programme__scheme__in=SCHEMES, state=Session.State.DECLINED, starts__gt=now
    )
    total = empty.count()
    holes = [
        {
            "session": one,
            "zone": one.zone,
            "hours": f"{french.clock(one.starts, one.zone)} à {french.clock(one.ends, one.zone)}",
            "where": words.where(one),
        }
        for one in empty.with_posts().order_by("starts", "pk")[:SHOWN]
    ]
    context = {
        "rows": [(one, rows.standing(one, today)) for one in rotas.select_related("organisation", "department")],
        "holes": holes,
        "total": total,
    }
    return render(request, "duties/region.html", context)
