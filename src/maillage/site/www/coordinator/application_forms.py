"""Forms of the page of applications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from maillage.site.applications.models import Application
from maillage.site.www.coordinator.fields import choice, line

SHOWN = Application.State.choices[1:]
"""Drafts, the first of the states, are shown to nobody."""


class ApplicationFilter(forms.Form):
    """Filters of the list of applications."""

    etat = choice("État", SHOWN)
    departement = choice("Département")

    def __init__(self, *args: Any, departments: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Set up the form; ``departments`` are those in which applicants practise."""
        super().__init__(*args, **kwargs)
        self.fields["departement"].choices = [("", "tous"), *departments]  # type: ignore[attr-defined]
        self.fields["etat"].choices = [("", "tous"), *self.fields["etat"].choices[1:]]  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """Acceptance: has no field; refusals are shown on it."""


class RefusalForm(forms.Form):
    """Reason of a refusal."""

    reason = line(
        "Motif, que la personne lira", "Dites en une phrase pourquoi\u00a0: la personne la lira.", longest=500
    )
