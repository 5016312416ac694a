"""Where travel times come from: ``maillage travel times`` writes them, the option ``--times`` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from maillage.analysis import Journeys
    from maillage.territory import Territory
    from maillage.travel import TravelTimes
    from maillage.travel.cluster import Cluster

DaskAddress = Annotated[
    str | None, typer.Option("--dask", help="Dask scheduler that does the work by tiles, tcp://host:8786.")
]
TimesFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--times",
        "--network",
        help="Times by road: table of 'travel times' or network of 'travel build'; repeatable. The mesh does the rest.",
    ),
]


def chosen_times(territory: Territory, given: Sequence[Path] | None, runner: Cluster | None = None) -> TravelTimes:
    """Times of the whole territory: those of the files given, completed by the mesh, or the mesh alone.

    Tells how many pairs come from where. Raises ``MaillageError`` for files of another vintage, profile or traffic.
    """
    from maillage.travel import mesh_times

    def mesh() -> TravelTimes:
        return mesh_times(territory) if runner is None else mesh_times(territory, runner=runner)

    if not given:
        return mesh()
    from maillage.artefacts import default_store
    from maillage.travel.roads.blend import blended_times

    found = blended_times(given, territory, mesh, default_store(), runner)
    for notice in found.notices:
        typer.echo(f"Note: {notice}.", err=True)
    return found.times


def times(
    out: Annotated[Path, typer.Option(help="Table to write: .parquet or .csv.")],
    network: Annotated[
        Path | None, typer.Option(help="Road network of 'travel build': times between the communes it covers.")
    ] = None,
    region: Annotated[str, typer.Option(help="Origins: a region by code or name, or 'all'.")] = "all",
    minutes: Annotated[float, typer.Option(help="Longest time, at most 1092.")] = 60,
    dask: DaskAddress = None,
) -> None:
    """Write ``origin,destination,minutes`` from each commune to every commune within a time.

    Over the mesh of France, or by road between the town halls that a network covers. The table may be given to
    'maillage access', 'zones' and 'plan' as --times; a .parquet file also keeps its source, vintage and limit.
    """
    from maillage.analysis import travel_times
    from maillage.tables import READABLE, check_output

    check_output(out, READABLE)
    journeys = travel_times(region, minutes, network=network, dask=dask)
    journeys.save(out)
    if network is not None:
        _tell_roads(journeys, network)
    typer.echo(f"{journeys.place}: {len(journeys)} pairs within {minutes:g} minutes, {journeys.times.source}.")


def _tell_roads(journeys: Journeys, network: Path) -> None:
    """Communes covered, how far they are off their roads, and the islands left out."""
    from maillage.cli.roads import describe
    from maillage.travel.roads import RoadNetwork

    typer.echo(describe(RoadNetwork.load(network)), err=True)
    metres = journeys.off_road
    far = metres.nlargest(3)
    named = ", ".join(f"{code} {value:.0f} m" for code, value in far.items())
    typer.echo(
        f"{len(metres)} communes covered; town halls are {metres.median():.0f} m off their road (median), at most "
        f"{metres.max():.0f} m ({named}).",
        err=True,
    )
