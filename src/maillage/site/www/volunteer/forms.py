"""A form for each question of an application; the service checks the answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from maillage.site.applications.answers import most_half_days
from maillage.site.applications.models import Application
from maillage.site.www import french, toponyms, words
from maillage.site.www.coordinator.fields import WEEKDAYS, CommuneField, line, several
from maillage.site.www.questionnaire.forms import YES_NO, QuestionForm, radios
from maillage.site.www.volunteer.places import choices_for

Question = QuestionForm[Application]
_DATE = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}))?")


class ContactForm(Question):
    title = "Comment vous joindre\u202f?"
    hint = "Nous vous envoyons le lien qui reprend, suit et retire votre candidature."
    fill: ClassVar = {"email": "email", "phone": "tel"}
    email = line("Adresse électronique", "Donnez votre adresse électronique.", longest=254)
    phone = line("Téléphone (facultatif)", longest=20)


class IdentityForm(Question):
    title = "Qui êtes-vous\u202f?"
    hint = "Vos nom et prénom d’exercice, comme sur votre carte CPS."
    fill: ClassVar = {"first_name": "given-name", "last_name": "family-name"}
    first_name = line("Prénom", "Donnez votre prénom.")
    last_name = line("Nom", "Donnez votre nom.")


class RppsForm(Question):
    title = "Quel est votre numéro RPPS\u202f?"
    hint = "Onze chiffres, sur votre carte CPS, vos feuilles de soins ou dans l’annuaire santé."
    rpps = line("Numéro RPPS", "Donnez votre numéro RPPS\u00a0: il figure sur votre carte CPS.", longest=20)

    def __init__(self, data: Any, *, row: Application) -> None:
        super().__init__(data, row=row)
        self.fields["rpps"].widget.attrs |= {"inputmode": "numeric", "class": "govuk-input mg-half"}


class ProfessionForm(Question):
    title = "Quelle est votre profession\u202f?"
    profession = radios("Votre profession", (), "Choisissez votre profession.")

    def __init__(self, data: Any, *, row: Application) -> None:
        super().__init__(data, row=row)
        self.fields["profession"].choices = _listed(words.PROFESSIONS, row.rules.who.professions)  # type: ignore[attr-defined]


class StatusForm(Question):
    title = "Comment exercez-vous aujourd’hui\u202f?"
    status = radios("Votre situation", (), "Choisissez votre situation.")

    def __init__(self, data: Any, *, row: Application) -> None:
        super().__init__(data, row=row)
        self.fields["status"].choices = _listed(words.STATUSES, row.rules.who.statuses)  # type: ignore[attr-defined]


class PracticeForm(Question):
    title = "Dans quelle commune exercez-vous\u202f?"
    hint = "Votre lieu d’exercice principal, le dernier si vous êtes à la retraite."
    home = CommuneField("Commune d’exercice")

    def kept(self, row: Application) -> dict[str, Any]:
        return {"home": row.home_id or ""}


class PlacesForm(Question):
    title = "Où voulez-vous venir\u202f?"
    hint = "Cochez un ou plusieurs lieux, ou aucun\u00a0: nous cherchons alors celui où vous comptez le plus."
    places = several("Lieux qui attendent un médecin", (), required=False)

    def kept(self, row: Application) -> dict[str, Any]:
        return {"places": [str(key) for key in row.wanted_places.values_list("pk", flat=True)]}

    def __init__(self, data: Any, *, row: Application) -> None:
        super().__init__(data, row=row)
        self.fields["places"].choices = choices_for(row)  # type: ignore[attr-defined]
        self.fields["places"].error_messages["invalid_choice"] = "Choisissez dans la liste."


class RhythmForm(Question):
    title = "Combien de temps donnez-vous\u202f?"
    half_days_per_month = radios("Par mois, au plus", (), "Choisissez combien de temps vous donnez.")

    def kept(self, row: Application) -> dict[str, Any]:
        return {"half_days_per_month": row.half_days_per_month and str(row.half_days_per_month)}

    def __init__(self, data: Any, *, row: Application) -> None:
        super().__init__(data, row=row)
        most = min(most_half_days(row.rules), 20)
        self.fields["half_days_per_month"].choices = [(str(n), time_of(n)) for n in range(1, most + 1)]  # type: ignore[attr-defined]


class WhenForm(Question):
    title = "Quels jours vous conviennent\u202f?"
    hint = "Des jours de la semaine, des dates, ou rien si vous ne savez pas encore."
    weekdays = several("Jours de la semaine", WEEKDAYS[:6], required=False)
    dates = forms.CharField(
        label="Dates",
        required=False,
        max_length=1500,
        help_text="Une par ligne, par exemple 12/01/2027.",
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3, "autocomplete": "off"}),
    )

    def kept(self, row: Application) -> dict[str, Any]:
        return {
            "weekdays": [str(day) for day in row.weekdays],
            "dates": "\n".join(f"{day:%d/%m/%Y}" for day in row.dates),
        }

    def clean_dates(self) -> list[date]:
        """Parse the dates, one a line; a date without a year is the next one in the future."""
        found: list[date] = []
        for text in filter(None, re.split(r"[\n,;]+", self.cleaned_data["dates"])):
            if text.strip():
                found.append(_day(text.strip()))
        return found


def _day(text: str) -> date:
    parts = _DATE.fullmatch(text)
    today = timezone.localdate()
    try:
        if parts is not None:
            day, month, year = int(parts[1]), int(parts[2]), int(parts[3] or today.year)
            found = date(year, month, day)
            return found if parts[3] or found > today else date(year + 1, month, day)
    except ValueError:
        pass
    raise ValidationError(f"«\u00a0{text[:30]}\u00a0» n’est pas une date. Écrivez jour, mois, année\u00a0: 12/01/2027.")


class ReplacementForm(Question):
    title = "Serez-vous remplacé à votre cabinet\u202f?"
    hint = "Ces jours-là, vos patients habituels ont-ils quelqu’un d’autre\u202f?"
    replaced_at_home = radios("Un remplaçant vient à votre cabinet", YES_NO, "Dites si vous serez remplacé.")

    def kept(self, row: Application) -> dict[str, Any]:
        return {"replaced_at_home": _told(row.replaced_at_home)}

    def values(self) -> dict[str, Any]:
        return {"replaced_at_home": self.cleaned_data["replaced_at_home"] == "oui"}


class LodgingForm(Question):
    title = "Voulez-vous dormir sur place\u202f?"
    lodging_wanted = radios("Un logement la veille ou le soir", YES_NO, "Dites si vous voulez dormir sur place.")

    def kept(self, row: Application) -> dict[str, Any]:
        return {"lodging_wanted": _told(row.lodging_wanted)}

    def values(self) -> dict[str, Any]:
        return {"lodging_wanted": self.cleaned_data["lodging_wanted"] == "oui"}


class MotivationForm(Question):
    title = "Un mot pour la coordination\u202f?"
    hint = "Facultatif\u00a0: ce qui vous décide, ce dont vous avez besoin. Rien sur des patients."
    motivation = forms.CharField(
        label="Votre mot",
        required=False,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4, "autocomplete": "off"}),
    )


FORMS: dict[str, type[Question]] = {
    "contact": ContactForm, "identity": IdentityForm, "rpps": RppsForm, "profession": ProfessionForm,
    "status": StatusForm, "practice": PracticeForm, "places": PlacesForm, "rhythm": RhythmForm, "when": WhenForm,
    "replacement": ReplacementForm, "lodging": LodgingForm, "motivation": MotivationForm,
}  # fmt: skip
SLUGS = {
    "contact": "contact", "identity": "identite", "rpps": "rpps", "profession": "profession", "status": "situation",
    "practice": "commune", "places": "lieux", "rhythm": "temps", "when": "jours", "replacement": "remplacement",
    "lodging": "logement", "motivation": "mot",
}  # fmt: skip
"""Questions as URLs name them."""


def _told(answer: bool | None) -> str:
    return "" if answer is None else "oui" if answer else "non"


def _listed(said: Mapping[str, str], admitted: Collection[str]) -> list[tuple[str, str]]:
    return [(code, _capital(text)) for code, text in said.items() if code in admitted]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def time_of(half_days: int) -> str:
    """ "une demi-journée", "1 jour et demi", "2 jours"."""
    days, half = divmod(half_days, 2)
    if not days:
        return "Une demi-journée"
    count = french.plural(days, "jour", "jours")
    return f"{count} et demi" if half else count


def told(row: Application) -> list[tuple[str, str, str]]:
    """Return the answers in words: code of the question, its title, the answer."""
    places = [toponyms.curly(place.name) for place in row.wanted_places.all()]
    days = french.weekdays(row.weekdays) if row.weekdays else ""
    dates = french.joined([french.date_text(day, year=True) for day in row.dates])
    home = row.home
    return [
        ("contact", "Contact", ", ".join(filter(None, (row.email, row.phone)))),
        ("identity", "Nom", f"{row.first_name} {row.last_name}".strip()),
        ("rpps", "Numéro RPPS", ", ".join(filter(None, (row.rpps, row.get_register_display())))),
        ("profession", "Profession", words.PROFESSIONS.get(row.profession, "")),
        ("status", "Situation", words.STATUSES.get(row.status, "")),
        ("practice", "Commune d’exercice", toponyms.curly(home.name) if home is not None else ""),
        ("places", "Lieux souhaités", french.joined(places) or "là où c’est le plus utile"),
        ("rhythm", "Temps par mois", time_of(row.half_days_per_month).lower() if row.half_days_per_month else ""),
        ("when", "Jours", french.joined([one for one in (days, dates) if one]) or "à convenir"),
        ("replacement", "Remplacé à son cabinet", _told(row.replaced_at_home)),
        ("lodging", "Logement sur place", _told(row.lodging_wanted)),
        ("motivation", "Votre mot", row.motivation or "aucun"),
    ]
