"""``maillage plan budget``: where a salaried centre balances, and what carries that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maillage.evaluation.centres import Budget, Preset

SHOWN_SWINGS = 5


def budget(
    case: Annotated[str, typer.Option(help="Public case to start from.")] = "regional-2025",
    change: Annotated[
        list[str] | None, typer.Option("--set", help="An assumption, doctors=3; give it again for another.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Spreadsheet with live formulas to write, .xlsx or .ods.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Budget of a salaried health centre: income, cost, balance, break-even, the assumptions that carry it.

    Regulated tariffs are those that 'maillage data load --as tariffs' has loaded, else those of the package.
    """
    from maillage.errors import MaillageError
    from maillage.evaluation.centres import budget as budget_of
    from maillage.evaluation.centres import loaded_tariffs, preset
    from maillage.sources.catalogue import default_holdings

    start = preset(case)
    tariffs, source = loaded_tariffs(default_holdings())
    changes = {**tariffs, **start.changes, **_changes(change or [])}
    try:
        found = budget_of(changes)
    except ValueError as error:
        raise MaillageError(str(error)) from error
    if out is not None:
        _write(out, start, changes)
    answer = _answer(start, found, changes) | {"tariffs": source}
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print(answer)


def _changes(given: list[str]) -> dict[str, float]:
    from maillage.errors import MaillageError

    found: dict[str, float] = {}
    for text in given:
        code, equals, number = text.partition("=")
        try:
            found[code.strip()] = float(number)
        except ValueError:
            equals = ""
        if not equals:
            raise MaillageError(f"'--set {text}' is not an assumption and a number. Write --set doctors=3.")
    return found


def _write(out: Path, start: Preset, changes: Mapping[str, float]) -> None:
    from maillage.site.centres.budget_sheet import budget_table
    from maillage.site.spreadsheets import ODS, XLSX
    from maillage.tables import check_output, write_whole

    check_output(out, (".xlsx", ".ods"))
    content = (ODS if out.suffix == ".ods" else XLSX).write([budget_table([(start.label, changes)])])
    write_whole(out, lambda room: Path(room).write_bytes(content))


def _answer(start: Preset, found: Budget, changes: Mapping[str, float]) -> dict[str, Any]:
    from maillage.evaluation.centres import Kind, break_even, seats, sensitivity

    swings = sensitivity(changes)
    return {
        "case": start.code,
        "label": start.label,
        "source": start.source,
        "published": dict(start.expected),
        "assumptions": dict(found.assumptions),
        "assumed": {code: reason for code, reason in start.reasons.items() if start.statuses[code] == "assumed"},
        "month": {line.rule.code: round(line.amount, 2) for line in found.lines},
        "income_a_year": round(found.income * 12, 2),
        "cost_a_year": round(found.cost * 12, 2),
        "balance_a_year": round(found.balance * 12, 2),
        "missing_a_year": round(found.missing_a_year, 2),
        "units": {rule.rule.code: "a month" for rule in found.of_kind(Kind.QUANTITY)},
        "break_even": {code: break_even(code, changes) for code in ("doctors", "patients_per_day")},
        "doctors_seated": round(seats(changes), 2),
        "carried_by": swings[0].code,
        "sensitivity": [
            {"assumption": one.code, "low": one.low, "high": one.high,
             "balance_a_year_at_low": round(one.at_low * 12, 2), "balance_a_year_at_high": round(one.at_high * 12, 2)}
            for one in swings
        ],
    }  # fmt: skip


def _print(answer: Mapping[str, Any]) -> None:
    typer.echo(answer["label"])
    if answer["tariffs"]:
        typer.echo(f"tariffs: {answer['tariffs']}")
    for name in ("income_a_year", "cost_a_year", "balance_a_year", "missing_a_year"):
        typer.echo(f"{name:<22} {answer[name]:>12,.0f} EUR")
    for name, value in answer["break_even"].items():
        typer.echo(f"break-even {name:<16} " + ("none" if value is None else f"{value:.1f}"))
    typer.echo(f"doctors the rooms seat  {answer['doctors_seated']:.1f}")
    typer.echo(f"carried by              {answer['carried_by']}")
    for one in answer["sensitivity"][:SHOWN_SWINGS]:
        low, high = one["balance_a_year_at_low"], one["balance_a_year_at_high"]
        typer.echo(
            f"  {one['assumption']} from {one['low']:g} to {one['high']:g}: {low:,.0f} to {high:,.0f} EUR a year"
        )
    for code, reason in answer["assumed"].items():
        typer.echo(f"assumed: {code} {answer['assumptions'][code]:g} ({reason})")
