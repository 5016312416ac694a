"""Dates, hours, numbers and names in the language of the page: by ``french`` in French, else by ``languages``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from maillage.schemes import Scheme
from maillage.site import languages
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.www import french, toponyms, words


def clock(moment: dt.datetime | dt.time, zone: ZoneInfo | None = None) -> str:
    """Return a time of day in ``zone`` (default: the reader's)."""
    if languages.is_french():
        return french.clock(moment, zone)
    return languages.clock(
        moment.astimezone(zone or french.current_zone()) if isinstance(moment, dt.datetime) else moment
    )


def date_text(moment: dt.date | dt.datetime, zone: ZoneInfo | None = None, *, weekday: bool = True,
              year: bool = False) -> str:  # fmt: skip
    """Return a date in ``zone`` (default: the reader's), with its weekday unless not wanted."""
    if languages.is_french():
        return french.date_text(moment, zone, weekday=weekday, year=year)
    return languages.date_text(french.day_of(moment, zone), weekday=weekday, year=year)


def minutes(value: float) -> str:
    """Return a length of travel."""
    return french.minutes(value) if languages.is_french() else languages.minutes(value)


def number(value: float | Decimal, decimals: int = 0) -> str:
    """Return a number."""
    return french.number(value, decimals) if languages.is_french() else languages.number(value, decimals)


def joined(items: Sequence[str]) -> str:
    """Return "a, b et c"."""
    return french.joined(items) if languages.is_french() else languages.joined(items)


def of_commune(name: str) -> str:
    """Return "d’Albi"; in other languages the name alone, before which their sentences have their own word."""
    return toponyms.commune(name).of if languages.is_french() else toponyms.curly(name)


def at_commune(name: str) -> str:
    """Return "à Albi"; in other languages the name alone."""
    return toponyms.commune(name).at if languages.is_french() else toponyms.curly(name)


def in_region(name: str) -> str:
    """Return "en Occitanie"; in other languages the name alone."""
    return toponyms.region(name).at if languages.is_french() else toponyms.curly(name)


def price(scheme: Scheme) -> str:
    """Return what a patient pays: the tariff, and the possible extra fee."""
    extra = scheme.fees.extra_fee_percent
    if not extra:
        return gettext(words.NO_EXTRA_FEE)
    return gettext("tarif réglementé, dépassement de %(percent)s\u00a0%% au plus") % {"percent": number(extra)}


def summary(scheme: Scheme) -> str:
    """Return what a consultation of a scheme is, in a sentence."""
    return gettext(scheme.summary)


def profession(code: str) -> str:
    """Return the name of a profession, "" if unknown."""
    return gettext(words.PROFESSIONS[code]) if code in words.PROFESSIONS else ""


def called(professional: Professional | None) -> str:
    """Return "Dr Tilleul"; "personne" for None."""
    return words.called(professional) if professional is not None else gettext("personne")


def where(session: Session) -> str:
    """Return place and commune, which are names and stay as they are."""
    return words.where(session)


def place_of(session: Session) -> str:
    """Return where a session is held: a name, which stays as it is."""
    return words.place_of(session)


def travel(minutes_away: float) -> str:
    """Return "dans votre commune" or "17 min en voiture"."""
    if minutes_away < 1:
        return gettext("dans votre commune")
    return gettext("%(minutes)s en voiture") % {"minutes": minutes(minutes_away)}
