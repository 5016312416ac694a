"""Fields about what a place promises, shared by the questionnaire and by the pages of hosts and coordination."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from maillage.site.directory.checklists import ACCESSIBILITY, EQUIPMENT, labels
from maillage.site.directory.openings import opening_words
from maillage.site.directory.promises import MOST_BEDS, Promise
from maillage.site.www import french
from maillage.site.www.coordinator.fields import count, line, several
from maillage.site.www.questionnaire.forms import radios

_DATE = r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})"
_SPAN = re.compile(rf"(?:du\s+)?{_DATE}(?:\s*(?:-|–|au|à)\s*{_DATE})?\s*(.*)", re.IGNORECASE)


def equipment() -> forms.MultipleChoiceField:
    """Return the checklist of equipment."""
    return several("Ce qui est sur place", EQUIPMENT.items(), required=False)


def accessibility() -> forms.MultipleChoiceField:
    """Return the checklist of accessibility."""
    return several("Accessibilité", ACCESSIBILITY.items(), required=False)


def secretariat() -> forms.ChoiceField:
    """Return the choice of how a secretary is there."""
    return radios("Secrétariat", _choices(Promise.Secretariat), "Dites s’il y a un secrétariat.")


def parking() -> forms.ChoiceField:
    """Return the choice of parking."""
    return radios("Stationnement", _choices(Promise.Parking), "Dites où se garer.")


def lodging() -> forms.ChoiceField:
    """Return the choice of lodging."""
    return radios("Logement pour la veille ou le soir", _choices(Promise.Lodging), "Dites s’il y a un logement.")


def meals() -> forms.ChoiceField:
    """Return the choice of meals."""
    return radios("Repas", _choices(Promise.Meals), "Dites ce qu’il y a pour les repas.")


def beds(**kwargs: Any) -> forms.IntegerField:
    """Return the number of beds."""
    return count("Nombre de lits", 1, MOST_BEDS, **kwargs)


def keys() -> forms.CharField:
    """Return how keys are handed over."""
    return line("Remise des clés (facultatif)", longest=300, help_text="Par exemple\u00a0: à la mairie, avant midi.")


def photo(*, required: bool) -> forms.FileField:
    """Return a photo to send."""
    return forms.FileField(
        label="Une photo",
        required=required,
        allow_empty_file=True,
        help_text="En JPEG ou en PNG, 15\u00a0Mo au plus. Sans personne dessus\u00a0: la salle d’attente, un cabinet.",
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": "Choisissez une photo."},
    )


def _choices(of: Any) -> list[tuple[str, str]]:
    return [(value, label) for value, label in of.choices if value]


def closed_days(text: str) -> list[tuple[date, date, str]]:
    """Return the closures of a text, one a line: « du 03/08/2027 au 14/08/2027 congés ». Raises ``ValidationError``."""
    found: list[tuple[date, date, str]] = []
    for row in filter(None, (row.strip() for row in text.splitlines())):
        parts = _SPAN.fullmatch(row)
        try:
            if parts is None:
                raise ValueError
            first = date(int(parts[3]), int(parts[2]), int(parts[1]))
            last = date(int(parts[6]), int(parts[5]), int(parts[4])) if parts[4] else first
        except ValueError as error:
            raise ValidationError(
                f"«\u00a0{row[:40]}\u00a0»\u00a0: écrivez jour, mois, année, par exemple du 03/08/2027 au 14/08/2027."
            ) from error
        found.append((first, last, parts[7].strip(" ,:()")))
    return found


def closed_text(days: list[tuple[date, date, str]]) -> str:
    """Return closures as somebody types them."""
    rows = [
        f"du {first:%d/%m/%Y} au {last:%d/%m/%Y} {why}".strip() if first != last else f"{first:%d/%m/%Y} {why}".strip()
        for first, last, why in days
    ]
    return "\n".join(rows)


def equipment_words(row: Promise, most: int | None = None) -> str:
    """Return the equipment in a line; with ``most`` only the first, and how many more."""
    found = labels(row.equipment, EQUIPMENT)
    lowered = [text[:1].lower() + text[1:] for text in found]
    if most is not None and len(lowered) > most:
        return f"{', '.join(lowered[:most])} et {french.plural(len(lowered) - most, 'autre chose', 'autres choses')}"
    return french.joined(lowered)


def accessibility_words(row: Promise) -> str:
    """Return what makes the place accessible, in a line."""
    found = labels(row.accessibility, ACCESSIBILITY)
    return french.joined([text[:1].lower() + text[1:] for text in found])


def lodging_words(row: Promise) -> str:
    """Return « dans le bâtiment, 2 lits, une cuisine », "aucun", or "" where nothing is said."""
    if not row.lodging:
        return ""
    if not row.lodges:
        return "aucun"
    parts = [row.get_lodging_display().lower(), french.plural(row.beds, "lit")]
    if row.meals:
        parts.append(row.get_meals_display().lower())
    return ", ".join(parts)


def promise_words(row: Promise) -> list[tuple[str, str]]:
    """Return title and answer of everything that is promised beside hours, closures and photos."""
    return [
        ("Équipement", equipment_words(row) or "rien de coché"),
        ("Accessibilité", accessibility_words(row) or "rien de coché"),
        ("Secrétariat", row.get_secretariat_display().lower()),
        ("Stationnement", row.get_parking_display().lower()),
        ("Logement", lodging_words(row) or "pas encore dit"),
        ("À appeler le jour venu", ", ".join(filter(None, (row.contact_name, row.contact_phone))) or "pas encore dit"),
    ]


def hours_words(hours: Any) -> str:
    """Return the hours of a room, or that it has none of its own."""
    return opening_words(hours) or "quand le lieu est ouvert"
