"""``maillage access``: APL by commune, and what moving doctors changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from maillage.access import AccessModel
    from maillage.territory import Territory

app = typer.Typer(help="Measure access to care: indicators and what-if.", no_args_is_help=True)

Region = Annotated[str, typer.Option(help="Region by code or name (76, Occitanie), or 'all' for France.")]
Profession = Annotated[str, typer.Option(help="Profession; documented: gp.")]
Out = Annotated[Path, typer.Option(help="Table to write: .csv, .parquet or .geojson.")]
SupplyFile = Annotated[
    Path | None, typer.Option("--supply", help="Counts of doctors: code,gps and, if known, gps_60_plus.")
]
NeedFile = Annotated[Path | None, typer.Option("--need", help="Ages, income and poverty by commune.")]
ParameterSet = Annotated[
    str | None, typer.Option("--parameters", help="Documented parameter set: apl-gp-2015 or apl-gp-2010.")
]


@app.command()
def apl(
    out: Out,
    region: Region = "76",
    profession: Profession = "gp",
    supply: SupplyFile = None,
    need: NeedFile = None,
    parameters: ParameterSet = None,
) -> None:
    """Write ``code,name,population,apl``, one row per commune of the region."""
    territory, positions, model = _prepare(out, region, profession, supply, need, parameters)
    _write(out, territory, positions, _frame(territory, positions, model))
    tell_notices(model)
    typer.echo(_summary(territory, region, positions, model))


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
) -> None:
    """Write ``code,name,population,apl,apl_before`` after adding and removing doctors."""
    from maillage.errors import MaillageError

    if not add and not remove:
        raise MaillageError("Nothing to change. Give --add CODE:N or --remove CODE:N.")
    territory, positions, model = _prepare(out, region, profession, supply, need, parameters)
    change = model.what_if(_changes(territory, model, add or [], remove or []))
    frame = _frame(territory, positions, model).assign(apl=change.after[positions].round(6))
    _write(out, territory, positions, frame.assign(apl_before=change.before[positions].round(6)))
    tell_notices(model)
    gain = change.gain
    people = territory.population
    typer.echo(_summary(territory, region, positions, model))
    better, worse = int(people[gain > 1e-12].sum()), int(people[gain < -1e-12].sum())
    typer.echo(f"{len(change.rows)} communes change: {better} inhabitants gain access, {worse} lose.")
    for position in change.unreachable:
        typer.echo(f"Nobody can reach {territory.code[position]}: doctors there change nothing.")


def _prepare(
    out: Path, region: str, profession: str, supply: Path | None, need: Path | None, parameters: str | None
) -> tuple[Territory, NDArray[np.int64], AccessModel]:
    from maillage.access import gp_model, parameters_for
    from maillage.tables import check_output

    method = parameters_for(profession, parameters)
    check_output(out)
    import numpy as np

    from maillage.territory import load_territory
    from maillage.travel import mesh_times

    territory = load_territory()
    whole = region.lower() == "all"
    positions = np.arange(len(territory)) if whole else territory.in_region(region)
    model = gp_model(territory, mesh_times(territory), supply, need, method)
    return territory, positions, model


def tell_notices(model: AccessModel) -> None:
    """Print on the error stream what was mapped, left out or cannot be reached."""
    for notice in (*model.supply.notices, *model.demand.notices):
        typer.echo(f"Note: {notice}.", err=True)
    if len(model.unreachable):
        codes = ", ".join(str(code) for code in model.code[model.unreachable[:5]])
        typer.echo(f"Note: no demand reaches the doctors of {len(model.unreachable)} communes ({codes}).", err=True)


def _frame(territory: Territory, positions: NDArray[np.int64], model: AccessModel) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "code": territory.code[positions],
            "name": territory.name[positions],
            "population": territory.population[positions],
            "apl": model.access()[positions].round(6),
        }
    )


def _write(out: Path, territory: Territory, positions: NDArray[np.int64], frame: pd.DataFrame) -> None:
    from maillage.tables import write_table

    geometry = None
    if out.suffix == ".geojson":
        from maillage.territory import load_outlines

        outlines = load_outlines(territory.code[positions].tolist())
        geometry = [outlines.get(str(code)) for code in territory.code[positions]]
    write_table(frame, out, geometry)


def _summary(territory: Territory, region: str, positions: NDArray[np.int64], model: AccessModel) -> str:
    where = "France" if region.lower() == "all" else territory.region_names[territory.resolve_region(region)]
    supply = f"modelled supply ({model.supply.label})" if model.supply.modelled else f"supply of {model.supply.label}"
    demand = f"ages from {model.demand.label}"
    return (
        f"{where}: {len(positions)} communes, mean {model.mean(positions):.2f} {model.parameters.unit} "
        f"(France {model.mean():.2f}); {supply}; {demand}."
    )


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

    try:
        return territory.index_of(code)
    except UnknownName as error:
        if error.near:
            raise
        codes = [str(one) for one in territory.code if str(one)[:2] == code[:2]]
        raise UnknownName("commune", code, nearest_names(code, codes)) from error
