"""Forms of years of junior doctors: setting up, and the wishes of both sides."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.forms import BoundField

from maillage.site.juniors.matching import MOST_A_YEAR
from maillage.site.juniors.models import (
    MOST_BEDS,
    MOST_RANKED,
    MOST_SEATS,
    MOST_WISHES,
    JuniorYear,
    YearJunior,
    YearSupervisor,
)
from maillage.site.juniors.services import (
    REFUSED,
    JuniorData,
    JuniorWishes,
    SupervisorData,
    SupervisorWishes,
    YearData,
)
from maillage.site.www import toponyms
from maillage.site.www.coordinator.fields import CommuneField, choice, count, day, line, several

EMAIL = "Adresse électronique (facultatif)"
EMAIL_HELP = "Son lien personnel y part. Sans adresse, vous donnez ses vœux à sa place."
SEMESTERS = [("1", "premier semestre"), ("2", "second semestre")]
SAME = ("", "le même lieu")
PEOPLE_WRONG = "Ligne {number}\u00a0: écrivez prénom, nom et adresse électronique, séparés par des points-virgules."


class YearForm(forms.Form):
    """A year: its name and its dates."""

    name = line("Nom", "Donnez un nom.", help_text="Par exemple\u00a0: Promotion de novembre 2027.")
    starts = day("Premier jour", "Donnez le premier jour.")
    wishes_until = day("Vœux jusqu’au", "Donnez le dernier jour des vœux.")

    def data_of(self) -> YearData:
        """Return what the service takes."""
        return YearData(**self.cleaned_data)


class UntilForm(forms.Form):
    """The last day of the wishes."""

    wishes_until = day("Vœux jusqu’au", "Donnez le dernier jour des vœux.")


class PeopleForm(forms.Form):
    """Several juniors at once, one a line, as they are pasted from a spreadsheet."""

    people = forms.CharField(
        label="Les docteurs juniors, dans l’ordre de leur rang",
        help_text="Une personne par ligne\u00a0: prénom, nom, adresse électronique, séparés par des points-virgules, "
        "ou collés d’un tableur. L’adresse est facultative.",
        widget=forms.Textarea(
            attrs={"class": "govuk-textarea", "rows": 8, "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": "Donnez au moins une personne."},
    )

    def clean_people(self) -> list[JuniorData]:
        """Return the people. Raises ``ValidationError`` naming the lines that cannot be read."""
        found: list[JuniorData] = []
        wrong: list[str] = []
        for number, text in enumerate(str(self.cleaned_data["people"]).splitlines(), start=1):
            parts = [part.strip() for part in re.split(r"[\t;]", text)]
            if not any(parts):
                continue
            if len(parts) not in (2, 3) or not parts[1]:
                wrong.append(PEOPLE_WRONG.format(number=number))
            else:
                found.append(JuniorData(first_name=parts[0], last_name=parts[1], email=parts[2] if parts[2:] else ""))
        if wrong:
            raise forms.ValidationError(wrong)
        return found


class JuniorForm(forms.Form):
    """What a year holds of a junior."""

    first_name = line("Prénom", "Donnez un prénom.")
    last_name = line("Nom", "Donnez un nom.")
    email = line(EMAIL, longest=200, help_text=EMAIL_HELP)
    rank = count("Rang", 1, 100_000, help_text="1 choisit le premier, là où un maître de stage ne préfère personne.")
    partner = choice(
        "Conjoint dans la même promotion (facultatif)",
        help_text="Ils sont placés dans la même intercommunalité, ou pas du tout.",
    )

    def __init__(self, *args: Any, junior: YearJunior, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields
        others = junior.year.juniors.exclude(pk=junior.pk)
        shown["partner"].choices = [("", "personne"), *((str(one.pk), str(one)) for one in others)]
        self.initial = {
            "first_name": junior.first_name, "last_name": junior.last_name, "email": junior.email,
            "rank": junior.rank, "partner": str(junior.partner_id or ""),
        }  # fmt: skip

    def data_of(self) -> tuple[JuniorData, int | None]:
        """Return what the service takes: the data, and the key of the partner."""
        given = dict(self.cleaned_data)
        partner = given.pop("partner")
        return JuniorData(**given), int(partner) if partner else None


class SupervisorForm(forms.Form):
    """What a year holds of a supervisor."""

    first_name = line("Prénom", "Donnez un prénom.")
    last_name = line("Nom", "Donnez un nom.")
    email = line(EMAIL, longest=200, help_text=EMAIL_HELP)
    place = line("Cabinet, maison ou centre de santé (facultatif)")
    commune = CommuneField("Commune")
    capacity = count("Docteurs juniors à la fois", 0, MOST_SEATS, initial=1)
    accredited_until = day("Agrément jusqu’au (facultatif)", help_text="Vide si l’agrément couvre toute l’année.")
    housing = choice("Logement (facultatif)")

    def __init__(self, *args: Any, year: JuniorYear, supervisor: YearSupervisor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields
        shown["housing"].choices = [("", "aucun"), *((str(one.pk), one.name) for one in year.housing.all())]
        if supervisor is not None:
            names = ("first_name", "last_name", "email", "place", "capacity", "accredited_until")
            self.initial = {name: getattr(supervisor, name) for name in names}
            self.initial |= {"commune": supervisor.commune_id, "housing": str(supervisor.housing_id or "")}

    def data_of(self) -> SupervisorData:
        """Return what the service takes."""
        given = dict(self.cleaned_data)
        housing = given.pop("housing")
        return SupervisorData(housing=int(housing) if housing else None, **given)


class HousingForm(forms.Form):
    """Beds near one or several supervisors."""

    name = line("Nom", "Donnez un nom.", help_text="Par exemple\u00a0: Internat de Saint-Gaudens.")
    beds = count("Lits", 1, MOST_BEDS)


class MatchForm(forms.Form):
    """What counts in a match, and how many juniors come in the years after."""

    aim = forms.ChoiceField(
        label="Ce qui compte d’abord",
        choices=(
            ("stable", "Que personne ne préfère un autre lieu qui le préférerait aussi (affectation stable)"),
            ("gain", "Que l’accès aux soins y gagne le plus, vœux compris"),
        ),
        initial="stable", widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Choisissez ce qui compte.", "invalid_choice": "Choisissez dans la liste."},
    )  # fmt: skip
    a_year = count(
        "Docteurs juniors par an, ensuite", 1, MOST_A_YEAR, initial=60,
        help_text="Pour dire combien resteraient en dix ans.",
    )  # fmt: skip


class JuniorWishesForm(forms.Form):
    """A junior's wishes in their order; each is one place for the year, or one for each semester."""

    def __init__(self, *args: Any, junior: YearJunior, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [one for one in junior.year.supervisors.select_related("commune") if one.capacity]
        first = [(str(one.pk), place_name(one)) for one in places if one.first_semester]
        second = [(str(one.pk), place_name(one)) for one in places if one.second_semester]
        self._second = {key for key, _ in second}
        said = list(junior.wishes.all())
        self.places = places
        for number in range(1, MOST_WISHES + 1):
            told = said[number - 1] if number <= len(said) else None
            self.fields[f"wish-{number}"] = _select(
                "1er vœu" if number == 1 else f"{number}e vœu", [("", "aucun"), *first],
                str(told.first_id) if told else "",
            )  # fmt: skip
            other = str(told.second_id) if told and told.second_id != told.first_id else ""
            self.fields[f"second-{number}"] = _select("Au second semestre", [SAME, *second], other)
        self.fields["lodged"] = several(
            "Logement", [("oui", "Il me faut un logement\u00a0: je ne vais que là où il y en a un")], required=False,
            initial=["oui"] if junior.lodged else [],
        )  # fmt: skip

    def pairs(self) -> list[tuple[BoundField, BoundField]]:
        """Return the fields of each wish: the place, and that of the second semester if it is another one."""
        return [(self[f"wish-{number}"], self[f"second-{number}"]) for number in range(1, MOST_WISHES + 1)]

    def clean(self) -> dict[str, Any]:
        """Refuse wishes given twice, and places that take nobody in the second semester."""
        given, seen = self.cleaned_data, set[tuple[str, str]]()
        for number in range(1, MOST_WISHES + 1):
            first, other = given.get(f"wish-{number}", ""), given.get(f"second-{number}", "")
            if not first:
                if other:
                    self.add_error(f"wish-{number}", "Choisissez aussi le lieu du premier semestre.")
                continue
            pair = (first, other or first)
            if pair in seen:
                self.add_error(f"wish-{number}", "Ce vœu est déjà plus haut. Choisissez-en un autre, ou aucun.")
            elif pair[1] not in self._second:
                self.add_error(
                    f"wish-{number}", "Ce lieu ne prend personne au second semestre. Choisissez-en un autre."
                )
            seen.add(pair)
        if not seen and not self.errors:
            self.add_error("wish-1", "Donnez au moins un vœu.")
        return given

    def data_of(self) -> JuniorWishes:
        """Return what the service takes; empty wishes are left out."""
        given = self.cleaned_data
        said = [(given[f"wish-{k}"], given[f"second-{k}"]) for k in range(1, MOST_WISHES + 1) if given[f"wish-{k}"]]
        return JuniorWishes([(int(first), int(other or first)) for first, other in said], bool(given["lodged"]))


class SupervisorWishesForm(forms.Form):
    """What a supervisor offers, and their word on each junior."""

    capacity = count("Docteurs juniors que vous prenez à la fois", 0, MOST_SEATS)
    semesters = several("Quand", SEMESTERS, required=False)

    def __init__(self, *args: Any, supervisor: YearSupervisor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = (("1", supervisor.first_semester), ("2", supervisor.second_semester))
        self.initial = {"capacity": supervisor.capacity, "semesters": [code for code, takes in taken if takes]}
        said = {one.junior_id: REFUSED if one.position is None else one.position for one in supervisor.wishes.all()}
        ranks = [("1", "1er choix"), *((str(rank), f"{rank}e choix") for rank in range(2, MOST_RANKED + 1))]
        options = [("", "sans avis"), *ranks, (str(REFUSED), "je ne peux pas l’accueillir")]
        self._keys = [one.pk for one in supervisor.year.juniors.all()]
        for one in supervisor.year.juniors.all():
            initial = str(said[one.pk]) if one.pk in said else ""
            self.fields[f"junior-{one.pk}"] = _select(str(one), options, initial)

    def juniors(self) -> list[BoundField]:
        """Return the field of each junior."""
        return [self[f"junior-{key}"] for key in self._keys]

    def data_of(self) -> SupervisorWishes:
        """Return what the service takes; juniors without an opinion are left out."""
        given = self.cleaned_data
        ranks = {key: int(text) for key in self._keys if (text := given[f"junior-{key}"])}
        return SupervisorWishes(given["capacity"], [int(code) for code in given["semesters"]], ranks)


def place_name(one: YearSupervisor) -> str:
    """Return a supervisor with their place and commune."""
    return ", ".join(part for part in (str(one), one.place, toponyms.curly(one.commune.name)) if part)


def _select(label: str, choices: list[tuple[str, str]], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, initial=initial,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )  # fmt: skip
