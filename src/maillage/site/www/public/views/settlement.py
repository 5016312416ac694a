"""Where general practitioners may settle under the rule of the bill of 2025, and what access becomes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.parameters import load_toml
from maillage.site.observatory import settlement as trials
from maillage.site.observatory.reading import NotMeasured
from maillage.site.www import sheets
from maillage.site.www.kept import kept
from maillage.site.www.public import settlement
from maillage.site.www.public.explorer import areas
from maillage.site.www.public.explorer.areas import MapPlace

DAY = 24 * 3600
HEADS = (
    "code", "name", "population", "status", "places_a_year", "access_today", "free_10", "rule_10", "duty_10",
)  # fmt: skip


def _place(request: HttpRequest) -> MapPlace:
    """Return the region asked for, by default that of the site. Raises ``Http404``."""
    known = areas.places()
    place = known.get(f"region-{request.GET.get('region', '')}") or areas.home(known)
    if place is None:
        raise Http404("Aucune région n’est mesurée.")
    return place


@login_not_required
@require_safe
@kept
def page(request: HttpRequest) -> HttpResponse:
    """Show the rule, what it changes in France, and who may settle where in a region."""
    place = _place(request)
    try:
        study = trials.study()
    except trials.NotTried:
        # The worker tries it within a minute of the start: the page is not kept, and reads itself again.
        return render(request, "public/settlement_begun.html", _told(place), status=202)
    except NotMeasured:
        return render(request, "public/unavailable.html", status=503)
    lines = settlement.lines_of(study, place)
    context = {
        **_told(place),
        "regions": [one for one in areas.places().values() if one.level == "region"],
        "lines": lines,
        "closed": sum(not line.free for line in lines),
        "figures": settlement.figures_of(study),
        "bar": study.bar,
        "file": f"{reverse('settlement-csv')}?region={place.code}",
        "years": trials.YEARS,
    }
    return render(request, "public/settlement.html", context)


def _told(place: MapPlace) -> dict[str, Any]:
    """Return what the page says without the trial: the rule and the assumptions."""
    rule = load_toml(trials.RULE_ROOM, trials.RULE)
    return {
        "place": place,
        "assumptions": settlement.assumptions(),
        "free_share": 100 - 100 * rule["rule"]["regulated_share"],
        "need": rule["duty"]["needs_below"],
        "days": rule["duty"]["days_a_month"],
        "bar": None,
    }


@login_not_required
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Return the map of what rule and days add in ten years, drawn on first use."""
    try:
        content = settlement.webp(_place(request))
    except NotMeasured:
        content = None
    if content is None:
        raise Http404("Aucune carte n’est calculée.")
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": f"public, max-age={DAY}"})


@login_not_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Return the territories of a region as a file."""
    try:
        lines = settlement.lines_of(trials.study(), _place(request))
    except NotMeasured as problem:
        raise Http404("Rien n’est mesuré.") from problem
    rows = [
        (
            one.code, one.name, one.population, "free" if one.free else "one in for one out", round(one.places, 2),
            round(one.today, 3), round(one.without, 3), round(one.with_rule, 3), round(one.with_duty, 3),
        )
        for one in lines
    ]  # fmt: skip
    return sheets.answer("installation", HEADS, rows, sheets.asked(request.GET))
