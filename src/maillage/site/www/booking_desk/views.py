"""The pages of those who book for somebody: a commune, then who is free near it, then the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.booking import calling, on_behalf, slot_table
from maillage.site.booking.models import Appointment, BookedFor
from maillage.site.booking.motives import motives
from maillage.site.booking.patients import InvalidPatient, PatientData
from maillage.site.booking.services import SameDay
from maillage.site.booking.tokens import new_key
from maillage.site.geography import services as geography
from maillage.site.geography.current import commune_of
from maillage.site.geography.models import Commune
from maillage.site.refusals import NotAllowed, Refused, WrongState
from maillage.site.www import words
from maillage.site.www.booking_desk import desks
from maillage.site.www.booking_desk.desks import Desk
from maillage.site.www.booking_desk.near import Asked, Near, free_near
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.patient.forms import IdentityForm, professions
from maillage.site.www.patient.free_times import NEAREST, SOONEST
from maillage.site.www.patient.pages import key_of

POSTS = ["GET", "HEAD", "POST"]
OTHERS = 6
"""Other communes of the same name or beginning that are offered."""
LAST = 10
TREATING = {"oui": True, "non": False}


@dataclass(frozen=True)
class Call:
    """What was said about a person: the commune as typed and as found, whether they have a treating doctor, who is
    wanted, the order of places."""

    desk: Desk
    typed: str
    commune: Commune | None
    others: tuple[Commune, ...]
    doctor: str
    profession: str
    order: str
    motive: str = ""

    @property
    def asked(self) -> Asked | None:
        """What the search needs; None without a commune."""
        if self.commune is None:
            return None
        return Asked(self.commune, TREATING.get(self.doctor), self.profession, self.order, self.motive)

    @property
    def soonest_first(self) -> str:
        """The address of the same call with the soonest place first."""
        return self._address(ordre=SOONEST)

    @property
    def nearest_first(self) -> str:
        """The address of the same call with the nearest place first."""
        return self._address(ordre=NEAREST)

    @property
    def elsewhere(self) -> list[tuple[Commune, str]]:
        """Other communes that may be meant, with the address of the same call there."""
        return [(one, self._address(commune=one.pk)) for one in self.others]

    def _address(self, **changes: str) -> str:
        told = {"commune": self.commune.pk if self.commune else "", "medecin": self.doctor,
                "soignant": self.profession, "ordre": self.order, "motif": self.motive, **changes}  # fmt: skip
        return f"{reverse(self.desk.page)}?{urlencode({name: value for name, value in told.items() if value})}"


def call_of(desk: Desk, answers: Any) -> Call:
    """Read what was typed; the first commune found is taken."""
    typed = answers.get("q", "").strip()[:80]
    code, others = answers.get("commune", "")[:5], list[Commune]()
    commune = commune_of(code) if code else None
    if commune is None and typed:
        found = list(geography.search(typed, OTHERS + 1))
        commune, others = (found[0], found[1:]) if found else (None, [])
    if commune is not None:
        timezone.activate(commune.zone)
    wanted, doctor = answers.get("soignant", ""), answers.get("medecin", "")
    return Call(
        desk=desk,
        typed=typed,
        commune=commune,
        others=tuple(others),
        doctor=doctor if desk.asks_doctor and doctor in TREATING else "",
        profession=wanted if wanted in dict(professions()) else "gp",
        order=NEAREST if answers.get("ordre") == NEAREST else SOONEST,
        motive=answers.get("motif", "") if answers.get("motif", "") in motives() else "",
    )


def _serve(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ask for the commune, show who is free near it, and book."""
    if request.method == "POST":
        return _book(request, call_of(desk, request.POST))
    call = call_of(desk, request.GET)
    return _page(request, call, desk.form(department=_department(call.commune)))


def _department(commune: Commune | None) -> str:
    return "" if commune is None else commune.department_id or ""


def _page(request: HttpRequest, call: Call, form: IdentityForm, status: int = 200, **more: Any) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    codes = call.desk.motives(user, slot_table.current())
    near = None if call.asked is None else free_near(call.desk, user, call.asked, now)
    shown = _in_order(near)
    chosen = whole(request.POST.get("creneau", "")) if request.method == "POST" else None
    rows = call.desk.booked(user).with_details().order_by("-pk")[:LAST]
    wanted = chosen if chosen in shown else next(iter(shown), None)
    context = {
        "desk": call.desk,
        "call": call,
        "near": near,
        "chosen": wanted,
        "focused": None if form.errors else wanted,
        "form": form,
        "key": key_of(request) or new_key(),
        "professions": professions(),
        "motives": [(code, motives()[code].label) for code in codes] if len(codes) > 1 else [],
        "by_distance": call.order == NEAREST,
        "missing": "q" in request.GET and call.commune is None,
        "booked": [
            (one, words.where(one.appointment.slot.session), reverse(call.desk.one, args=[one.pk])) for one in rows
        ],
        "calls": calling.calls(user, now) if call.desk is desks.TELEPHONE else [],
        "refusal": "",
        "same_day": False,
        **more,
    }
    return render(request, "booking_desk/desk.html", context, status=status)


