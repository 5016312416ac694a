"""Forms of the secretariat of a centre: a call or a task, a list of patients, a visit; the public request."""

from __future__ import annotations

from typing import Any

from django import forms

from maillage.site.accounts.models import Organisation, User
from maillage.site.centres.desk import TaskData
from maillage.site.centres.models import CentreContract, DeskTask, HomeVisit, RegistrationRequest
from maillage.site.centres.rounds import VisitData
from maillage.site.directory.models import Professional
from maillage.site.www.coordinator.fields import CommuneField, choice, count, day, line, several

NOTHING_MEDICAL = "Rien de médical."


class TaskForm(forms.Form):
    """A call or a task."""

    centre = choice("Centre", missing="Choisissez le centre.")
    kind = choice("Nature", DeskTask.Kind.choices, "Choisissez la nature.")
    name = line("Qui (facultatif)")
    phone = line("Téléphone", longest=20, help_text="Nécessaire pour rappeler quelqu’un.")
    note = line("À faire (facultatif)", longest=200, help_text=NOTHING_MEDICAL)
    due = day("Pour le (facultatif)")

    def __init__(self, data: Any, *, centres: list[Organisation]) -> None:
        super().__init__(data)
        self._known = {str(one.pk): one for one in centres}
        shown: Any = self.fields
        shown["centre"].choices = [(key, one.name) for key, one in self._known.items()]
        if len(centres) == 1:
            shown["centre"].initial = str(centres[0].pk)
            shown["centre"].widget = forms.HiddenInput()

    def centre_of(self) -> Organisation:
        """Return the centre."""
        return self._known[self.cleaned_data["centre"]]

    def data_of(self) -> TaskData:
        """Return what the service takes."""
        return TaskData(**{name: self.cleaned_data[name] for name in ("kind", "name", "phone", "note", "due")})


class PassForm(forms.Form):
    """To whom a task is passed on, with a word."""

    to = choice("À qui")
    word = line("Un mot (facultatif)", longest=200, help_text=NOTHING_MEDICAL)

    def __init__(self, data: Any, *, people: list[User]) -> None:
        super().__init__(data)
        self._known = {str(one.pk): one for one in people}
        shown: Any = self.fields["to"]
        names = ((key, one.get_full_name()) for key, one in self._known.items())
        shown.choices = [("", "à toute l’équipe, dans la file"), *names]

    def person(self) -> User | None:
        """Return the colleague; None for everybody."""
        return self._known.get(self.cleaned_data["to"])


def team_of(centre: Organisation, today: Any) -> dict[str, Professional]:
    """Return the people with a contract, by key."""
    rows = CentreContract.objects.filter(centre=centre).on(today).select_related("professional__resource")
    return {str(one.professional_id): one.professional for one in rows}


class ListForm(forms.Form):
    """How many patients a treating doctor, or the team, can follow."""

    professional = choice("Médecin traitant")
    capacity = count("Patients qui peuvent être suivis", 0, 5000, initial=800)
    others = count("Dont déjà inscrits hors de ce site", 0, 5000, initial=0)

    def __init__(self, data: Any, *, team: dict[str, Professional]) -> None:
        super().__init__(data)
        self.team = team
        shown: Any = self.fields["professional"]
        shown.choices = [("", "l’équipe traitante"), *((key, str(one)) for key, one in team.items())]

    def person(self) -> Professional | None:
        """Return the doctor; None for the team."""
        return self.team.get(self.cleaned_data["professional"])


class VisitForm(forms.Form):
    """A visit that is asked for."""

    kind = choice("Où", HomeVisit.Kind.choices, "Choisissez.")
    name = line("Nom de la personne ou de l’EHPAD", "Donnez un nom.")
    address = line("Adresse", "Donnez l’adresse.", longest=200)
    commune = CommuneField("Commune")
    phone = line("Téléphone (facultatif)", longest=20)
    residents = count("Résidents à voir, en EHPAD", 1, 40, initial=1)
    before = day("Au plus tard le (facultatif)")
    professional = choice("Par ce soignant (facultatif)")
    every_weeks = count("À refaire toutes les (semaines), 0 pour une seule fois", 0, 26, initial=0)

    def __init__(self, data: Any, *, team: dict[str, Professional]) -> None:
        super().__init__(data)
        self.team = team
        shown: Any = self.fields["professional"]
        shown.choices = [("", "qui est disponible"), *((key, str(one)) for key, one in team.items())]

    def data_of(self) -> VisitData:
        """Return what the service takes."""
        given = dict(self.cleaned_data)
        return VisitData(professional=self.team.get(given.pop("professional")), **given)


class RegistrationForm(forms.Form):
    """A request for a treating doctor, without an account; no medical reason is asked."""

    first_name = line("Prénom", "Donnez votre prénom.")
    last_name = line("Nom", "Donnez votre nom.")
    birth_year = count("Année de naissance", 1890, 2100)
    commune = CommuneField("Commune où vous habitez")
    email = line("Adresse électronique", longest=254, help_text="Une place vous y est proposée.")
    phone = line("Téléphone", longest=20, help_text="Sans adresse électronique, un message y est envoyé.")
    reason = choice("Pourquoi cherchez-vous\u202f?", RegistrationRequest.Reason.choices, "Dites pourquoi.")
    home_visits = several("Déplacements", [("oui", "Je dois être vu à domicile")], required=False)
    accord = several(
        "Votre accord",
        [("oui", "J’accepte que le centre garde ces réponses pour me proposer un médecin traitant")],
        error_messages={"required": "Sans votre accord, nous ne pouvons pas garder votre demande."},
    )
