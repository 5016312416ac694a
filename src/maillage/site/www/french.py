"""French typography: numbers, times, dates and names as the pages write them.

Thin non-breaking space (U+202F) in thousands and before ; ! ?, non-breaking space (U+00A0) before : and %, inside
quotes and between a number and its unit; decimal comma; a real minus; "1er".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

THIN, HARD, MINUS = "\u202f", "\u00a0", "\u2212"
PARIS = ZoneInfo("Europe/Paris")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
WORDS = ("aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")
VOWEL = re.compile(r"^[aeiouyhàâäéèêëîïôöùûüœæ]", re.IGNORECASE)


def number(value: float | Decimal, decimals: int = 0) -> str:
    """``-1234.56`` with 1 decimal is "−1 234,6"; halves are rounded away from zero."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", THIN).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def signed(value: float | Decimal, decimals: int = 2) -> str:
    """A difference, its sign always written: "+ 0,37", "− 0,07"."""
    text = number(abs(value), decimals)
    return f"{MINUS if value < 0 else '+'}{HARD}{text}"


def percent(value: float | Decimal, decimals: int = 0) -> str:
    """``37`` is "37 %"."""
    return f"{number(value, decimals)}{HARD}%"


def euros(cents: int) -> str:
    """Whole cents as euros: "7 600 €", "10,50 €"."""
    return f"{number(Decimal(cents) / 100, 2 if cents % 100 else 0)}{HARD}€"


def minutes(value: float) -> str:
    """A travel time: "17 min", "1 h 05"."""
    whole = round(value)
    if whole < 60:
        return f"{whole}{HARD}min"
    return f"{whole // 60}{HARD}h" + (f"{HARD}{whole % 60:02d}" if whole % 60 else "")


def in_paris(moment: dt.datetime) -> dt.datetime:
    """The same moment on a clock in Paris."""
    return moment.astimezone(PARIS)


def telephone(number: str) -> str:
    """A French number as people dial it: "06 39 98 55 13"; others as they are."""
    national = re.sub(r"^\+33", "0", number.replace(" ", "").replace(HARD, ""))
    return HARD.join(re.findall("..", national)) if re.fullmatch(r"0\d{9}", national) else number


def weekdays(days: Sequence[int]) -> str:
    """Days of the week, Monday 0: "du lundi au vendredi" for three or more in a row, else "le lundi et le jeudi"."""
    found = sorted(set(days))
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"du {DAYS[found[0]]} au {DAYS[found[-1]]}"
    return joined([f"le {DAYS[day]}" for day in found])


def clock(moment: dt.datetime | dt.time) -> str:
    """Time of day in Paris: "9 h", "9 h 20"."""
    here = in_paris(moment) if isinstance(moment, dt.datetime) else moment
    return f"{here.hour}{HARD}h" + (f"{HARD}{here.minute:02d}" if here.minute else "")


def day_of(moment: dt.date | dt.datetime) -> dt.date:
    """Calendar day in Paris."""
    return in_paris(moment).date() if isinstance(moment, dt.datetime) else moment


def date_text(moment: dt.date | dt.datetime, *, weekday: bool = True, year: bool = False) -> str:
    """ "vendredi 27 novembre", "mardi 1er décembre"."""
    day = day_of(moment)
    first = "1er" if day.day == 1 else str(day.day)
    parts = [DAYS[day.weekday()]] if weekday else []
    return " ".join(parts + [f"{first}{HARD}{MONTHS[day.month - 1]}"] + ([str(day.year)] if year else []))


def short_date(moment: dt.date | dt.datetime) -> str:
    """ "ven. 27 nov."."""
    day = day_of(moment)
    return f"{DAYS[day.weekday()][:3]}.{HARD}{'1er' if day.day == 1 else day.day}{HARD}{SHORT_MONTHS[day.month - 1]}"


def day_span(first: dt.date, last: dt.date) -> str:
    """A week: "7 – 11 déc.", "30 nov. – 4 déc."."""
    end = f"{last.day}{HARD}{SHORT_MONTHS[last.month - 1]}"
    start = str(first.day) if first.month == last.month else f"{first.day}{HARD}{SHORT_MONTHS[first.month - 1]}"
    return f"{start} – {end}"


def elided(name: str) -> bool:
    """Whether "de" loses its e before ``name``."""
    return bool(VOWEL.match(name))


def of(name: str) -> str:
    """ "de Réquista", "d’Albi", "du Mans", "des Angles", "de La Selve"."""
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    return f"d’{name}" if elided(name) else f"de {name}"


def at(name: str) -> str:
    """ "à Réquista", "au Mans", "aux Angles"."""
    if name.startswith("Le "):
        return f"au {name[3:]}"
    if name.startswith("Les "):
        return f"aux {name[4:]}"
    return f"à {name}"


