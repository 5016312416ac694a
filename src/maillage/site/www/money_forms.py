"""Forms of the money: contest a line, answer, an account, a return file."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from maillage.site.payments.returns import MOST_BYTES
from maillage.site.payments.services import LONGEST_REASON
from maillage.site.www.coordinator.fields import day, line

KEEP, CHANGE = "garder", "corriger"


def to_cents(text: str) -> int | None:
    """Cents of an amount in euros as people write it ("1 200,50 €"); None where it is none."""
    plain = re.sub(r"[\s\u00a0\u202f€]", "", text).replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", plain):
        return None
    try:
        return int(Decimal(plain) * 100)
    except InvalidOperation:
        return None


class ContestForm(forms.Form):
    """Why a line is wrong."""

    reason = line("Qu’est-ce qui ne va pas\u202f?", "Dites pourquoi, en une phrase.", longest=LONGEST_REASON)


class OutsideForm(forms.Form):
    """When, to whom and how a payment to the heirs of somebody was made."""

    day = day("Versé le", "Donnez le jour du versement.")
    reason = line(
        "À qui, et comment\u202f?", "Dites-le en une phrase.", longest=LONGEST_REASON,
        help_text="Par exemple\u00a0: chèque à l’étude de Me Cornouiller, notaire.",
    )  # fmt: skip


class AnswerContestForm(forms.Form):
    """An answer to a contest, or a correction: the amount that the line should have, and why."""

    acte = forms.ChoiceField(
        label="Votre réponse", choices=[(KEEP, "Garder la ligne"), (CHANGE, "Corriger le montant")],
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une réponse."},
    )  # fmt: skip
    amount = line("Montant juste, en euros", help_text="Le montant entier de la ligne, par exemple 200 ou 87,40.")
    reason = line("Pourquoi", "Dites pourquoi, en une phrase.", longest=LONGEST_REASON)

    def __init__(self, data: Any = None, *, contested: bool, cents: int) -> None:
        super().__init__(data)
        self.now = cents
        self.cents: int | None = None
        if not contested:
            del self.fields["acte"]

    def clean(self) -> dict[str, Any]:
        """Read the amount where one is given or needed."""
        found = super().clean() or {}
        if found.get("acte", CHANGE) == CHANGE and not self.errors.get("acte"):
            self.cents = to_cents(found.get("amount", ""))
            if self.cents is None:
                self.add_error("amount", "Donnez un montant en euros, par exemple 200 ou 87,40.")
            elif self.cents == self.now:
                self.add_error("amount", "C’est déjà le montant de la ligne\u00a0: gardez-la, ou donnez-en un autre.")
        return found


class AccountForm(forms.Form):
    """A bank account."""

    iban = line(
        "IBAN du compte", "Donnez l’IBAN du compte\u00a0: il est sur votre relevé d’identité bancaire (RIB).",
        longest=60, help_text="Vingt-sept lettres et chiffres en France, sur votre RIB. Il est chiffré dès sa saisie.",
    )  # fmt: skip


class ReturnForm(forms.Form):
    """A return file."""

    retour = forms.FileField(
        label="Fichier de retour",
        help_text="Un tableau CSV\u00a0: reference, montant_centimes, resultat, date, motif.",
        widget=forms.ClearableFileInput(attrs={"class": "govuk-file-upload", "accept": ".csv,text/csv"}),
        error_messages={
            "required": "Choisissez le fichier de retour.", "empty": "Ce fichier est vide.",
            "invalid": "Choisissez un fichier.",
        },
    )  # fmt: skip

    def clean_retour(self) -> bytes:
        """Read the file, no more of it than a return has."""
        found: bytes = self.cleaned_data["retour"].read(MOST_BYTES + 1)
        return found
