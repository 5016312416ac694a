"""The part of the form of a plan that is about one scheme: whether it is used, who comes, what they give, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from maillage.schemes import DaysPerMonth, Scheme
from maillage.site.directory.models import Place
from maillage.site.plans.problem import LONGEST_WEEKS
from maillage.site.plans.request import AskedScheme, Giving
from maillage.site.www import french, words
from maillage.site.www.coordinator.fields import several

GIVINGS = (
    (Giving.DAYS, "Des journées"),
    (Giving.MORNINGS, "Des matinées"),
    (Giving.AFTERNOONS, "Des après-midi"),
    (Giving.WEEKS, "Des semaines entières dans un lieu, logés sur place"),
)
USUAL_WEEKS = 2
DOCTORS = ("gp", "specialist")
NAMES = ("avec", "professions", "rythme", "semaines", "lieux")
WRONG = "Choisissez dans la liste."


class SchemeTerms:
    """The fields of a scheme in the form of a plan; their names end with its code."""

    def __init__(self, scheme: Scheme, engaged: int = 0) -> None:
        self.scheme, self.engaged = scheme, engaged

    def name(self, part: str) -> str:
        """Return the name of a field."""
        return f"{part}-{self.scheme.code}"

    @property
    def by_contract(self) -> bool:
        """Whether the days a month are those of each engagement, not of the scheme."""
        return not isinstance(self.scheme.quota, DaysPerMonth)

    @property
    def summary(self) -> str:
        """How many people are engaged, how many days a month, how far, who pays, in words."""
        quota, minutes = self.scheme.quota, self.scheme.travel.minutes
        days = f"{quota.days} jours par mois au plus" if isinstance(quota, DaysPerMonth) else "jours de chaque contrat"
        far = f"{minutes}\u00a0minutes de route au plus" if minutes else "sans limite de trajet"
        payer = f", payeur\u00a0: {self.scheme.allowance.payer}" if self.scheme.allowance.payer else ""
        there = (
            french.plural(self.engaged, "soignant engagé", "soignants engagés") if self.engaged else "personne d’engagé"
        )
        return f"{there}. {days.capitalize()}, {far}{payer}."

    def fields(self, *, used: bool) -> dict[str, forms.Field]:
        """Return the fields; ``used`` if the scheme is chosen at the start."""
        who = sorted(self.scheme.who.professions, key=list(words.PROFESSIONS).index)
        givings = GIVINGS if self.by_contract else GIVINGS[:-1]
        number = f"Donnez un nombre entier de 1 à {LONGEST_WEEKS}."
        return {
            self.name("avec"): forms.BooleanField(
                label=self.scheme.label, help_text=self.summary, required=False, initial=used,
                widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input", "data-uses": ""}),
            ),
            self.name("professions"): several(
                "Qui vient", [(one.value, words.PROFESSIONS[one]) for one in who], required=False,
                initial=[one.value for one in who if one.value in DOCTORS] or [one.value for one in who],
                help_text="L’accès mesuré est celui aux généralistes\u00a0: toute consultation y compte comme l’une "
                "des leurs. Sans choix, tous.",
                error_messages={"invalid_choice": WRONG},
            ),
            self.name("rythme"): forms.ChoiceField(
                label="Ce que chacun donne", choices=[(one.value, text) for one, text in givings], required=False,
                initial=Giving.DAYS.value, widget=forms.Select(attrs={"class": "govuk-select"}),
                error_messages={"invalid_choice": WRONG},
            ),
            **({self.name("semaines"): forms.IntegerField(
                label="Semaines de chacun, au plus", help_text="Pour des semaines entières.", required=False,
                min_value=1, max_value=LONGEST_WEEKS, initial=USUAL_WEEKS,
                widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "numeric"}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), number),
            )} if self.by_contract else {}),
            self.name("lieux"): several(
                "Dans quels lieux", Place.Kind.choices, required=False,
                help_text="Sans choix, tous ceux des territoires.", error_messages={"invalid_choice": WRONG},
            ),
        }  # fmt: skip

    def bound(self, form: forms.Form) -> dict[str, Any]:
        """Return the fields of a form as the template shows them."""
        return {part: form[name] for part in NAMES if (name := self.name(part)) in form.fields}

    def asked(self, data: dict[str, Any]) -> AskedScheme:
        """Return the terms of a valid form in which the scheme is chosen."""
        professions = frozenset[str](data[self.name("professions")])
        giving = Giving(data[self.name("rythme")] or Giving.DAYS)
        everybody = {one.value for one in self.scheme.who.professions}
        return AskedScheme(
            scheme=self.scheme,
            professions=frozenset() if set(professions) == everybody else professions,
            giving=giving,
            weeks=(data[self.name("semaines")] or USUAL_WEEKS) if giving is Giving.WEEKS else 0,
            kinds=frozenset(data[self.name("lieux")]),
        )


def payers_of(schemes: list[Scheme]) -> Iterator[str]:
    """Return who pays for days or journeys of some schemes, each once."""
    paid = (one.allowance for one in schemes if one.allowance.pays_something and one.allowance.payer)
    return iter(dict.fromkeys(one.payer for one in paid))
