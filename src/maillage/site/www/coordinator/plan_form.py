"""The form that asks for a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from maillage.site.plans.emphasis import Emphasis
from maillage.site.plans.problem import LONGEST_WEEKS, zones_of
from maillage.site.plans.request import PlanRequest, plannable
from maillage.site.www import toponyms
from maillage.site.www.coordinator.forms import field_of
from maillage.site.www.coordinator.scheme_terms import SchemeTerms, payers_of

WEEKS, BUDGET_EUROS, SECONDS = 13, 250_000, 120
MOST_EUROS, MOST_SECONDS = 1_000_000_000, 1800
FIRST = dt.timedelta(days=7)
WEIGHED = ("presence", "returning", "journeys", "sharing")


def _number(label: str, hint: str, least: int, most: int, usual: int) -> forms.IntegerField:
    wrong = f"Donnez un nombre entier de {least} à {most}."
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        initial=usual,
        widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


def _weight(label: str, hint: str, much: str, usual: str, none: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=[("much", much), ("usual", usual), ("none", none)],
        initial="usual",
        required=False,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )


class PlanForm(forms.Form):
    """A plan to ask for: schemes with their terms, territories, first day, weeks, money, what counts, computing time.

    Terms of schemes that are not chosen count for nothing, whatever they say.
    """

    zones = forms.MultipleChoiceField(
        label="Territoires",
        help_text="Ceux où des journées sont à donner. Sans choix, tous les territoires prioritaires.",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )
    starts = forms.DateField(
        label="Premier jour",
        widget=forms.DateInput(attrs={"class": "govuk-input govuk-input--width-10", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Donnez le premier jour.", "invalid": "Cette date n’existe pas."},
    )
    weeks = _number("Semaines", f"De 1 à {LONGEST_WEEKS}.", 1, LONGEST_WEEKS, WEEKS)
    budget = _number(
        "Budget, en euros", "Pour les indemnités et les trajets, tous payeurs ensemble.", 1, MOST_EUROS, BUDGET_EUROS
    )
    presence = _weight(
        "Une présence régulière partout",
        "Un premier jour dans le mois vaut d’ordinaire 20 consultations de plus, le suivant 18, puis 16 et 14\u00a0: "
        "les jours se partagent entre les territoires avant de se répéter.",
        "Y tenir davantage", "Équilibre usuel", "Ne compter que l’accès aux soins",
    )  # fmt: skip
    returning = _weight(
        "Le même médecin qui revient",
        "Un médecin déjà venu dans un lieu vaut d’ordinaire une consultation de plus par journée.",
        "Y tenir davantage (trois consultations)", "Équilibre usuel", "Sans importance",
    )  # fmt: skip
    journeys = _weight(
        "Des trajets courts",
        "Une heure de route, aller, coûte d’ordinaire autant que 1,2 consultation.",
        "Y tenir davantage (trois fois plus)", "Équilibre usuel", "Sans importance, dans la limite du dispositif",
    )  # fmt: skip
    sharing = forms.ChoiceField(
        label="Des jours partagés entre les soignants",
        help_text="Le premier jour de chacun dans le mois vaut alors plus que le suivant\u00a0: davantage de soignants "
        "viennent.",
        choices=[
            ("much", "Y tenir davantage (six consultations de plus, puis deux)"),
            ("some", "En tenir compte (trois consultations de plus, puis une)"),
            ("usual", "Sans importance"),
        ],
        initial="usual",
        required=False,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )
    days_apart = forms.IntegerField(
        label="Jours d’écart entre deux venues d’un même soignant, au moins",
        help_text="Pour des venues espacées\u00a0: 14 pour une quinzaine. Sans nombre, aucun écart n’est demandé.",
        required=False, min_value=1, max_value=60,
        widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Donnez un nombre entier de 1 à 60, ou rien."
        ),
    )  # fmt: skip
    seconds = _number(
        "Temps de calcul, en secondes",
        "Chaque étape du calcul s’arrête au plus tard à ce moment. Un bon plan en demande rarement plus de 120.",
        5, MOST_SECONDS, SECONDS,
    )  # fmt: skip
    until = forms.ChoiceField(
        label="Quand s’arrêter",
        help_text="Vous pouvez quitter la page, ou arrêter le calcul et garder le meilleur plan trouvé.",
        choices=[
            ("good", "Dès qu’un bon plan est trouvé, avec la preuve de ce qu’il vaut"),
            ("time", "Chercher mieux jusqu’au bout du temps de calcul"),
        ],
        initial="good",
        required=False,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, *args: Any, region: str, engaged: Mapping[str, int], **kwargs: Any) -> None:
        """Offer the designated territories of ``region``, and the schemes whose people can be sent to places.

        ``engaged`` are the people engaged in each scheme, by its code.
        """
        super().__init__(*args, **kwargs)
        self.region = region
        self.terms = [SchemeTerms(scheme, engaged.get(scheme.code, 0)) for scheme in plannable()]
        for k, one in enumerate(self.terms):
            self.fields.update(one.fields(used=k == 0))
        self.payers = {f"payeur-{k}": payer for k, payer in enumerate(payers_of([one.scheme for one in self.terms]))}
        for name, payer in self.payers.items():
            self.fields[name] = _purse(payer)
        self.all_zones = [zone.pk for zone in zones_of(region)] if region else []
        field_of(self, "zones", forms.MultipleChoiceField).choices = [
            (zone.pk, toponyms.short_grouping(zone.name)) for zone in (zones_of(region) if region else [])
        ]
        self.fields["starts"].initial = _monday_after(timezone.localdate() + FIRST)

    def clean_starts(self) -> dt.date:
        """Refuse a first day that is not after today."""
        starts = self.cleaned_data["starts"]
        if not timezone.localdate() < starts < timezone.localdate() + dt.timedelta(days=2 * 366):
            raise forms.ValidationError("Choisissez un jour à venir, dans les deux ans.")
        return starts

    @property
    def schemes(self) -> list[dict[str, Any]]:
        """The schemes with their fields, as the template shows them."""
        return [one.bound(self) for one in self.terms]

    @property
    def purses(self) -> list[forms.BoundField]:
        """The budgets by payer."""
        return [self[name] for name in self.payers]

    def clean(self) -> dict[str, Any]:
        """Refuse a plan without schemes, a payer with more than there is, and a region without designated territories.

        There nothing can be planned.
        """
        data = super().clean() or {}
        for one in self.terms:
            if not data.get(one.name("avec")):
                for name in one.fields(used=False):
                    self.errors.pop(name, None)
        if not any(data.get(one.name("avec")) for one in self.terms):
            self.add_error(self.terms[0].name("avec"), "Choisissez au moins un dispositif.")
        for name in self.payers:
            if data.get(name) and data.get("budget") and data[name] > data["budget"]:
                self.add_error(name, "C’est plus que le budget entier : donnez moins, ou augmentez-le.")
        if not self.all_zones:
            self.add_error(None, "La région n’a pas encore de territoire prioritaire\u00a0: il n’y a rien à planifier.")
        return data

    def asked(self) -> PlanRequest:
        """Return the request of a valid form; choosing all territories is the same as choosing none."""
        data = self.cleaned_data
        chosen = set(data["zones"])
        return PlanRequest(
            region=self.region,
            schemes=tuple(one.asked(data) for one in self.terms if data[one.name("avec")]),
            starts=data["starts"],
            weeks=data["weeks"],
            budget_cents=100 * data["budget"],
            seconds=float(data["seconds"]),
            zones=() if chosen == set(self.all_zones) else tuple(sorted(chosen)),
            emphasis=Emphasis(**{name: data[name] or "usual" for name in WEIGHED}),
            thorough=data["until"] == "time",
            budgets=self._budgets(),
            days_apart=data["days_apart"] or 0,
        )

    def _budgets(self) -> dict[str, int]:
        """Return the cents of each payer who has a budget of their own and pays for a chosen scheme."""
        data = self.cleaned_data
        paying = set(payers_of([one.scheme for one in self.terms if data[one.name("avec")]]))
        return {payer: 100 * data[name] for name, payer in self.payers.items() if payer in paying and data[name]}


def _purse(payer: str) -> forms.IntegerField:
    wrong = f"Donnez un nombre entier de 1 à {MOST_EUROS}, ou rien."
    return forms.IntegerField(
        label=f"Dont, payé par {payer}, en euros au plus",
        required=False, min_value=1, max_value=MOST_EUROS,
        widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-5", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )  # fmt: skip


def _monday_after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(-day.weekday()) % 7)
