"""The page of the regulator: a commune, then who is free near it, then a name and a telephone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.accounts.scope import Scope
from maillage.site.booking import on_behalf
from maillage.site.booking.models import BookedFor
from maillage.site.booking.patients import InvalidPatient, PatientData
from maillage.site.booking.services import SameDay
from maillage.site.booking.tokens import new_key
from maillage.site.geography import services as geography
from maillage.site.geography.current import commune_of
from maillage.site.geography.models import Commune
from maillage.site.refusals import Refused, WrongState
from maillage.site.www import words
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.patient.forms import professions
from maillage.site.www.patient.views import key_of
from maillage.site.www.regulator.forms import CallerForm
from maillage.site.www.regulator.near import NEAREST, SOONEST, free_near

OTHERS = 6
"""Other communes of the same name or beginning that are offered."""
LAST = 10


@dataclass(frozen=True)
class Call:
    """What the regulator has said about a call: the commune as typed and as found, who is wanted, the order."""

    typed: str
    commune: Commune | None
    others: tuple[Commune, ...]
    profession: str
    order: str

    @property
    def soonest_first(self) -> str:
        """The address of the same call with the soonest place first."""
        return self._address(SOONEST)

    @property
    def nearest_first(self) -> str:
        """The address of the same call with the nearest place first."""
        return self._address(NEAREST)

    def _address(self, order: str) -> str:
        commune = self.commune.pk if self.commune else ""
        return f"{reverse('regulation')}?{urlencode({'commune': commune, 'soignant': self.profession, 'ordre': order})}"


def call_of(answers: Any, territory: Scope) -> Call:
    """Read what was typed; the first commune found is taken, those of the territory before others."""
    typed = answers.get("q", "").strip()[:80]
    code, others = answers.get("commune", "")[:5], list[Commune]()
    commune = commune_of(code) if code else None
    if commune is None and typed:
        found = list(geography.search(typed, 4 * OTHERS))
        inside = set(
            Commune.objects.filter(territory.in_territory(), pk__in=[one.pk for one in found]).values_list(
                "pk", flat=True
            )
        )
        found.sort(key=lambda one: one.pk not in inside)
        commune, others = (found[0], found[1 : 1 + OTHERS]) if found else (None, [])
    if commune is not None:
        timezone.activate(commune.zone)
    wanted = answers.get("soignant", "")
    return Call(
        typed=typed,
        commune=commune,
        others=tuple(others),
        profession=wanted if wanted in dict(professions()) else "gp",
        order=NEAREST if answers.get("ordre") == NEAREST else SOONEST,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@gate(Reach.ORGANISATION, reads=Record.BOOKED_FOR, changes=Record.BOOKED_FOR)
def regulation(request: HttpRequest) -> HttpResponse:
    """Ask for the commune of the caller, show who is free near it, and book."""
    territory = on_behalf.territory_of(on_behalf.service_of(signed_in(request)))
    if request.method == "POST":
        return _book(request, call_of(request.POST, territory), territory)
    call = call_of(request.GET, territory)
    form = CallerForm(department=_department(call.commune))
    return _page(request, call, territory, form)


def _department(commune: Commune | None) -> str:
    return "" if commune is None else commune.department_id or ""


def _page(
    request: HttpRequest, call: Call, territory: Scope, form: CallerForm, status: int = 200, **more: Any
) -> HttpResponse:
    now = timezone.now()
    near = None if call.commune is None else free_near(call.commune, call.profession, call.order, territory, now)
    rows = BookedFor.objects.visible_to(request.user, Reach.ORGANISATION).with_details()
    chosen = whole(request.POST.get("creneau", "")) if request.method == "POST" else None
    shown = {time.pk for place in near.places for day in place.days for time in day.times} if near else set[int]()
    context = {
        "call": call,
        "near": near,
        "chosen": chosen if chosen in shown else next(iter(_in_order(near)), None),
        "form": form,
        "key": key_of(request) or new_key(),
        "professions": professions(),
        "by_distance": call.order == NEAREST,
        "missing": "q" in request.GET and call.commune is None,
        "booked": [(one, words.where(one.appointment.slot.session)) for one in rows.order_by("-pk")[:LAST]],
        "refusal": "",
        "same_day": False,
        **more,
    }
    return render(request, "regulator/regulation.html", context, status=status)


def _in_order(near: Any) -> list[int]:
    return [time.pk for place in near.places for day in place.days for time in day.times] if near else []


def _book(request: HttpRequest, call: Call, territory: Scope) -> HttpResponse:
    form = CallerForm(request.POST, department=_department(call.commune))
    slot, key = whole(request.POST.get("creneau", "")), key_of(request)
    if call.commune is None:
        return redirect("regulation")
    valid = form.is_valid()
    if slot is None or not key or not valid:
        form.mark_errors()
        told = "" if not valid else "Choisissez un horaire." if slot is None else "Vérifiez, puis réservez."
        return _page(request, call, territory, form, 422, refusal=told)
    data = PatientData(
        **{name: form.cleaned_data[name] for name in ("first_name", "last_name", "phone")},
        birth_year=None, commune=call.commune.pk, has_treating_doctor=None,
    )  # fmt: skip
    again = request.POST.get("meme_jour") == "oui"
    try:
        done = on_behalf.book_for_caller(slot, data, key, signed_in(request), same_day=again)
    except InvalidPatient as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        form.mark_errors()
        return _page(request, call, territory, form, 422)
    except SameDay as error:
        told = f"{error} Réservez de nouveau si c’est voulu."
        return _page(request, call, territory, form, 409, refusal=told, same_day=True)
    except Refused as error:
        return _page(request, call, territory, form, 409, refusal=str(error))
    return redirect("regulation-booked", pk=BookedFor.objects.get(appointment=done.appointment).pk)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.BOOKED_FOR, changes=Record.BOOKED_FOR)
def booked(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what to tell the caller, and cancel on request."""
    rows = BookedFor.objects.visible_to(request.user, Reach.ORGANISATION).with_details().select_related("by")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        try:
            on_behalf.cancel(found, signed_in(request))
            messages.success(request, "Le rendez-vous est annulé. La place est de nouveau libre.")
        except WrongState as refusal:
            messages.error(request, str(refusal))
        return redirect("regulation-booked", pk=pk)
    appointment = found.appointment
    session = appointment.slot.session
    context = {
        "found": found,
        "appointment": appointment,
        "session": session,
        "place": words.where(session),
        "doctor": words.called(session.giver),
        "may_cancel": appointment.state == "booked" and appointment.slot.starts > timezone.now(),
    }
    return render(request, "regulator/booked.html", context)
