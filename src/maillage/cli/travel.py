"""``maillage travel``: times between places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli import roads
from maillage.cli.times import times
from maillage.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

    from maillage.artefacts import ArtefactStore

app = typer.Typer(no_args_is_help=True, help="Travel times between places.")

COORDINATES = ("lon1", "lat1", "lon2", "lat2")


@app.callback()
def travel() -> None:
    """Travel times between places."""


app.command()(roads.build)
app.command()(roads.compare)
app.command()(times)


def _tell(message: str) -> None:
    typer.echo(message, err=True)


def _store() -> ArtefactStore:
    from maillage.artefacts import default_store

    return default_store(_tell)


@app.command()
def pairs(
    from_csv: Annotated[Path, typer.Option("--from-csv", help="Table (.csv, .parquet) with lon1, lat1, lon2, lat2.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write the same rows with minutes (.csv, .parquet).")],
    network: Annotated[Path | None, typer.Option(help="Road network made by 'maillage travel build'.")] = None,
) -> None:
    """Minutes between pairs of points: by a road network, or by car over the mesh of town halls of France."""
    from maillage.tables import READABLE, check_output, write_table

    check_output(out, READABLE)
    rows = _read_pairs(from_csv)
    if network is not None:
        roads.add_road_minutes(rows, from_csv, network)
    else:
        rows["minutes"] = _mesh_minutes(rows, from_csv)
    _announce_unjoined(rows)
    write_table(rows, out)


def _read_pairs(path: Path) -> pd.DataFrame:
    """The rows of the table, coordinates checked to be numbers in range; other columns are kept as they are."""
    from maillage.tables import read_table

    rows = read_table(path, required=COORDINATES, optional=_other_columns(path))
    numbers = read_table(path, required=COORDINATES, numeric=COORDINATES)
    for column in COORDINATES:
        most = 180.0 if column.startswith("lon") else 90.0
        values = numbers[column]
        outside = f"not between -{most:g} and {most:g}"
        for bad, problem in ((values.isna(), "empty cell"), (values.abs() > most, outside)):
            if bool(bad.any()):
                line = int(rows.index[bad.to_numpy().argmax()])
                raise BadInput(path, problem, "Give longitude and latitude in degrees", line=line, column=column)
        rows[column] = values
    return rows


def _other_columns(path: Path) -> list[str]:
    """Names of the further columns of a table, as they stand in it."""
    from maillage.tables import column_names

    return [name for name in column_names(path) if name.casefold() not in (*COORDINATES, "minutes")]


def _mesh_minutes(rows: pd.DataFrame, path: Path) -> pd.Series[float]:
    """Minutes of each row, to the hundredth; NaN where no road joins the two points."""
    from maillage.territory import load_territory
    from maillage.travel.mesh import load_mesh
    from maillage.travel.points import FARTHEST_METRES, Points, nearest_hall_metres, point_minutes

    store = _store()
    _tell("Loading the communes of France and their mesh")
    territory = load_territory(store)
    ends = [rows[column].to_numpy(dtype=float) for column in COORDINATES]
    for number in (0, 2):
        metres = nearest_hall_metres(territory, Points.from_degrees(ends[number], ends[number + 1]))
        far = metres > FARTHEST_METRES
        if far.any():
            remedy = "Give points in France, longitude first"
            columns = ", ".join(COORDINATES[number : number + 2])
            raise BadInput(path, "a point more than 50 km from France", remedy, int(rows.index[far.argmax()]), columns)
    mesh = load_mesh(territory, store=store)
    _tell(f"Searching {len(rows)} journeys")
    return rows["lon1"] * 0 + point_minutes(mesh, *ends).round(2)


def _announce_unjoined(rows: pd.DataFrame) -> None:
    lost = [int(line) for line, missing in rows["minutes"].isna().items() if missing]
    if lost:
        some = ", ".join(str(line) for line in lost[:10]) + (", ..." if len(lost) > 10 else "")
        _tell(f"No road joins the two points of {len(lost)} rows (line {some}): their minutes are left empty.")


@app.command("calibrate-mesh")
def calibrate_mesh(
    pairs: Annotated[
        Path, typer.Option("--pairs", help="x1_l93, y1_l93, x2_l93, y2_l93 (metres), metric_minutes_offpeak.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the parameters (.toml).")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Who measured them, for the file's record.")] = None,
) -> None:
    """Fit the speeds of the mesh on official travel times and report the quality on pairs left out."""
    from datetime import date

    from maillage.tables import check_output, write_whole
    from maillage.territory import load_outlines, load_territory
    from maillage.travel import calibration
    from maillage.travel.mesh import MeshParameters

    if out is not None:
        check_output(out, (".toml",))
    sample = calibration.read_sample(pairs)
    store = _store()
    territory = load_territory(store)
    near = calibration.around(sample, territory)
    land = list(load_outlines([str(code) for code in near.code], store).values())
    done = calibration.calibrate(sample, territory, MeshParameters.load(), source or pairs.name, land, _tell)
    text = calibration.to_toml(done, date.today())  # noqa: DTZ011
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_whole(out, lambda room: room.write_text(text, encoding="utf-8"))
        _tell(f"Wrote {out}")
