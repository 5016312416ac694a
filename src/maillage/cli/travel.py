"""``maillage travel``: times between places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli import roads
from maillage.cli.options import note
from maillage.cli.times import times

if TYPE_CHECKING:
    from maillage.artefacts import ArtefactStore

app = typer.Typer(no_args_is_help=True, help="Travel times between places.")


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
    """Minutes between pairs of points: on a road network, or by car over the mesh of town halls of France."""
    import maillage
    from maillage.tables import READABLE, check_output

    check_output(out, READABLE)
    found = maillage.point_times(from_csv, network=network, progress=_tell)
    found.save(out)
    note(found.notices)


@app.command("calibrate-mesh")
def calibrate_mesh(
    pairs: Annotated[
        Path, typer.Option("--pairs", help="x1_l93, y1_l93, x2_l93, y2_l93 (metres), metric_minutes_offpeak.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the parameters (.toml).")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Source of the times, recorded in the file.")] = None,
) -> None:
    """Fit the speeds of the mesh to official travel times and report the quality on pairs left out."""
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
