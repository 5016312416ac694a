"""``maillage travel times``: the table of times that the option ``--times`` of other commands reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import DaskAddress

if TYPE_CHECKING:
    from maillage.analysis import JourneyTable


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
    import maillage
    from maillage.tables import READABLE, check_output

    check_output(out, READABLE)
    journeys = maillage.travel_times(region, minutes, network=network, dask=dask)
    journeys.save(out)
    if network is not None:
        _tell_roads(journeys, network)
    typer.echo(f"{journeys.place}: {len(journeys)} pairs within {minutes:g} minutes, {journeys.times.source}.")


def _tell_roads(journeys: JourneyTable, network: Path) -> None:
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
