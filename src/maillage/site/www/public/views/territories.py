"""The portrait of an intercommunality."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from maillage.site.geography.models import Intercommunality
from maillage.site.observatory.reading import NotMeasured
from maillage.site.www.public.explorer.territory import portrait_of


@login_not_required
@require_safe
def territory(request: HttpRequest, code: str) -> HttpResponse:
    """How access is in an intercommunality, beside the others, commune by commune."""
    row = get_object_or_404(Intercommunality, pk=code)
    try:
        portrait = portrait_of(row)
    except NotMeasured:
        portrait = None
    if portrait is None:
        return render(request, "public/unavailable.html", status=503)
    context = {"epci": row, "portrait": portrait}
    return render(request, "public/explorer/territory.html", context)
