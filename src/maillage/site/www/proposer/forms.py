"""A form for each question about a proposed place; the service checks the answers."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from maillage.site.directory.models import Place
from maillage.site.directory.openings import opening_words
from maillage.site.proposals.models import MOST_ROOMS, PlaceProposal
from maillage.site.www import french, hours, promise_fields, toponyms
from maillage.site.www.coordinator.fields import CommuneField, line
from maillage.site.www.questionnaire.forms import QuestionForm, radios

Question = QuestionForm[PlaceProposal]


class ContactForm(Question):
    title = "Comment vous joindre\u202f?"
    hint = "Nous vous envoyons le lien qui reprend, suit et retire votre proposition."
    fill: ClassVar = {"email": "email", "phone": "tel"}
    email = line("Adresse électronique", "Donnez votre adresse électronique.", longest=254)
    phone = line("Téléphone", "Donnez votre téléphone\u00a0: nous appelons pour la visite.", longest=20)


class WhoForm(Question):
    title = "Qui propose ce lieu\u202f?"
    proposer = radios("Vous représentez", PlaceProposal.Proposer.choices, "Choisissez qui propose ce lieu.")


class IdentityForm(Question):
    title = "Qui êtes-vous\u202f?"
    fill: ClassVar = {"first_name": "given-name", "last_name": "family-name", "organisation_name": "organization"}
    first_name = line("Prénom", "Donnez votre prénom.")
    last_name = line("Nom", "Donnez votre nom.")
    organisation_name = line(
        "Nom de ce que vous représentez", "Donnez le nom de ce que vous représentez.", longest=200,
        help_text="Par exemple\u00a0: commune de Laissac, SCI du Foirail.",
    )  # fmt: skip


class PlaceForm(Question):
    title = "Quel est ce lieu\u202f?"
    place_name = line("Nom du lieu", "Donnez le nom du lieu.", longest=200)
    place_kind = radios("C’est", Place.Kind.choices, "Choisissez ce qu’est ce lieu.")


class AddressForm(Question):
    title = "Où est ce lieu\u202f?"
    address = line("Numéro et rue", "Donnez l’adresse\u00a0: numéro et rue.", longest=300)
    commune = CommuneField("Commune")

    def kept(self, row: PlaceProposal) -> dict[str, Any]:
        return {"address": row.address, "commune": row.commune_id or ""}


class RoomsForm(Question):
    title = "Combien de cabinets peuvent servir\u202f?"
    hint = "Une pièce qui se ferme, avec un point d’eau dedans ou à côté."
    rooms = radios(
        "Nombre de cabinets",
        [(str(number), str(number)) for number in range(1, MOST_ROOMS + 1)],
        "Choisissez un nombre de cabinets.",
    )

    def kept(self, row: PlaceProposal) -> dict[str, Any]:
        return {"rooms": str(len(row.rooms)) if row.rooms else None}


class HoursForm(Question):
    """Hours of one room; those of the room before are proposed for the next."""

    number = 1
    hint = f"Jour par jour\u00a0: {hours.HELP}"

    def __init__(self, data: Any, *, row: PlaceProposal, number: int) -> None:
        self.number = number
        super().__init__(data, row=row)
        self.fields |= hours.weekday_fields()
        self.title = "Quand ce cabinet est-il libre\u202f?"
        if len(row.rooms) > 1:
            self.title = f"Quand le cabinet {number} est-il libre\u202f?"

    def kept(self, row: PlaceProposal) -> dict[str, Any]:
        rooms = row.room_data
        own = rooms[self.number - 1].hours if len(rooms) >= self.number else []
        return hours.initial_of(own or (rooms[self.number - 2].hours if self.number > 1 else []))

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "hours": hours.hours_of(self.cleaned_data)}


class ClosuresForm(Question):
    title = "Quels jours ce lieu est-il fermé\u202f?"
    hint = "Congés, travaux, fêtes du village. Rien si vous ne savez pas encore."
    closures = forms.CharField(
        label="Fermetures",
        required=False,
        max_length=2000,
        help_text="Une par ligne, par exemple\u00a0: du 02/08/2027 au 13/08/2027, congés",
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4, "autocomplete": "off"}),
    )

    def kept(self, row: PlaceProposal) -> dict[str, Any]:
        return {"closures": promise_fields.closed_text(row.closure_days)}

    def clean_closures(self) -> list[tuple[date, date, str]]:
        """Parse the closures, one a line."""
        return promise_fields.closed_days(self.cleaned_data["closures"])


class EquipmentForm(Question):
    title = "De quoi le médecin dispose-t-il\u202f?"
    hint = "Cochez ce qui est là et fonctionne. Une visite le vérifie."
    equipment = promise_fields.equipment()


class AccessibilityForm(Question):
    title = "Qui peut entrer sans aide\u202f?"
    accessibility = promise_fields.accessibility()


class SecretariatForm(Question):
    title = "Quelqu’un accueille-t-il les patients\u202f?"
    secretariat = promise_fields.secretariat()


class ParkingForm(Question):
    title = "Où le médecin se gare-t-il\u202f?"
    parking = promise_fields.parking()


class LodgingForm(Question):
    title = "Le médecin peut-il dormir sur place\u202f?"
    lodging = promise_fields.lodging()


class SleepingForm(Question):
    title = "Comment est ce logement\u202f?"
    beds = promise_fields.beds()
    keys = promise_fields.keys()
    meals = promise_fields.meals()


class OnSiteForm(Question):
    title = "Qui appeler le jour venu\u202f?"
    contact_name = line("Nom", "Donnez le nom de la personne à appeler.", longest=200)
    contact_phone = line("Téléphone", "Donnez le téléphone de cette personne.", longest=20)


class PhotosForm(Question):
    title = "Avez-vous des photos\u202f?"
    hint = "Facultatif, six au plus. La coordination les voit, personne d’autre."
    photo = promise_fields.photo(required=False)

    def kept(self, row: PlaceProposal) -> dict[str, Any]:
        del row
        return {}


class WordForm(Question):
    title = "Un mot pour la coordination\u202f?"
    hint = "Facultatif\u00a0: ce qu’il faut savoir avant la visite."
    word = forms.CharField(
        label="Votre mot",
        required=False,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4, "autocomplete": "off"}),
    )


FORMS: dict[str, type[Question]] = {
    "contact": ContactForm, "who": WhoForm, "identity": IdentityForm, "place": PlaceForm, "address": AddressForm,
    "rooms": RoomsForm, "closures": ClosuresForm, "equipment": EquipmentForm, "accessibility": AccessibilityForm,
    "secretariat": SecretariatForm, "parking": ParkingForm, "lodging": LodgingForm, "sleeping": SleepingForm,
    "on_site": OnSiteForm, "photos": PhotosForm, "word": WordForm,
}  # fmt: skip
SLUGS = {
    "contact": "contact", "who": "qui", "identity": "identite", "place": "lieu", "address": "adresse",
    "rooms": "cabinets", "closures": "fermetures", "equipment": "equipement", "accessibility": "accessibilite",
    "secretariat": "secretariat", "parking": "stationnement", "lodging": "logement", "sleeping": "lits",
    "on_site": "sur-place", "photos": "photos", "word": "mot",
    **{f"hours-{number}": f"horaires-{number}" for number in range(1, MOST_ROOMS + 1)},
}  # fmt: skip
"""Questions as URLs name them."""


def form_of(code: str, data: Any, row: PlaceProposal) -> Question:
    """Return the form of a question."""
    if code.startswith("hours-"):
        return HoursForm(data, row=row, number=int(code.removeprefix("hours-")))
    return FORMS[code](data, row=row)


def _listed(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def told(row: PlaceProposal) -> list[tuple[str, str, str]]:
    """Return the answers in words: code of the question, its title, the answer."""
    commune = toponyms.curly(row.commune.name) if row.commune is not None else ""
    exact = " (trouvée dans le fichier des adresses)" if row.lon is not None else ""
    address = f"{row.address}, {commune}{exact}" if row.address else ""
    rooms = row.room_data
    return [
        ("contact", "Contact", _listed(row.email, row.phone)),
        ("who", "Qui propose", row.get_proposer_display() if row.proposer else ""),
        ("identity", "Nom", _listed(f"{row.first_name} {row.last_name}".strip(), row.organisation_name)),
        ("place", "Lieu", _listed(row.place_name, row.get_place_kind_display() if row.place_kind else "")),
        ("address", "Adresse", address),
        ("rooms", "Cabinets", french.plural(len(rooms), "cabinet") if rooms else ""),
        *((f"hours-{at}", f"Heures, cabinet {at}", opening_words(room.hours)) for at, room in enumerate(rooms, 1)),
        ("closures", "Fermetures", promise_fields.closed_text(row.closure_days) or "aucune annoncée"),
        ("equipment", "Équipement", promise_fields.equipment_words(row) or "rien de coché"),
        ("accessibility", "Accessibilité", promise_fields.accessibility_words(row) or "rien de coché"),
        ("secretariat", "Secrétariat", row.get_secretariat_display() if row.secretariat else ""),
        ("parking", "Stationnement", row.get_parking_display() if row.parking else ""),
        ("lodging", "Logement", promise_fields.lodging_words(row)),
        ("sleeping", "Clés", row.keys or "à convenir"),
        ("on_site", "À appeler le jour venu", _listed(row.contact_name, row.contact_phone)),
        ("photos", "Photos", french.plural(row.photos.count(), "photo") if row.pk else ""),
        ("word", "Votre mot", row.word or "aucun"),
    ]
