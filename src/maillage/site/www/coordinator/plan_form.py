"""The form that asks for a plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from maillage.schemes import SCHEMES, DaysPerMonth, scheme_named
from maillage.site.plans.emphasis import Emphasis
from maillage.site.plans.problem import LONGEST_WEEKS, PlanRequest, zones_of
from maillage.site.www import toponyms
from maillage.site.www.coordinator.forms import field_of

WEEKS, BUDGET_EUROS, SECONDS = 13, 250_000, 120
MOST_EUROS, MOST_SECONDS = 1_000_000_000, 1800
FIRST = dt.timedelta(days=7)


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
    """A plan to ask for: scheme, territories, first day, weeks, budget, what counts, computing time."""

    scheme = forms.ChoiceField(
        label="Dispositif",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Choisissez un dispositif.", "invalid_choice": "Choisissez un dispositif."},
    )
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
    budget = _number("Budget, en euros", "Pour les indemnités et les trajets.", 1, MOST_EUROS, BUDGET_EUROS)
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

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        """Offer the designated territories of ``region``, and the schemes with a number of days a month."""
        super().__init__(*args, **kwargs)
        self.region = region
        planned = [scheme for scheme in SCHEMES.values() if isinstance(scheme.quota, DaysPerMonth)]
        field_of(self, "scheme", forms.ChoiceField).choices = [(scheme.code, scheme.label) for scheme in planned]
        self.fields["scheme"].initial = planned[0].code if len(planned) == 1 else None
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

    def clean(self) -> dict[str, object]:
        """Refuse a region without designated territories: there is nothing to plan."""
        data = super().clean() or {}
        if not self.all_zones:
            self.add_error(None, "La région n’a pas encore de territoire prioritaire\u00a0: il n’y a rien à planifier.")
        return data

    def asked(self) -> PlanRequest:
        """Return the request of a valid form; choosing all territories is the same as choosing none."""
        data = self.cleaned_data
        chosen = set(data["zones"])
        return PlanRequest(
            region=self.region,
            scheme=scheme_named(data["scheme"]),
            starts=data["starts"],
            weeks=data["weeks"],
            budget_cents=100 * data["budget"],
            seconds=float(data["seconds"]),
            zones=() if chosen == set(self.all_zones) else tuple(sorted(chosen)),
            emphasis=Emphasis(**{name: data[name] or "usual" for name in ("presence", "returning", "journeys")}),
            thorough=data["until"] == "time",
        )


def _monday_after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(-day.weekday()) % 7)
