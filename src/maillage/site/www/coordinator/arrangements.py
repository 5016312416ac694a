"""The bed and the locum of a day on the page of a session: what is found, what is still to be found, what to do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from maillage.schemes import ResourceKind
from maillage.site.agenda import arrangements as services
from maillage.site.agenda.arranged import BED, LOCUM, same_day
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional, Resource
from maillage.site.www import arrangements as shown
from maillage.site.www import words
from maillage.site.www.gates import signed_in
from maillage.site.www.numbers import whole

ACTS = ("lit", "sans-lit", "remplacant", "sans-remplacant")
WITH_A_PRACTICE = (Professional.Status.PRACTISING, Professional.Status.HOSPITAL, Professional.Status.SALARIED)


def part(row: Session) -> dict[str, Any] | None:
    """Return what the page of a session shows of it; None where nobody gives the session, or at a stop."""
    person = row.giver
    if person is None or row.place is None:
        return None
    day = same_day(row, person)
    bed = next(iter(shown.beds(day)), None)
    locum = shown.locum(day)
    practice = person.status in WITH_A_PRACTICE
    return {
        "bed": bed,
        "beds_there": Resource.objects.filter(place=row.place, kind=ResourceKind.BED).count(),
        "locum": locum,
        "practice": practice,
        "locums": services.locums_for(row) if (practice or locum) and not (locum and locum.name) else [],
    }


def act_on(request: HttpRequest, row: Session, act: str) -> None:
    """Do what a button of it asks."""
    by = signed_in(request)
    if act == "lit":
        if services.look_for_bed(row, by):
            messages.success(request, "C’est noté\u00a0: un lit est gardé pour cette nuit.")
        else:
            messages.info(request, "Aucun lit n’est libre cette nuit-là. La demande reste notée.")
    elif act == "sans-lit":
        services.give_up(row, BED, by)
        messages.success(request, "C’est noté\u00a0: aucun lit n’est gardé ni cherché.")
    elif act == "remplacant":
        chosen = get_object_or_404(_free(row), pk=whole(request.POST.get("qui", "")))
        services.replace(row, chosen, by)
        messages.success(request, f"C’est noté\u00a0: {words.called(chosen)} remplace au cabinet, et en est prévenu.")
    else:
        services.give_up(row, LOCUM, by)
        messages.success(request, "C’est noté\u00a0: aucun remplaçant n’est gardé ni cherché.")


def _free(row: Session) -> Any:
    return Professional.objects.filter(pk__in=[one.pk for one in services.locums_for(row)]).select_related("resource")