def _in_order(near: Near | None) -> list[int]:
    return [time.pk for place in near.places for day in place.days for time in day.times] if near else []


def _book(request: HttpRequest, call: Call) -> HttpResponse:
    form = call.desk.form(request.POST, department=_department(call.commune))
    slot, key = whole(request.POST.get("creneau", "")), key_of(request)
    if call.commune is None:
        return redirect(call.desk.page)
    valid = form.is_valid()
    if slot is None or not key or not valid:
        form.mark_errors()
        told = "" if not valid else "Choisissez un horaire." if slot is None else "Vérifiez, puis réservez."
        return _page(request, call, form, 422, refusal=told)
    again = request.POST.get("meme_jour") == "oui"
    try:
        done = call.desk.books(slot, _data(call, form), key, signed_in(request), again, call.motive)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except InvalidPatient as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        form.mark_errors()
        return _page(request, call, form, 422)
    except SameDay as error:
        told = f"{error} Réservez de nouveau si c’est voulu."
        return _page(request, call, form, 409, refusal=told, same_day=True)
    except Refused as error:
        return _page(request, call, form, 409, refusal=str(error))
    return redirect(call.desk.one, pk=BookedFor.objects.get(appointment=done.appointment).pk)


def _data(call: Call, form: IdentityForm) -> PatientData:
    assert call.commune is not None
    said = form.cleaned_data
    return PatientData(
        first_name=said["first_name"], last_name=said["last_name"], birth_year=said.get("birth_year"),
        commune=call.commune.pk, has_treating_doctor=TREATING.get(call.doctor), email=said.get("email", ""),
        phone=said.get("phone", ""), language=said.get("language") or "fr", needs=tuple(said.get("needs", ())),
    )  # fmt: skip


def _one(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Show what to tell the person, and cancel on request."""
    user = signed_in(request)
    found = get_object_or_404(desk.booked(user).with_details().select_related("by"), pk=pk)
    if request.method == "POST":
        try:
            on_behalf.cancel(found, user)
            messages.success(request, "Le rendez-vous est annulé. La place est de nouveau libre.")
        except WrongState as refusal:
            messages.error(request, str(refusal))
        return redirect(desk.one, pk=pk)
    appointment = found.appointment
    session = appointment.slot.session
    context = {
        "desk": desk,
        "found": found,
        "appointment": appointment,
        "session": session,
        "place": words.where(session),
        "doctor": words.called(session.giver) if _tells_giver(desk, user, session) else "",
        "may_cancel": appointment.state == Appointment.State.BOOKED and appointment.slot.starts > timezone.now(),
    }
    return render(request, "booking_desk/booked.html", context)


def _tells_giver(desk: Desk, user: User, session: Session) -> bool:
    """Return whether a desk says who receives the person: a place needs the right to its sessions."""
    if desk is not desks.TELEPHONE:
        return True
    return Session.objects.visible_to(user, Reach.ORGANISATION).filter(pk=session.pk).exists()


OF_SERVICE, OWN = (
    gate(Reach.ORGANISATION, reads=Record.BOOKED_FOR, changes=Record.BOOKED_FOR),
    gate(Reach.OWN, reads=Record.BOOKED_FOR, changes=Record.BOOKED_FOR),
)
OF_PLACE = gate(Reach.ORGANISATION, reads=Record.APPOINTMENT, changes=Record.APPOINTMENT)


@require_http_methods(POSTS)
@sensitive_post_parameters()
@OF_SERVICE
def regulation(request: HttpRequest) -> HttpResponse:
    """The page of the regulator."""
    return _serve(request, desks.REGULATION)


@require_http_methods(POSTS)
@OF_SERVICE
def regulation_booked(request: HttpRequest, pk: int) -> HttpResponse:
    """What a service of regulation has booked."""
    return _one(request, desks.REGULATION, pk)


@require_http_methods(POSTS)
@sensitive_post_parameters()
@OWN
def referrals(request: HttpRequest) -> HttpResponse:
    """The page of a referrer."""
    return _serve(request, desks.REFERRALS)


@require_http_methods(POSTS)
@OWN
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """What a referrer has booked."""
    return _one(request, desks.REFERRALS, pk)


@require_http_methods(POSTS)
@sensitive_post_parameters()
@OF_PLACE
def telephone(request: HttpRequest) -> HttpResponse:
    """The page of a secretariat on the telephone."""
    return _serve(request, desks.TELEPHONE)


@require_http_methods(POSTS)
@OF_PLACE
def telephone_booked(request: HttpRequest, pk: int) -> HttpResponse:
    """What was booked on the telephone."""
    return _one(request, desks.TELEPHONE, pk)


@require_POST
@gate(Reach.ORGANISATION, changes=Record.APPOINTMENT)
def called(request: HttpRequest) -> HttpResponse:
    """Record that somebody without an e-mail address was called."""
    rows = Appointment.objects.changeable_by(request.user, Reach.ORGANISATION)
    found = get_object_or_404(rows, pk=whole(request.POST.get("rendez-vous", "")) or 0)
    calling.note_called(found, signed_in(request), timezone.now())
    messages.success(request, "C’est noté.")
    return redirect("telephone")
