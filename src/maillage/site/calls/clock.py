"""Time of a call: the database's clock, read to the second, told in the hour of Paris."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.formats import date_format

PARIS = ZoneInfo("Europe/Paris")
SECOND = timedelta(seconds=1)


def db_now() -> datetime:
    """Return when the running transaction began, by the clock of the database: the moment of receipt."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def is_past(last: datetime, now: datetime) -> bool:
    """Return whether the whole second ``last`` is over: what comes within it is in time."""
    return now >= last + SECOND


def paris_words(moment: datetime) -> str:
    """Return "30 novembre 2026 à 23:59:59, heure de Paris"."""
    local = moment.astimezone(PARIS)
    return f"{date_format(local.date(), 'j F Y')} à {local:%H:%M:%S}, heure de Paris"
