"""The centre whose pages a user reads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Act, Record
from maillage.site.www.gates import signed_in
from maillage.site.www.numbers import whole


def own_centres(request: HttpRequest, record: Record) -> list[Organisation]:
    """Return the centres that the user works for by their right to ``record``, the oldest first."""
    keys = signed_in(request).grants.scope(record, Act.READ).organisations
    found = list(Organisation.objects.filter(pk__in=keys).order_by("pk"))
    if not found:
        raise Http404("Aucun centre de santé n’est rattaché à ce compte.")
    return found


def chosen_centre(request: HttpRequest, record: Record) -> tuple[Organisation, list[Organisation]]:
    """Return the centre that the address names, the first one without a name, and all centres of the user."""
    found, asked = own_centres(request, record), whole(request.GET.get("centre", ""))
    if asked is None:
        return found[0], found
    chosen = next((one for one in found if one.pk == asked), None)
    if chosen is None:
        raise Http404("Ce centre ne relève pas de ce compte.")
    return chosen, found


def choice_of(centres: list[Organisation]) -> list[tuple[Organisation, int]]:
    """Return the centres among which a page without a count lets choose; none if there is one only."""
    return [(one, 0) for one in centres] if len(centres) > 1 else []


def back_to(page: str, centre: Organisation) -> HttpResponse:
    """Return to a page of this centre."""
    return redirect(f"{reverse(page)}?centre={centre.pk}")
