"""The forms of a booking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from maillage.schemes import SCHEMES, PatientGroup, Profession, Scheme
from maillage.site.booking.patients import InvalidPatient, kept_email, kept_name, kept_phone
from maillage.site.texts import visible
from maillage.site.www import french

YES_NO = (("non", "Non"), ("oui", "Oui"))


PROFESSIONS = {
    Profession.GP: "Un médecin généraliste",
    Profession.DENTIST: "Un chirurgien-dentiste",
    Profession.SPECIALIST: "Un spécialiste",
    Profession.MIDWIFE: "Une sage-femme",
    Profession.NURSE: "Un infirmier",
}


def professions() -> list[tuple[str, str]]:
    """Return the professions that some scheme gives, as choices."""
    given = {profession for scheme in SCHEMES.values() for profession in scheme.who.professions}
    return [(code.value, label) for code, label in PROFESSIONS.items() if code in given]


class WhoForm(forms.Form):
    """For whom, and what the windows of the schemes nearby need to know; other questions are left out."""

    pour = forms.ChoiceField(
        label="Pour qui prenez-vous ce rendez-vous\u202f?",
        help_text="Pour quelqu’un d’autre, répondez comme cette personne aux questions qui suivent.",
        choices=(("moi", "Pour moi"), ("autre", "Pour quelqu’un d’autre, que j’aide")),
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Dites pour qui est le rendez-vous."},
    )
    medecin = forms.ChoiceField(
        label="Avez-vous un médecin traitant\u202f?",
        help_text="Les personnes qui n’en ont pas passent en premier.",
        choices=YES_NO,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Dites s’il y a un médecin traitant."},
    )
    soignant = forms.ChoiceField(
        label="Qui voulez-vous voir\u202f?",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Dites qui vous voulez voir."},
    )
    pas_vu = forms.ChoiceField(
        required=False, initial="0", widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"})
    )
    lettre = forms.ChoiceField(
        label="Avez-vous une lettre d’un médecin pour ce soignant\u202f?",
        choices=YES_NO,
        required=False,
        initial="non",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
    )

    def __init__(self, *args: Any, schemes: Sequence[Scheme], **kwargs: Any) -> None:
        """Keep the questions that ``schemes``, those with slots near the person, need."""
        super().__init__(*args, **kwargs)
        self.fields["soignant"].choices = professions()  # type: ignore[attr-defined]
        years = [s.not_seen_for_years for s in schemes if PatientGroup.NOT_SEEN_FOR_LONG in s.asks]
        if years:
            most = max(years)
            field = self.fields["pas_vu"]
            field.label = f"Avez-vous vu ce soignant, ou un confrère, depuis {french.count_word(most)} ans\u202f?"
            field.choices = (("0", "Oui"), (str(most), "Non"))  # type: ignore[attr-defined]
        else:
            del self.fields["pas_vu"]
        if not any(PatientGroup.REFERRED in scheme.asks for scheme in schemes):
            del self.fields["lettre"]


def _text(label: str, name: str, *, help_text: str = "", required: str = "", width: str = "") -> forms.CharField:
    attrs = {"class": f"govuk-input {width}".strip(), "autocomplete": name}
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=254,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": required},
    )


def _kept(keep: Callable[..., str], *given: str) -> str:
    try:
        return keep(*given)
    except InvalidPatient as error:
        raise forms.ValidationError(str(error)) from error


class IdentityForm(forms.Form):
    """The patient and their contacts. Nothing about health."""

    first_name = _text("Prénom", "given-name", required="Donnez le prénom.", width="mg-half")
    last_name = _text("Nom", "family-name", required="Donnez le nom.", width="mg-half")
    birth_year = forms.IntegerField(
        label="Année de naissance",
        help_text="Quatre chiffres, par exemple 1958.",
        min_value=1890,
        max_value=2200,
        widget=forms.TextInput(
            attrs={"class": "govuk-input mg-short", "inputmode": "numeric", "autocomplete": "bday-year"}
        ),
        error_messages={
            "required": "Donnez l’année de naissance.",
            "invalid": "Donnez l’année de naissance en quatre chiffres.",
            "min_value": "Donnez l’année de naissance en quatre chiffres.",
            "max_value": "Donnez l’année de naissance en quatre chiffres.",
        },
    )
    phone = _text("Téléphone", "tel", help_text="Pour vous prévenir si la consultation est déplacée.", width="mg-half")
    email = _text(
        "Adresse électronique", "email", help_text="Vous y recevrez le lien qui montre et annule le rendez-vous."
    )

    def __init__(self, *args: Any, other: bool = False, department: str = "", **kwargs: Any) -> None:
        """Set up the form; ``other``: somebody books for the patient and may give their own contact.

        ``department`` is where the patient lives.
        """
        super().__init__(*args, **kwargs)
        self.department = department
        self.fields["phone"].widget.attrs["type"] = "tel"
        self.fields["email"].widget.attrs["spellcheck"] = "false"
        if other:
            self.fields["first_name"].label = "Prénom de la personne"
            self.fields["last_name"].label = "Nom de la personne"
            self.fields["birth_year"].label = "Son année de naissance"
            self.fields["phone"].help_text = "Le sien, ou le vôtre si vous transmettez les messages."
            for name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_first_name(self) -> str:
        """Return the name as stored. This and the methods below report errors at this step, not at the last one."""
        return _kept(kept_name, "first_name", self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return _kept(kept_name, "last_name", self.cleaned_data["last_name"])

    def clean_email(self) -> str:
        return _kept(kept_email, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        """Check the number, and keep it as the user wrote it."""
        _kept(kept_phone, self.cleaned_data["phone"], self.department)
        return visible(self.cleaned_data["phone"]).strip()

    def clean_birth_year(self) -> int:
        year: int = self.cleaned_data["birth_year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError("Cette année de naissance n’est pas encore venue.")
        return year

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        told = {"phone", "email"} & set(self.errors)
        if not data.get("phone") and not data.get("email") and not told:
            self.add_error("phone", "Donnez un téléphone ou une adresse électronique, pour être prévenu.")
        return data

    def mark_errors(self) -> None:
        """Style the fields with errors."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["class"] += " govuk-input--error"
