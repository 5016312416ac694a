"""``maillage travel times``: the table of times between communes, computed here or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from maillage.travel.cluster import Cluster

DaskAddress = Annotated[
    str | None, typer.Option("--dask", help="Dask scheduler that does the work by tiles, tcp://host:8786.")
]


def times(
    out: Annotated[Path, typer.Option(help="Table to write: .parquet or .csv.")],
    region: Annotated[str, typer.Option(help="Origins: a region by code or name, or 'all' for France.")] = "all",
    minutes: Annotated[float, typer.Option(help="Longest time, at most 1092.")] = 60,
    dask: DaskAddress = None,
) -> None:
    """Write ``origin,destination,minutes`` from each commune to every commune of France within a time."""
    from maillage.analysis import travel_times
    from maillage.tables import READABLE, check_output

    check_output(out, READABLE)
    journeys = travel_times(region, minutes, dask=dask)
    journeys.save(out)
    typer.echo(f"{journeys.place}: {len(journeys)} pairs within {minutes:g} minutes, {journeys.times.source}.")


@contextmanager
def joined(address: str | None) -> Iterator[Cluster | None]:
    """The cluster at ``address`` while inside; None where none is asked for."""
    if address is None:
        yield None
        return
    from maillage.travel.cluster import cluster

    with cluster(address) as found:
        yield found
