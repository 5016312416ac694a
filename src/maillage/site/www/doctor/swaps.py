"""Swaps of days between doctors: offer one's own, take a colleague's, give one in return, say yes or no."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import swaps
from maillage.site.agenda.models import Session
from maillage.site.agenda.swap_models import SwapOffer, SwapReply
from maillage.site.directory.models import Professional
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, words
from maillage.site.www.doctor.days import OwnDay, own_day, own_days, own_person, own_sessions
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

SHOWN = 20


def _person(request: HttpRequest) -> Professional:
    found = own_person(request)
    if found is None:
        raise PermissionDenied
    return found


def day_text(sessions: list[Session]) -> str:
    """Return "mardi 1er décembre, Maison de santé, Réquista, de 9 h à 17 h 20"."""
    first, last = sessions[0], sessions[-1]
    when = french.date_text(first.starts, first.zone)
    return (
        f"{when}, {words.where(first)}, de {french.clock(first.starts, first.zone)} "
        f"à {french.clock(last.ends, last.zone)}"
    )


@require_safe
@gate(Reach.OWN, reads=Record.SESSION)
def offers(request: HttpRequest) -> HttpResponse:
    """List one's own offers, and those of colleagues that one may take by the rules."""
    person = own_person(request)
    if person is None:
        return render(request, "doctor/unknown.html")
    now = timezone.now()
    own = [(one, day_text(swaps.sessions_of_side(one)), _waiting(one)) for one in swaps.own_offers(person, now)]
    others = [
        (one, words.called(one.professional), day_text(sessions))
        for one in swaps.offered_to(person, now, SHOWN)
        if swaps.may_answer(one.professional, sessions := swaps.sessions_of_side(one), person)
    ]
    return render(request, "doctor/swaps.html", {"own": own, "others": others})


def _waiting(offer: SwapOffer) -> list[SwapReply]:
    rows = offer.replies.filter(state=SwapReply.State.WAITING)
    return list(rows.select_related("professional__home", "professional__resource"))


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.SESSION, changes=Record.SESSION)
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an offered day: answer it, or say yes or no to what colleagues give in return."""
    person = _person(request)
    rows = SwapOffer.objects.select_related("professional__home", "professional__resource")
    found = get_object_or_404(rows, pk=pk)
    given = swaps.sessions_of_side(found)
    mine = found.professional == person
    answered = found.replies.filter(professional=person).order_by("-pk").first()
    open_ = found.state == SwapOffer.State.OPEN and given[0].starts > timezone.now()
    if not mine and answered is None and not (open_ and swaps.may_answer(found.professional, given, person)):
        raise Http404
    if request.method == "POST":
        return _act(request, found)
    context: dict[str, Any] = {
        "offer": found,
        "mine": mine,
        "open": open_,
        "who": words.called(found.professional),
        "day": day_text(given),
        "travel": given[0].commune,
        "replies": _replies(found, given) if mine and open_ else [],
        "answered": answered,
        "returned": day_text(there) if answered and (there := swaps.sessions_of_side(answered)) else "",
    }
    if not mine and open_:
        context["against"] = swaps.reason_against_swap(found.professional, given, person)
        context["days"] = _days_to_return(request, found, given, person)
    return render(request, "doctor/swap.html", context)


def _replies(found: SwapOffer, given: list[Session]) -> list[dict[str, Any]]:
    """Return what colleagues give in return, with the reason against where the rules no longer allow it."""
    shown = []
    for reply in _waiting(found):
        returned = swaps.sessions_of_side(reply)
        against = swaps.reason_against_swap(found.professional, given, reply.professional, returned)
        shown.append(
            {"reply": reply, "who": words.called(reply.professional), "day": day_text(returned), "against": against}
        )
    return shown


def _days_to_return(
    request: HttpRequest, found: SwapOffer, given: list[Session], person: Professional
) -> list[tuple[OwnDay, str, str | None]]:
    """Return one's own days to come, in words, with the reason why one cannot be given in return."""
    ahead = own_sessions(request).filter(starts__gt=timezone.now(), state__in=Session.OPEN_STATES)
    days = own_days(ahead[: 2 * SHOWN], signed_in(request))
    return [
        (day, day_text(day.sessions), swaps.reason_against_swap(found.professional, given, person, day.sessions))
        for day in days
    ]


def _act(request: HttpRequest, found: SwapOffer) -> HttpResponse:
    act, by = request.POST.get("acte", ""), signed_in(request)
    try:
        if act == "retirer":
            swaps.withdraw(found, by)
            messages.success(request, "La journée n’est plus proposée à l’échange\u00a0: elle reste la vôtre.")
            return redirect("doctor-swaps")
        if act == "prendre":
            swaps.take(found, by)
            messages.success(request, "C’est fait\u00a0: cette journée est la vôtre. Les patients sont prévenus.")
            return redirect("doctor-days")
        if act == "donner":
            swaps.answer(found, _chosen(request), by)
            messages.success(request, f"{words.called(found.professional)} doit encore dire oui.")
        if act in ("oui", "non"):
            reply = get_object_or_404(found.replies.all(), pk=whole(request.POST.get("reponse", "")))
            (swaps.agree if act == "oui" else swaps.refuse)(reply, by)
            done = (
                "C’est fait\u00a0: les deux journées sont échangées."
                if act == "oui"
                else "C’est noté\u00a0: rien ne change."
            )
            messages.success(request, done)
            return redirect("doctor-days" if act == "oui" else "doctor-swaps")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("doctor-swap", pk=found.pk)


def _chosen(request: HttpRequest) -> list[Session]:
    """Return the sessions of one's own day that is given in return. Raises ``Refused`` if none is chosen."""
    pk = whole(request.POST.get("journee", ""))
    if pk is None:
        raise Refused("Choisissez la journée que vous donnez en retour.")
    session = get_object_or_404(own_sessions(request), pk=pk)
    return own_day(request, session, Session.OPEN_STATES).sessions
