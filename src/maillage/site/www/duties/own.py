"""Pages of a doctor: their duties and counts, the duties to take, their wishes for the next rota."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.duties import publishing, services
from maillage.site.duties.models import SCHEMES, Rota, RotaMember
from maillage.site.duties.problem import year_of
from maillage.site.refusals import Refused
from maillage.site.www import french, words
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.doctor.days import own_person
from maillage.site.www.duties.forms import WishesForm
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

SHOWN, HOLES = 40, 12


def _members(request: HttpRequest, person: Professional) -> list[RotaMember]:
    own = Rota.objects.visible_to(request.user, Reach.OWN)
    rows = RotaMember.objects.filter(professional=person, rota__in=own).order_by("rota__starts")
    found = list(rows.select_related("rota", "professional__home").prefetch_related("wishes"))
    for one in found:
        one.professional = person
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.DUTY, changes=Record.DUTY)
def duties(request: HttpRequest) -> HttpResponse:
    """Show one's duties and counts, the rotas that wait for wishes, and the duties that one may take."""
    person = own_person(request)
    if person is None:
        return render(request, "doctor/unknown.html")
    now = timezone.now()
    if request.method == "POST" and _took(request, person):
        return redirect("own-duties")
    members = _members(request, person)
    rows = Session.objects.visible_to(request.user, Reach.OWN).filter(
        programme__scheme__in=SCHEMES, ends__gt=now, state__in=Session.OPEN_STATES
    )
    today = timezone.localdate(timezone=person.home.zone)
    holes = [one for one in publishing.holes_for(person, now)[:HOLES] if _free(one, person)]
    context = {
        "duties": [_told(one) for one in rows.with_posts().order_by("starts")[:SHOWN]],
        "open": [one for one in members if one.rota.takes_wishes(today)],
        "holes": [_told(one) for one in holes],
        "counts": _counts(members, person, today.year),
        "year": today.year,
        "known": bool(members),
    }
    return render(request, "duties/own.html", context, status=422 if request.method == "POST" else 200)


def _free(session: Session, person: Professional) -> bool:
    return publishing.reason_not_to_take(session, person) is None


def _told(session: Session) -> dict[str, Any]:
    zone = session.zone
    hours = f"{french.clock(session.starts, zone)} à {french.clock(session.ends, zone)}"
    return {"session": session, "zone": zone, "hours": hours, "where": words.where(session)}


def _counts(members: list[RotaMember], person: Professional, year: int) -> list[tuple[str, int]]:
    """Return the duties of a year, done and to come, over all rotas of the doctor's organisers."""
    from maillage.planning.rota import Count

    rotas = {
        (one.rota.organisation_id, one.rota.department_id): one.rota for one in members if one.rota.starts.year == year
    }
    found = [year_of(rota, [person.pk])[person.pk] for rota in rotas.values()]
    labels = {
        Count.DUTIES: "gardes", Count.NIGHTS: "nuits", Count.WEEKENDS: "gardes de week-end",
        Count.HOLIDAYS: "gardes de jour férié",
    }  # fmt: skip
    return [(label, sum(one[count] for one in found)) for count, label in labels.items()]


def _took(request: HttpRequest, person: Professional) -> bool:
    """Take a duty without a doctor; return whether it was taken, else say why not above the page."""
    known = {one.pk: one for one in publishing.holes_for(person, timezone.now())}
    session = known.get(whole(request.POST.get("garde", "")) or 0)
    if session is None:
        messages.error(request, "Cette garde n’est plus à prendre.")
        return False
    try:
        publishing.take(session, signed_in(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, "C’est fait\u00a0: cette garde est la vôtre.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.DUTY, changes=Record.DUTY)
def wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """Say, date by date, whether one can be on duty, until the last day of the wishes."""
    own = Rota.objects.visible_to(request.user, Reach.OWN)
    rows = RotaMember.objects.filter(professional__user=signed_in(request), rota__in=own)
    member = get_object_or_404(rows.select_related("rota", "professional__home"), rota=pk)
    said = {one.date: one.kind for one in member.wishes.all()}
    form = WishesForm(
        request.POST if request.method == "POST" else None, member=member, dates=services.wish_dates(member),
        wishes=said,
    )  # fmt: skip
    today = timezone.localdate(timezone=member.professional.home.zone)
    if request.method == "POST" and form.is_valid():
        with refused_on(form), transaction.atomic():
            services.say_limits(member, form.limits_of(), signed_in(request), today=today)
            services.give_wishes(member, form.data_of(), signed_in(request), today=today)
            messages.success(request, "Vos vœux sont enregistrés. Vous pouvez les changer jusqu’au dernier jour.")
            return redirect("own-duties")
    context = {
        "form": form, "rota": member.rota, "open": member.rota.takes_wishes(today), "whose": "Mes vœux", "member": None,
    }  # fmt: skip
    return render(request, "duties/wishes.html", context, status=422 if form.errors else 200)
