"""Languages that a patient may read: dates, hours, numbers and lists in each, and what a reader chose.

French is the language of the site. The pages and messages of a patient's journey are written in the others too, by
gettext, with French sentences as keys (``locale/``). Dates and numbers follow CLDR through Babel; hours are written on
24 hours everywhere, as on the doors and clocks of the places themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from django.http import HttpRequest
from django.utils import translation

HARD = "\u00a0"


@dataclass(frozen=True)
class Language:
    """A language: its code, its own name, the locale of its dates and numbers, its direction ("ltr" or "rtl").

    ``invitation`` proposes the page to a reader whose browser is in this language; ``day`` and ``year`` are the
    patterns (CLDR) of a day of a month, and of the year after it. Arabic is written with the digits of the Maghreb and
    of France (0 to 9), and the names of months that all its readers know.
    """

    code: str
    name: str
    locale: str
    invitation: str
    direction: str = "ltr"
    day: str = "d MMMM"
    year: str = " y"


FRENCH = Language("fr", "Français", "fr_FR", "Lire cette page en français")
LANGUAGES = (
    FRENCH,
    Language("en", "English", "en_GB", "Read this page in English"),
    Language("es", "Español", "es_ES", "Leer esta página en español", day="d 'de' MMMM", year=" 'de' y"),
    Language("ar", "العربية", "ar_AE", "اقرأ هذه الصفحة بالعربية", "rtl"),
)
BY_CODE = {language.code: language for language in LANGUAGES}
CODES = [(language.code, language.name) for language in LANGUAGES]


def known(code: str) -> str:
    """Return a language code if the site speaks it, else French."""
    return code if code in BY_CODE else FRENCH.code


def current() -> Language:
    """Return the language of the page or message being written."""
    return BY_CODE.get(translation.get_language() or "", FRENCH)


def is_french() -> bool:
    """Return whether the page or message is in French."""
    return current() is FRENCH


@contextmanager
def speaking(code: str) -> Generator[None]:
    """Write in a language, for example the one that a person booked in."""
    with translation.override(known(code)):
        yield


def proposed(accepted: str) -> str:
    """Return the first language of an ``Accept-Language`` header that the site speaks, "" if there is none."""
    weights: list[tuple[float, str]] = []
    for part in accepted.split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        try:
            weights.append((-float(weight or 1), tag.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return next((code for _, code in sorted(weights, key=lambda row: row[0]) if code in BY_CODE), "")


def proposed_to(request: HttpRequest) -> str:
    """Return the language that a page proposes to its reader, "" if none."""
    return str(getattr(request, "proposed_language", ""))


def speak_to(request: HttpRequest, code: str) -> None:
    """Write a page of the journey in the language that its reader booked in, unless they have chosen one."""
    if getattr(request, "chosen_language", None) == "":
        translation.activate(known(code))


def _locale() -> Locale:
    return Locale.parse(current().locale)


def date_text(day: dt.date, *, weekday: bool = True, year: bool = False) -> str:
    """Return "lundi 7 décembre", "Monday 7 December", "lunes 7 de diciembre", with the year if asked."""
    language = current()
    pattern = ("EEEE " if weekday else "") + language.day + (language.year if year else "")
    return format_date(day, pattern, locale=_locale())


def clock(moment: dt.time | dt.datetime) -> str:
    """Return "9 h 20" in French, "09:20" otherwise; a moment is in its own time zone."""
    time = moment.timetz() if isinstance(moment, dt.datetime) else moment
    if is_french():
        return f"{time.hour}{HARD}h{HARD}{time.minute:02d}"
    return format_time(time.replace(tzinfo=None), "HH:mm", locale=_locale())


def number(value: float | Decimal, decimals: int = 0) -> str:
    """Return a number with the separators of the language."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(Decimal(str(value)), format=pattern, locale=_locale())


def minutes(value: float) -> str:
    """Return a length of travel: "17 min", "1 h 05"; Arabic writes it in words."""
    whole = round(value)
    hours, left = divmod(whole, 60)
    if current().code == "ar":
        parts = [f"{hours}{HARD}س"] if hours else []
        return " و".join([*parts, *([f"{left}{HARD}د"] if left or not hours else [])])
    if not hours:
        return f"{left}{HARD}min"
    return f"{hours}{HARD}h" + (f"{HARD}{left:02d}" if left else "")


def joined(items: Sequence[str]) -> str:
    """Return "a, b et c"."""
    return format_list(list(items), locale=_locale()) if items else ""
