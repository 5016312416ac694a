"""``maillage access``: APL by commune, effect of moving doctors, and the commands of the neighbouring modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.access_indicators import coverage, indicator, inequality
from maillage.cli.access_publish import publish
from maillage.cli.access_tables import compare, official
from maillage.cli.options import (
    DaskAddress,
    Level,
    LevelOption,
    LivingAreas,
    NeedFile,
    Out,
    ParameterSet,
    PivotOn,
    PivotOption,
    Profession,
    Region,
    SupplyFile,
    SupplyYear,
    TimesFiles,
    check_table,
    note,
    write,
)

if TYPE_CHECKING:
    from maillage.analysis import AccessTable

app = typer.Typer(help="Measure access to care: indicators and what-if.", no_args_is_help=True)
app.command("indicator")(indicator)
app.command("coverage")(coverage)
app.command("inequality")(inequality)
app.command("compare")(compare)
app.command("official")(official)
app.command("publish")(publish)


@app.command()
def apl(
    out: Out,
    region: Region = "76",
    profession: Profession = "gp",
    supply: SupplyFile = None,
    need: NeedFile = None,
    parameters: ParameterSet = None,
    level: LevelOption = Level.COMMUNE,
    supply_year: SupplyYear = None,
    living_areas: LivingAreas = None,
    times: TimesFiles = None,
    dask: DaskAddress = None,
    pivot: PivotOption = PivotOn.NONE,
) -> None:
    """Write ``code,name,population,apl``, one row per commune of the region, or per group of the level.

    apl: consultations per year and standardised inhabitant (apl-gp-2015), or full-time equivalents per 100,000
    standardised inhabitants (apl-gp-2010). The computation always covers all of France. If pivoted on the official
    figures, a commune without an official figure keeps the independent measure.
    """
    import maillage

    check_table(out, level, living_areas)
    measured = maillage.measure(
        region, supply, need,
        profession=profession, parameters=parameters, times=times, supply_year=supply_year, dask=dask,
        pivot=str(pivot),
    )  # fmt: skip
    write(measured.by(level, living_areas), out, ("code", "name", "population", "apl"))
    typer.echo(_summary(measured))


@app.command("what-if")
def what_if(
    out: Out,
    region: Region = "76",
    add: Annotated[list[str] | None, typer.Option(help="Commune and doctors to add, CODE:N; repeatable.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="Commune and doctors to remove, CODE:N; repeatable.")] = None,
    profession: Profession = "gp",
    supply: SupplyFile = None,
    need: NeedFile = None,
    parameters: ParameterSet = None,
    supply_year: SupplyYear = None,
    times: TimesFiles = None,
) -> None:
    """Write ``code,name,population,apl,apl_before`` after adding and removing doctors.

    Both are in the unit of ``access apl``. An added doctor has mean activity, a removed one the mean activity of the
    commune.
    """
    import maillage

    check_table(out)
    changes = _changes(add or [], remove or [])
    measured = maillage.measure(
        region, supply, need, profession=profession, parameters=parameters, times=times, supply_year=supply_year
    )
    scenario = measured.what_if(changes)
    scenario.save(out, ("code", "name", "population", "apl", "apl_before"), decimals=6)
    note((*scenario.renamed, *measured.notices))
    typer.echo(_summary(measured))
    facts = scenario.facts()
    typer.echo(
        f"{facts['communes that change']} communes change: {facts['inhabitants who gain']} inhabitants gain access, "
        f"{facts['inhabitants who lose']} lose."
    )
    for code in scenario.unreached:
        typer.echo(f"Nobody can reach {code}: doctors there change nothing.")


def _summary(measured: AccessTable) -> str:
    model, facts = measured.model, measured.facts()
    supply = model.supply.in_words + (f" ({model.supply.label})" if measured.origin == "modelled" else "")
    return (
        f"{measured.place}: {len(measured)} communes, mean {facts['mean']:.2f} {measured.unit} "
        f"(France {facts['mean of France']:.2f}); {supply}; ages from {model.demand.label}."
    )


def _changes(add: list[str], remove: list[str]) -> dict[str, float]:
    """Doctors who arrive (positive) or leave (negative) by code of commune."""
    from maillage.errors import MaillageError

    if not add and not remove:
        raise MaillageError("Nothing to change. Give --add CODE:N or --remove CODE:N.")
    changes: dict[str, float] = {}
    for sign, entries in ((1.0, add), (-1.0, remove)):
        for entry in entries:
            code, doctors = _entry(entry)
            changes[code] = changes.get(code, 0.0) + sign * doctors
    return changes


def _entry(entry: str) -> tuple[str, float]:
    from maillage.errors import MaillageError

    code, _, text = entry.partition(":")
    try:
        doctors = float(text)
    except ValueError:
        doctors = -1.0
    if not 0 < doctors < float("inf"):
        raise MaillageError(f"'{entry}' is not a commune and a number of doctors. Write it as 12202:2.")
    return code.strip(), doctors
