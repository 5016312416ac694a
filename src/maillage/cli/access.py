"""``maillage access``: APL by commune, what moving doctors changes, and the commands of the files beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.access_indicators import coverage, indicator, inequality
from maillage.cli.access_publish import publish
from maillage.cli.access_shared import (
    Area,
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
    area_of,
    level_table,
    tell,
    tell_notices,
    write,
)
from maillage.cli.access_tables import compare, official
from maillage.cli.times import DaskAddress, TimesFiles, chosen_times

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from maillage.access import AccessModel
    from maillage.territory import Territory
    from maillage.travel.cluster import Cluster

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

    apl: consultations a year and standardised inhabitant (apl-gp-2015), or full-time equivalents per 100,000
    standardised inhabitants (apl-gp-2010). All of France enters the computation whatever the region. Pivoted on the
    official figures, a commune that has none keeps the independent measure.
    """
    from maillage.access.indicators import published_weights
    from maillage.travel.cluster import joined

    with joined(dask) as runner:
        area, model = _prepare(
            out, region, profession, supply, need, parameters, level, supply_year, living_areas, times, runner
        )
    weighed = published_weights(model.parameters.profession) == "standardised"
    access, pivoted = model.access(), ()
    if pivot == PivotOn.OFFICIAL:
        from maillage.access import pivot_on_official

        found = pivot_on_official(model, area.territory)
        access, pivoted = found.access(model), found.notices
    table, notices = level_table(area, {"apl": access}, model.demand.standardised if weighed else None)
    write(out, area, table)
    tell_notices(model)
    tell((*pivoted, *notices))
    typer.echo(_summary(area, model, access))


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

    Both in the unit of ``access apl``. Who comes is a doctor of mean activity, who leaves the mean doctor of the
    commune.
    """
    from maillage.errors import MaillageError

    if not add and not remove:
        raise MaillageError("Nothing to change. Give --add CODE:N or --remove CODE:N.")
    area, model = _prepare(out, region, profession, supply, need, parameters, Level.COMMUNE, supply_year, None, times)
    change = model.what_if(_changes(area.territory, model, add or [], remove or []))
    table, _ = level_table(area, {"apl": change.after, "apl_before": change.before})
    write(out, area, table)
    tell_notices(model)
    gain = change.gain
    people = area.territory.population
    typer.echo(_summary(area, model))
    better, worse = int(people[gain > 1e-12].sum()), int(people[gain < -1e-12].sum())
    typer.echo(f"{len(change.rows)} communes change: {better} inhabitants gain access, {worse} lose.")
    for position in change.unreachable:
        typer.echo(f"Nobody can reach {area.territory.code[position]}: doctors there change nothing.")


def _prepare(
    out: Path,
    region: str,
    profession: str,
    supply: Path | None,
    need: Path | None,
    parameters: str | None,
    level: Level,
    supply_year: int | None,
    living_areas: Path | None = None,
    given: list[Path] | None = None,
    runner: Cluster | None = None,
) -> tuple[Area, AccessModel]:
    from maillage.access import gp_model, parameters_for

    method = parameters_for(profession, parameters)
    area = area_of(region, level, living_areas, out)
    times = chosen_times(area.territory, given, runner)
    model = gp_model(area.territory, times, supply, need, method, supply_year)
    if runner is None:
        return area, model
    from maillage.access.tiles import model_by_tiles

    return area, model_by_tiles(model, runner)


def _summary(area: Area, model: AccessModel, access: NDArray[np.float64] | None = None) -> str:
    supply = f"modelled supply ({model.supply.label})" if model.supply.modelled else f"supply of {model.supply.label}"
    demand = f"ages from {model.demand.label}"
    here, everywhere = (_mean(model, access, positions) for positions in (area.positions, None))
    return (
        f"{area.label}: {len(area.positions)} communes, mean {here:.2f} {model.parameters.unit} "
        f"(France {everywhere:.2f}); {supply}; {demand}."
    )


def _mean(model: AccessModel, access: NDArray[np.float64] | None, positions: NDArray[np.int64] | None) -> float:
    """Mean of ``access`` (by default the model's), weighed by population."""
    if access is None:
        return model.mean(positions)
    people = model.demand.population if positions is None else model.demand.population[positions]
    values = access if positions is None else access[positions]
    return float(people @ values / people.sum()) if people.sum() > 0 else 0.0


def _changes(territory: Territory, model: AccessModel, add: list[str], remove: list[str]) -> dict[int, float]:
    from maillage.errors import MaillageError

    headcount: dict[int, float] = {}
    for sign, entries in ((1.0, add), (-1.0, remove)):
        for entry in entries:
            position, doctors = _entry(territory, entry)
            headcount[position] = headcount.get(position, 0.0) + sign * doctors
    changes: dict[int, float] = {}
    for position, doctors in headcount.items():
        there = float(model.supply.headcount[position])
        if doctors < 0 and -doctors > there:
            raise MaillageError(
                f"Cannot remove {-doctors:g} doctors from {territory.code[position]} ({territory.name[position]}): "
                f"there are {there:g}. Remove at most {there:g}."
            )
        # Who leaves is the mean doctor of the commune, who comes is a doctor of mean activity.
        each = model.parameters.units_per_gp if doctors > 0 else float(model.supply.amount[position]) / max(there, 1e-9)
        changes[position] = doctors * each
    return changes


def _entry(territory: Territory, entry: str) -> tuple[int, float]:
    from maillage.errors import MaillageError

    code, _, text = entry.partition(":")
    try:
        doctors = float(text)
    except ValueError:
        doctors = -1.0
    if not 0 < doctors < float("inf"):
        raise MaillageError(f"'{entry}' is not a commune and a number of doctors. Write it as 12202:2.")
    return _position(territory, code.strip()), doctors


def _position(territory: Territory, code: str) -> int:
    from maillage.errors import UnknownName, nearest_names
    from maillage.sources.codes import commune_of

    try:
        today = commune_of(code, territory)
        if today != code:
            tell([f"{code} is taken as {today} ({territory.name[territory.index_of(today)]})"])
        return territory.index_of(today)
    except UnknownName as error:
        if error.near:
            raise
        codes = [str(one) for one in territory.code if str(one)[:2] == code[:2]]
        raise UnknownName("commune", code, nearest_names(code, codes)) from error
