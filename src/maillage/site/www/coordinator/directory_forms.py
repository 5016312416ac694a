"""Forms of the directory and of engagements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from maillage.schemes import SCHEMES, ResourceKind
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Reach
from maillage.site.accounts.roles import KIND_CHOICES
from maillage.site.directory import services
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.directory.services import PlaceData, ProfessionalData, ThingData
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.engagements.services import EngagementData
from maillage.site.www.coordinator.fields import (
    WEEKDAYS,
    CommuneField,
    choice,
    count,
    day,
    line,
    several,
)

THINGS = [(kind, label) for kind, label in Resource.Kind.choices if kind != ResourceKind.PROFESSIONAL]


class ProfessionalForm(forms.Form):
    """A professional of the directory."""

    first_name = line("Prénom", "Donnez le prénom.")
    last_name = line("Nom", "Donnez le nom.")
    profession = choice("Profession", Professional.Profession.choices, "Choisissez la profession.")
    status = choice("Statut", Professional.Status.choices, "Choisissez le statut.")
    home = CommuneField("Commune d’exercice")
    rpps = line("Numéro RPPS", longest=14, help_text="Onze chiffres, s’il est connu.")
    email = line("Adresse électronique", longest=254, help_text="Pour l’inviter à ouvrir un compte.")
    phone = line("Téléphone", longest=20)

    @staticmethod
    def of(row: Professional) -> dict[str, Any]:
        """Return the form's initial values for an entry."""
        names = ("first_name", "last_name", "profession", "status", "email", "phone")
        return {name: getattr(row, name) for name in names} | {"home": row.home_id, "rpps": row.rpps or ""}

    def data_for_service(self) -> ProfessionalData:
        """Return the data that the service takes."""
        return ProfessionalData(**self.cleaned_data)


