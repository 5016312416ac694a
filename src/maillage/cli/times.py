"""``maillage travel times``: write the table of times that the option ``--times`` of other commands reads."""

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

    Times are over the mesh of France, or by road between the town halls that a network covers. Other commands
    ('maillage access', 'zones' and 'plan') read the table with --times; a .parquet file also stores its source, vintage
    and limit.
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
    """Print the communes covered, their distances to their roads, and the islands left out."""
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
