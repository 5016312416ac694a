"""Being told when a place is free on an earlier day than that of one's appointment, by its link."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillage.site.booking import pace, waiting
from maillage.site.booking.models import Appointment, BookingTry
from maillage.site.booking.patients import InvalidPatient
from maillage.site.booking.tokens import new_key
from maillage.site.refusals import InvalidField, Refused
from maillage.site.www import contact, spoken
from maillage.site.www.patient.appointment import appointment_of, refused
from maillage.site.www.patient.pages import key_of, slower
from maillage.site.www.patient.waiting import PLACE, WhereForm


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: HttpRequest, token: str) -> HttpResponse:
    """Ask where the person of an appointment can come, and put them on the list for an earlier date."""
    found = appointment_of(request, token)
    session, link = found.slot.session, waiting.waiting_for_earlier(found)
    if link:
        return redirect("waiting-entry", token=link)
    if not waiting.may_wait_for_earlier(found, timezone.now()):
        return refused(request, token, _("Ce rendez-vous ne peut plus être avancé."))
    commune = found.patient.commune.name
    form = WhereForm(request.POST if request.method == "POST" else None, place=session.place, commune=commune)
    if request.method == "POST" and form.is_valid():
        done = _join(request, found, token, form)
        if done is not None:
            return done
    context = {
        "form": form, "token": token, "slot": found.slot, "place": spoken.where(session),
        "key": key_of(request) or new_key(), "phone": contact.phone(),
    }  # fmt: skip
    return render(request, "patient/earlier.html", context, status=422 if form.errors else 200)


def _join(request: HttpRequest, found: Appointment, token: str, form: WhereForm) -> HttpResponse | None:
    """Put the person on the list; None, with errors on the form, if that is refused."""
    said, giver = form.cleaned_data, found.slot.session.giver
    here = found.slot.session.place if said["ou"] == PLACE else None
    minutes = waiting.FARTHEST_MINUTES if here else int(said["ou"])
    wish = waiting.WaitingWish(giver.profession if giver is not None else "", here, minutes)
    key = key_of(request)
    if not key:
        form.add_error(None, _("Ce formulaire n’est plus valable. Vérifiez, puis inscrivez-vous."))
        return None
    try:
        pace.enter(request.META.get("REMOTE_ADDR", ""), BookingTry.Kind.BOOK, timezone.now())
        link = waiting.join_for_earlier(token, wish, key, consent=bool(said["accord"]))
    except pace.TooFast as error:
        return slower(request, error)
    except InvalidField as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    except (InvalidPatient, Refused) as error:
        form.add_error(None, str(error))
        return None
    return redirect("waiting-entry", token=link)
