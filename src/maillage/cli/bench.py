"""``maillage bench``: the same work done by Maillage and by peers, with the ratio."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import AsJson
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from maillage.bench.pages import Writer

SHOWN_FAULTS = 10

app = typer.Typer(help="Compare speed and results with peers.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Compare speed and results with peers."""


@app.command()
def travel(
    nodes: Annotated[int, typer.Option(min=4, help="Nodes of the generated road graph.")] = 1_000_000,
    communes: Annotated[int, typer.Option(min=1, help="Communes, both origins and destinations.")] = 35_000,
    minutes: Annotated[int, typer.Option(min=1, max=1092, help="Limit of the search.")] = 60,
    sample: Annotated[int, typer.Option(min=1, help="Number of origins for the peers.")] = 50,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads of Maillage; default: all processors.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A small country, for continuous integration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Times between all communes within a limit, compared with SciPy and pandana; isochrones over the mesh."""
    from maillage.bench.travel import bench_travel

    if quick:
        nodes, communes, sample = min(nodes, 40_000), min(communes, 1_500), min(sample, 10)
    report = bench_travel(nodes, communes, minutes, sample, threads=threads, points=5 if quick else 100)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def access(
    communes: Annotated[int, typer.Option(min=10, help="Communes generated.")] = 35_000,
    neighbours: Annotated[float, typer.Option(min=1, help="Mean number of others within 60 minutes.")] = 600,
    quick: Annotated[bool, typer.Option("--quick", help="A small country, for continuous integration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Access with four steps of time, cold, warm and for one doctor moved, compared with SciPy and PySAL access."""
    from maillage.bench.access import bench_access

    if quick:
        communes, neighbours = min(communes, 1_500), min(neighbours, 60)
    report = bench_access(communes, neighbours)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def rota(
    people: Annotated[int, typer.Option(min=12, help="Doctors invented; some 45 are needed.")] = 60,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="Weeks to fill.")] = 13,
    seed: Annotated[int, typer.Option(min=0, help="The same seed invents the same doctors.")] = 1,
    seconds: Annotated[float, typer.Option(min=0.1, help="Time of the peer.")] = 60.0,
    quick: Annotated[bool, typer.Option("--quick", help="A small rota, for continuous integration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Duties of a department over a quarter, filled fairly, compared with CP-SAT on the whole programme."""
    from maillage.bench.rota import bench_rota

    if quick:
        people, weeks, seconds = min(people, 48), min(weeks, 1), min(seconds, 2.0)
    report = bench_rota(people, weeks, seed, seconds)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def planning(
    size: Annotated[str, typer.Option(help="regional, national or quick.")] = "regional",
    seconds: Annotated[float, typer.Option(min=0.1, help="Time of each peer, and most of one search of ours.")] = 60.0,
    seed: Annotated[int, typer.Option(min=0, help="The same seed invents the same problem.")] = 1,
    openings: Annotated[
        bool, typer.Option("--openings", help="Each site opens at 1,500 EUR and then keeps three days a month.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="A small problem, for continuous integration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Days of volunteers planned with a proven bound, compared with HiGHS and CP-SAT on the daily programme."""
    from maillage.bench.planning import SIZES, bench_planning
    from maillage.errors import UnknownName

    size, seconds = ("quick", min(seconds, 5.0)) if quick else (size, seconds)
    if size not in SIZES:
        raise UnknownName("size", size, SIZES)
    report = bench_planning(size, seconds, seed, openings=openings)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def scenario(
    data_dir: Annotated[Path | None, typer.Option(help="Data folder in which maillage demo has run.")] = None,
    as_json: AsJson = False,
) -> None:
    """Answers to scenarios on the map of France, as on the site, compared with access computed from scratch."""
    from maillage.bench.scenario import bench_scenario

    report = bench_scenario(data_dir)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@contextmanager
def _bookings(writes: float, data_dir: Path | None) -> Generator[Writer | None]:
    """Open the site of ``data_dir`` to write ``writes`` bookings a second to it; None for no writes."""
    if not writes:
        yield None
        return
    if data_dir is None:
        raise MaillageError("Bookings are written to a demonstration: name its folder with --data-dir.")
    from maillage.site.runtime import open_site

    server = open_site(data_dir, migrate=False)
    from maillage.bench.bookings import Bookings

    try:
        yield Bookings(writes)
    finally:
        if server is not None:
            server.stop()


@app.command()
def pages(
    url: Annotated[str, typer.Option(help="Address of a running site (maillage serve).")] = "http://127.0.0.1:8000",
    region: Annotated[str, typer.Option(help="Code or name of the site's region.")] = "76",
    seconds: Annotated[float, typer.Option(min=0.1, help="Duration for each row.")] = 10,
    readers: Annotated[int, typer.Option(min=1, help="Connections at once.")] = 8,
    writes: Annotated[
        float, typer.Option(min=0, help="Also measure with bookings, so many a second; needs --data-dir.")
    ] = 0,
    data_dir: Annotated[
        Path | None, typer.Option(help="Data folder of that site, a demonstration, to write bookings to.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Requests a second of a running site, over sockets: pages of communes and lists of slots, made anew and kept."""
    from maillage.bench.pages import bench_pages, spread
    from maillage.territory import load_territory

    with _bookings(writes, data_dir) as writer:
        report = bench_pages(url, spread(load_territory(), region), seconds=seconds, readers=readers, writer=writer)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def load(
    url: Annotated[str, typer.Option(help="Address of a running site (maillage serve).")] = "http://127.0.0.1:8000",
    region: Annotated[str, typer.Option(help="Code or name of the site's region.")] = "76",
    seconds: Annotated[float, typer.Option(min=0.1, help="Duration.")] = 20,
    readers: Annotated[int, typer.Option(min=1, help="People at once.")] = 16,
    as_json: AsJson = False,
) -> None:
    """Page views a second of the booking journey of a running site, over sockets, from where to the form."""
    from maillage.bench.load import bench_load
    from maillage.bench.pages import spread
    from maillage.territory import load_territory

    report = bench_load(url, spread(load_territory(), region), seconds=seconds, readers=readers)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def booking(
    clients: Annotated[int, typer.Option(min=2, help="Processes that book at once.")] = 64,
    seconds: Annotated[float, typer.Option(min=0.5, help="Duration of each of the three phases.")] = 20,
    quick: Annotated[bool, typer.Option("--quick", help="A few clients, for continuous integration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bookings a second on a site of its own, with everything that can go wrong, and a check of the whole history."""
    from maillage.bench.booking.bench import bench_booking

    if quick:
        clients, seconds = min(clients, 4), min(seconds, 3)
    report, faults = bench_booking(clients, seconds)
    for fault in faults[:SHOWN_FAULTS]:
        typer.echo(f"{fault.kind}: {fault.text}", err=True)
    if len(faults) > SHOWN_FAULTS:
        typer.echo(f"and {len(faults) - SHOWN_FAULTS} more", err=True)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def noshow(
    runs: Annotated[int, typer.Option(min=1, help="How often the tour is replayed.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed draws the same people.")] = 1,
    quick: Annotated[bool, typer.Option("--quick", help="A few runs, for continuous integration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Slots that stay empty although booked: the medical bus (304 booked, 169 seen), one measure after another."""
    from maillage.bench.noshow import bench_noshow

    report = bench_noshow(min(runs, 100) if quick else runs, seed)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def sas(
    slots: Annotated[int, typer.Option(min=2000, help="Slots in the base.")] = 100_000,
    calls: Annotated[int, typer.Option(min=1, help="Searches an hour.")] = 3000,
    seconds: Annotated[float, typer.Option(min=1, help="Duration of the measure at that pace.")] = 60,
    quick: Annotated[bool, typer.Option("--quick", help="A small base, for continuous integration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Searches of the free slots of 25 practitioners over 72 hours (SAS), at the pace of the national platform."""
    from maillage.bench.sas.bench import bench_sas

    if quick:
        slots, seconds = min(slots, 6000), min(seconds, 4)
    report = bench_sas(slots, calls, seconds)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def call(
    calls: Annotated[int, typer.Option(min=1, help="Calls measured directly, by relay, and with a closed tab.")] = 20,
    quick: Annotated[bool, typer.Option("--quick", help="A few calls, for continuous integration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Video calls of three browsers on a site of their own: time to connect, a bad link, who does not get in."""
    import os

    from maillage.bench.call import network

    calls = min(calls, 2) if quick else calls
    if network.INSIDE not in os.environ and not network.missing():
        options = ["--calls", str(calls), *(["--json"] if as_json else [])]
        raise typer.Exit(network.run_inside(["bench", "call", *options]))
    from maillage.bench.call.bench import bench_call

    report = bench_call(calls)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)


@app.command()
def reading(
    megabytes: Annotated[int, typer.Option(min=10, max=200, help="Size of the recording that is sent.")] = 100,
    ranges: Annotated[int, typer.Option(min=5, help="Ranges of 64 KiB read.")] = 100,
    quick: Annotated[bool, typer.Option("--quick", help="A small recording, for continuous integration.")] = False,
    as_json: AsJson = False,
) -> None:
    """Examinations: a recording sent over a link that breaks once, ranges of it, both viewers in Chromium."""
    from maillage.bench.reading.bench import bench_reading

    report = bench_reading(min(megabytes, 10) if quick else megabytes, min(ranges, 20) if quick else ranges)
    typer.echo(report.to_json() if as_json else report.to_text())
    if not all(report.checks.values()):
        raise typer.Exit(1)
