"""Forms of a diary: an opening rule, a changed day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from maillage.schemes import ResourceKind, School
from maillage.site.booking.motives import motives
from maillage.site.diaries.models import DiaryRule
from maillage.site.diaries.writing import KEPT, Hours, RuleData
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator.fields import WEEKDAYS, choice, count, day
from maillage.site.www.diary.words import RHYTHMS, SCHOOLS, rhythm_of

MOTIVE = "motif-"
USUAL = "short"


def clock(label: str, missing: str = "", **kwargs: Any) -> forms.TimeField:
    """Return a time of day."""
    return forms.TimeField(
        label=label,
        required=bool(missing),
        widget=forms.TimeInput(attrs={"class": "govuk-input mg-half", "type": "time"}, format="%H:%M"),
        error_messages={"required": missing, "invalid": "Écrivez cette heure\u00a0: 9:00, 14:30."},
        **kwargs,
    )


class RuleForm(forms.Form):
    """An opening rule; the minutes of each motive are a field, empty for one that is not received."""

    professional = choice("Qui reçoit", (), "Choisissez qui reçoit.")
    room = choice("Où", (), "Choisissez un cabinet.")
    weekday = choice("Quel jour", WEEKDAYS, "Choisissez un jour.")
    starts = clock("De", "Donnez l’heure du début.")
    ends = clock("À", "Donnez l’heure de fin.")
    rhythm = choice("À quel rythme", RHYTHMS, "Choisissez un rythme.", initial="1")
    first = day("À partir du", "Donnez le premier jour.")
    last = day("Jusqu’au", help_text="Laissez vide si la règle n’a pas de fin.")
    school = choice("Quand dans l’année", SCHOOLS, "Choisissez dans la liste.", initial=School.ALWAYS.value)
    on_holidays = forms.BooleanField(
        label="Ouvert aussi les jours fériés", required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )  # fmt: skip
    pause_minutes = count("Minutes libres entre deux visites", 0, 120, initial=0)
    seats = count("Personnes reçues en même temps", 1, 30, initial=1)
    second = choice("Avec un deuxième soignant")
    equipment = choice("Avec un matériel")
    regulated_share = count(
        "Part gardée pour la régulation (116\u00a0117, SAS), en\u00a0%", 0, 100, initial=0,
        help_text="Seule la régulation donne ces places aux personnes qui l’appellent.",
    )  # fmt: skip
    regulated_hours = count("Rendue à tous, combien d’heures avant", 0, 72, initial=2)
    no_doctor_share = count("Part gardée aux personnes sans médecin traitant, en\u00a0%", 0, 100, initial=0)
    no_doctor_days = count("Rendue à tous, combien de jours avant", 0, 60, initial=2)

    def __init__(
        self,
        data: Any,
        rule: DiaryRule | None,
        places: Sequence[Place],
        people: Sequence[Professional],
        own: Professional | None = None,
    ) -> None:
        """``places`` with their resources; ``rule`` is the one that is changed, None for a new one.

        ``own`` is who writes their own rule.
        """
        super().__init__(data, initial=_initial(rule))
        things = [(thing, place) for place in places for thing in place.resources.all()]
        self._rooms = {str(one.pk): one for one, _ in things if one.kind == ResourceKind.ROOM}
        self._kits = {str(one.pk): one for one, _ in things if one.kind == ResourceKind.KIT}
        self._places = {place.pk: place for place in places}
        self._people = {str(one.pk): one for one in people}
        names = [(key, str(one)) for key, one in self._people.items()]
        many = len(places) > 1
        self._offer(
            "room", [(str(one.pk), _named(one, place, many)) for one, place in things if str(one.pk) in self._rooms]
        )
        self._offer(
            "equipment", [(str(one.pk), _named(one, place, many)) for one, place in things if str(one.pk) in self._kits]
        )
        self._offer("professional", names)
        self._offer("second", names)
        self.fields["second"].choices[0] = ("", "personne")  # type: ignore[attr-defined]
        self.fields["equipment"].choices[0] = ("", "aucun")  # type: ignore[attr-defined]
        told = (
            {one.code: one.minutes for one in rule.motives.all()}
            if rule is not None
            else {USUAL: motives()[USUAL].minutes}
        )
        for code, one in motives().items():
            field = count(f"{one.label}, en minutes", 5, 240, initial=told.get(code))
            field.required = False
            self.fields[MOTIVE + code] = field
        for name in KEPT:
            self.fields[name].required = False
        fixed = rule.professional if rule is not None else own
        if fixed is not None:
            del self.fields["professional"]
            self._people[""] = fixed

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = [*field.choices[:1], *choices]  # type: ignore[attr-defined]

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields that every rule needs."""
        names = ("professional", "room", "weekday", "starts", "ends", "rhythm", "first", "last", "school")
        return [self[name] for name in names if name in self.fields]

    @property
    def visits(self) -> list[forms.BoundField]:
        """The minutes of each motive."""
        return [self[name] for name in self.fields if name.startswith(MOTIVE)]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that few rules need."""
        return [self[name] for name in ("pause_minutes", "seats", "second", "equipment")]

    @property
    def kept(self) -> list[forms.BoundField]:
        """The fields of what is kept for some people."""
        return [self[name] for name in KEPT]

    def rule(self) -> RuleData:
        """Return what the service takes."""
        said = self.cleaned_data
        room = self._rooms[said["room"]]
        rhythm = str(said["rhythm"])
        visits = [(code, said.get(MOTIVE + code)) for code in motives()]
        return RuleData(
            place=self._places[room.place_id or 0],
            professional=self._people[said.get("professional", "")],
            room=room,
            weekday=int(said["weekday"]),
            starts=said["starts"],
            ends=said["ends"],
            first=said["first"],
            last=said["last"],
            every_weeks=1 if rhythm.startswith("m") else int(rhythm),
            of_month=int(rhythm[1:]) if rhythm.startswith("m") else None,
            school=School(said["school"]),
            on_holidays=said["on_holidays"],
            pause_minutes=said["pause_minutes"],
            seats=said["seats"],
            second=self._people.get(said["second"]) if said["second"] else None,
            equipment=self._kits.get(said["equipment"]),
            motives=tuple((code, minutes) for code, minutes in visits if minutes),
            **{name: self.fields[name].initial if said[name] is None else said[name] for name in KEPT},
        )


class DayForm(forms.Form):
    """A day on which a rule does not hold as it says."""

    day = day("Quel jour", "Donnez le jour.")
    what = choice(
        "Ce jour-là", [("closed", "fermé"), ("hours", "ouvert à d’autres heures, ou un jour de plus")],
        "Choisissez ce qui change.",
    )  # fmt: skip
    starts = clock("De", help_text="Si c’est ouvert.")
    ends = clock("À")

    def clean(self) -> dict[str, Any]:
        """Ask for the hours of a day that is open."""
        said: dict[str, Any] = self.cleaned_data
        if said.get("what") == "hours":
            for name, missing in (("starts", "Donnez l’heure du début."), ("ends", "Donnez l’heure de fin.")):
                if name not in self.errors and said.get(name) is None:
                    self.add_error(name, missing)
        return said

    def hours(self) -> Hours | None:
        """Return the hours of the day; None if it is closed."""
        said = self.cleaned_data
        return (said["starts"], said["ends"]) if said["what"] == "hours" else None


def _named(thing: Resource, place: Place, many: bool) -> str:
    return f"{thing.name}, {toponyms.curly(place.name)}" if many else thing.name


def _initial(rule: DiaryRule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    names = ("weekday", "starts", "ends", "first", "last", "school", "on_holidays", "pause_minutes", "seats", *KEPT)
    keys = {"room": rule.room_id, "second": rule.second_id or "", "equipment": rule.equipment_id or ""}
    return {
        **{name: getattr(rule, name) for name in names},
        **keys,
        "rhythm": rhythm_of(rule.every_weeks, rule.of_month),
    }


def title_of(rule: DiaryRule) -> str:
    """Return "Lundi, Jeanne Aubépine"."""
    return f"{french.DAYS[rule.weekday].capitalize()}, {rule.professional}"
