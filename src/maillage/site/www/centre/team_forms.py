"""Forms of the team of a centre: a contract, days off, the end of a contract."""

from __future__ import annotations

from typing import Any

from django import forms

from maillage.site.accounts.models import Organisation
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.centres.contracts import ContractData, who_may_sign
from maillage.site.centres.models import CentreLeave
from maillage.site.centres.working_time import HOUR, MOST_MINUTES, PAID_DAYS
from maillage.site.www.coordinator.fields import WEEKDAYS, choice, count, day, line, several

GIVE_BACK = [("oui", "Libérer les vacations qui tombent pendant ce congé\u00a0: elles chercheront quelqu’un")]


class ContractForm(forms.Form):
    """A contract: who, from when, how many hours, how many days off."""

    professional = choice("Soignant", missing="Choisissez quelqu’un.")
    starts = day("Premier jour", "Donnez le premier jour.")
    ends = day("Dernier jour (facultatif)")
    weekly_hours = line(
        "Heures par semaine", "Donnez les heures par semaine.", longest=20,
        help_text="35 à temps plein, 17,5 à mi-temps. Au-delà de 35, le contrat donne des jours de RTT.",
    )  # fmt: skip
    visits = count("Demi-journées de visites par semaine", 0, 10, initial=0)
    days_off = several("Jours non travaillés (facultatif)", WEEKDAYS[:5], required=False)
    leave_days = count("Jours de congé par an", 0, 60, initial=PAID_DAYS)
    rtt_days = forms.IntegerField(
        label="Jours de RTT par an (facultatif)", required=False, min_value=0, max_value=40,
        help_text="Sans réponse, ceux qui compensent les heures au-delà de 35.",
        widget=forms.TextInput(attrs={"class": "govuk-input mg-short", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Donnez un nombre de 0 à 40."),
    )  # fmt: skip

    def __init__(self, data: Any, *, centre: Organisation) -> None:
        super().__init__(data)
        self._known = {str(one.pk): one for one in who_may_sign(centre)}
        shown: Any = self.fields["professional"]
        shown.choices = [("", "choisir"), *((key, str(one)) for key, one in self._known.items())]

    def clean_weekly_hours(self) -> int:
        """Read hours as people write them ("17,5"), as minutes."""
        text = self.cleaned_data["weekly_hours"].strip().removesuffix("h").strip().replace(",", ".")
        try:
            hours = float(text)
        except ValueError:
            raise forms.ValidationError("Donnez un nombre d’heures, comme 35 ou 17,5.") from None
        if not 1 <= hours <= MOST_MINUTES / HOUR:
            raise forms.ValidationError(
                "De 1 à 48 heures par semaine\u00a0: la loi n’en permet pas plus (article L. 3121-20)."
            )
        return round(hours * HOUR)

    def data_of(self) -> ContractData:
        """Return what the service takes."""
        given = self.cleaned_data
        return ContractData(
            professional=self._known[given["professional"]], starts=given["starts"], ends=given["ends"],
            weekly_minutes=given["weekly_hours"], visits=given["visits"],
            days_off=[int(one) for one in given["days_off"]], leave_days=given["leave_days"],
            rtt_days=given["rtt_days"],
        )  # fmt: skip


class LeaveForm(forms.Form):
    """Days off."""

    kind = choice("Nature", CentreLeave.Kind.choices, "Choisissez la nature du congé.")
    first = day("Premier jour", "Donnez le premier jour.")
    from_noon = several("Le premier jour", [("oui", "à partir de midi seulement")], required=False)
    last = day("Dernier jour", "Donnez le dernier jour.")
    until_noon = several("Le dernier jour", [("oui", "jusqu’à midi seulement")], required=False)
    give_back = several("Vacations", GIVE_BACK, required=False)

    def dates(self) -> AbsenceDates:
        """Return the dates."""
        given = self.cleaned_data
        return AbsenceDates(given["first"], given["last"], bool(given["from_noon"]), bool(given["until_noon"]))


class EndForm(forms.Form):
    """The end of a contract."""

    last_day = day("Dernier jour du contrat", "Donnez le dernier jour.")
