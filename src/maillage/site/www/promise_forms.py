"""Forms about what a place promises, for its host and for the coordination."""

from __future__ import annotations

from typing import Any

from django import forms

from maillage.site.directory.models import Place, PlaceDetails, Resource
from maillage.site.directory.promises import Promise
from maillage.site.directory.services import PromiseData
from maillage.site.www import hours, promise_fields
from maillage.site.www.coordinator.fields import choice, day, line


class PromiseForm(forms.Form):
    """Everything that a place promises, beside the hours of its rooms, its closures and its photos."""

    equipment = promise_fields.equipment()
    accessibility = promise_fields.accessibility()
    secretariat = choice("Secrétariat", Promise.Secretariat.choices[1:])
    parking = choice("Stationnement", Promise.Parking.choices[1:])
    lodging = choice("Logement", Promise.Lodging.choices[1:])
    beds = promise_fields.beds(required=False)
    keys = promise_fields.keys()
    meals = choice("Repas", Promise.Meals.choices[1:])
    contact_name = line("À appeler le jour venu", longest=200)
    contact_phone = line("Son téléphone", longest=20)

    @staticmethod
    def of(row: PlaceDetails | None) -> dict[str, Any]:
        """Return the form's initial values for a place."""
        shown = {name: getattr(row or PlaceDetails(), name) for name in PromiseForm.base_fields}
        return shown | {"beds": shown["beds"] or None}

    def data_for_service(self, row: PlaceDetails | None) -> PromiseData:
        """Return the data that the service takes; the point of the address stays."""
        data: dict[str, Any] = dict(self.cleaned_data)
        data["beds"] = data["beds"] or 0
        return PromiseData(**data, lon=row.lon if row is not None else None, lat=row.lat if row is not None else None)


class RoomHoursForm(forms.Form):
    """The hours of a room, a line for each day of the week."""

    def __init__(self, data: Any, *, room: Resource) -> None:
        super().__init__(data, prefix=f"cabinet-{room.pk}")
        self.room = room
        self.fields |= hours.weekday_fields()
        for name, text in hours.initial_of(one.hours for one in room.openings.all()).items():
            self.fields[name].initial = text

    def clean(self) -> dict[str, Any]:
        """Parse the hours."""
        return {**self.cleaned_data, "hours": hours.hours_of(self.cleaned_data)}


class ClosureForm(forms.Form):
    """Days on which a place, or one of its rooms, is closed."""

    room = choice("Quoi")
    starts = day("Du", "Donnez le premier jour.")
    ends = day("Au", "Donnez le dernier jour.")
    reason = line("Pourquoi (facultatif)", longest=200)

    def __init__(self, data: Any, *, place: Place) -> None:
        super().__init__(data)
        self.rooms = {str(one.pk): one for one in place.resources.all() if one.kind == Resource.Kind.ROOM}
        rooms = [(key, one.name) for key, one in self.rooms.items()]
        self.fields["room"].choices = [("", "tout le lieu"), *rooms]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the values that the service takes."""
        return {**self.cleaned_data, "room": self.rooms.get(self.cleaned_data["room"])}


class PhotoForm(forms.Form):
    """A photo to add."""

    photo = promise_fields.photo(required=True)
