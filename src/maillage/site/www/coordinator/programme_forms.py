"""Forms of programmes: the part common to all, the parties, and the days by the shape of the template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from maillage.schemes import (
    LONGEST_DELAY,
    NURSE,
    SCHEMES,
    Crew,
    DatedDay,
    DatedTemplate,
    Half,
    Presence,
    Profession,
    ResourceKind,
    RhythmTemplate,
    RotationTemplate,
    StopRhythm,
    Template,
    TourStop,
    TourTemplate,
    WeeklyTemplate,
    scheme_named,
)
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Reach
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.engagements.models import Engagement, Programme
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.www import toponyms
from maillage.site.www.coordinator.fields import HALVES, WEEKDAYS, CommuneField, choice, count, day, line, several

EMPTY_ROWS = 5
NURSE_HELP = "Pour une téléconsultation assistée."
DELAY_HELP = "Pour un infirmier qui sert deux salles à tour de rôle."
Values = dict[str, Any]
Rows = Mapping[str, Sequence[Values]]


@dataclass(frozen=True)
class Choices:
    """People and things that a user's programme may name, by the references that templates use."""

    people: list[tuple[str, str]]
    nurses: list[tuple[str, str]]
    places: list[tuple[str, str]]
    vehicles: list[tuple[str, str]]
    organisations: list[tuple[str, str]]

    @classmethod
    def of(cls, user: User) -> Choices:
        """Return the engaged people, places and vehicles of the territory that the user is in charge of."""
        engaged = Engagement.objects.exclude(state=Engagement.State.ENDED).values("professional")
        listed = Professional.objects.changeable_by(user, Reach.TERRITORY).select_related("resource", "home")
        nurses = listed.filter(profession=Profession.NURSE)
        places = Place.objects.changeable_by(user, Reach.TERRITORY).filter(reference__isnull=False)
        organisations = directory.usable_organisations(user)
        vehicles = Resource.objects.filter(kind=ResourceKind.VEHICLE, organisation__in=organisations)
        return cls(
            [(one.reference, f"{one}, {one.home}") for one in listed.filter(pk__in=engaged)],
            [(one.reference, f"{one}, {one.home}") for one in nurses],
            [(str(one.reference), f"{one}, {one.commune}") for one in places.select_related("commune")],
            [(one.reference, str(one)) for one in vehicles],
            [(str(one.pk), one.name) for one in organisations],
        )


class ChoosingForm(forms.Form):
    """A form whose choices depend on the user: ``lists`` says which field offers which list."""

    lists: Mapping[str, str] = {}

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, which in self.lists.items():
            self.fields[name].choices = [("", "choisir"), *_typeset(getattr(choices, which))]  # type: ignore[attr-defined]


def _typeset(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, toponyms.curly(label)) for value, label in choices]


class ProgrammeForm(forms.Form):
    """Fields common to all programmes."""

    name = line("Nom", "Donnez un nom au programme.", longest=200)
    scheme = choice("Dispositif", missing="Choisissez le dispositif.")
    starts = day("Premier jour", "Donnez le premier jour.")
    ends = day("Dernier jour", help_text="Vide pour un programme sans fin fixée.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", "choisir"), *((one.code, one.label) for one in SCHEMES.values())]  # type: ignore[attr-defined]


class PartyRow(ChoosingForm):
    """A party: an organisation, its place if this site books its half-days, its shares."""

    lists = {"organisation": "organisations", "place": "places"}
    organisation = choice("Organisation", missing="Choisissez l’organisation.")
    place = choice("Son lieu")
    time_percent = count("Temps (%)", 0, 100, required=False)
    money_percent = count("Financement (%)", 0, 100, required=False)


class PresenceRow(ChoosingForm):
    """A half-day of the week."""

    lists = {"place": "places", "staff": "people", "nurse": "nurses"}
    weekday = choice("Jour", WEEKDAYS, "Choisissez le jour.")
    half = choice("Moment", HALVES, "Choisissez matin ou après-midi.")
    place = choice("Lieu", missing="Choisissez le lieu.")
    staff = choice("Soignant", missing="Choisissez le soignant.")
    nurse = choice("Infirmier", help_text=NURSE_HELP)
    every_weeks = count("Toutes les … semaines", 1, 52, required=False)
    delay = count("Décalage (min)", 0, LONGEST_DELAY, required=False, help_text=DELAY_HELP)


