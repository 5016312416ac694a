"""Moving an appointment by its link, and asking for a lost link; neither needs an account."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from maillage.schemes import PatientFacts
from maillage.site.agenda.models import Slot
from maillage.site.booking import finding, moving, pace
from maillage.site.booking.models import Appointment, BookingTry
from maillage.site.booking.patients import InvalidPatient
from maillage.site.refusals import Refused
from maillage.site.www import contact, spoken
from maillage.site.www.patient.appointment import appointment_of, refused
from maillage.site.www.patient.free_times import SOONEST, Wish, opened_by, place_cards, summary_of
from maillage.site.www.patient.pages import slower
from maillage.site.www.patient.request import slot_of


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Show other times for the appointment of a link; ask for confirmation before moving it."""
    found = appointment_of(request, token)
    if found.state != Appointment.State.BOOKED or found.slot.starts <= timezone.now():
        message = _("Ce rendez-vous est passé ou annulé, il ne peut plus être déplacé.")
        return refused(request, token, message)
    if request.method == "POST":
        return _move(request, found, token)
    slot = slot_of(request.GET.get("creneau", ""))
    if slot is None or "choisir" in request.GET:
        return _choose(request, found, token, chosen=slot, missing="suite" in request.GET)
    context = {
        "appointment": found,
        "token": token,
        "slot": slot,
        "place": spoken.where(slot.session),
        "old_place": spoken.where(found.slot.session),
        "doctor": spoken.called(slot.session.giver),
        "price": spoken.price(slot.session.rules),
        "back": f"{reverse('appointment-move', args=[token])}?creneau={slot.pk}&choisir=1",
    }
    return render(request, "patient/move_check.html", context)


def _move(request: HttpRequest, found: Appointment, token: str) -> HttpResponse:
    slot = slot_of(request.POST.get("creneau", ""))
    if slot is None:
        return redirect(f"{reverse('appointment-move', args=[token])}?suite=1")
    try:
        moving.move(token, slot.pk)
    except Refused as refusal:
        return _choose(request, found, token, refusal=str(refusal), status=409)
    return redirect("appointment", token=token)


def _choose(
    request: HttpRequest,
    found: Appointment,
    token: str,
    *,
    chosen: Slot | None = None,
    missing: bool = False,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    told = moving.told_by(found)
    giver = found.slot.session.giver
    facts = PatientFacts(
        has_treating_doctor=told.has_treating_doctor is not False,
        not_seen_for_years=told.not_seen_for_years,
        referred=told.referred,
    )
    order = request.GET.get("ordre", SOONEST)
    wish = Wish(found.patient.commune, giver.profession if giver is not None else "", facts, order)
    cards = place_cards(wish, opened_by(request.GET.dict(), chosen))
    context = {
        "appointment": found,
        "token": token,
        "place": spoken.where(found.slot.session),
        "cards": cards,
        "order": order,
        "summary": summary_of(cards),
        "missing": missing,
        "refusal": refusal,
        "carried": [],
        "phone": contact.phone(),
        "back": reverse("appointment", args=[token]),
    }
    return render(request, "patient/move.html", context, status=status)


class ContactForm(forms.Form):
    """The contact used to book the appointment."""

    contact = forms.CharField(
        label=gettext_lazy("Téléphone ou adresse électronique"),
        help_text=gettext_lazy("Celui ou celle que vous avez donné en prenant le rendez-vous."),
        max_length=254,
        widget=forms.TextInput(attrs={"class": "govuk-input mg-half", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Donnez le téléphone ou l’adresse électronique du rendez-vous.")},
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def find_again(request: HttpRequest) -> HttpResponse:
    """Send a lost link; the answer does not reveal whether an appointment was found."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pace.enter(request.META.get("REMOTE_ADDR", ""), BookingTry.Kind.FIND, timezone.now())
            finding.send_again(form.cleaned_data["contact"])
        except pace.TooFast as error:
            return slower(request, error)
        except InvalidPatient as error:
            form.add_error("contact", str(error))
        else:
            return redirect(f"{reverse('appointment-find')}?demande=1")
    if form.errors:
        form.fields["contact"].widget.attrs["class"] += " govuk-input--error"
    context = {"form": form, "asked": "demande" in request.GET, "phone": contact.phone(), "back": reverse("booking")}
    return render(request, "patient/find.html", context, status=422 if form.errors else 200)
