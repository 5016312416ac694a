"""Fields shared by the forms of the coordination: lines of text, lists, a commune as users type it."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise

from maillage.site.geography import services as geography
from maillage.site.geography.models import Commune
from maillage.site.refusals import InvalidField, NotAllowed, Refused
from maillage.site.www import french

CHOOSE = ("", "choisir")
WEEKDAYS = [(str(number), name) for number, name in enumerate(french.DAYS)]
HALVES = [("morning", "matin"), ("afternoon", "après-midi")]


def line(label: str, missing: str = "", *, longest: int = 100, **kwargs: Any) -> forms.CharField:
    """Return a line of text; ``missing`` is the error if it is empty, "" if it may be."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(missing),
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
        error_messages={"required": missing},
        **kwargs,
    )


def choice(
    label: str, choices: Iterable[tuple[str, str | Promise]] = (), missing: str = "", **kwargs: Any
) -> forms.ChoiceField:
    """Return a choice of one item of a list."""
    return forms.ChoiceField(
        label=label,
        choices=[CHOOSE, *choices],
        required=bool(missing),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": missing, "invalid_choice": "Choisissez dans la liste."},
        **kwargs,
    )


def any_or(label: str, choices: Iterable[tuple[str, str | Promise]]) -> forms.ChoiceField:
    """Return a filter of a list: everything, or one item."""
    found = choice(label)
    found.choices = [("", "tous"), *choices]
    return found


def several(label: str, choices: Iterable[tuple[str, str | Promise]], **kwargs: Any) -> forms.MultipleChoiceField:
    """Return a choice of several items, as checkboxes."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        **kwargs,
    )


def day(label: str, missing: str = "", **kwargs: Any) -> forms.DateField:
    """Return a date."""
    return forms.DateField(
        label=label,
        required=bool(missing),
        widget=forms.DateInput(attrs={"class": "govuk-input mg-half", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": "Écrivez cette date\u00a0: jour, mois, année."},
        **kwargs,
    )


def count(label: str, least: int, most: int, *, initial: int | None = None, **kwargs: Any) -> forms.IntegerField:
    """Return a whole number between two limits."""
    said = f"Donnez un nombre de {least} à {most}."
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=initial,
        widget=forms.TextInput(attrs={"class": "govuk-input mg-short", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), said),
        **kwargs,
    )


class CommuneField(forms.CharField):
    """A commune by its name, its postcode or its code; the value is the code."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            max_length=100,
            help_text="Son nom, ou son code si plusieurs communes le portent.",
            widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
            error_messages={"required": "Donnez la commune."},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Return the code of the commune. Raises ``ValidationError`` for none, or for several of one name."""
        text = str(super().clean(value)).strip()
        if not text or Commune.objects.filter(pk=text.upper(), position__isnull=False).exists():
            return text.upper()
        found = list(geography.search(text, 6))
        same = [one for one in found if one.search_key == found[0].search_key] if found else []
        exact = [one for one in same if one.name.casefold() == text.casefold()] or same
        if not found:
            raise forms.ValidationError(f"Aucune commune ne s’appelle «\u00a0{text}\u00a0».")
        if len(found) > 1 and (len(exact) > 1 or exact[0].name.casefold() != text.casefold()):
            names = ", ".join(f"{one.name} ({one.pk})" for one in found)
            raise forms.ValidationError(f"Plusieurs communes\u00a0: {names}. Écrivez le code de la bonne.")
        return str(found[0].pk)


@contextmanager
def refused_on(form: forms.Form) -> Generator[None]:
    """Context manager: show a service's refusal on the form; answer 403 for ``NotAllowed``."""
    try:
        yield
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        show_refusal(form, refusal)


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Show a service's refusal at its field, or above the form if it names none."""
    field = refusal.field if isinstance(refusal, InvalidField) and refusal.field in form.fields else None
    form.add_error(field, str(refusal))