class StopRow(ChoosingForm):
    """A stop of the vehicle."""

    commune = CommuneField("Commune")
    stop = line("Où exactement", "Dites où le véhicule s’arrête.", longest=200)


class RhythmRow(ChoosingForm):
    """A stop of the vehicle on a half-day, and the gap of weeks to the next one."""

    lists = {"staff": "people"}
    weekday = choice("Jour", WEEKDAYS, "Choisissez le jour.")
    half = choice("Moment", HALVES, "Choisissez matin ou après-midi.")
    commune = CommuneField("Commune")
    stop = line("Où exactement", "Dites où le véhicule s’arrête.", longest=200)
    staff = choice("Soignant", missing="Choisissez le soignant.")
    every_weeks = count("Toutes les … semaines", 1, 52, required=False, help_text="Vide pour chaque semaine.")
    first_week = count("À partir de la semaine", 1, 52, required=False, help_text="1 est celle du premier jour.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.initial.get("team")
        if team:
            self.fields["staff"].help_text = f"Équipe «\u00a0{team}\u00a0» de la tournée calculée."

    def clean(self) -> Values:
        """Return the row. Raises ``ValidationError`` for a first week beyond the period."""
        row = super().clean() or {}
        every, first = row.get("every_weeks") or 1, row.get("first_week") or 1
        if first > every:
            self.add_error("first_week", f"Toutes les {every} semaines commence à la semaine 1 à {every}.")
        return row


class CrewRow(ChoosingForm):
    """A person aboard on a weekday."""

    lists = {"staff": "people"}
    weekday = choice("Jour", WEEKDAYS, "Choisissez le jour.")
    staff = choice("Soignant", missing="Choisissez le soignant.")


class TurnRow(ChoosingForm):
    """A person's turn."""

    lists = {"staff": "people"}
    staff = choice("Soignant", missing="Choisissez le soignant.")


class DayRow(ChoosingForm):
    """A day of the list."""

    lists = {"place": "places", "staff": "people", "nurse": "nurses"}
    date = day("Date", "Donnez la date.")
    place = choice("Lieu", missing="Choisissez le lieu.")
    staff = choice("Soignant", missing="Choisissez le soignant.")
    nurse = choice("Infirmier", help_text=NURSE_HELP)
    half = choice("Moment", HALVES, help_text="Vide pour la journée.")
    delay = count("Décalage (min)", 0, LONGEST_DELAY, required=False, help_text=DELAY_HELP)


class TourHead(ChoosingForm):
    """The vehicle, and the duration of its stops."""

    lists = {"vehicle": "vehicles"}
    vehicle = choice("Véhicule", missing="Choisissez le véhicule.")
    stay_weeks = count("Semaines à chaque arrêt", 1, 52, initial=1)


class VehicleHead(ChoosingForm):
    """The vehicle."""

    lists = {"vehicle": "vehicles"}
    vehicle = choice("Véhicule", missing="Choisissez le véhicule.")


class RotationHead(ChoosingForm):
    """The place, the days, and the length of each turn."""

    lists = {"place": "places"}
    place = choice("Lieu", missing="Choisissez le lieu.")
    weekdays = several("Jours", WEEKDAYS, initial=[number for number, _ in WEEKDAYS[:5]])
    halves = several("Moments", HALVES, initial=[code for code, _ in HALVES])
    stay_weeks = count("Semaines de chaque tour", 1, 52, initial=1)


def _beside(row: Values) -> Values:
    """Return who works beside the giver of a half-day, and by how many minutes it begins later."""
    takes = {NURSE.code: (row["nurse"],)} if row["nurse"] else {}
    return {"takes": takes, "delay": row["delay"] or 0}


def _weekly(_: Values, rows: Rows, starts: date) -> WeeklyTemplate:
    presences = (
        Presence(
            int(row["weekday"]),
            Half(row["half"]),
            row["place"],
            row["staff"],
            every_weeks=row["every_weeks"] or 1,
            **_beside(row),
        )
        for row in rows["presences"]
    )
    return WeeklyTemplate(starts, tuple(presences))


def _tour(head: Values, rows: Rows, starts: date) -> TourTemplate:
    stops = tuple(TourStop(row["commune"], row["stop"]) for row in rows["stops"])
    crew = tuple(Crew(int(row["weekday"]), row["staff"]) for row in rows["crew"])
    return TourTemplate(head["vehicle"], starts, stops, crew, head["stay_weeks"])


def _rhythm(head: Values, rows: Rows, starts: date) -> RhythmTemplate:
    rhythms = (
        StopRhythm(
            int(row["weekday"]), Half(row["half"]), row["commune"], row["stop"], row["staff"],
            row["every_weeks"] or 1, (row["first_week"] or 1) - 1,
        )
        for row in rows["rhythms"]
    )  # fmt: skip
    return RhythmTemplate(head["vehicle"], starts, tuple(rhythms))


def _rotation(head: Values, rows: Rows, starts: date) -> RotationTemplate:
    return RotationTemplate(
        head["place"],
        starts,
        tuple(row["staff"] for row in rows["turns"]),
        tuple(int(one) for one in head["weekdays"]),
        tuple(Half(one) for one in head["halves"]),
        head["stay_weeks"],
    )


def _dated(_: Values, rows: Rows, __: date) -> DatedTemplate:
    return DatedTemplate(
        tuple(
            DatedDay(
                row["date"],
                row["place"],
                row["staff"],
                (Half(row["half"]),) if row["half"] else tuple(Half),
                **_beside(row),
            )
            for row in rows["days"]
        )
    )


@dataclass(frozen=True)
class ProgrammeShape:
    """How a shape of template is edited: one form, titled rows of forms, and a function that builds the template."""

    label: str
    build: Callable[[Values, Rows, date], Template]
    rows: Mapping[str, tuple[str, type[ChoosingForm]]]
    head: type[ChoosingForm] = ChoosingForm


SHAPES: Mapping[str, ProgrammeShape] = {
    "weekly": ProgrammeShape(
        "Une semaine qui se répète", _weekly, {"presences": ("Demi-journées de la semaine", PresenceRow)}
    ),
    "rotation": ProgrammeShape(
        "Des soignants à tour de rôle", _rotation, {"turns": ("Tours, dans l’ordre", TurnRow)}, RotationHead
    ),
    "tour": ProgrammeShape(
        "La tournée d’un véhicule",
        _tour,
        {"stops": ("Arrêts, dans l’ordre", StopRow), "crew": ("Équipage", CrewRow)},
        TourHead,
    ),
    "rhythm": ProgrammeShape(
        "La tournée d’un véhicule, chaque arrêt à son rythme",
        _rhythm,
        {"rhythms": ("Arrêts et leurs rythmes", RhythmRow)},
        VehicleHead,
    ),
    "dated": ProgrammeShape("Une liste de jours", _dated, {"days": ("Jours", DayRow)}),
}


@dataclass
class ProgrammePage:
    """All forms of one programme."""

    shape: str
    form: ProgrammeForm
    head: ChoosingForm
    rows: dict[str, tuple[str, BaseFormSet[Any]]]
    parties: BaseFormSet[Any]

    @classmethod
    def of(
        cls, user: User, data: Any, shape: str, programme: Programme | None = None, given: Values | None = None
    ) -> ProgrammePage:
        """Build the forms from submitted data, from the programme, or from ``given`` values."""
        asked, choices = SHAPES[shape], Choices.of(user)
        shown: Values = (given or {}) if programme is None else _shown(programme)

        def rows(name: str, form: type[ChoosingForm]) -> BaseFormSet[Any]:
            made = formset_factory(form, extra=EMPTY_ROWS, max_num=500, can_delete=True, can_delete_extra=False)
            return made(data, prefix=name, initial=shown.get(name), form_kwargs={"choices": choices})

        return cls(
            shape=shape,
            form=ProgrammeForm(data, initial=shown.get("form")),
            head=asked.head(data, prefix="head", initial=shown.get("head"), choices=choices),
            rows={name: (title, rows(name, form)) for name, (title, form) in asked.rows.items()},
            parties=rows("parties", PartyRow),
        )

    @property
    def label(self) -> str:
        """Name of the shape."""
        return SHAPES[self.shape].label

    @property
    def blocks(self) -> list[tuple[str, BaseFormSet[Any]]]:
        """Titles and rows, the parties last."""
        return [*self.rows.values(), ("Parties au programme", self.parties)]

    @property
    def every_form(self) -> list[Any]:
        """All forms that can have errors."""
        rows = [form for _, block in self.blocks for form in block]
        return [self.form, self.head, *rows]

    @property
    def wrong(self) -> list[Any]:
        """Forms with an error, for the summary above the page."""
        return [form for form in self.every_form if form.errors]

    def is_valid(self) -> bool:
        """Return whether all forms are valid."""
        asked = [self.form.is_valid(), self.head.is_valid(), *(block.is_valid() for _, block in self.blocks)]
        return all(asked)

    def data_for_service(self, region: str) -> ProgrammeData:
        """Return the data that the service takes. Raises ``ValueError`` if the days make no valid template."""
        common = self.form.cleaned_data
        found = {name: _filled(block) for name, (_, block) in self.rows.items()}
        template = SHAPES[self.shape].build(self.head.cleaned_data, found, common["starts"])
        parties = [_party(row) for row in _filled(self.parties)]
        scheme = scheme_named(common["scheme"])
        dates = {name: common[name] for name in ("name", "starts", "ends")}
        return ProgrammeData(scheme=scheme, template=template, region=region, parties=parties, **dates)


def _filled(block: BaseFormSet[Any]) -> list[Values]:
    return [form.cleaned_data for form in block if form.cleaned_data and not form.cleaned_data.get("DELETE")]


def _party(row: Values) -> PartyData:
    place = Place.objects.filter(reference=row["place"]).first() if row["place"] else None
    return PartyData(
        organisation=Organisation.objects.get(pk=row["organisation"]),
        key=row["place"] or f"organisation-{row['organisation']}",
        place=place,
        time_percent=row["time_percent"] or 0,
        money_percent=row["money_percent"] or 0,
    )


def _shown(programme: Programme) -> dict[str, Any]:
    """Return the initial values of the forms for a programme."""
    document, names = programme.template, ("name", "scheme", "starts", "ends")
    parties = [
        {"organisation": str(row.organisation_id), "place": row.place.reference if row.place else "",
         "time_percent": row.time_percent, "money_percent": row.money_percent}
        for row in programme.parties.select_related("place")
    ]  # fmt: skip
    head = {name: document[name] for name in ("vehicle", "place", "halves", "stay_weeks") if name in document}
    if "weekdays" in document:
        head["weekdays"] = [str(one) for one in document["weekdays"]]
    return {
        "form": {name: getattr(programme, name) for name in names},
        "head": head,
        "presences": [{**one, **_nurse_of(one)} for one in document.get("presences", [])],
        "turns": [{"staff": one} for one in document.get("turns", [])],
        "stops": [{"commune": one["commune"], "stop": one["place"]} for one in document.get("stops", [])],
        "crew": document.get("crew", []),
        "rhythms": [
            {**one, "stop": one["place"], "first_week": one["first_week"] + 1} for one in document.get("rhythms", [])
        ],
        "days": [
            {**one, **_nurse_of(one), "half": one["halves"][0] if len(one["halves"]) == 1 else ""}
            for one in document.get("days", [])
        ],
        "parties": parties,
    }


def _nurse_of(row: Values) -> Values:
    return {"nurse": next(iter(row.get("takes", {}).get(NURSE.code, [])), "")}
