"""Filters of the grants that an organisation gives or receives."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import QueryDict

from maillage.site.grants.models import GrantQuerySet

GIVEN, RECEIVED = "donnees", "recues"
"""Sides of a grant, as addresses name them."""


class GrantFilter(forms.Form):
    """By words of a grant or of the other party, and by whether something is asked; the side goes with them."""

    cote = forms.CharField(widget=forms.HiddenInput, required=False)
    texte = forms.CharField(
        label="Référence, intitulé ou organisation", required=False, max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
    )  # fmt: skip
    demande = forms.ChoiceField(
        label="Ce qui est demandé", required=False,
        choices=[("", "toutes"), ("oui", "avec une condition ouverte"), ("retard", "avec une condition en retard")],
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )  # fmt: skip

    def __init__(self, data: QueryDict, *, side: str) -> None:
        super().__init__({**data.dict(), "cote": side})

    def kept(self, rows: GrantQuerySet) -> GrantQuerySet:
        """Return the rows that are asked for, of those with ``waiting`` and ``late`` conditions."""
        asked = self.cleaned_data if self.is_valid() else {}
        if text := (asked.get("texte") or "").strip():
            names = ("reference", "title", "giver_name", "beneficiary_name")
            found = Q()
            for name in names:
                found |= Q(**{f"{name}__icontains": text})
            rows = rows.filter(found)
        if asked.get("demande"):
            rows = rows.filter(**{"waiting__gt" if asked["demande"] == "oui" else "late__gt": 0})
        return rows
