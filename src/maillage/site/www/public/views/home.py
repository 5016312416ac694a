"""The home page: a search field over the map, and three links."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.schemes import SCHEMES
from maillage.site import languages
from maillage.site.geography.models import Commune
from maillage.site.observatory.zones import designated
from maillage.site.www.public.front import front
from maillage.site.www.rules import days_to_give


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the headline, search, map, links, and what Maillage does."""
    # The map and its figures are French only: other readers come for an appointment.
    shown = front() if languages.is_french() else None
    examples = Commune.objects.filter(pk__in=shown.examples).order_by("-population") if shown else []
    context = {
        "front": shown,
        "examples": examples,
        "days": days_to_give(SCHEMES.values()),
        "target": "" if languages.is_french() else "rendez-vous",
        "zones": len(designated(shown.region or None)) if shown else 0,
    }
    return render(request, "public/home.html", context)