def curly(name: str) -> str:
    """A name with a typographic apostrophe."""
    return name.replace("'", "’")


_GROUPING = re.compile(
    r"^(?:Communauté de communes|Communauté d’agglomération|Communauté urbaine|CC|CA)\s+"
    r"(?:de la |de l’|des |du |de |d’)?",
)


def short_grouping(name: str) -> str:
    """An intercommunality without its kind: "Causse de Labastide-Murat", "Pyrénées catalanes"."""
    rest = _GROUPING.sub("", curly(name))
    return rest[:1].upper() + rest[1:]


def joined(items: Sequence[str], last: str = "et") -> str:
    """ "a, b et c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def count_word(count: int, *, feminine: bool = False) -> str:
    """Small numbers in letters, larger ones in digits."""
    if count == 1 and feminine:
        return "une"
    if count == 0 and feminine:
        return "aucune"
    return WORDS[count] if 0 <= count < len(WORDS) else number(count)


def plural(count: float, one: str, many: str = "") -> str:
    """ "1 jour", "4 jours", "1,5 jour": French has the plural from two on."""
    decimals = 0 if float(count).is_integer() else 1
    return f"{number(count, decimals)}{HARD}{one if abs(count) < 2 else many or one + 's'}"


def share_in_words(share: float) -> str:
    """A share of things in words: "trois sur quatre", "près de la moitié"; 0 to 1."""
    steps = (
        (0.02, "presque aucune"), (0.08, "une sur vingt"), (0.14, "une sur dix"), (0.225, "une sur cinq"),
        (0.29, "une sur quatre"), (0.365, "une sur trois"), (0.45, "quatre sur dix"), (0.55, "une sur deux"),
        (0.635, "six sur dix"), (0.71, "deux sur trois"), (0.775, "trois sur quatre"), (0.85, "quatre sur cinq"),
        (0.925, "neuf sur dix"), (0.98, "dix-neuf sur vingt"),
    )  # fmt: skip
    return next((words for bound, words in steps if share < bound), "presque toutes")


OF_DEPARTMENT = {
    "de l’": "01 02 03 07 09 10 11 12 27 34 36 38 60 61 89 91",
    "du ": "14 15 18 25 30 32 39 41 45 46 47 56 59 62 63 67 68 69 81 83 90 94 95 29",
    "des ": "04 05 06 08 13 22 40 64 65 66 78 79 88 92",
    "de la ": "16 17 19 21 23 24 26 2B 31 33 42 43 44 48 50 51 52 53 54 55 57 58 70 72 73 74 76 80 85 86 87 93 "
    "971 972 973",
    "d’": "28 35 37",
    "de ": "2A 49 71 75 77 82 84 974 976",
}
_ARTICLE = {code: article for article, codes in OF_DEPARTMENT.items() for code in codes.split()}


def of_department(code: str, name: str) -> str:
    """ "de l’Aveyron", "du Tarn", "des Landes"."""
    return f"{_ARTICLE.get(code, 'de ')}{curly(name)}"


_EN = "16 17 19 24 28 2A 2B 31 33 35 37 48 49 52 53 58 70 71 73 74 76 77 82 85 87 93 971 972 973"
EN_DEPARTMENT = frozenset(_EN.split())


def in_department(code: str, name: str) -> str:
    """ "dans l’Aveyron", "dans le Tarn", "dans les Landes", "à Paris", "en Corse-du-Sud"."""
    if code in EN_DEPARTMENT:
        return f"en {curly(name)}"
    article = _ARTICLE.get(code, "de ")
    if article == "de ":
        return f"dans le {name}" if code == "84" else at(curly(name))
    return f"dans {({'du ': 'le ', 'des ': 'les '}).get(article, article.removeprefix('de '))}{curly(name)}"


def of_region(name: str) -> str:
    """ "d’Occitanie", "de Bretagne", "des Hauts-de-France", "du Grand Est", "du Centre-Val de Loire"."""
    if name in {"Grand Est", "Centre-Val de Loire"}:
        return f"du {name}"
    if name == "Hauts-de-France":
        return f"des {name}"
    if name in {"Guadeloupe", "Martinique", "Guyane", "Nouvelle-Aquitaine"}:
        return f"de {name}" if name == "Nouvelle-Aquitaine" else f"de la {name}" if name != "Guyane" else "de Guyane"
    if name in {"Pays de la Loire"}:
        return f"des {name}"
    return of(curly(name))


def in_region(name: str) -> str:
    """ "en Occitanie", "dans les Hauts-de-France", "à La Réunion"."""
    if name in {"Hauts-de-France", "Pays de la Loire"}:
        return f"dans les {name}"
    if name in {"Grand Est"}:
        return f"dans le {name}"
    if name in {"La Réunion", "Mayotte"}:
        return at(name)
    return f"en {curly(name)}"
