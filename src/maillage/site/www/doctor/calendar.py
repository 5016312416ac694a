"""A doctor's calendar: a month as a list, its secret address, and their own calendar that is read here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import next_month
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda import absences, busy, calendar_access, feeds
from maillage.site.agenda.calendar_models import CalendarFeed, OwnCalendar
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.refusals import Refused
from maillage.site.www import french, words
from maillage.site.www.absences import span
from maillage.site.www.calendars import CalendarEntry, calendar_of
from maillage.site.www.coordinator.fields import line, show_refusal
from maillage.site.www.doctor.days import own_days, own_person, own_sessions
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

SHOWN_STATES = (*Session.STANDING_STATES, Session.State.HELD)
LONGEST = 1000


class OwnCalendarForm(forms.Form):
    """The address of the calendar that a doctor keeps elsewhere."""

    address = line(
        "Adresse iCal de votre agenda", "Donnez l’adresse.", longest=LONGEST,
        help_text="Elle commence par https://. Votre agenda la montre sous «\u00a0partager\u00a0» ou "
        "«\u00a0publier\u00a0».",
    )  # fmt: skip


class PasswordForm(forms.Form):
    """The name of an application that gets a password of its own."""

    label = line(
        "Nom de l’application", "Donnez le nom de l’application.", longest=60,
        help_text="Pour la reconnaître ici, par exemple «\u00a0Téléphone\u00a0».",
    )  # fmt: skip


@require_safe
@gate(Reach.OWN, reads=Record.SESSION)
def month(request: HttpRequest) -> HttpResponse:
    """Show a month: one's days, absences and busy times, in the order of the days."""
    person = own_person(request)
    if person is None:
        return render(request, "doctor/unknown.html")
    first = _month(request.GET.get("mois", ""), timezone.localdate(timezone=person.home.zone))
    after = next_month(first)
    margin = dt.timedelta(days=1)
    zone = person.home.zone
    starts, ends = (dt.datetime.combine(day, dt.time(), zone) for day in (first, after))
    rows = own_sessions(request).filter(state__in=SHOWN_STATES, starts__gt=starts - margin, starts__lt=ends + margin)
    taken = busy.busy_times([person.pk], starts, ends).get(person.pk, [])
    days = [
        day
        for day in own_days(rows, signed_in(request))
        if first <= french.day_of(day.first.starts, day.first.zone) < after
    ]
    later = own_sessions(request).filter(state__in=SHOWN_STATES, starts__gte=ends).order_by("starts")
    following = None if days else later.first()
    context = {
        "month": first,
        "days": days,
        "next_day": french.day_of(following.starts, following.zone) if following is not None else None,
        "absences": [
            span(one) for one in absences.to_come(person) if one.starts.date() < after and one.ends.date() >= first
        ],
        "busy": sorted({max(since, starts).astimezone(zone).date() for since, _ in taken}),
        "before": _earlier(first),
        "after": after,
    }
    return render(request, "doctor/calendar.html", context)


def _month(text: str, today: dt.date) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 a month has no time zone
    except ValueError:
        return today.replace(day=1)


def _earlier(first: dt.date) -> dt.date:
    return (first - dt.timedelta(days=1)).replace(day=1)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.OWN, reads=Record.SESSION, changes=Record.SESSION)
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Show, renew or stop the secret address of one's days; give or forget the address of one's own calendar."""
    person = own_person(request)
    if person is None:
        return render(request, "doctor/unknown.html")
    act = request.POST.get("acte", "")
    form = OwnCalendarForm(request.POST if act == "donner" else None)
    naming = PasswordForm(request.POST if act == "motdepasse" else None)
    secret = _new_password(person, naming) if naming.is_bound else ""
    if request.method == "POST" and not secret and (done := _changed(person, act, form, request.POST)):
        messages.success(request, done)
        return redirect("doctor-subscriptions")
    feed = CalendarFeed.objects.filter(professional=person).select_related("professional").first()
    open_ = feed is not None and feeds.is_open(feed)
    context: dict[str, Any] = {
        "form": form,
        "address": settings.PUBLIC_ADDRESS + reverse("calendar-feed", args=[feeds.secret_of(feed)])
        if open_ and feed
        else "",
        "own": OwnCalendar.objects.filter(professional=person).first(),
        "naming": naming if not secret else PasswordForm(),
        "secret": secret,
        "server": settings.PUBLIC_ADDRESS + reverse("caldav"),
        "user_name": signed_in(request).email,
        "passwords": person.calendar_passwords.all(),  # type: ignore[attr-defined]
        "every": busy.EVERY,
        "since": _since(person),
    }
    wrong = form if form.errors else naming
    answer = render(
        request, "doctor/subscriptions.html", {**context, "form": form, "wrong": wrong},
        status=422 if wrong.errors else 200,
    )  # fmt: skip
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


def _since(person: Professional) -> dt.timedelta:
    """Return how long ago the own calendar of a person was last read."""
    read = OwnCalendar.objects.filter(professional=person).values_list("read_at", flat=True).first()
    return timezone.now() - read if read is not None else dt.timedelta(0)


def _new_password(person: Professional, form: PasswordForm) -> str:
    """Make a password for an application, shown on this one answer; "" if the form is not filled in."""
    if form.is_valid():
        try:
            return calendar_access.add_password(person, form.cleaned_data["label"])
        except Refused as refusal:
            show_refusal(form, refusal)
    return ""


def _changed(person: Professional, act: str, form: OwnCalendarForm, said: Mapping[str, str]) -> str:
    """Do what a form asks; return what to say, "" if nothing was done."""
    if act == "retirer" and calendar_access.revoke_password(person, whole(said.get("cle", "")) or 0):
        return "Ce mot de passe ne marche plus."
    if act == "renouveler":
        feeds.renew(person)
        return "Voici une nouvelle adresse. L’ancienne ne marche plus."
    if act == "arreter":
        feeds.revoke(person)
        return "L’adresse ne marche plus."
    if act == "oublier":
        busy.forget_address(person)
        return "L’adresse et ce qui y avait été lu sont effacés."
    if act == "donner" and form.is_valid():
        try:
            busy.give_address(person, form.cleaned_data["address"])
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return "C’est noté\u00a0: votre agenda sera lu dans le quart d’heure."
    return ""


@login_not_required
@require_safe
def feed(_: HttpRequest, secret: str) -> HttpResponse:
    """Answer the days of the doctor to whom the secret address belongs, without anything about patients."""
    person = feeds.owner_of(secret)
    if person is None:
        raise Http404
    entries = [
        CalendarEntry(
            f"session-{one.session.pk}", one.session.starts, one.session.ends, one.session.rules.label,
            words.where(one.session), sequence=one.sequence, cancelled=one.cancelled,
        )
        for one in feeds.days_of(person, timezone.now())
    ]  # fmt: skip
    answer = calendar_of(entries, "mes-journees.ics")
    answer["Cache-Control"], answer["X-Robots-Tag"] = "private, no-cache", "noindex"
    return answer
