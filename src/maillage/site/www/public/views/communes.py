"""Search of communes and territories, and the portrait of a commune."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.site import languages
from maillage.site.database.changes import Family
from maillage.site.geography.current import commune_of
from maillage.site.geography.models import Commune
from maillage.site.www import toponyms
from maillage.site.www.kept import INSIDE, kept_around
from maillage.site.www.public import search
from maillage.site.www.public.portrait import near_sessions, portrait_of
from maillage.site.www.public.templatetags.pages import commune_link
from maillage.site.www.public.territory import finding
from maillage.site.www.public.territory.subjects import every
from maillage.territory import search_key

TERRITORIES = 8
TARGETS = ("", "carte", "rendez-vous")


def _target(request: HttpRequest) -> str:
    """Return what is looked for; readers of another language look for an appointment, which pages speak theirs."""
    wanted = request.GET.get("pour", "")
    if not languages.is_french():
        return "rendez-vous"
    return wanted if wanted in TARGETS else ""


def _heading(query: str, communes: int, territories: int) -> str:
    """Return what was searched and how many results there are, in words."""
    if not query:
        return _("Quelle commune cherchez-vous\u202f?")
    if communes and territories:
        found = _("Plusieurs réponses à «\u00a0%(query)s\u00a0»")
    elif territories == 1:
        found = _("Un territoire répond à «\u00a0%(query)s\u00a0»")
    elif territories:
        found = _("Plusieurs territoires répondent à «\u00a0%(query)s\u00a0»")
    elif communes == 1:
        found = _("Une commune répond à «\u00a0%(query)s\u00a0»")
    elif communes:
        found = _("Plusieurs communes répondent à «\u00a0%(query)s\u00a0»")
    else:
        found = _("Aucune commune ne s’appelle «\u00a0%(query)s\u00a0»")
    return found % {"query": toponyms.curly(query)}


@login_not_required
@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """Redirect to the commune or territory found; list several results, or similar names if there are none."""
    query, target = request.GET.get("q", "").strip()[:80], _target(request)
    if "q" in request.GET and not query and target == "rendez-vous":
        return redirect(f"{reverse('booking')}?suite=1")  # the booking form itself reports the empty field
    answer = search.search(query) if query else search.Answer([])
    wider = finding.by_name(query, TERRITORIES) if target != "rendez-vous" else []
    meant = [found for found in wider if found.exact]
    # If a former name led to a commune, list it, so that the page says which commune it is now part of.
    if answer.exact is not None and not answer.exact.former_name and not meant:
        return redirect(commune_link(answer.exact, target))
    if len(meant) == 1 and not answer.found:
        return redirect(meant[0].address(target))
    near = search.near(query) if query and not answer.found and not wider else []
    context = {
        "query": query,
        "heading": _heading(query, len(answer.found), len(wider)),
        "target": target,
        "found": answer.found,
        "territories": wider,
        "more": answer.more,
        "near": near,
        "regions": []
        if query
        else sorted((one for one in every().values() if one.level == "region"), key=lambda one: search_key(one.name)),
    }
    return render(request, "public/communes.html", context)


@login_not_required
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Return up to six communes and two territories while the user types; the form works without script."""
    query, target = request.GET.get("q", "").strip()[:80], _target(request)
    found = search.search(query, limit=6).found if len(query) >= 2 else []
    wider = finding.by_name(query, 2) if target != "rendez-vous" else []
    return render(request, "public/suggestions.html", {"found": found, "territories": wider, "target": target})


def _row(code: str) -> Commune:
    row = commune_of(code)
    if row is None:
        raise Http404("Cette commune n’existe pas.")
    return row


def _near(request: HttpRequest, code: str) -> str:
    """Return the next days near a commune, the part of its page that every booking changes."""
    row = _row(code)
    return render_to_string("public/near.html", {"near": near_sessions(row), "commune": row}, request)


@login_not_required
@require_safe
@kept_around(_near, Family.FIGURES)
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Show access in a commune, compared with others, sessions nearby, and why it is (not) a priority."""
    row = _row(code)
    context = {"commune": row, "portrait": portrait_of(row), "near": INSIDE}
    return render(request, "public/commune.html", context)
