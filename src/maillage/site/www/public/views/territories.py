"""The portraits of territories: an intercommunality, a department, a region, France."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maillage.site.observatory.reading import NotMeasured
from maillage.site.www.public.explorer import choosing
from maillage.site.www.public.territory import subjects, vignette
from maillage.site.www.public.territory.portrait import portrait_of

DAY = 24 * 3600


@login_not_required
@require_safe
def territory(request: HttpRequest, slug: str) -> HttpResponse:
    """Show access in a territory, compared with others, part by part."""
    subject = subjects.find(slug)
    if subject is None:
        raise Http404("Ce territoire n’existe pas.")
    try:
        portrait = portrait_of(subject, request.GET.get("tri", ""))
    except NotMeasured:
        return render(request, "public/unavailable.html", status=503)
    if portrait is None:
        return render(request, "public/territory/unmeasured.html", {"subject": subject})
    context = {"portrait": portrait, "subject": subject, "measure": choosing.kept(request.GET)}
    return render(request, "public/territory/portrait.html", context)


@login_not_required
@require_safe
def small_map(_request: HttpRequest, slug: str) -> HttpResponse:
    """Return the small map of a territory, drawn on first use."""
    content = vignette.webp(slug)
    if content is None:
        raise Http404("Aucune carte n’est calculée.")
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": f"public, max-age={DAY}"})
