"""Forms of duty rotas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.roles import ESTABLISHMENT
from maillage.site.duties.models import MOST_WEEKS, DutyWish, Rota, RotaMember
from maillage.site.duties.periods import periods_of
from maillage.site.duties.problem import exempt_by_age
from maillage.site.duties.services import HouseData, LimitsData, MemberData, RotaData, doctors_for
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator.fields import CommuneField, choice, count, day, line, several

NO_OPINION = ("", "sans avis")
LINES = [("0", "aucun"), ("1", "un médecin"), ("2", "deux médecins")]
MOST_DOCTORS = 400


def box(label: str, help_text: str = "") -> forms.MultipleChoiceField:
    """Return a yes as one checkbox with a question above."""
    return several(label, [("oui", "oui")], required=False, help_text=help_text)


class RotaForm(forms.Form):
    """A rota: its dates, and the one whose houses and doctors it takes over; in a hospital, that of a platform."""

    name = line("Nom", "Donnez un nom.", help_text="Par exemple\u00a0: Premier trimestre 2027.")
    department = choice("Département", missing="Choisissez le département.")
    platform = choice("Plateforme de lecture", missing="Choisissez la plateforme.")
    starts = day("Premier jour, un lundi", "Donnez le premier jour.")
    weeks = count("Semaines", 1, MOST_WEEKS, initial=13)
    wishes_until = day("Vœux des médecins jusqu’au", "Donnez le dernier jour des vœux.")
    like = choice("Reprendre maisons et médecins de (facultatif)")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields
        if organisation.kind == ESTABLISHMENT.code:
            self._platforms = {str(one.pk): one for one in ReadingPlatform.objects.filter(organisation=organisation)}
            shown["platform"].choices = [("", "choisir"), *((key, str(one)) for key, one in self._platforms.items())]
            del shown["department"]
        else:
            own = organisation.departments.order_by("name")
            shown["department"].choices = [("", "choisir"), *((one.pk, toponyms.curly(one.name)) for one in own)]
            del shown["platform"]
        self._known = {str(one.pk): one for one in Rota.objects.filter(organisation=organisation)}
        shown["like"].choices = [("", "aucun tableau"), *((key, one.name) for key, one in self._known.items())]

    def data_of(self) -> RotaData:
        """Return what the service takes."""
        given = dict(self.cleaned_data)
        if "platform" in given:
            given["platform"] = self._platforms[given["platform"]]
        return RotaData(like=self._known.get(given.pop("like")), **given)


class HouseForm(forms.Form):
    """A duty house with its periods, each with a number of doctors."""

    name = line("Nom", "Donnez un nom.", help_text="Par exemple\u00a0: Maison médicale de garde de Rodez.")
    commune = CommuneField("Commune")
    phone = line("Téléphone (facultatif)", longest=20)
    regulates = box("Régulation", "Ses médecins répondent au téléphone, ils ne reçoivent personne.")

    def __init__(self, *args: Any, rota: Rota, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = periods_of(rota.scheme)
        if rota.platform_id is not None:
            self.fields["name"].help_text = "Par exemple\u00a0: Poste de lecture."
            del self.fields["regulates"]
        for period in self.periods:
            self.fields[f"need-{period.code}"] = forms.ChoiceField(
                label=period.label, choices=LINES, initial="0", widget=forms.Select(attrs={"class": "govuk-select"}),
                error_messages={"required": "Choisissez.", "invalid_choice": "Choisissez dans la liste."},
            )  # fmt: skip

    def data_of(self) -> HouseData:
        """Return what the service takes."""
        given = self.cleaned_data
        needs = {one.code: int(given[f"need-{one.code}"]) for one in self.periods}
        return HouseData(
            name=given["name"], commune=given["commune"], phone=given["phone"],
            regulates=bool(given.get("regulates")), needs=needs,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a house without any period."""
        given = self.cleaned_data
        if all(given.get(f"need-{one.code}", "1") == "0" for one in self.periods):
            self.add_error(f"need-{self.periods[0].code}", "Choisissez un ou deux médecins pour au moins une période.")
        return given


