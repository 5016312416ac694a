"""``maillage data``: the catalogue of open data, downloads, and loading of each year's files."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.options import AsJson, DataDir

if TYPE_CHECKING:
    from maillage.sources.catalogue import Holdings

app = typer.Typer(help="Open data: what there is, what is held, get and load newer files.", no_args_is_help=True)


def _holdings(data_dir: Path | None) -> Holdings:
    from maillage.sources.catalogue import Holdings, default_holdings

    return default_holdings() if data_dir is None else Holdings.of(data_dir.expanduser().absolute())


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the sources: producer, format, licence, what they are used for, when their layout was seen."""
    from dataclasses import asdict

    from maillage.sources.catalogue import catalogue

    sources = catalogue().values()
    if as_json:
        typer.echo(
            json.dumps([asdict(one) | {"use": one.use, "seen": one.seen} for one in sources], ensure_ascii=False)
        )
        return
    for one in sources:
        typer.echo(f"{one.name:<16}{one.title} ({one.producer}, {one.licence})")
        for line in (one.format, f"year: {one.vintage}", f"use: {one.use}", f"layout seen: {one.seen}", one.page):
            typer.echo(f"{'':<16}{line}")


@app.command()
def status(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Tell what was pulled and loaded of each source, and which vintage is current."""
    from maillage.sources.catalogue import catalogue

    holdings = _holdings(data_dir)
    found = {one.name: holdings.status(one.name) | {"use": one.use, "seen": one.seen} for one in catalogue().values()}
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, held in found.items():
        typer.echo(f"{name:<16}{_told(held)}")


@app.command()
def pull(
    names: Annotated[list[str], typer.Argument(help="Names of sources ('maillage data list').")],
    from_: Annotated[
        Path | None, typer.Option("--from", help="Folder that holds the files, where there is no network.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Get the newest file of each source: continued if interrupted, verified; the one before is kept.

    Proxies are those of HTTPS_PROXY and NO_PROXY. Nothing is loaded: see 'maillage data load'.
    """
    from maillage.sources.catalogue import source_named
    from maillage.sources.catalogue.pull import pull as get
    from maillage.sources.catalogue.pull import take

    holdings = _holdings(data_dir)
    for source in [source_named(name) for name in dict.fromkeys(names)]:
        if from_ is not None:
            pulled, new = take(source, holdings, from_)
        else:
            with _bar(source.name) as progress:
                pulled, new = get(source, holdings, progress)
        told = "" if new else ", unchanged"
        typer.echo(
            f"{source.name}: {pulled.file}, {pulled.size:,} bytes{told}\n{holdings.file_of(source.name, pulled)}"
        )


@app.command()
def load(
    name: Annotated[str, typer.Option("--as", help="Name of the source ('maillage data list').")],
    file: Annotated[Path | None, typer.Argument(help="File as published; default: the pulled one.")] = None,
    year: Annotated[int | None, typer.Option(min=1990, max=2100, help="Year of the figures if not told.")] = None,
    older: Annotated[bool, typer.Option("--older", help="Accept a year before the loaded one.")] = False,
    beside: Annotated[
        Path | None,
        typer.Option("--with", help="The insurer's directory beside rpps, or rpps beside it; default: the pulled one."),
    ] = None,
    addresses: Annotated[
        Path | None, typer.Option(help="Base Adresse Nationale (CSV): points of the addresses in --list.")
    ] = None,
    list_to: Annotated[
        Path | None,
        typer.Option("--list", help="Table to write: practitioners one by one, without name or number."),
    ] = None,
    totals: Annotated[
        Path | None, typer.Option(help="Table to write: counts by department beside the published totals.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Load a file as it is published: its figures become the current input of 'access', 'init' and 'site measure'.

    Everything is loaded or nothing: if the file cannot be read, the figures before stay current. --with, --addresses,
    --list and --totals are for practitioners (rpps, annuaire-ameli).
    """
    from maillage.artefacts import ArtefactStore
    from maillage.errors import MaillageError
    from maillage.sources.catalogue import source_named
    from maillage.sources.catalogue.load import load as read
    from maillage.sources.practitioners.load import Beside, read_along
    from maillage.sources.practitioners.tables import read_totals
    from maillage.tables import READABLE, check_output, write_table
    from maillage.territory import load_territory
    from maillage.travel.loading import LOADERS

    holdings, source = _holdings(data_dir), source_named(name)
    if file is None:
        pulled = holdings.pulled(name)
        if not pulled:
            raise MaillageError(f"No file of '{name}' was pulled. Run: maillage data pull {name}, or give the file.")
        file = holdings.file_of(name, pulled[0])
    for out in (list_to, totals):
        if out is not None:
            check_output(out, READABLE)
    along = read_along(source, holdings, Beside(beside, addresses, list_to))
    if totals is not None and along is None:
        raise MaillageError("--totals is for practitioners (rpps, annuaire-ameli). Leave it out.")
    territory = load_territory(ArtefactStore(holdings.root.parent / "artefacts"))
    loaded = read(file, source, territory, holdings, year, older, along, loaders=LOADERS)
    if totals is not None:
        write_table(read_totals(loaded), totals)
    for line in loaded.report:
        typer.echo(f"{line}.")
    typer.echo(f"{loaded.label}: {loaded.rows} rows loaded, current for: {source.use}.")


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="Folder to write, created if missing.")],
    address: Annotated[
        str | None, typer.Option(help="Address of the files once published; default: that of the site's /donnees/.")
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write all that the site publishes as open data: tables, dictionary, licence, descriptions.

    Tables as CSV, Parquet and GeoJSON; descriptions as data package with JSON Table Schema, DCAT-AP and schema.org.
    """
    from maillage.errors import MaillageError
    from maillage.site.runtime import open_site

    if out.exists() and not out.is_dir():
        raise MaillageError(f"{out} is a file. Give the name of a folder.")
    open_site(data_dir)
    from django.conf import settings
    from django.urls import reverse

    from maillage.site.www.public.open_data.files import NotMeasured, export_all

    base = address.rstrip("/") + "/" if address else f"{settings.PUBLIC_ADDRESS}{reverse('open-data')}"
    try:
        written = export_all(out, base)
    except NotMeasured as problem:
        raise MaillageError("The site has no figures to publish. Run 'maillage site measure' first.") from problem
    if as_json:
        typer.echo(json.dumps({"folder": str(out), "files": dict(written)}, ensure_ascii=False))
        return
    for name, rows in written:
        typer.echo(f"{name:<36}{f'{rows} rows' if rows else ''}".rstrip())


@contextmanager
def _bar(name: str) -> Generator[Callable[[int, int | None], None]]:
    """A progress bar on the error stream, shown on a terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn(name), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)


def _told(held: dict[str, Any]) -> str:
    parts: list[str] = []
    for one in held["loaded"]:
        parts.append(f"loaded {one['year']} ({one['rows']} rows{', current' if one['current'] else ''})")
    for one in held["pulled"]:
        parts.append(f"pulled {one['pulled_at'][:10]} {one['file']} ({one['size']:,} bytes)")
    return "; ".join(parts) or "nothing"