class OrganisationForm(forms.Form):
    """An organisation that keeps places, owns things or signs programmes."""

    name = line("Nom de l’organisation", "Donnez le nom de l’organisation.", longest=200)
    kind = choice(
        "Nature",
        [one for one in KIND_CHOICES if one[0] not in services.OF_THE_SITE],
        "Choisissez la nature de l’organisation.",
    )
    departments = several(
        "Départements",
        (),
        required=False,
        help_text="Pour un conseil de l’Ordre ou une caisse\u00a0: les départements dont il ou elle répond.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = services.departments_given_by(user).order_by("code")
        self.fields["departments"].choices = [(one.code, f"{one.code} · {one.name}") for one in given]  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """A place where consultations are held."""

    name = line("Nom du lieu", "Donnez le nom du lieu.", longest=200)
    kind = choice("Nature", Place.Kind.choices, "Choisissez la nature du lieu.")
    commune = CommuneField("Commune")
    address = line("Adresse", "Donnez l’adresse du lieu.", longest=300)
    phone = line("Téléphone", longest=20)
    organisation = forms.ModelChoiceField(
        label="Qui le tient",
        queryset=Organisation.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez une organisation.", "invalid_choice": "Choisissez dans la liste."},
    )
    opening_weekdays = several(
        "Jours d’ouverture",
        WEEKDAYS,
        initial=[number for number, _ in WEEKDAYS[:5]],
        error_messages={"required": "Choisissez au moins un jour."},
    )
    rooms = count("Nombre de cabinets", 0, 50, initial=1)

    def __init__(self, *args: Any, user: User, place: Place | None = None, **kwargs: Any) -> None:
        """Set up the form; rooms and organisation of an existing place are changed on pages of their own."""
        super().__init__(*args, **kwargs)
        self._kept_by: dict[str, Any] = {} if place is None else {"organisation": place.organisation}
        if place is not None:
            del self.fields["rooms"], self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = services.usable_organisations(user)  # type: ignore[attr-defined]

    @staticmethod
    def of(row: Place) -> dict[str, Any]:
        """Return the form's initial values for a place."""
        shown = {name: getattr(row, name) for name in ("name", "kind", "address", "phone")}
        return shown | {"commune": row.commune_id, "opening_weekdays": [str(one) for one in row.opening_weekdays]}

    def data_for_service(self) -> PlaceData:
        """Return the data that the service takes."""
        data = self._kept_by | self.cleaned_data
        weekdays, rooms = [int(one) for one in data.pop("opening_weekdays")], data.pop("rooms", 0)
        return PlaceData(**data, opening_weekdays=weekdays, things=services.rooms(rooms))


class ThingForm(forms.Form):
    """A room, a bed, a vehicle, a kit: anything that a session can take."""

    kind = choice("Nature", THINGS, "Choisissez ce que c’est.")
    name = line("Nom", "Donnez un nom.", longest=300)
    owner = choice("Où, ou à qui", missing="Choisissez un lieu, ou une organisation.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Offer the places of the territory, and the organisations that may own mobile things."""
        super().__init__(*args, **kwargs)
        self.owners: dict[str, Place | Organisation] = {}
        for place in Place.objects.changeable_by(user, Reach.TERRITORY):
            self.owners[f"lieu-{place.pk}"] = place
        for organisation in services.usable_organisations(user):
            self.owners[f"organisation-{organisation.pk}"] = organisation
        self.fields["owner"].choices = [("", "choisir"), *((key, str(one)) for key, one in self.owners.items())]  # type: ignore[attr-defined]

    def data_for_service(self) -> ThingData:
        """Return the data that the service takes."""
        return ThingData(kind=self.cleaned_data["kind"], name=self.cleaned_data["name"])

    @property
    def chosen(self) -> Place | Organisation:
        """Return the place where it stands, or the organisation that owns it."""
        return self.owners[self.cleaned_data["owner"]]


class NameForm(forms.Form):
    """A new name for a thing."""

    name = line("Nom", "Donnez un nom.", longest=300)


class EngagementForm(forms.Form):
    """The commitment of a professional."""

    scheme = choice("Dispositif", missing="Choisissez le dispositif.")
    days_per_month = count("Jours par mois, au plus", 1, 31, initial=2)
    extra_fee_percent = count("Dépassement demandé (%)", 0, 500, initial=0)
    home_share_percent = count(
        "Part de l’activité habituelle retirée (%)", 0, 100, initial=0,
        help_text="Ce qu’une journée donnée retire aux patients habituels\u00a0: 100 pour un jour de cabinet.",
    )  # fmt: skip
    starts = day("À partir du", "Donnez le premier jour.")
    ends = day("Jusqu’au", help_text="Vide tant que la fin n’est pas connue.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", "choisir"), *((one.code, one.label) for one in SCHEMES.values())]  # type: ignore[attr-defined]

    def data_for_service(self, person: Professional) -> EngagementData:
        """Return the data that the service takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "scheme"}
        return EngagementData(professional=person, **data)


class AnswerForm(forms.Form):
    """The answer to an authorisation."""

    state = choice("Réponse", Authorisation.State.choices[1:], "Choisissez la réponse.")
    answered_by = line(
        "Qui a répondu", "Dites qui a répondu.", longest=200,
        help_text="Un nom, et pour qui\u00a0: Dr\u00a0Morel, conseil de l’Ordre de l’Aveyron.",
    )  # fmt: skip
    reason = line("Pourquoi", longest=500, help_text="À dire quand la réponse est non.")
    date = day("Le", "Donnez le jour de la réponse.", initial=timezone.localdate)


class WishesForm(forms.Form):
    """The bed and the replacement that a person wants with each day given under an engagement."""

    night = forms.ChoiceField(
        label="Garder un lit sur place, quelle nuit\u202f?",
        choices=Engagement.Night.choices,
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    replaced_at_home = forms.ChoiceField(
        label="Faut-il un remplaçant à son cabinet ces jours-là\u202f?",
        choices=[("", "Non"), ("oui", "Oui")],
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )


class EndForm(forms.Form):
    """The last day of an engagement or of a programme."""

    last = day("Dernier jour", "Donnez le dernier jour.")
