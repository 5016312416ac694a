"""Forms of agreements: terms with shares, people, the week of a person, answers and signatures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from maillage.schemes import Activity, Half, Presence
from maillage.site.accounts.models import Organisation, User
from maillage.site.agreements import parties
from maillage.site.agreements.drafting import PersonData, ShareData, TermsData
from maillage.site.agreements.models import MOST_NOTICE_MONTHS, USUAL_NOTICE_MONTHS, AgreementPerson, AgreementVersion
from maillage.site.agreements.negotiating import LONGEST_NAME, LONGEST_REASON
from maillage.site.refusals import InvalidField, Refused
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator.fields import CHOOSE, HALVES, WEEKDAYS, choice, count, day, line, show_refusal
from maillage.site.www.money_forms import to_cents
from maillage.site.www.network.words import ACTIVITIES, RHYTHMS, rhythm_code

MORE_ROWS, MORE_PRESENCES, WORKING_DAYS = 3, 4, 5
PERCENTS = ("time_percent", "money_percent")
Values = dict[str, Any]


def _options(rows: Sequence[tuple[Any, str]]) -> list[tuple[str, str]]:
    return [CHOOSE, *((str(key), toponyms.curly(name)) for key, name in rows)]


class TermsForm(forms.Form):
    """Name, pathway, dates; the author too, for a new agreement."""

    author = choice("Votre établissement", missing="Choisissez l’établissement qui rédige.")
    name = line("Nom de la convention", "Donnez un nom à la convention.", longest=150)
    pathway = line("Filière", "Donnez la filière, par exemple ORL.")
    starts = day("Prend effet le", "Donnez le premier jour.")
    ends = day("Dernier jour", help_text="Vide pour une convention sans fin fixée.")
    notice_months = count("Préavis, en mois", 0, MOST_NOTICE_MONTHS, initial=USUAL_NOTICE_MONTHS)

    def __init__(
        self, data: Any = None, *, authors: Sequence[Organisation] | None, initial: Values | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        if authors is not None:
            self.fields["author"].choices = _options([(one.pk, one.name) for one in authors])  # type: ignore[attr-defined]
            if len(authors) == 1:
                self.initial.setdefault("author", str(authors[0].pk))
        else:
            del self.fields["author"]


class ShareRow(forms.Form):
    """The shares of a party, from a day on."""

    organisation = choice("Partie", missing="Choisissez l’organisation.")
    time_percent = count("Temps (%)", 0, 100)
    money_percent = count("Financement (%)", 0, 100)
    period = day("À partir du (vide\u00a0: dès le début)")

    def __init__(self, *args: Any, organisations: Sequence[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = _options(organisations)  # type: ignore[attr-defined]


class PersonRow(forms.Form):
    """A person whose time is shared."""

    professional = choice("Praticien", missing="Choisissez le praticien.")
    employer = choice("Payé par", missing="Choisissez l’employeur.")
    salary = line("Salaire chargé par mois, en euros", "Donnez un montant, par exemple 7 800.")
    bonus = line("Prime par mois, en euros")

    def __init__(self, *args: Any, people: Sequence[tuple[Any, str]], employers: Sequence[tuple[Any, str]],
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["professional"].choices = _options(people)  # type: ignore[attr-defined]
        self.fields["employer"].choices = _options(employers)  # type: ignore[attr-defined]

    def clean_salary(self) -> int:
        """Read the salary in cents."""
        return _cents(self.cleaned_data["salary"])

    def clean_bonus(self) -> int:
        """Read the bonus in cents; none if empty."""
        return _cents(self.cleaned_data["bonus"] or "0")


def _cents(text: str) -> int:
    found = to_cents(text)
    if found is None or found >= 10_000_000:
        raise forms.ValidationError("Donnez un montant en euros par mois, par exemple 7 800 ou 87,40.")
    return found


class SharesOf:
    """The form of the terms with its rows of shares."""

    def __init__(self, user: User, data: Any = None, version: AgreementVersion | None = None) -> None:
        authors = None if version is not None else list(parties.authors(user).order_by("name"))
        region = version.agreement.region_id if version is not None else _region_of(authors or [])
        organisations = [(one.pk, one.name) for one in parties.invited(region).order_by("name")]
        self.form = TermsForm(data, authors=authors, initial=None if version is None else _terms(version))
        made = formset_factory(ShareRow, extra=MORE_ROWS, max_num=60, can_delete=version is not None)
        self.rows: BaseFormSet[Any] = made(
            data, prefix="parts", initial=None if version is None else _shares(version),
            form_kwargs={"organisations": organisations},
        )  # fmt: skip
        self.author = version.author if version is not None else None

    def is_valid(self) -> bool:
        """Return whether the form and all its rows are valid."""
        return all([self.form.is_valid(), self.rows.is_valid()])

    @property
    def wrong(self) -> list[Any]:
        """Forms with an error, for the summary above the page."""
        return [one for one in (self.form, *self.rows) if one.errors]

    def chosen_author(self) -> Organisation:
        """Return the author of the version, or the one chosen."""
        return self.author or Organisation.objects.get(pk=self.form.cleaned_data["author"])

    def data_for_service(self) -> TermsData:
        """Return what the service takes."""
        found = self.form.cleaned_data
        names = {one.pk: one for one in Organisation.objects.filter(pk__in=[v["organisation"] for v in self._filled()])}
        shares = [
            ShareData(
                organisation=names[int(row["organisation"])], time_percent=row["time_percent"],
                money_percent=row["money_percent"], starts=row["period"],
            )
            for row in self._filled()
        ]  # fmt: skip
        if not shares:
            raise InvalidField("organisation", "Choisissez les parties et leurs parts.")
        dates = {name: found[name] for name in ("name", "pathway", "starts", "ends", "notice_months")}
        return TermsData(shares=shares, **dates)

    def show(self, refusal: Refused) -> None:
        """Show a refusal on its field: on the last row of the period whose sum is wrong, for shares."""
        field = refusal.field if isinstance(refusal, InvalidField) else ""
        rows = [row for row in self.rows if _has(row)]
        if field not in ShareRow.base_fields or field == "author":
            show_refusal(self.form, refusal)
            return
        summed = [row for row in reversed(rows) if field in PERCENTS and self._sum(row, field) != 100]
        target = (summed or rows[-1:] or [self.rows[0]])[0]
        target.add_error(field, str(refusal))

    def _sum(self, row: Any, field: str) -> int:
        period = row.cleaned_data.get("period")
        return (
            sum(one.get(field) or 0 for one in self._filled() if one.get("period") == period)
            if "percent" in field
            else 0
        )

    def _filled(self) -> list[Values]:
        return [row.cleaned_data for row in self.rows if _has(row)]


def _has(row: Any) -> bool:
    return bool(row.cleaned_data) and not row.cleaned_data.get("DELETE")


def _region_of(authors: Sequence[Organisation]) -> str:
    for one in authors:
        try:
            return parties.region_of(one)
        except Refused:
            continue
    return ""


def _terms(version: AgreementVersion) -> Values:
    return {
        "name": version.agreement.name, "pathway": version.agreement.pathway, "starts": version.starts,
        "ends": version.ends, "notice_months": version.notice_months,
    }  # fmt: skip


def _shares(version: AgreementVersion) -> list[Values]:
    return [
        {"organisation": str(one.organisation_id), "time_percent": one.time_percent,
         "money_percent": one.money_percent, "period": None if one.starts == version.starts else one.starts}
        for one in version.shares.all()
    ]  # fmt: skip


def people_rows(version: AgreementVersion, data: Any = None) -> BaseFormSet[Any]:
    """Return the rows of the people of a version."""
    shown = [
        {"professional": str(one.professional_id), "employer": str(one.employer_id),
         "salary": _euros(one.salary_cents), "bonus": _euros(one.bonus_cents)}
        for one in version.people.all()
    ]  # fmt: skip
    people = [(one.pk, f"{one}, {one.home}") for one in parties.people_of(version.parties)]
    made = formset_factory(PersonRow, extra=MORE_ROWS, max_num=60, can_delete=True, can_delete_extra=False)
    employers = [(one.pk, one.name) for one in version.parties]
    return made(data, prefix="personnes", initial=shown, form_kwargs={"people": people, "employers": employers})


def _euros(cents: int) -> str:
    return french.number(cents / 100, 2 if cents % 100 else 0)


def people_for_service(version: AgreementVersion, rows: BaseFormSet[Any]) -> list[PersonData]:
    """Return what the service takes."""
    found = [row.cleaned_data for row in rows if _has(row)]
    known = {one.pk: one for one in parties.people_of(version.parties)}
    employers = {one.pk: one for one in version.parties}
    return [
        PersonData(
            professional=known[int(one["professional"])], employer=employers[int(one["employer"])],
            salary_cents=one["salary"], bonus_cents=one["bonus"],
        )
        for one in found
    ]  # fmt: skip


def _select(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(choices), required=False,
        widget=forms.Select(attrs={"class": "govuk-select", "aria-label": label}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )  # fmt: skip


class WeekForm(forms.Form):
    """The week of a person: for each half-day a place, a rhythm and an activity; some more lines for alternations."""

    def __init__(self, person: AgreementPerson, data: Any = None) -> None:
        super().__init__(data, initial=None if data is not None else _week(person))
        self.person = person
        self.lines = max(MORE_PRESENCES, len(person.version.week.presences) - 2 * WORKING_DAYS + 2)
        places = [("", "\u2014"), *((key, toponyms.curly(one.name)) for key, one in _places(person).items())]
        for half, half_name in HALVES:
            for number, day_name in WEEKDAYS[:WORKING_DAYS]:
                self._add(f"{number}-{half}", f"{day_name} {half_name}", places)
        for number in range(self.lines):
            name = f"présence {number + 1}"
            self.fields[f"plus{number}-day"] = _select(f"{name}, jour", [CHOOSE, *WEEKDAYS])
            self.fields[f"plus{number}-half"] = _select(f"{name}, moment", HALVES)
            self._add(f"plus{number}", name, places)

    def _add(self, key: str, name: str, places: Sequence[tuple[str, str]]) -> None:
        self.fields[f"{key}-place"] = _select(f"{name}, lieu", places)
        self.fields[f"{key}-rhythm"] = _select(f"{name}, rythme", RHYTHMS)
        self.fields[f"{key}-activity"] = _select(f"{name}, activité", list(ACTIVITIES.items()))

    @property
    def grid(self) -> list[tuple[str, list[tuple[str, list[Any]]]]]:
        """Rows of the grid: a weekday, and for each half its name and three fields."""
        return [
            (day_name, [(name, self._three(f"{number}-{half}")) for half, name in HALVES])
            for number, day_name in WEEKDAYS[:WORKING_DAYS]
        ]

    @property
    def more(self) -> list[list[Any]]:
        """Fields of the lines below the grid."""
        return [
            [self[f"plus{number}-day"], self[f"plus{number}-half"], *self._three(f"plus{number}")]
            for number in range(self.lines)
        ]

    def _three(self, key: str) -> list[Any]:
        return [self[f"{key}-{what}"] for what in ("place", "rhythm", "activity")]

    def clean(self) -> Values:
        """Check that each line below the grid has a day."""
        found = super().clean() or {}
        for number in range(self.lines):
            if found.get(f"plus{number}-place") and not found.get(f"plus{number}-day"):
                self.add_error(f"plus{number}-day", "Choisissez le jour de cette présence.")
        return found

    def presences(self) -> list[Presence]:
        """Return the presences that the form says."""
        found, staff = self.cleaned_data, self.person.reference
        keys = [(number, half, f"{number}-{half}") for half, _ in HALVES for number, _ in WEEKDAYS[:WORKING_DAYS]]
        keys += [
            (found[f"plus{number}-day"], found[f"plus{number}-half"] or "morning", f"plus{number}")
            for number in range(self.lines)
        ]
        return [
            _presence(int(number), half, found[f"{key}-place"], staff, found[f"{key}-rhythm"], found[f"{key}-activity"])
            for number, half, key in keys
            if found[f"{key}-place"]
        ]


def _presence(weekday: int, half: str, place: str, staff: str, rhythm: str, activity: str) -> Presence:
    kind, _, number = (rhythm or "1:0").partition(":")
    when: Values = {"of_month": int(number)} if kind == "m" else {"every_weeks": int(kind), "first_week": int(number)}
    return Presence(weekday, Half(half), place, staff, Activity(activity or Activity.CONSULTATIONS.value), **when)


def _places(person: AgreementPerson) -> dict[str, Any]:
    return parties.places_of(person.version.parties)


def _week(person: AgreementPerson) -> Values:
    """Return the initial values: the first presence of each half-day in the grid, the others below."""
    shown: Values = {}
    more = 0
    for one in person.version.week.presences:
        if one.staff != person.reference:
            continue
        key = f"{one.weekday}-{one.half.value}"
        if f"{key}-place" in shown or one.weekday >= WORKING_DAYS:
            key = f"plus{more}"
            shown |= {f"{key}-day": str(one.weekday), f"{key}-half": one.half.value}
            more += 1
        shown |= {
            f"{key}-place": one.place, f"{key}-rhythm": rhythm_code(one), f"{key}-activity": one.activity.value,
        }  # fmt: skip
    return shown


class ForPartyForm(forms.Form):
    """For which party, and by whom: an answer, a signature."""

    organisation = choice("Pour quelle partie", missing="Choisissez la partie.")
    name = line("Qui répond, et à quel titre", "Dites qui répond, et à quel titre.", longest=LONGEST_NAME)

    def __init__(self, data: Any = None, *, organisations: Sequence[Organisation], name: str = "") -> None:
        super().__init__(data, initial={"name": name})
        self.organisations = {str(one.pk): one for one in organisations}
        self.fields["organisation"].choices = _options([(one.pk, one.name) for one in organisations])  # type: ignore[attr-defined]
        if len(organisations) == 1:
            self.fields["organisation"].initial = str(organisations[0].pk)

    def party(self) -> Organisation:
        """Return the party chosen."""
        return self.organisations[self.cleaned_data["organisation"]]


class AnswerForm(ForPartyForm):
    """The answer of a party to what is proposed."""

    reason = line("Si vous renvoyez\u00a0: pourquoi", longest=LONGEST_REASON)


class SignForm(ForPartyForm):
    """The signature of a party."""

    name = line("Qui signe, et à quel titre", "Dites qui signe, et à quel titre.", longest=LONGEST_NAME)


class ProposeForm(forms.Form):
    """Who proposes."""

    name = line("Qui propose, et à quel titre", "Dites qui propose, et à quel titre.", longest=LONGEST_NAME)


class NewVersionForm(ForPartyForm):
    """A new version: from when, by which party."""

    starts = day("Prend effet le", "Donnez le jour où la nouvelle version prend effet.")

    def __init__(self, data: Any = None, *, organisations: Sequence[Organisation], usual: date) -> None:
        super().__init__(data, organisations=organisations)
        del self.fields["name"]
        self.fields["starts"].initial = usual


class EndForm(ForPartyForm):
    """The notice of a party: the last day, and why."""

    last_day = day("Dernier jour", "Donnez le dernier jour.")
    reason = line("Pourquoi", "Dites pourquoi, en une phrase.", longest=LONGEST_REASON)

    def __init__(self, data: Any = None, *, organisations: Sequence[Organisation]) -> None:
        super().__init__(data, organisations=organisations)
        del self.fields["name"]


class WeeksForm(forms.Form):
    """How many weeks to put into the agenda."""

    weeks = count("Semaines à ouvrir", 1, 53, initial=13)
