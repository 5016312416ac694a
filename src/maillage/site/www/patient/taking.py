"""The fourth step of a booking: for what, who comes, all answers before they are sent, and the booking itself."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.site import languages
from maillage.site.booking import pace, proofs, services
from maillage.site.booking.models import BookingTry
from maillage.site.booking.needs import not_promised, words_of_needs
from maillage.site.booking.patients import InvalidPatient, PatientData
from maillage.site.booking.tokens import key_age, new_key
from maillage.site.refusals import Refused
from maillage.site.www.patient import motives
from maillage.site.www.patient.forms import IdentityForm, more_asked
from maillage.site.www.patient.pages import key_of, page, slower
from maillage.site.www.patient.request import Request, answers_of
from maillage.site.www.patient.searching import schemes_asked, when


def asks_motive(asked: Request) -> bool:
    """Return whether the motive is asked: not of whom the second step asks more, so that twelve fields remain the most.

    Their visit is the usual one of the session.
    """
    return not more_asked(schemes_asked(asked), asked.before)


def motive_fits(asked: Request, fits: list[tuple[str, str]]) -> bool:
    """Return whether the motive given is one of those that fit at the chosen time."""
    return asked.motive in dict(fits)


def with_motive(asked: Request, fits: list[tuple[str, str]]) -> Request:
    """Return the answers with a motive that fits at the chosen time: the one given, else the first of the session."""
    if motive_fits(asked, fits):
        return asked
    return replace(asked, motive=fits[0][0] if fits else "")


def identity(request: HttpRequest, asked: Request, form: IdentityForm, status: int = 200) -> HttpResponse:
    """Ask who comes. The form's key holds the time it was first shown, and makes a double submission one booking."""
    key = key_of(request) or new_key()
    return page(request, "identity", asked, status, form=form, key=key, back=asked.query(choisir=1))


def post(request: HttpRequest) -> HttpResponse:
    """Take a form: another day of the list is opened, what is missing is asked again, a complete one is booked."""
    asked = answers_of(request.POST)
    if asked.commune is None or asked.treating is None or not asked.profession:
        return redirect("booking")
    if "ouvrir" in request.POST:
        carried = [(name, one) for name in (*IdentityForm.base_fields, "cle") for one in request.POST.getlist(name)]
        return when(request, asked, carried=carried)
    if asked.slot is None:
        return redirect(asked.query(suite=1))
    department = asked.commune.department_id or ""
    if asked.motive not in asked.slot.session.minutes_of:
        asked = with_motive(asked, motives.choices(asked.slot))
    form = IdentityForm(request.POST, other=asked.other, department=department)
    valid = form.is_valid()
    if not valid or request.POST.get("etape") == "modifier":
        form.mark_errors()
        return identity(request, asked, form, 200 if valid else 422)
    if request.POST.get("etape") != "reserver":
        return _check(request, asked, form)
    return _book(request, asked, form)


def _check(
    request: HttpRequest, asked: Request, form: IdentityForm, *, question: str = "", same_day: bool = False
) -> HttpResponse:
    """Show all answers before they are submitted."""
    prepared = words_of_needs(form.cleaned_data["needs"], languages.current().code)
    context = {"form": form, "key": key_of(request) or new_key(), "question": question, "same_day": same_day,
               "prepared": prepared, "not_promised": _not_promised(asked, form)}  # fmt: skip
    return page(request, "check", asked, 409 if question else 200, back=asked.query(), **context)


def _not_promised(asked: Request, form: IdentityForm) -> str:
    return "" if asked.slot is None else not_promised(asked.slot.session, form.cleaned_data["needs"])


def _patient(asked: Request, form: IdentityForm) -> PatientData:
    assert asked.commune is not None
    fields = {name: form.cleaned_data[name] for name in ("first_name", "last_name", "birth_year", "email", "phone")}
    return PatientData(
        **fields,
        commune=asked.commune.pk,
        has_treating_doctor=bool(asked.treating),
        referred=asked.referred,
        not_seen_for_years=asked.not_seen_for_years,
        language=languages.current().code,
        needs=tuple(form.cleaned_data["needs"]),
    )


def _book(request: HttpRequest, asked: Request, form: IdentityForm) -> HttpResponse:
    assert asked.slot is not None
    key, now = key_of(request), timezone.now()
    if not key:
        return _check(request, asked, form, question=_("Ce formulaire n’est plus valable. Vérifiez, puis réservez."))
    proven = proofs.proven(key, request.POST.get("preuve", ""))
    if (key_age(key, now) or now - now) < pace.least_age(proven=proven, now=now):
        return _check(request, asked, form, question=_("C’était très rapide. Vérifiez vos réponses, puis réservez."))

    def link(token: str) -> str:
        return request.build_absolute_uri(reverse("appointment", args=[token]))

    again = request.POST.get("meme_jour") == "oui"
    try:
        pace.enter(request.META.get("REMOTE_ADDR", ""), BookingTry.Kind.BOOK, now)
        done = services.book(asked.slot.pk, _patient(asked, form), key, same_day=again, motive=asked.motive, link=link)
    except pace.TooFast as error:
        return slower(request, error)
    except services.SameDay as error:
        return _check(request, asked, form, question=str(error), same_day=True)
    except InvalidPatient as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _identity_again(request, asked, form)
    except Refused as error:
        carried = [*form.carried(), ("cle", key)]
        free = replace(asked, slot=None)
        return when(request, free, status=409, refusal=str(error), carried=carried)
    if done.new:
        pace.watch(done.appointment.slot.session, now)
    return redirect("appointment", token=done.token)


def _identity_again(request: HttpRequest, asked: Request, form: IdentityForm) -> HttpResponse:
    form.mark_errors()
    return identity(request, asked, form, 422)
