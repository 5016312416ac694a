"""Asking a centre for a treating doctor, without an account: which centres, the form, the page of the link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.models import Organisation
from maillage.site.booking import pace
from maillage.site.booking.models import BookingTry
from maillage.site.booking.patients import InvalidPatient, PatientData
from maillage.site.booking.tokens import new_key
from maillage.site.centres import own, registration
from maillage.site.centres.models import RegistrationRequest
from maillage.site.centres.registration import Wish
from maillage.site.directory.models import Place
from maillage.site.refusals import InvalidField, Refused
from maillage.site.www import contact
from maillage.site.www.centre.desk_forms import RegistrationForm
from maillage.site.www.patient.pages import key_of, slower

POSTS = ["GET", "HEAD", "POST"]
NAMES = ("first_name", "last_name", "birth_year", "commune", "email", "phone")


@login_not_required
@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """Show the centres that register patients, with their places and how many people wait."""
    rows = Organisation.objects.filter(patient_lists__isnull=False).distinct().order_by("name")
    found = []
    for one in rows:
        lists = registration.lists_of(one)
        waiting = RegistrationRequest.objects.filter(centre=one, state__in=RegistrationRequest.OPEN).count()
        found.append(
            (
                one,
                Place.objects.filter(organisation=one).order_by("pk")[:1],
                sum(max(0, kept.left) for kept in lists),
                waiting,
            )
        )
    return render(request, "centre/public_centres.html", {"rows": found, "phone": contact.phone()})


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(POSTS)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of a request, and put the person on the waiting list."""
    rows = Organisation.objects.filter(patient_lists__isnull=False).distinct()
    centre = get_object_or_404(rows, pk=pk)
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = _asked(request, centre, form)
        if done is not None:
            return done
    context = {
        "centre": centre, "form": form, "key": key_of(request) or new_key(), "phone": contact.phone(),
        "counter": registration.counter(own.region_of(centre)),
    }  # fmt: skip
    return render(request, "centre/public_request.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, centre: Organisation, form: RegistrationForm) -> HttpResponse | None:
    """Put the person of a valid form on the list; None, with errors on the form, if that is refused."""
    said, key = form.cleaned_data, key_of(request)
    if not key:
        form.add_error(None, "Ce formulaire n’est plus valable. Vérifiez, puis envoyez de nouveau.")
        return None
    patient = PatientData(**{name: said[name] for name in NAMES}, has_treating_doctor=False)
    wish = Wish(said["reason"], bool(said["home_visits"]))
    try:
        pace.enter(request.META.get("REMOTE_ADDR", ""), BookingTry.Kind.BOOK, timezone.now())
        token = registration.ask(centre, patient, wish, key, consent=bool(said["accord"]))
    except pace.TooFast as error:
        return slower(request, error)
    except (InvalidField, InvalidPatient) as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    except Refused as error:
        form.add_error(None, str(error))
        return None
    return redirect("treating-doctor-request", token=token)


@login_not_required
@never_cache
@require_http_methods(POSTS)
def request_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show where a request stands; accept or decline a place, leave the list."""
    row = registration.find(token)
    if row is None:
        raise Http404("Ce lien ne mène à aucune demande.")
    if request.method == "POST":
        _answered(request, row)
        return redirect("treating-doctor-request", token=token)
    standing = next((one for one in registration.queue(row.centre, timezone.now()) if one.request.pk == row.pk), None)
    context = {"row": row, "token": token, "standing": standing, "phone": contact.phone()}
    return render(request, "centre/public_status.html", context)


def _answered(request: HttpRequest, row: RegistrationRequest) -> None:
    act = request.POST.get("acte", "")
    try:
        if act in ("oui", "non"):
            registration.answer(row, accepts=act == "oui")
        elif act == "quitter":
            registration.leave(row)
    except Refused as refusal:
        messages.error(request, str(refusal))
