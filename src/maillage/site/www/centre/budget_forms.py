"""The form of a scenario: every assumption of the budget, those that a centre decides first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from maillage.evaluation.centres import ASSUMPTIONS, Assumption, complete
from maillage.site.centres.budget_sheet import STATUSES
from maillage.site.centres.scenarios import LONGEST_NAME
from maillage.site.www.coordinator.fields import line

FIRST = (
    "doctors", "patients_per_day", "filled", "days", "home_share", "registered_per_doctor", "nurses", "midwives",
    "assistants", "secretaries", "rooms", "rent_per_room", "fixed_costs", "grants_a_year",
)  # fmt: skip
PERCENT = 100


class ScenarioForm(forms.Form):
    """A name and a number for each assumption; shares are given in per cent."""

    name = line("Nom du scénario", "Donnez un nom au scénario.", longest=LONGEST_NAME)

    def __init__(self, data: Any, name: str, changes: Mapping[str, float]) -> None:
        values = complete(changes)
        shown = {code: _shown(one, values[code]) for code, one in ASSUMPTIONS.items()}
        super().__init__(data, initial={"name": name, **shown})
        for code, one in ASSUMPTIONS.items():
            self.fields[code] = _field(one)

    def first(self) -> Iterator[forms.BoundField]:
        """The name and what a centre decides."""
        return (self[code] for code in ("name", *FIRST))

    def others(self) -> list[forms.BoundField]:
        """Tariffs, salaries and what else is assumed."""
        return [self[code] for code in ASSUMPTIONS if code not in FIRST]

    @property
    def others_wrong(self) -> bool:
        """Whether one of the other fields has an error: they are shown then."""
        return any(field.errors for field in self.others())

    def clean(self) -> dict[str, Any]:
        """Read the numbers as people write them: "0,5", "80 808"."""
        for code, one in ASSUMPTIONS.items():
            text = str(self.cleaned_data.get(code, "")).replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
            try:
                number = float(text.replace(",", ".").removesuffix("%").removesuffix("€"))
            except ValueError:
                if code not in self.errors:
                    self.add_error(code, f"{one.label}\u00a0: donnez un nombre, comme 0,5.")
                continue
            self.cleaned_data[code] = number / PERCENT if one.unit == "part" else number
        return self.cleaned_data

    @property
    def changes(self) -> dict[str, float]:
        """Assumptions that differ from their default."""
        found = {code: float(self.cleaned_data[code]) for code in ASSUMPTIONS}
        return {code: value for code, value in found.items() if abs(value - ASSUMPTIONS[code].default) > 1e-9}


def _field(one: Assumption) -> forms.CharField:
    unit = "%" if one.unit == "part" else one.unit
    words = unit if unit in ("€", "%") else f"En {unit}"
    return forms.CharField(
        label=one.label,
        max_length=20,
        help_text=f"{words}, {STATUSES[one.status]}. {one.source[:1].upper()}{one.source[1:]}.",
        widget=forms.TextInput(attrs={"class": "govuk-input mg-short", "inputmode": "decimal"}),
        error_messages={"required": f"{one.label}\u00a0: donnez un nombre."},
    )


def _shown(one: Assumption, value: float) -> str:
    return f"{PERCENT * value if one.unit == 'part' else value:.6g}".replace(".", ",")
