"""The budget of a health centre by month: what it earns, what it costs, what is missing.

Each line is one formula on the assumptions (``parameters/assumptions.toml``). The same text is computed here and
written into the spreadsheet, so that the two cannot differ. Amounts are euros a month while they are computed, and
cents in the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from maillage.errors import UnknownName, nearest_names
from maillage.evaluation.centres.assumptions import ASSUMPTIONS
from maillage.evaluation.centres.formulas import compute

MONTHS = 12


class Kind(StrEnum):
    """What a line is: a quantity of the month, an income or a cost."""

    QUANTITY = "quantity"
    INCOME = "income"
    COST = "cost"


@dataclass(frozen=True)
class LineRule:
    """A line of the budget: ``label`` in French, ``formula`` on assumptions and on the lines before it."""

    code: str
    kind: Kind
    label: str
    formula: str


def _quantity(code: str, label: str, formula: str) -> LineRule:
    return LineRule(code, Kind.QUANTITY, label, formula)


def _income(code: str, label: str, formula: str) -> LineRule:
    return LineRule(code, Kind.INCOME, label, formula)


def _cost(code: str, label: str, formula: str) -> LineRule:
    return LineRule(code, Kind.COST, label, formula)


LINES = (
    _quantity("visits", "Actes des médecins", "doctors * days * patients_per_day * filled / 12"),
    _quantity("home_visits", "dont visites à domicile et en Ehpad", "visits * home_share"),
    _quantity("child_visits", "dont enfants de moins de six ans", "visits * child_share"),
    _quantity("registered", "Patients inscrits auprès d’un médecin traitant", "doctors * registered_per_doctor"),
    _quantity("midwife_visits", "Actes des sages-femmes", "midwives * days * midwife_visits_per_day / 12"),
    _income(
        "consultations", "Consultations",
        "(visits - home_visits - child_visits) * consultation_fee * (1 - unpaid_share)",
    ),
    _income("children", "Consultations d’enfants", "child_visits * child_fee * (1 - unpaid_share)"),
    _income("home", "Visites à domicile et en Ehpad", "home_visits * home_fee * (1 - unpaid_share)"),
    _income("unscheduled", "Majorations des soins non programmés", "visits * unscheduled_share * unscheduled_fee"),
    _income(
        "advanced_nurses", "Forfaits des infirmiers en pratique avancée",
        "nurses * nurse_patients * nurse_quarters * nurse_package / 12",
    ),
    _income("midwifery", "Consultations des sages-femmes", "midwife_visits * midwife_fee * (1 - unpaid_share)"),
    _income("patients_package", "Forfait par patient inscrit", "registered * patient_package / 12"),
    _income(
        "chronic_package", "Forfait affection de longue durée", "registered * chronic_share * chronic_package / 12"
    ),
    _income("team", "Forfait d’équipe", "team_package / 12"),
    _income("teaching", "Accueil d’internes", "teaching_months * teaching_package / 12"),
    _income(
        "contributions", "Part des cotisations prise en charge",
        "refund_share * (doctors * doctor_pay + nurses * nurse_pay + midwives * midwife_pay) / 12",
    ),
    _income("grants", "Subventions (ARS, assurance maladie)", "grants_a_year / 12"),
    _cost("doctors_pay", "Salaires des médecins", "doctors * doctor_pay * (1 + employer_rate) / 12"),
    _cost("nurses_pay", "Salaires des infirmiers", "nurses * nurse_pay * (1 + employer_rate) / 12"),
    _cost("midwives_pay", "Salaires des sages-femmes", "midwives * midwife_pay * (1 + employer_rate) / 12"),
    _cost(
        "assistants_pay", "Salaires des assistants médicaux", "assistants * assistant_pay * (1 + employer_rate) / 12"
    ),
    _cost("secretaries_pay", "Salaires du secrétariat", "secretaries * secretary_pay * (1 + employer_rate) / 12"),
    _cost("rent", "Loyer et charges", "rooms * rent_per_room / 12"),
    _cost("running", "Matériel, logiciel, assurance", "doctors * running_per_doctor / 12"),
    _cost("fixed", "Frais fixes", "fixed_costs / 12"),
)  # fmt: skip
"""Every line, in the order in which they are computed."""


@dataclass(frozen=True)
class BudgetLine:
    """A computed line: ``amount`` is a number for a quantity, euros a month otherwise."""

    rule: LineRule
    amount: float

    @property
    def cents(self) -> int:
        """The amount of the month in cents."""
        return round(self.amount * 100)


@dataclass(frozen=True)
class Budget:
    """The budget of a month, with the assumptions that it follows from."""

    assumptions: Mapping[str, float]
    lines: tuple[BudgetLine, ...]

    def of_kind(self, kind: Kind) -> tuple[BudgetLine, ...]:
        """The lines of a kind, in order."""
        return tuple(line for line in self.lines if line.rule.kind is kind)

    def __getitem__(self, code: str) -> float:
        """The amount of a line by its code."""
        return next(line.amount for line in self.lines if line.rule.code == code)

    @property
    def income(self) -> float:
        """Euros a month, without what a commune or a region adds to balance."""
        return sum(line.amount for line in self.of_kind(Kind.INCOME))

    @property
    def cost(self) -> float:
        """Euros a month."""
        return sum(line.amount for line in self.of_kind(Kind.COST))

    @property
    def balance(self) -> float:
        """Income less cost, euros a month."""
        return self.income - self.cost

    @property
    def missing_a_year(self) -> float:
        """The subsidy that balances a year, euros; 0 for a centre that balances by itself."""
        return max(0.0, -self.balance * MONTHS)


def complete(changes: Mapping[str, float]) -> dict[str, float]:
    """Return every assumption: the default of each, with ``changes``.

    Raises ``UnknownName`` for an assumption that does not exist, ``ValueError`` naming one out of its bounds.
    """
    for code, value in changes.items():
        if code not in ASSUMPTIONS:
            raise UnknownName("assumption", code, nearest_names(code, list(ASSUMPTIONS)) or sorted(ASSUMPTIONS))
        least, most = ASSUMPTIONS[code].least, ASSUMPTIONS[code].most
        if not least <= value <= most:
            raise ValueError(f"{code} is {value:g}. Give a number from {least:g} to {most:g}.")
    found = {code: changes.get(code, one.default) for code, one in ASSUMPTIONS.items()}
    if found["home_share"] + found["child_share"] > 1:
        raise ValueError("home_share and child_share make more than all visits. Lower one of them.")
    return found


def budget(changes: Mapping[str, float] | None = None) -> Budget:
    """Compute the budget of a month; raises like :func:`complete`."""
    values = complete(changes or {})
    known, lines = dict(values), list[BudgetLine]()
    for rule in LINES:
        known[rule.code] = compute(rule.formula, known)
        lines.append(BudgetLine(rule, known[rule.code]))
    return Budget(values, tuple(lines))
