"""The answer of a desk: yes with the details that the scheme asks for, or no with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from maillage.schemes import AnswerDetail, RequiredAuthorisation
from maillage.site.applications import desks
from maillage.site.applications.desks import DeskAnswer, WaitingChecks
from maillage.site.engagements.models import Authorisation
from maillage.site.www.coordinator.fields import day, line

DETAILS = {AnswerDetail.BILLING_NUMBER: "Numéro de facturation", AnswerDetail.CARD_EXPECTED: "Carte CPS attendue le"}


class DeskFilter(forms.Form):
    """Filters of the waiting checks."""

    nom = forms.CharField(
        label="Nom ou numéro RPPS",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
    )
    retard = forms.ChoiceField(
        label="Retard", required=False, choices=[("", "toutes"), ("oui", "en retard seulement")],
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )  # fmt: skip

    def of(self, waiting: WaitingChecks) -> WaitingChecks:
        """Return the waiting checks that are asked for; all are by an address that says nothing valid."""
        asked = self.cleaned_data if self.is_valid() else {}
        named = desks.named(waiting, asked.get("nom", ""))
        return named.filter(late=True) if asked.get("retard") else named


class DeskAnswerForm(forms.Form):
    """The answer of a desk; ``wanted`` is the authorisation's rule, with a field for each of its details."""

    state = forms.ChoiceField(
        label="Votre réponse",
        choices=[("granted", "Accordée"), ("refused", "Refusée")],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Choisissez la réponse.", "invalid_choice": "Choisissez la réponse."},
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, wanted: RequiredAuthorisation, row: Authorisation, **kwargs: Any) -> None:
        super().__init__(data, initial={"seen": row.state, **row.details}, **kwargs)
        self.wanted = wanted
        for detail in wanted.asks:
            self.fields[detail.value] = _field(detail)
        self.fields["reason"] = line("Motif", longest=500, help_text="À dire quand la réponse est non.")

    def answer(self) -> DeskAnswer:
        """Return the answer that the service takes."""
        data = self.cleaned_data
        details = {detail.value: _written(data.get(detail.value)) for detail in self.wanted.asks}
        state = Authorisation.State(data["state"])
        return DeskAnswer(state=state, reason=data["reason"], details=details, seen=data["seen"])


class AnswerForDeskForm(DeskAnswerForm):
    """The same answer, recorded by the coordination for a desk that does not use the site."""

    def __init__(self, data: Any, *, wanted: RequiredAuthorisation, row: Authorisation, **kwargs: Any) -> None:
        super().__init__(data, wanted=wanted, row=row, **kwargs)
        self.fields["state"].label = "La réponse"
        self.fields["reason"] = line(
            "Comment, ou pourquoi", "Dites comment cette réponse est venue, ou pourquoi c’est refusé.", longest=500,
            help_text="Par courrier du 3 janvier, par téléphone…",
        )  # fmt: skip
        self.fields["answered_by"] = line(
            "Qui a répondu", "Dites qui a répondu.", longest=200,
            help_text="Un nom, et pour qui\u00a0: Dr\u00a0Morel, conseil de l’Ordre de l’Aveyron.",
        )  # fmt: skip


def _field(detail: AnswerDetail) -> forms.Field:
    """Return an optional field: a refusal needs no detail, and the service reports missing ones."""
    if detail is AnswerDetail.CARD_EXPECTED:
        return day(DETAILS[detail], help_text="Vide si la carte d’aujourd’hui convient.")
    return line(DETAILS[detail], longest=30)


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