class MembersForm(forms.Form):
    """Doctors of the department, or readers of the platform, to add, with the houses where they are on duty."""

    houses = several("Maisons", [], error_messages={"required": "Choisissez au moins une maison."})
    people = several("Médecins", [], error_messages={"required": "Choisissez au moins un médecin."})

    def __init__(self, *args: Any, rota: Rota, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields
        shown["houses"].choices = [(str(one.pk), one.name) for one in rota.houses.all()]
        self.found = list(doctors_for(rota).select_related("home", "resource")[:MOST_DOCTORS])
        shown["people"].choices = [
            (str(one.pk), f"{one.last_name} {one.first_name}, {toponyms.curly(one.home.name)}") for one in self.found
        ]


class MemberForm(forms.Form):
    """What a rota holds of a doctor."""

    houses = several("Maisons", [], error_messages={"required": "Choisissez au moins une maison."})
    share_percent = count("Part des gardes, en %", 10, 100, help_text="100 pour une part entière.")
    born = day("Date de naissance (facultatif)", help_text="Dès 60 ans, un médecin est dispensé de garde.")
    waives_age = box("Renonce à la dispense d’âge")
    no_nights_from = day("Sans nuits, du (facultatif)", help_text="Aucun motif n’est demandé.")
    no_nights_until = day("Sans nuits, au (facultatif)")

    def __init__(self, *args: Any, member: RotaMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields
        shown["houses"].choices = [(str(one.pk), one.name) for one in member.rota.houses.all()]
        self.initial = {
            "houses": [str(one.pk) for one in member.houses.all()], "share_percent": member.share_percent,
            "born": member.born, "waives_age": ["oui"] if member.waives_age else [],
            "no_nights_from": member.no_nights_from, "no_nights_until": member.no_nights_until,
        }  # fmt: skip

    def data_of(self) -> MemberData:
        """Return what the service takes."""
        given = dict(self.cleaned_data)
        houses, waives = [int(key) for key in given.pop("houses")], bool(given.pop("waives_age"))
        return MemberData(houses=houses, waives_age=waives, **given)


class WishesForm(forms.Form):
    """A doctor's wishes: their exemptions, and one choice for each date on which they may be on duty."""

    no_nights_from = day("Sans nuits, du (facultatif)", help_text="Pour une grossesse, par exemple\u00a0: sans motif.")
    no_nights_until = day("Sans nuits, au (facultatif)")
    waives_age = box("Renoncer à la dispense d’âge", "À votre âge, vous n’êtes de garde que si vous y renoncez.")

    def __init__(
        self, *args: Any, member: RotaMember, dates: Iterable[date], wishes: Mapping[date, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "no_nights_from": member.no_nights_from, "no_nights_until": member.no_nights_until,
            "waives_age": ["oui"] if member.waives_age else [],
        }  # fmt: skip
        self._waives = member.waives_age
        self.is_exempt = exempt_by_age(member)
        if not self.is_exempt:
            del self.fields["waives_age"]
        self.dates = list(dates)
        for one in self.dates:
            self.fields[one.isoformat()] = forms.ChoiceField(
                label=french.date_text(one), choices=[NO_OPINION, *DutyWish.Kind.choices], required=False,
                initial=wishes.get(one, ""), widget=forms.Select(attrs={"class": "govuk-select"}),
                error_messages={"invalid_choice": "Choisissez dans la liste."},
            )  # fmt: skip

    def data_of(self) -> dict[date, str]:
        """Return what is wished, by date; dates without an opinion are left out."""
        said = {one: self.cleaned_data[one.isoformat()] for one in self.dates}
        return {one: kind for one, kind in said.items() if kind}

    def limits_of(self) -> LimitsData:
        """Return what the service takes of the exemptions."""
        given = self.cleaned_data
        return LimitsData(
            waives_age=bool(given["waives_age"]) if self.is_exempt else self._waives,
            no_nights_from=given["no_nights_from"], no_nights_until=given["no_nights_until"],
        )  # fmt: skip

    def months(self) -> list[tuple[date, list[BoundField]]]:
        """Return the fields by month."""
        return [
            (month, [self[one.isoformat()] for one in days])
            for month, days in groupby(self.dates, lambda one: one.replace(day=1))
        ]
