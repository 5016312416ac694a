"""French typography of numbers, times and dates; names are in ``toponyms``.

Thin no-break space (U+202F) in thousands and before ; ! ?, no-break space (U+00A0) before : and %, inside quotes and
between a number and its unit; decimal comma; the minus sign; "1er".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

THIN, HARD, MINUS = "\u202f", "\u00a0", "\u2212"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
WORDS = ("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")


def number(value: float | Decimal, decimals: int = 0) -> str:
    """Format a number: ``-1234.56`` with 1 decimal is "−1 234,6"; halves are rounded away from zero."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", THIN).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def signed(value: float | Decimal, decimals: int = 2) -> str:
    """Format a difference with its sign: "+ 0,37", "− 0,07"."""
    text = number(abs(value), decimals)
    return f"{MINUS if value < 0 else '+'}{HARD}{text}"


def percent(value: float | Decimal, decimals: int = 0) -> str:
    """Format a percentage: ``37`` is "37 %"."""
    return f"{number(value, decimals)}{HARD}%"


def euros(cents: int) -> str:
    """Format cents as euros: "7 600 €", "10,50 €"."""
    return f"{number(Decimal(cents) / 100, 2 if cents % 100 else 0)}{HARD}€"


def minutes(value: float) -> str:
    """Format a travel time: "17 min", "1 h 05"."""
    whole = round(value)
    if whole < 60:
        return f"{whole}{HARD}min"
    return f"{whole // 60}{HARD}h" + (f"{HARD}{whole % 60:02d}" if whole % 60 else "")


def hours(minutes: int) -> str:
    """Return a length of work as "35 h", "17 h 30"."""
    whole, left = divmod(minutes, 60)
    return f"{whole}\u00a0h" + (f"\u00a0{left:02d}" if left else "")


def telephone(number: str) -> str:
    """Format a telephone number: a French one as people dial it, "06 39 98 55 13"; others unchanged."""
    national = re.sub(r"^\+33", "0", number.replace(" ", "").replace(HARD, ""))
    return HARD.join(re.findall("..", national)) if re.fullmatch(r"0\d{9}", national) else number


def weekdays(days: Sequence[int]) -> str:
    """Format weekdays, Monday 0: "du lundi au vendredi" for three or more in a row, else "le lundi et le jeudi"."""
    found = sorted(set(days))
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"du {DAYS[found[0]]} au {DAYS[found[-1]]}"
    return joined([f"le {DAYS[day]}" for day in found])


def current_zone() -> dt.tzinfo:
    """Return the time zone of the reader: of their territory, by default of Paris."""
    return timezone.get_current_timezone()


def clock(moment: dt.datetime | dt.time, zone: ZoneInfo | None = None) -> str:
    """Format a time of day in ``zone`` (default: the reader's): "9 h", "9 h 20"."""
    here = moment.astimezone(zone or current_zone()) if isinstance(moment, dt.datetime) else moment
    return f"{here.hour}{HARD}h" + (f"{HARD}{here.minute:02d}" if here.minute else "")


def day_of(moment: dt.date | dt.datetime, zone: ZoneInfo | None = None) -> dt.date:
    """Return the date in ``zone`` (default: the reader's)."""
    return moment.astimezone(zone or current_zone()).date() if isinstance(moment, dt.datetime) else moment


def date_text(
    moment: dt.date | dt.datetime, zone: ZoneInfo | None = None, *, weekday: bool = True, year: bool = False
) -> str:
    """ "vendredi 27 novembre", "mardi 1er décembre"."""
    day = day_of(moment, zone)
    first = "1er" if day.day == 1 else str(day.day)
    parts = [DAYS[day.weekday()]] if weekday else []
    return " ".join(parts + [f"{first}{HARD}{MONTHS[day.month - 1]}"] + ([str(day.year)] if year else []))


def month_text(month: dt.date) -> str:
    """Return "octobre 2026"."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def of_month(month: dt.date) -> str:
    """Return "d’octobre 2026", "de mai 2026"."""
    text = month_text(month)
    return f"d’{text}" if text[0] in "ao" else f"de {text}"


def short_date(moment: dt.date | dt.datetime, zone: ZoneInfo | None = None) -> str:
    """ "ven. 27 nov."."""
    day = day_of(moment, zone)
    return f"{DAYS[day.weekday()][:3]}.{HARD}{'1er' if day.day == 1 else day.day}{HARD}{SHORT_MONTHS[day.month - 1]}"


def day_span(first: dt.date, last: dt.date) -> str:
    """Format a week: "7 – 11 déc.", "30 nov. – 4 déc."."""
    end = f"{last.day}{HARD}{SHORT_MONTHS[last.month - 1]}"
    start = str(first.day) if first.month == last.month else f"{first.day}{HARD}{SHORT_MONTHS[first.month - 1]}"
    return f"{start} – {end}"


def joined(items: Sequence[str], last: str = "et") -> str:
    """ "a, b et c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def count_word(count: int, *, feminine: bool = False) -> str:
    """Write small numbers in letters, larger ones in digits."""
    if count == 1 and feminine:
        return "une"
    if count == 0 and feminine:
        return "aucune"
    return WORDS[count] if 0 <= count < len(WORDS) else number(count)


def plural(count: float, one: str, many: str = "") -> str:
    """Write "1 jour", "4 jours", "1,5 jour": French uses the plural from two on."""
    decimals = 0 if float(count).is_integer() else 1
    return f"{number(count, decimals)}{HARD}{one if abs(count) < 2 else many or one + 's'}"


def share_in_words(share: float) -> str:
    """Write a share (0 to 1) of things in words: "trois sur quatre", "près de la moitié"."""
    steps = (
        (0.02, "presque aucune"), (0.08, "une sur vingt"), (0.14, "une sur dix"), (0.225, "une sur cinq"),
        (0.29, "une sur quatre"), (0.365, "une sur trois"), (0.45, "quatre sur dix"), (0.55, "une sur deux"),
        (0.635, "six sur dix"), (0.71, "deux sur trois"), (0.775, "trois sur quatre"), (0.85, "quatre sur cinq"),
        (0.925, "neuf sur dix"), (0.98, "dix-neuf sur vingt"),
    )  # fmt: skip
    return next((words for bound, words in steps if share < bound), "presque toutes")
