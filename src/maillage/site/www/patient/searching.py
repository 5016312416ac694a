"""The second and third step of a booking: for whom, and the list of free times."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import Scheme
from maillage.site.booking.search import schemes_near, schemes_of
from maillage.site.booking.slots import bookable
from maillage.site.geography import travel
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured
from maillage.site.www import spoken
from maillage.site.www.patient.forms import WhoForm, more_asked
from maillage.site.www.patient.free_times import (
    FARTHEST_MINUTES,
    SOONEST,
    Wish,
    free_near,
    next_opening,
    opened_by,
    place_cards,
    summary_of,
)
from maillage.site.www.patient.pages import page
from maillage.site.www.patient.request import Request, answers_of


def free_shown(request: HttpRequest) -> str | None:
    """Return the free slots within reach, all that a list of slots shows of the bookings; None for another page."""
    if "creneau" in request.GET or "modifier" in request.GET:
        return None
    asked = answers_of(request.GET)
    if not lists_slots(asked) or asks_more(request, asked):
        return None
    assert asked.commune is not None
    return free_near(asked.commune)


def lists_slots(asked: Request) -> bool:
    """Return whether the answers suffice to list slots."""
    return asked.commune is not None and asked.treating is not None and bool(asked.who and asked.profession)


def _schemes_near(commune: Commune) -> list[Scheme]:
    """Return the schemes with bookable slots within reach; none if travel times are unknown."""
    try:
        return schemes_near(travel.minutes_from(commune, FARTHEST_MINUTES))
    except NotMeasured:
        return []


def schemes_asked(asked: Request) -> list[Scheme]:
    """Return the schemes with bookable slots of the chosen profession within reach; none before it is chosen."""
    if asked.commune is None or not asked.profession:
        return []
    try:
        return schemes_of(asked.profession, travel.minutes_from(asked.commune, FARTHEST_MINUTES))
    except NotMeasured:
        return []


def asks_more(request: HttpRequest, asked: Request) -> bool:
    """Return whether the form of the second step was sent without an answer about the profession chosen in it."""
    if "demande" not in request.GET or asked.commune is None:
        return False
    return any(name not in request.GET for name in more_asked(schemes_asked(asked), asked.before))


def who(request: HttpRequest, asked: Request) -> HttpResponse:
    """Ask for whom it is, and what the windows of the schemes nearby need to know."""
    answered = any(name in request.GET for name in ("demande", "medecin", "pour"))
    fresh = "modifier" in request.GET or not answered
    assert asked.commune is not None
    usual = {"soignant": "gp"}
    initial = {name: request.GET.get(name, "") or usual.get(name, "") for name in WhoForm.base_fields}
    if not _schemes_near(asked.commune):
        return _outside(request, asked)
    near: dict[str, Any] = {"schemes": schemes_asked(asked), "facts": asked.before}
    form = WhoForm(initial=initial, **near) if fresh else WhoForm(request.GET, **near)
    if form.is_bound:
        if "precise" in request.GET:
            form.insist()
        form.is_valid()
    return page(request, "who", asked, form=form, back=reverse("booking"))


def _outside(request: HttpRequest, asked: Request) -> HttpResponse:
    """Say first that nothing is near the commune for anybody, with other places to go."""
    names = bookable(timezone.now()).order_by("session__commune__department__region__name")
    regions = names.values_list("session__commune__department__region__name", flat=True).distinct()
    where = spoken.joined([spoken.in_region(name) for name in regions if name])
    context: dict[str, Any] = {
        "outside": True,
        "regions": where,
        "kept": False,
        "opens": None,
        "refusal": "",
        "back": reverse("booking"),
    }
    return page(request, "nothing", asked, **context)


def when(request: HttpRequest, asked: Request, *, status: int = 200, **context: Any) -> HttpResponse:
    """List the free times within reach, or say why there are none."""
    assert asked.commune is not None
    order = request.GET.get("ordre", SOONEST)
    wish = Wish(asked.commune, asked.profession, asked.facts, order)
    answers = QueryDict(request.POST["ouvrir"]) if "ouvrir" in request.POST else request.GET
    cards = place_cards(wish, opened_by(answers.dict(), asked.slot))
    summary = summary_of(cards)
    missing = "suite" in request.GET and asked.slot is None
    context = {
        "cards": cards,
        "order": order,
        "summary": summary,
        "missing": missing,
        "back": asked.query(modifier=1, creneau=""),
        "carried": [],
        "refusal": "",
        "outside": False,
        **context,
    }
    # Slots exist, but not for this person: the page says whom they are reserved for.
    others = replace(wish, facts=replace(wish.facts, has_treating_doctor=False))
    context["kept"] = not cards and wish.facts.has_treating_doctor and bool(place_cards(others))
    context["opens"] = None if cards else next_opening(wish)
    return page(request, "when" if cards else "nothing", asked, status, **context)
