"""The priority territories, and changes of the list by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.geography.models import Region
from maillage.site.observatory import services
from maillage.site.observatory.models import ZoneAdjustment, ZoneDesignation
from maillage.site.observatory.zones import designated
from maillage.site.refusals import AlreadyDone, NotAllowed, Refused
from maillage.site.www import french, lists, sheets, toponyms
from maillage.site.www.coordinator.compared_lists import compared_lists
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.coordinator.forms import AdjustForm, ListForm
from maillage.site.www.coordinator.regions import chosen_region
from maillage.site.www.coordinator.territory_rows import COLUMNS, USUAL_SORT, TerritoryFilter, columns, listed_rows
from maillage.site.www.gates import gate, signed_in


def region_of(request: HttpRequest) -> tuple[Region | None, dict[str, Any]]:
    """Return the chosen region whose list the user may change, or else read, and what the page shows of the choice."""
    user: Any = request.user
    changed, read = (user.grants.scope(Record.ZONE, act).regions for act in (Act.CHANGE, Act.READ))
    return chosen_region(request, changed or read)


def _may_change(user: Any, region: Region) -> bool:
    return region.pk in user.grants.scope(Record.ZONE, Act.CHANGE).regions


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.ZONE, changes=Record.ZONE)
def territories(request: HttpRequest) -> HttpResponse:
    """Show the list with ranks, figures and reasons; a form adds or removes a territory."""
    region, regions = region_of(request)
    if region is None and request.method == "POST":
        raise PermissionDenied
    chooses = request.POST.get("acte") == "liste"
    form = AdjustForm(None if chooses else request.POST or None, region=region.pk if region else "")
    compared = compared_lists(region) if region else None
    choice = ListForm(request.POST if chooses else None, initial={"basis": compared.basis if compared else None})
    if region and request.method == "POST":
        act = _choose if chooses else _adjust
        if (choice if chooses else form).is_valid() and act(request, region, choice if chooses else form):
            return redirect("territories")
    # Users of intercommunalities see only these; users of the region change its list.
    within = {"region": region} if region else {}
    zones = ZoneDesignation.objects.visible_to(request.user).filter(**within).select_related("epci")
    adjustments = list(
        ZoneAdjustment.objects.visible_to(request.user).filter(**within).select_related("epci", "author")
    )
    listed, computed = designated(region.pk if region else None), {zone.epci_id for zone in zones}
    latest = {one.epci_id: one for one in adjustments}
    added = [one for code, one in latest.items() if code in listed - computed]
    rows = listed_rows(
        zones, added, {code: one for code, one in latest.items() if code not in listed},
        compared.official if compared else frozenset(),
    )  # fmt: skip
    shown = [row for row in rows if not row.removed]
    filters = TerritoryFilter(request.GET)
    found = lists.listed_values(request, filters.of(rows), columns(rows, official=compared is not None), USUAL_SORT)
    if lists.as_file(request.GET):
        return sheets.answer("territoires", COLUMNS, (row.cells() for row in found.rows), sheets.asked(request.GET))
    context = {
        **regions,
        "region": toponyms.region(region.name).at if region else "de votre secteur",
        "rows": found.page.object_list,
        "list": found,
        "filters": filters,
        "any": bool(rows),
        "count": len(shown),
        "adjustments": adjustments[::-1],
        "population": sum(row.population for row in shown),
        "form": form,
        "choice": choice,
        "lists": compared,
        "may_change": region is not None and _may_change(request.user, region),
    }
    status = 422 if form.errors or choice.errors else 200
    return render(request, "coordinator/territories.html", context, status=status)


def _choose(request: HttpRequest, region: Region, form: forms.Form) -> bool:
    with refused_on(form):
        chosen = services.choose_list(region, form.cleaned_data["basis"], signed_in(request))
        count = len(designated(region.pk))
        messages.success(
            request, f"{chosen.get_basis_display()} est en vigueur\u00a0: {french.plural(count, 'territoire')}."
        )
        return True
    return False


def _adjust(request: HttpRequest, region: Region, form: forms.Form) -> bool:
    kind = "remove" if request.POST.get("acte") == "remove" else "add"
    try:
        services.adjust(region, form.cleaned_data["epci"], kind, form.cleaned_data["reason"], signed_in(request))
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except AlreadyDone as already:
        messages.info(request, str(already))
        return True
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    name = toponyms.grouping(form.cleaned_data["epci"].name)
    done = f"{name.agreed('retiré')} de la liste" if kind == "remove" else f"{name.agreed('ajouté')} à la liste"
    messages.success(request, f"{name.begins} est {done}.")
    return True
