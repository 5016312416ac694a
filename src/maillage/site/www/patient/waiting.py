"""The waiting list: joining it after a search, and the page of its link, which accepts, declines and leaves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from maillage.site import languages
from maillage.site.booking import pace
from maillage.site.booking import waiting as lists
from maillage.site.booking.models import BookingTry, WaitingEntry
from maillage.site.booking.patients import InvalidPatient, PatientData
from maillage.site.booking.tokens import new_key
from maillage.site.booking.waiting_rules import rules
from maillage.site.directory.models import Place
from maillage.site.refusals import InvalidField, Refused
from maillage.site.www import contact, spoken, toponyms
from maillage.site.www.numbers import whole
from maillage.site.www.patient.forms import IdentityForm
from maillage.site.www.patient.pages import key_of, price_of, slower
from maillage.site.www.patient.request import Request, answers_of

PLACE = "lieu"
RADIO = forms.RadioSelect(attrs={"class": "govuk-radios__input"})


class WhereForm(forms.Form):
    """How far somebody can come, and their consent to be on the list."""

    ou = forms.ChoiceField(
        label=gettext_lazy("Où pouvez-vous venir\u202f?"),
        widget=RADIO,
        error_messages={
            "required": gettext_lazy("Dites où vous pouvez venir."),
            "invalid_choice": gettext_lazy("Dites où vous pouvez venir."),
        },
    )
    accord = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}))

    def __init__(self, *args: Any, place: Place | None, commune: str, **kwargs: Any) -> None:
        """Offer the place that the person looked at, if any, and how far around ``commune``."""
        super().__init__(*args, **kwargs)
        around = {"commune": spoken.of_commune(commune)}
        choices = [
            ("30", _("À moins de 30\u00a0minutes %(commune)s") % around),
            ("60", _("À moins d’une heure %(commune)s") % around),
        ]
        if place is not None:
            choices.insert(
                0, (PLACE, _("Seulement à cet endroit\u00a0: %(place)s") % {"place": toponyms.curly(place.name)})
            )
        self.fields["ou"].choices = choices  # type: ignore[attr-defined]
        self.fields["ou"].initial = "30"
        self.fields["accord"].label = _(
            "J’accepte que ces réponses soient gardées %(days)s\u00a0jours pour me proposer une place. "
            "Je peux quitter la liste à tout moment."
        ) % {"days": rules().lasts.days}


class WaitingForm(WhereForm, IdentityForm):
    """Who waits, how far they can come, and their consent."""

    field_order = ("ou",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what the contacts are for."""
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _(
            "Les places qui se libèrent y sont proposées, avec peu de temps pour répondre."
        )
        self.fields["phone"].help_text = _("Sans adresse électronique, nous vous appelons à ce numéro.")


def _place(request: HttpRequest) -> Place | None:
    """Return the place that the person looked at."""
    answers = request.POST if request.method == "POST" else request.GET
    pk = whole(answers.get("lieu_attendu", ""))
    return None if pk is None else Place.objects.filter(pk=pk).first()


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def join(request: HttpRequest) -> HttpResponse:
    """Ask who waits and where they can come; put them on the list."""
    asked = answers_of(request.POST if request.method == "POST" else request.GET)
    if asked.commune is None or not asked.waiting:
        return redirect("booking")
    place = _place(request)
    form = WaitingForm(
        request.POST if request.method == "POST" else None, other=asked.other,
        department=asked.commune.department_id or "", place=place, commune=asked.commune.name,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        done = _join(request, asked, form, place)
        if done is not None:
            return done
    form.mark_errors()
    context = {
        "asked": asked, "form": form, "place": place, "key": key_of(request) or new_key(), "phone": contact.phone(),
        "price": price_of(asked),
    }  # fmt: skip
    return render(request, "patient/waiting.html", context, status=422 if form.errors else 200)


def _join(request: HttpRequest, asked: Request, form: WaitingForm, place: Place | None) -> HttpResponse | None:
    """Put the person of a valid form on the list; None, with errors on the form, if that is refused."""
    assert asked.commune is not None
    said = form.cleaned_data
    names = ("first_name", "last_name", "birth_year", "email", "phone")
    patient = PatientData(
        **{name: said[name] for name in names}, commune=asked.commune.pk, has_treating_doctor=bool(asked.treating),
        referred=asked.referred, not_seen_for_years=asked.not_seen_for_years,
        language=languages.current().code, needs=tuple(said["needs"]),
    )  # fmt: skip
    here = place if said["ou"] == PLACE else None
    wish = lists.WaitingWish(asked.profession, here, lists.FARTHEST_MINUTES if here else int(said["ou"]))
    key = key_of(request)
    if not key:
        form.add_error(None, _("Ce formulaire n’est plus valable. Vérifiez, puis inscrivez-vous."))
        return None
    try:
        pace.enter(request.META.get("REMOTE_ADDR", ""), BookingTry.Kind.BOOK, timezone.now())
        token = lists.join(patient, wish, key, consent=bool(said["accord"]))
    except pace.TooFast as error:
        return slower(request, error)
    except (InvalidField, InvalidPatient) as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    except Refused as error:
        form.add_error(None, str(error))
        return None
    return redirect("waiting-entry", token=token)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a person waits for and the slot offered to them; accept, decline or leave."""
    found = lists.find(token)
    if found is None:
        raise Http404(_("Ce lien ne mène à aucune inscription."))
    languages.speak_to(request, found.patient.language)
    if request.method == "POST":
        return _act(request, token)
    offer = lists.open_offer(found, timezone.now())
    session = offer.slot.session if offer is not None else None
    context = {
        "entry": found,
        "token": token,
        "offer": offer,
        "session": session,
        "where": spoken.where(session) if session is not None else "",
        "around": spoken.of_commune(found.patient.commune.name),
        "waiting": found.state == WaitingEntry.State.WAITING,
        "leaving": "quitter" in request.GET,
        "held": found.appointment,
        "phone": contact.phone(),
    }
    return render(request, "patient/waiting_entry.html", context)


def _act(request: HttpRequest, token: str) -> HttpResponse:
    act, offer = request.POST.get("acte", ""), whole(request.POST.get("place", "")) or 0

    def link(secret: str) -> str:
        return request.build_absolute_uri(reverse("appointment", args=[secret]))

    try:
        if act == "accepter":
            return redirect("appointment", token=lists.accept(token, offer, link=link).token)
        if act == "refuser":
            lists.decline(token, offer)
            messages.success(request, _("C’est noté\u00a0: la place va à quelqu’un d’autre, vous restez sur la liste."))
        elif act == "quitter":
            lists.leave(token)
            messages.success(request, _("Vous avez quitté la liste d’attente."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("waiting-entry", token=token)
