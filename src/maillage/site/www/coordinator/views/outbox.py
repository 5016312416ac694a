"""The outbox as its coordination sees it: what waits, what failed, what SMS cost by month. No text and no address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.messages import services, sms
from maillage.site.messages.models import Message, SmsMonth
from maillage.site.messages.providers import reach_people
from maillage.site.messages.sms_settings import provider
from maillage.site.www.gates import gate

MONTHS = 24
KINDS = {"outbox": "aucun\u00a0: les SMS restent dans la boîte d’envoi visible", "ovh": "OVH", "http": "HTTP"}
MILLIEMES = 1000


@require_safe
@gate(Reach.TERRITORY, reads=Record.SITE)
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Show the states of the messages, those given up, and the segments and cost of SMS by month."""
    now = services.status()
    names = dict(Message.State.choices)
    months: list[dict[str, Any]] = [
        {"month": row.month, "messages": row.messages, "segments": row.segments, "cents": round(row.cost / MILLIEMES)}
        for row in SmsMonth.objects.all()[:MONTHS]
    ]
    by = provider()
    context = {
        "states": [(names[state], count) for state, count in now["states"].items()],
        "given_up": now["given_up"],
        "months": months,
        "leaves": reach_people(),
        "provider": KINDS[by.kind],
        "sms": sms.in_use(),
        "answers": sms.brings_answers(),
        "price": by.price,
        "longest": by.most_segments,
    }
    return render(request, "coordinator/outbox.html", context)
