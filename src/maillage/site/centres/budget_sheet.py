"""The budget of up to three scenarios as one sheet that computes: change an assumption, and all follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from maillage.evaluation.centres import ASSUMPTIONS, LINES, Budget, Kind, LineRule, Status, budget, with_cells
from maillage.site.spreadsheets import Cell, Formula, Table

FIRST_COLUMN = 2
STATUSES = {Status.REGULATED: "tarif ou grille", Status.PUBLIC: "fait public", Status.ASSUMED: "supposé"}
TITLES = {
    Kind.QUANTITY: "Activité du mois", Kind.INCOME: "Recettes du mois", Kind.COST: "Dépenses du mois",
}  # fmt: skip
INCOME, COST, BALANCE = "income", "cost", "balance"


def budget_table(scenarios: Sequence[tuple[str, Mapping[str, float]]]) -> Table:
    """Return the sheet of named scenarios, each a column: assumptions as numbers, everything else as formulas.

    ``scenarios`` are names with their changes to the assumptions.
    """
    budgets = [budget(changes) for _, changes in scenarios]
    head = ["Hypothèse ou ligne", "Unité", *(name for name, _ in scenarios), "D’où vient ce nombre", "Source"]
    rows: list[Sequence[Cell]] = [
        [one.label, one.unit, *(found.assumptions[code] for found in budgets), STATUSES[one.status], one.source]
        for code, one in ASSUMPTIONS.items()
    ]
    places = {code: number for number, code in enumerate(ASSUMPTIONS, start=2)}
    for kind in Kind:
        rows += [[], [TITLES[kind], ""]]
        for rule in (rule for rule in LINES if rule.kind is kind):
            rows.append(_line(rule, budgets, places))
            places[rule.code] = len(rows) + 1
    rows += [[], ["Résultat", ""]]
    for code, label, formula in _totals():
        values = [_total(found, code) for found in budgets]
        rows.append([label, "€", *_cells(formula, values, places, euros=True)])
        places[code] = len(rows) + 1
    return Table("Budget", head, [[*row, *[None] * (len(head) - len(row))] for row in rows])


def _line(rule: LineRule, budgets: Sequence[Budget], places: Mapping[str, int]) -> list[Cell]:
    euros = rule.kind is not Kind.QUANTITY
    cells = _cells(rule.formula, [found[rule.code] for found in budgets], places, euros=euros)
    return [rule.label, "€" if euros else "", *cells]


def _cells(formula: str, values: Sequence[float], places: Mapping[str, int], *, euros: bool) -> list[Cell]:
    found: list[Cell] = []
    for column, value in enumerate(values, start=FIRST_COLUMN):
        cells = {code: f"{chr(ord('A') + column)}{row}" for code, row in places.items()}
        found.append(Formula(with_cells(formula, cells), value, euros))
    return found


def _totals() -> list[tuple[str, str, str]]:
    def added(kind: Kind) -> str:
        return " + ".join(rule.code for rule in LINES if rule.kind is kind)

    return [
        (INCOME, "Recettes", added(Kind.INCOME)),
        (COST, "Dépenses", added(Kind.COST)),
        (BALANCE, "Solde du mois", f"{INCOME} - {COST}"),
        ("balance_a_year", "Solde de l’année", f"{BALANCE} * 12"),
    ]


def _total(found: Budget, code: str) -> float:
    return {INCOME: found.income, COST: found.cost, BALANCE: found.balance}.get(code, found.balance * 12)
