"""The week of somebody who works in a centre, seen by themselves: where they sit, their hours, their days off."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.centres import contracts, hours, rotations
from maillage.site.centres.models import CentreContract
from maillage.site.www.centre.team import monday_asked
from maillage.site.www.centre.week import rows_of
from maillage.site.www.gates import gate


@require_safe
@gate(Reach.OWN, reads=Record.CENTRE)
def page(request: HttpRequest) -> HttpResponse:
    """Show one's week in each centre where one has a contract."""
    today, monday = timezone.localdate(), monday_asked(request)
    rows = CentreContract.objects.visible_to(request.user, Reach.OWN).on(today).select_related("centre", "professional")
    found = []
    for row in rows:
        known = rotations.in_force(row.centre, monday)
        mine = [] if known is None else [one for one in rows_of(known) if one.person == row.professional]
        week = next((one for one in hours.of_week(row.centre, monday) if one.contract.pk == row.pk), None)
        leaves = row.leaves.filter(last__gte=today)
        found.append((row, mine[0] if mine else None, week, contracts.rights(row, today.year), leaves))
    context = {
        "found": found, "monday": monday, "sunday": monday + timedelta(days=6),
        "previous": monday - timedelta(weeks=1), "next": monday + timedelta(weeks=1),
    }  # fmt: skip
    return render(request, "centre/mine.html", context)
