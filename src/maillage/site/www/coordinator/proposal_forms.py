"""Forms about proposed places: the filter of the list, the visit, its checklist, the decision."""

from __future__ import annotations

from typing import Any

from django import forms

from maillage.site.accounts.models import Organisation, User
from maillage.site.directory import services as directory
from maillage.site.directory.checklists import REQUIRED_AT_VISIT, VISIT
from maillage.site.directory.models import Place
from maillage.site.proposals.models import PlaceProposal
from maillage.site.www.coordinator.fields import choice, day, line, several


class ProposalFilter(forms.Form):
    """Which proposals to list."""

    etat = choice("État", PlaceProposal.State.choices[1:])


class VisitForm(forms.Form):
    """The day of a visit, and who comes."""

    visit_on = day("Jour de la visite", "Donnez le jour de la visite.")
    visitor = line("Qui fait la visite", "Dites qui fait la visite.", longest=200)


class SeenForm(forms.Form):
    """What was seen at the visit; the points without which no place opens are marked."""

    checked = several(
        "Vu sur place",
        [(code, f"{text} (nécessaire)" if code in REQUIRED_AT_VISIT else text) for code, text in VISIT.items()],
        required=False,
    )
    note = forms.CharField(
        label="Note de visite (facultatif)",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3, "autocomplete": "off"}),
    )


class ApproveForm(forms.Form):
    """Which organisation keeps the place."""

    organisation = forms.ModelChoiceField(
        label="Qui tiendra le lieu",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, *args: Any, user: User, row: PlaceProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = directory.usable_organisations(user)
        field.empty_label = f"une nouvelle organisation\u00a0: {row.organisation_name}"


class ReasonForm(forms.Form):
    """What is missing, or why the place is not kept."""

    reason = line("Ce qui manque, ou pourquoi", "Dites-le en une phrase\u00a0: la personne la lira.", longest=500)


class ClosingForm(forms.Form):
    """From which day a place closes for good, and why."""

    le = day("Fermé à partir du", "Donnez le premier jour de fermeture.")
    pourquoi = line("Pourquoi (facultatif)", longest=200)


class MoveForm(forms.Form):
    """Where a session goes."""

    place = choice("Où a-t-elle lieu", missing="Choisissez un lieu.")

    def __init__(self, *args: Any, offered: list[Place], own: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk): one for one in offered}
        named = [(str(one.pk), "un autre cabinet du même lieu" if one == own else f"{one.name}, {one.commune.name}")
                 for one in offered]  # fmt: skip
        self.fields["place"].choices = [("", "choisir"), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Place:
        """Return the chosen place."""
        return self.places[self.cleaned_data["place"]]


class MovesForm(forms.Form):
    """For each session to come at a place that closes: where it goes, or that it is cancelled."""

    CANCELLED = ""

    def __init__(self, *args: Any, offered: dict[int, list[Place]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for found in offered.values() for place in found}
        self.sessions = list(offered)
        for pk, found in offered.items():
            choices = [(str(place.pk), f"déplacer à {place.name}, {place.commune.name}") for place in found]
            field = choice("Que devient-elle", choices)
            field.choices = [*choices, (self.CANCELLED, "annuler, les patients sont prévenus")]
            if choices:
                field.initial = choices[0][0]
            self.fields[f"to-{pk}"] = field

    def moves(self) -> dict[int, Place | None]:
        """Return, by session, where it goes; None if it is cancelled."""
        return {pk: self.places.get(self.cleaned_data[f"to-{pk}"]) for pk in self.sessions}
