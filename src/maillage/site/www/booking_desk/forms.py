"""The person for whom somebody books: what each desk asks."""

from __future__ import annotations

from typing import Any

from django import forms

from maillage.site.languages import CODES
from maillage.site.www.patient.forms import IdentityForm


class CallerForm(IdentityForm):
    """Who called the regulation: a name and a telephone, nothing else."""

    def __init__(self, *args: Any, department: str = "", **kwargs: Any) -> None:
        super().__init__(*args, other=True, department=department, **kwargs)
        del self.fields["birth_year"], self.fields["email"], self.fields["needs"]
        phone = self.fields["phone"]
        phone.help_text = "Celui où le lieu peut rappeler la personne."
        phone.required = True
        phone.error_messages["required"] = "Donnez le numéro où rappeler la personne."


class TelephoneForm(CallerForm):
    """Who called the secretariat."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = ""


class ReferredForm(IdentityForm):
    """Somebody helped by a town hall, a pharmacist, a social worker: without contact, messages go to the helper."""

    language = forms.ChoiceField(
        label="Langue des messages",
        choices=CODES,
        initial="fr",
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": "Choisissez une langue de la liste."},
    )

    def __init__(self, *args: Any, department: str = "", **kwargs: Any) -> None:
        super().__init__(*args, other=True, department=department, **kwargs)
        self.fields["phone"].help_text = "Le sien. Si la personne n’en a pas, laissez vide."
        self.fields[
            "email"
        ].help_text = "La sienne. Sans téléphone ni adresse, les messages vous sont adressés, et vous les transmettez."

    def clean(self) -> dict[str, object]:
        """Accept a person without any contact."""
        return {**self.cleaned_data}
