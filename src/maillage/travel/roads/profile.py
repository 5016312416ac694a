"""A profile defines the roads that a vehicle may use, its speeds, and the cost of turns, from a TOML file."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maillage.errors import UnknownName
from maillage.parameters import load_toml

Tags = Mapping[str, str]

PACKAGE = "maillage.travel.roads"


@dataclass(frozen=True)
class Traffic:
    """Effect of traffic on free-flow times: factors on driving time, and seconds added once to each journey."""

    name: str
    source: str
    urban: float
    rural: float
    terminal_seconds: float


@dataclass(frozen=True)
class Profile:
    """The rules of one travel mode; ``rules`` is the parsed TOML file."""

    name: str
    label: str
    rules: Mapping[str, Any]

    @classmethod
    def load(cls, name: str = "car") -> Profile:
        """Read the profile ``car``, ``walk`` or ``bike``. Raises ``UnknownName`` for any other."""
        rules = load_toml(PACKAGE, name, "travel profile")
        return cls(rules["name"], rules["label"], rules)

    def traffic(self, name: str) -> Traffic:
        """The traffic condition ``name``; raises ``UnknownName`` if the profile does not define it."""
        conditions = self.rules["traffic"]
        if name not in conditions:
            raise UnknownName(f"traffic condition of the profile {self.name}", name, sorted(conditions))
        values = conditions[name]
        return Traffic(name, values["source"], values["urban"], values["rural"], values.get("terminal_seconds", 0.0))


_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_CLOCK = re.compile(r"^(?:(\d+):)?(\d+):(\d+)$")
_PART = r"(\d+(?:[.,]\d+)?)"
_ISO_DURATION = re.compile(rf"P(?:{_PART}D)?(?:T(?:{_PART}H)?(?:{_PART}M)?(?:{_PART}S)?)?", re.IGNORECASE)
_HOURS = re.compile(rf"{_PART} ?h(?:ours?|eures?|rs?)?(?: ?(\d+) ?(?:m|mi?n|minutes?)?)?", re.IGNORECASE)
_MINUTES = re.compile(rf"{_PART}(?: ?(?:m|mi?n|minutes?))?", re.IGNORECASE)
_KM_PER_MILE = 1.609
_SLOWEST_KMH, _FASTEST_KMH = 1.0, 300.0
_LONGEST_CROSSING, _LONGEST_TEXT = 3 * 86_400.0, 20
_METRES_PER_INCH = 0.0254
_TONNES_PER_POUND = 0.00045359237


def number(text: str | None) -> float | None:
    """The first number in a tag's value, None if there is none, or if it is implausibly long."""
    found = _NUMBER.search(text) if text else None
    value = float(found.group().replace(",", ".")) if found else math.inf
    return value if math.isfinite(value) else None


def speed_limit(text: str | None, words: Mapping[str, float]) -> float:
    """A posted limit in km/h: ``50``, ``30 mph``, ``FR:rural``, ``FR:zone30``; 0 if the value is not usable.

    ``words`` gives the limits posted as words; a country's own entry takes precedence over the general one. Values that
    no sign shows, under 1 km/h or over 300, are treated as mistakes.
    """
    limit = _posted((text or "").strip().casefold(), words)
    return limit if _SLOWEST_KMH <= limit <= _FASTEST_KMH else 0.0


def _posted(value: str, words: Mapping[str, float]) -> float:
    if value[:1].isdigit():
        limit = number(value) or 0.0
        return limit * _KM_PER_MILE if "mph" in value else limit
    if value in words:
        return float(words[value])
    country, _, zone = value.rpartition(":")
    zone = zone.removeprefix("zone:") if country else zone
    if zone in words:
        return float(words[zone])
    return number(zone) or 0.0 if zone.startswith("zone") or zone.isdigit() else 0.0


def metres(text: str | None) -> float | None:
    """A length such as ``2.5``, ``2,5 m`` or ``6'7"`` in metres."""
    value = number(text)
    if value is None or text is None or "'" not in text:
        return value
    inches = number(text.split("'", 1)[1]) or 0.0
    return (12 * value + inches) * _METRES_PER_INCH


def tonnes(text: str | None) -> float | None:
    """A weight such as ``3.5``, ``3500 kg`` or ``8000 lbs`` in tonnes."""
    value = number(text)
    if value is None or text is None:
        return None
    if "lbs" in text:
        return value * _TONNES_PER_POUND
    return value / 1000 if "kg" in text else value


def duration(text: str | None) -> float:
    """Seconds of a crossing: ``35``, ``35 min``, ``01:20``, ``01:20:00``, ``1h20`` or ``PT1H20M``; else 0.

    Of several values (``45;50``) the first. Durations of more than three days are treated as mistakes.
    """
    value = (text or "").split(";")[0].strip()
    if not value.isascii() or len(value) > _LONGEST_TEXT:
        return 0.0
    seconds = _crossing(value)
    return seconds if seconds <= _LONGEST_CROSSING else 0.0


def _crossing(value: str) -> float:
    clock = _CLOCK.match(value)
    if clock:
        hours_or_none, first, second = clock.groups()
        if hours_or_none is None:
            return 3600.0 * int(first) + 60.0 * int(second)
        return 3600.0 * int(hours_or_none) + 60.0 * int(first) + int(second)
    for form, units in ((_MINUTES, (60.0,)), (_HOURS, (3600.0, 60.0)), (_ISO_DURATION, (86_400.0, 3600.0, 60.0, 1.0))):
        found = form.fullmatch(value)
        if found:
            parts = [float((part or "0").replace(",", ".")) for part in found.groups()]
            return sum(unit * part for unit, part in zip(units, parts, strict=True))
    return 0.0
