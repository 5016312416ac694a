"""The forms of a booking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.schemes import SCHEMES, PatientFacts, PatientGroup, Profession, Scheme
from maillage.site import languages
from maillage.site.booking.models import Patient
from maillage.site.booking.patients import InvalidPatient, kept_email, kept_name, kept_phone
from maillage.site.texts import visible
from maillage.site.www import french

if TYPE_CHECKING:
    # A text, or one translated when shown; the type stubs give it no public name.
    from django.utils.functional import _StrOrPromise  # pyright: ignore[reportPrivateUsage]

YES_NO = (("non", _("Non")), ("oui", _("Oui")))


PROFESSIONS = {
    Profession.GP: _("Un médecin généraliste"),
    Profession.DENTIST: _("Un chirurgien-dentiste"),
    Profession.SPECIALIST: _("Un spécialiste"),
    Profession.MIDWIFE: _("Une sage-femme"),
    Profession.NURSE: _("Un infirmier"),
}


@cache
def given_professions() -> tuple[str, ...]:
    """Return the codes of the professions that some scheme gives."""
    given = {profession for scheme in SCHEMES.values() for profession in scheme.who.professions}
    return tuple(code.value for code in PROFESSIONS if code in given)


def professions() -> list[tuple[str, str]]:
    """Return the professions that some scheme gives, as choices."""
    return [(code, str(PROFESSIONS[Profession(code)])) for code in given_professions()]


def _matters(scheme: Scheme, group: PatientGroup, facts: PatientFacts | None) -> bool:
    """Return whether belonging to a group opens a window that is not open to the person already."""
    mine = scheme.groups_of(facts or PatientFacts(has_treating_doctor=True))
    return any(group in window.groups and not window.groups & mine for window in scheme.windows)


def more_asked(schemes: Sequence[Scheme], facts: PatientFacts | None) -> list[str]:
    """Return the names of the questions that ``schemes`` need to know, where an answer opens a window.

    Whether the person was seen lately, or is sent by a colleague, matters only where it opens a window that ``facts``,
    the answers given so far, do not open.
    """
    groups = {"pas_vu": PatientGroup.NOT_SEEN_FOR_LONG, "lettre": PatientGroup.REFERRED}
    return [name for name, group in groups.items() if any(_matters(scheme, group, facts) for scheme in schemes)]


class WhoForm(forms.Form):
    """For whom, and what the windows of the schemes nearby need to know; other questions are left out."""

    pour = forms.ChoiceField(
        label=_("Pour qui prenez-vous ce rendez-vous\u202f?"),
        help_text=_("Pour quelqu’un d’autre, répondez comme cette personne aux questions qui suivent."),
        choices=(("moi", _("Pour moi")), ("autre", _("Pour quelqu’un d’autre, que j’aide"))),
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": _("Dites pour qui est le rendez-vous.")},
    )
    medecin = forms.ChoiceField(
        label=_("Avez-vous un médecin traitant\u202f?"),
        help_text=_("Les personnes qui n’en ont pas passent en premier."),
        choices=YES_NO,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": _("Dites s’il y a un médecin traitant.")},
    )
    soignant = forms.ChoiceField(
        label=_("Qui voulez-vous voir\u202f?"),
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": _("Dites qui vous voulez voir.")},
    )
    pas_vu = forms.ChoiceField(
        required=False, initial="0", widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"})
    )
    lettre = forms.ChoiceField(
        label=_("Avez-vous une lettre d’un médecin pour ce soignant\u202f?"),
        choices=YES_NO,
        required=False,
        initial="non",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
    )

    def __init__(self, *args: Any, schemes: Sequence[Scheme], facts: PatientFacts | None = None, **kwargs: Any) -> None:
        """Ask what ``schemes``, those with slots of the chosen profession near the person, need to know."""
        super().__init__(*args, **kwargs)
        self.fields["soignant"].choices = professions()  # type: ignore[attr-defined]
        self.more = more_asked(schemes, facts)
        if "pas_vu" in self.more:
            seen = PatientGroup.NOT_SEEN_FOR_LONG
            most = max(scheme.not_seen_for_years for scheme in schemes if _matters(scheme, seen, facts))
            field = self.fields["pas_vu"]
            field.label = gettext("Avez-vous vu ce soignant, ou un confrère, depuis %(years)s ans\u202f?") % {
                "years": french.count_word(most) if languages.is_french() else most
            }
            field.choices = (("0", _("Oui")), (str(most), _("Non")))  # type: ignore[attr-defined]
        else:
            del self.fields["pas_vu"]
        if "lettre" not in self.more:
            del self.fields["lettre"]

    def insist(self) -> None:
        """Ask for an answer to the questions about the chosen profession: they were shown before."""
        for name in self.more:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = gettext("Répondez par oui ou par non.")


def _text(
    label: _StrOrPromise, name: str, *, help_text: _StrOrPromise = "", required: _StrOrPromise = "", width: str = ""
) -> forms.CharField:
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

    first_name = _text(_("Prénom"), "given-name", required=_("Donnez le prénom."), width="mg-half")
    last_name = _text(_("Nom"), "family-name", required=_("Donnez le nom."), width="mg-half")
    birth_year = forms.IntegerField(
        label=_("Année de naissance"),
        help_text=_("Quatre chiffres, par exemple 1958."),
        min_value=1890,
        max_value=2200,
        widget=forms.TextInput(
            attrs={"class": "govuk-input mg-short", "inputmode": "numeric", "autocomplete": "bday-year"}
        ),
        error_messages={
            "required": _("Donnez l’année de naissance."),
            "invalid": _("Donnez l’année de naissance en quatre chiffres."),
            "min_value": _("Donnez l’année de naissance en quatre chiffres."),
            "max_value": _("Donnez l’année de naissance en quatre chiffres."),
        },
    )
    phone = _text(
        _("Téléphone"), "tel", help_text=_("Pour vous prévenir si la consultation est déplacée."), width="mg-half"
    )
    email = _text(
        _("Adresse électronique"), "email", help_text=_("Vous y recevrez le lien qui montre et annule le rendez-vous.")
    )

    needs = forms.MultipleChoiceField(
        label=_("À prévoir sur place, si besoin"),
        choices=Patient.Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        error_messages={"invalid_choice": _("Choisissez dans la liste ce qu’il faut prévoir.")},
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
            self.fields["first_name"].label = _("Prénom de la personne")
            self.fields["last_name"].label = _("Nom de la personne")
            self.fields["birth_year"].label = _("Son année de naissance")
            self.fields["phone"].help_text = _("Le sien, ou le vôtre si vous transmettez les messages.")
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
            raise forms.ValidationError(gettext("Cette année de naissance n’est pas encore venue."))
        return year

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        told = {"phone", "email"} & set(self.errors)
        if not data.get("phone") and not data.get("email") and not told:
            self.add_error("phone", gettext("Donnez un téléphone ou une adresse électronique, pour être prévenu."))
        return data

    def carried(self) -> list[tuple[str, str]]:
        """Return the names and values of the filled form, as hidden fields carry them to the next page."""
        rows: list[tuple[str, str]] = []
        for name in self.fields:
            value = self[name].value()
            rows += [(name, str(one)) for one in (value if isinstance(value, (list, tuple)) else [value or ""])]
        return rows

    def mark_errors(self) -> None:
        """Style the fields with errors."""
        for name in self.errors:
            if name in self.fields and name != "needs":
                self.fields[name].widget.attrs["class"] += " govuk-input--error"
