"""What the pages of a booking share: what is said beside each question, the key of a form, a pace that is too fast."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.schemes import SCHEMES
from maillage.site import languages
from maillage.site.booking import pace, proofs
from maillage.site.booking.tokens import key_age
from maillage.site.www import contact, spoken
from maillage.site.www.patient import motives
from maillage.site.www.patient.request import Request

STEPS = 4


def page(request: HttpRequest, name: str, asked: Request, status: int = 200, **context: Any) -> HttpResponse:
    """Show a page of the journey with what is known so far beside the question."""
    base = {
        "asked": asked,
        "phone": contact.phone(),
        "steps": STEPS,
        "what": spoken.summary(asked.slot.session.rules) if asked.slot else "",
        "place": spoken.where(asked.slot.session) if asked.slot else "",
        "doctor": spoken.called(asked.slot.session.giver) if asked.slot else "",
        "motive": _motive_words(asked),
        "price": price_of(asked),
        "proof": request.POST.get("preuve", "")[: proofs.LONGEST],
        "proof_bits": proofs.BITS,
    }
    return render(request, f"patient/{name}.html", {**base, **context}, status=status)


def _motive_words(asked: Request) -> str:
    """Return what is booked and how long it lasts; "" where all visits last the same."""
    if asked.slot is None or asked.motive not in asked.slot.session.minutes_of:
        return ""
    minutes = asked.slot.session.minutes_of[asked.motive]
    return f"{motives.label_of(asked.motive)}, {spoken.minutes(minutes)}"


def price_of(asked: Request) -> str:
    """Return the price: of the scheme of the chosen slot, else the one common to all schemes."""
    return spoken.price(asked.slot.session.rules) if asked.slot else _common_price(languages.current().code)


@cache
def _common_price(_language: str) -> str:
    prices = {spoken.price(scheme) for scheme in SCHEMES.values()}
    return prices.pop() if len(prices) == 1 else _("tarif réglementé\u202f; un dépassement est dit avec le lieu")


def key_of(request: HttpRequest) -> str:
    """Return the key that this site issued with the form recently; empty for any other."""
    key = request.POST.get("cle", "")
    age = key_age(key, timezone.now())
    return key if age is not None and age < pace.FORM_LASTS else ""


def slower(request: HttpRequest, refusal: pace.TooFast) -> HttpResponse:
    """Say that this connection must wait, until when, and which other way to book there is."""
    page = render(request, "patient/slower.html", {"until": refusal.until, "phone": contact.phone()}, status=429)
    page["Retry-After"] = str(max(1, int((refusal.until - timezone.now()).total_seconds())))
    return page
