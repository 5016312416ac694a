"""Search, and the portrait of one commune."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from maillage.site.geography.models import Commune
from maillage.site.www.public import search
from maillage.site.www.public.portrait import portrait_of
from maillage.site.www.public.templatetags.pages import commune_link

TARGETS = ("", "carte", "rendez-vous")


def _target(request: HttpRequest) -> str:
    wanted = request.GET.get("pour", "")
    return wanted if wanted in TARGETS else ""


@login_not_required
@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """Lead to the commune meant, list those it may be, or name those that look like it."""
    query, target = request.GET.get("q", "").strip()[:80], _target(request)
    answer = search.search(query) if query else search.Answer([])
    if answer.exact is not None:
        return redirect(commune_link(answer.exact, target))
    near = search.near(query) if query and not answer.found else []
    context = {"query": query, "target": target, "found": answer.found, "more": answer.more, "near": near}
    return render(request, "public/communes.html", context)


@login_not_required
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Up to six communes while one types; the form works without."""
    query = request.GET.get("q", "").strip()[:80]
    found = search.search(query, limit=6).found if len(query) >= 2 else []
    return render(request, "public/suggestions.html", {"found": found, "target": _target(request)})


@login_not_required
@require_safe
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """How access is in one commune, beside the others, what is near, and why it is (not) a priority."""
    row = get_object_or_404(Commune.objects.select_related("department__region", "intercommunality"), pk=code)
    context = {"commune": row, "portrait": portrait_of(row)}
    return render(request, "public/commune.html", context)
