"""Forms of the board of applications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from maillage.site.applications.models import Application
from maillage.site.www.coordinator.fields import choice, line


class ApplicationFilter(forms.Form):
    """Which applications are shown."""

    etat = choice("État", [one for one in Application.State.choices if one[0] != Application.State.DRAFT])
    departement = choice("Département")

    def __init__(self, *args: Any, departments: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """``departments`` are those where somebody who applied practises."""
        super().__init__(*args, **kwargs)
        self.fields["departement"].choices = [("", "tous"), *departments]  # type: ignore[attr-defined]
        self.fields["etat"].choices = [("", "tous"), *self.fields["etat"].choices[1:]]  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """A yes needs nothing more; what speaks against it is said on it."""


class RefusalForm(forms.Form):
    """Why the answer is no."""

    reason = line(
        "Motif, que la personne lira", "Dites en une phrase pourquoi\u00a0: la personne la lira.", longest=500
    )
