"""The dashboard of delays of a platform: by hospital, by hour and by weekday; the same as a table."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.expertise.delays import Delays, SentRequest, Spread, delays, delays_by, hour_of, sent_to, weekday_of
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.www import french, sheets, toponyms
from maillage.site.www.gates import gate
from maillage.site.www.platforms.forms import PERIODS, WHICH, PeriodForm
from maillage.site.www.platforms.views import own_platforms

NOBODY = "pas encore prise"
COLUMNS = (
    "hospital", "weekday", "hour", "sent", "taken", "taken_median", "taken_ninth", "answered", "answered_median",
    "answered_ninth", "late_count",
)  # fmt: skip


def _asked(request: HttpRequest, row: ReadingPlatform) -> tuple[PeriodForm, list[SentRequest], str]:
    """Return the form, the requests that it asks for, and the period in words."""
    form, now = PeriodForm(request.GET), timezone.now()
    days, which = form.asked()
    found = sent_to(row, now - timedelta(days=days), now + timedelta(seconds=1), now)
    if which != WHICH[0][0]:
        found = [one for one in found if one.on_duty == (which == WHICH[1][0])]
    return form, found, dict(PERIODS)[str(days)]


@require_safe
@gate(Reach.ORGANISATION, reads=Record.READING_PLATFORM)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how long requests wait, by who asks, by who reads, by hour of the day and by weekday."""
    row = get_object_or_404(own_platforms(request), pk=pk)
    form, found, period = _asked(request, row)
    zone = timezone.get_current_timezone()
    reads = delays_by([one for one in found if one.reads], lambda one: one.reads)
    context: dict[str, Any] = {
        "platform": row, "form": form, "period": period, "whole": delays(found),
        "tables": [
            ("Par hôpital qui demande", "Hôpital", _named(delays_by(found, lambda one: one.asks))),
            ("Par hôpital qui lit", "Hôpital", _named(reads)),
            ("Par heure d’envoi", "Heure",
             [(f"{hour}\u00a0h", one) for hour, one in delays_by(found, hour_of(zone)).items()]),
            ("Par jour d’envoi", "Jour",
             [(french.DAYS[day].capitalize(), one) for day, one in delays_by(found, weekday_of(zone)).items()]),
        ],
        "query": f"jours={form.asked()[0]}&lectures={form.asked()[1]}",
    }  # fmt: skip
    return render(request, "platforms/delays.html", context)


def _named(rows: dict[str, Delays]) -> list[tuple[str, Delays]]:
    return [(toponyms.curly(name), one) for name, one in rows.items()]


@require_safe
@gate(Reach.ORGANISATION, reads=Record.READING_PLATFORM)
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the delays by hospital that asks, weekday and hour; times in minutes."""
    row = get_object_or_404(own_platforms(request), pk=pk)
    _, found, _ = _asked(request, row)
    zone = timezone.get_current_timezone()
    weekday, hour = weekday_of(zone), hour_of(zone)
    cells = [
        (hospital, french.DAYS[day], at, one.sent, *_times(one.taken), *_times(one.answered), one.late)
        for (hospital, day, at), one in delays_by(found, lambda one: (one.asks, weekday(one), hour(one))).items()
    ]
    name = f"delais-{row.pk}-{datetime.now(zone):%Y-%m-%d}"
    return sheets.answer(name, COLUMNS, cells, sheets.asked(request.GET))


def _times(spread: Spread) -> tuple[int, float | None, float | None]:
    return spread.count, _minutes(spread.median), _minutes(spread.ninth_decile)


def _minutes(length: timedelta | None) -> float | None:
    return None if length is None else round(length.total_seconds() / 60, 1)
