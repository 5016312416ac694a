"""Hours of a room as people write them: a word for a half-day, or from when to when, several with commas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from maillage.site.directory.openings import AFTERNOON, MORNING, Hours
from maillage.site.www import french
from maillage.site.www.coordinator.fields import line

WORDS = {"matin": (MORNING,), "après-midi": (AFTERNOON,), "journée": (MORNING, AFTERNOON)}
AS_TYPED = {"apres-midi": "après-midi", "aprem": "après-midi", "journee": "journée", "jour": "journée"}
HELP = "matin, après-midi, journée, ou des heures\u00a0: 8h30-12h30, 14h-18h. Vide s’il n’est pas libre."
_CLOCK = r"(\d{1,2})\s*[h:]?\s*(\d{2})?"
_STRETCH = re.compile(rf"(?:de\s+)?{_CLOCK}\s*(?:-|–|à|a)\s*{_CLOCK}", re.IGNORECASE)


def stretches(text: str) -> list[tuple[time, time]]:
    """Return the stretches that a text names. Raises ``ValidationError`` for one that is no hour."""
    found: list[tuple[time, time]] = []
    for part in re.split(r"[,;]|\bet\b", text.lower()):
        said = " ".join(part.split())
        if not said:
            continue
        known = WORDS.get(AS_TYPED.get(said, said))
        found += known or [_stretch(said)]
    return found


def _stretch(said: str) -> tuple[time, time]:
    parts = _STRETCH.fullmatch(said)
    try:
        if parts is not None:
            return time(int(parts[1]), int(parts[2] or 0)), time(int(parts[3]), int(parts[4] or 0))
    except ValueError:
        pass
    raise ValidationError(
        f"«\u00a0{said[:30]}\u00a0»\u00a0: écrivez matin, après-midi, journée, ou des heures comme 8h30-12h30."
    )


def typed(hours: Iterable[tuple[time, time]]) -> str:
    """Return stretches as somebody types them."""
    rows = sorted(hours)
    if tuple(rows) in WORDS.values():
        return next(word for word, known in WORDS.items() if known == tuple(rows))
    return ", ".join(f"{_short(starts)}-{_short(ends)}" for starts, ends in rows)


def _short(at: time) -> str:
    return f"{at.hour}h{at.minute:02d}" if at.minute else f"{at.hour}h"


def weekday_fields() -> dict[str, forms.CharField]:
    """Return a line for each day of the week."""
    return {f"weekday_{number}": line(name.capitalize(), longest=60) for number, name in enumerate(french.DAYS)}


def hours_of(cleaned: Mapping[str, Any]) -> list[Hours]:
    """Return the hours of the cleaned lines of a form. Raises ``ValidationError`` by field."""
    found: list[Hours] = []
    wrong: dict[str, ValidationError] = {}
    for number in range(7):
        try:
            found += [(number, *pair) for pair in stretches(str(cleaned.get(f"weekday_{number}") or ""))]
        except ValidationError as error:
            wrong[f"weekday_{number}"] = error
    if wrong:
        raise ValidationError({name: error.messages for name, error in wrong.items()})
    return found


def initial_of(hours: Iterable[Hours]) -> dict[str, str]:
    """Return the lines that stand for hours."""
    rows = list(hours)
    return {
        f"weekday_{number}": typed((starts, ends) for day, starts, ends in rows if day == number) for number in range(7)
    }
