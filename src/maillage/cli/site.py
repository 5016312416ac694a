"""``maillage site``: measure a real site again, and designate its territories, from an agency's files."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import DataDir, NeedFile, SupplyFile, SupplyYear, TimesFiles

if TYPE_CHECKING:
    from maillage.site.measuring import Measurement

app = typer.Typer(help="Measure and designate for the site.", no_args_is_help=True)


class TerritoryLists(StrEnum):
    """Lists that can be put in force."""

    COMPUTED = "computed"
    OFFICIAL = "official"
    COMPLETED = "completed"


Region = Annotated[str, typer.Option(help="Code or name of the region (53, Bretagne).")]
ADDRESS = "http://127.0.0.1:8000"
WAYS_OUT = {
    "phone": "Write all its digits (--phone '05 65 00 00 12'), or none of them (--phone '').",
    "email": "Write it whole (--email contact@example.fr), or leave it empty (--email '').",
}
"""Remedy to print for a refused field of the site's identity."""


@dataclass(frozen=True)
class Say:
    """Print progress lines, on standard error if standard output holds JSON."""

    err: bool

    def __call__(self, line: str) -> None:
        """Print one line."""
        typer.echo(line, err=self.err)

    @contextmanager
    def step(self, label: str) -> Generator[None]:
        """Print the label of a step and its duration once it is done."""
        started = time.monotonic()
        yield
        self(f"{label:<52} {time.monotonic() - started:5.1f} s")


def progress(as_json: bool) -> Say:
    """The progress printer of a command."""
    return Say(err=as_json)


def open_real_site(region: str, data_dir: Path | None, say: Say) -> Measurement:
    """Open the site of a data folder and the region to measure.

    Raises ``MaillageError`` for a folder with invented people, ``UnknownName`` for an unknown region.
    """
    from maillage.artefacts import ArtefactStore, default_data_dir
    from maillage.site.runtime import open_site

    # Links are printed in full, with the default address of ``serve`` unless the environment sets another.
    os.environ.setdefault("MAILLAGE_PUBLIC_ADDRESS", ADDRESS)
    with say.step("Database"):
        open_site(data_dir)
    from maillage.demo.models import DemoStep
    from maillage.errors import MaillageError
    from maillage.site.measuring import Measurement

    if DemoStep.objects.exists():
        raise MaillageError(
            "This data folder holds a demonstration with invented people. Choose another one with --data-dir."
        )
    measured = Measurement(region, ArtefactStore(default_data_dir() / "artefacts", report=say))
    assert measured.region
    return measured


def measure_all(measured: Measurement, say: Say) -> int:
    """Measure the region, each result stored in one transaction; returns the number of its communes."""
    from django.db import transaction

    from maillage.site.measuring import MEASURES, refresh_effects
    from maillage.site.observatory import settlement

    communes = len(measured.territory.in_region(measured.region))
    for label, work in MEASURES:
        with say.step(label), transaction.atomic():
            work(measured)
    with say.step("Effect of what is published"):
        refresh_effects()
    with say.step("Rule of where doctors may settle"):
        settlement.try_on_measure()
    return communes


@app.command()
def measure(
    region: Region,
    supply: SupplyFile = None,
    need: NeedFile = None,
    supply_year: SupplyYear = None,
    times: TimesFiles = None,
    data_dir: DataDir = None,
) -> None:
    """Measure access again and show it, with counts of doctors, need and times by road from files if given.

    The designated territories do not change until 'maillage site designate'.
    """
    say = progress(as_json=False)
    measured = open_real_site(region, data_dir, say)
    measured.supply, measured.need, measured.supply_year = supply, need, supply_year
    measured.times_files = times or ()
    communes = measure_all(measured, say)
    vintage = measured.model.supply.vintage
    modelled = f"{measured.model.supply.origin} supply"
    say(f"{communes} communes measured, {modelled} of {vintage}.")


@app.command()
def designate(
    region: Region,
    count: Annotated[
        int | None, typer.Option(min=1, help="Territories to designate; default: 28 or a quarter of those compared.")
    ] = None,
    list_: Annotated[
        TerritoryLists | None,
        typer.Option("--list", help="List to put in force: computed, the State's, or the State's completed."),
    ] = None,
    supply: SupplyFile = None,
    need: NeedFile = None,
    supply_year: SupplyYear = None,
    times: TimesFiles = None,
    data_dir: DataDir = None,
) -> None:
    """Designate the territories most in need and make them the list of the site; manual changes are kept.

    The list published by the State is stored beside the computed one; a coordinator can also put either in force.
    """
    from django.db import transaction

    from maillage.errors import MaillageError

    say = progress(as_json=False)
    measured = open_real_site(region, data_dir, say)
    measured.supply, measured.need, measured.supply_year = supply, need, supply_year
    measured.times_files, measured.count, measured.basis = times or (), count, list_
    if list_ == TerritoryLists.OFFICIAL and measured.official is None:
        raise MaillageError(f"No official list of {region} comes with the install. Leave out --list official.")
    from maillage.site.measuring import keep_designation, load_communes

    with say.step("Communes of France, with their groupings"), transaction.atomic():
        load_communes(measured)
    with say.step("Territories most in need"):
        found = keep_designation(measured)
    say(f"{found} territories designated.")


@app.command()
def identity(
    name: Annotated[str | None, typer.Option(help="Name of the site.")] = None,
    agency: Annotated[str | None, typer.Option(help="Agency responsible for the site.")] = None,
    email: Annotated[str | None, typer.Option(help="E-mail address that the pages print.")] = None,
    phone: Annotated[str | None, typer.Option(help="Telephone that the pages print.")] = None,
    hours: Annotated[str | None, typer.Option(help="When the telephone is answered, in French.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Set the name and contact details of the site; an empty text removes a line. Prints the current values."""
    from dataclasses import asdict, replace

    from maillage.errors import MaillageError
    from maillage.site.runtime import open_site

    open_site(data_dir)
    from maillage.site.identity import services
    from maillage.site.refusals import InvalidField

    given = {"name": name, "agency": agency, "email": email, "phone": phone, "hours": hours}
    wanted = {field: text for field, text in given.items() if text is not None}
    if wanted:
        try:
            services.change(replace(services.current(), **wanted))
        except InvalidField as refusal:
            way_out = WAYS_OUT.get(refusal.field, "Give another text.")
            raise MaillageError(f"--{refusal.field}: {refusal} Nothing was changed. {way_out}") from refusal
    for field, text in asdict(services.current()).items():
        typer.echo(f"{field:<8} {text}".rstrip())


@app.command()
def report(
    region: Region,
    month: Annotated[str, typer.Option(help="Month of the report (2026-10).")],
    out: Annotated[Path, typer.Option("--out", help="File to write: .pdf, or .xlsx or .ods for a spreadsheet.")],
    data_dir: DataDir = None,
) -> None:
    """Write the report of a month: sessions, appointments, cost and access, for a whole region."""
    from maillage.artefacts import storage_problem
    from maillage.errors import MaillageError
    from maillage.site.runtime import open_site
    from maillage.territory import load_territory

    code = load_territory().resolve_region(region)
    open_site(data_dir)
    from maillage.site.geography.models import Region as RegionRow
    from maillage.site.www.monthly import making
    from maillage.site.www.monthly.areas import ReportArea

    row, asked, suffix = RegionRow.objects.filter(pk=code).first(), making.month_of(month), out.suffix.lower()
    if asked is None:
        raise MaillageError(f"--month {month}: write a month that has begun, like 2026-10.")
    if suffix not in making.SUFFIXES:
        raise MaillageError(f"{out}: a report is a .pdf, .xlsx or .ods file. Give a name that ends so.")
    if row is None:
        raise MaillageError(f"This site does not know the region {region}. Run 'maillage site measure' for it first.")
    try:
        out.write_bytes(making.content(ReportArea(row), asked, suffix))
    except OSError as error:
        raise storage_problem(out, error) from error
    typer.echo(f"{out} written.")


@app.command()
def register(
    file: Annotated[Path, typer.Argument(help="PS_LibreAcces_Personne_activite_….txt of the Annuaire Santé.")],
    data_dir: DataDir = None,
) -> None:
    """Load the national register of professionals: RPPS numbers given by volunteers are looked up in it.

    It keeps number, names, profession and department of doctors, dentists, midwives and nurses, and replaces what was
    loaded before.
    """
    from maillage.site.runtime import open_site
    from maillage.sources.rpps import read_register

    open_site(data_dir)
    from maillage.site.applications.register import load_register

    typer.echo(f"{load_register(read_register(file))} professionals loaded.")


@app.command()
def addresses(
    file: Annotated[Path, typer.Argument(help="CSV file of the Base Adresse Nationale, plain or .gz.", exists=True)],
    vintage: Annotated[str, typer.Option(help="Date of the file, as it is shown.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Load a file of addresses: places that are proposed get the point of their address.

    Without one, a place lies in its commune. A later call replaces the addresses loaded before.
    """
    from maillage.site.runtime import open_site
    from maillage.sources.addresses import read_addresses

    open_site(data_dir)
    from maillage.site.geography.addresses import load_addresses

    typer.echo(f"{load_addresses(read_addresses(file), vintage or file.name)} addresses loaded.")


@app.command("reseal")
def reseal(data_dir: DataDir = None) -> None:
    """Seal keys of files, medical texts and secrets again with the newest key, while the site runs.

    Put the new key before the old one in MAILLAGE_ENCRYPTION_KEY and restart the site first; when this command has
    ended, the old key can be taken away.
    """
    from maillage.site.runtime import open_site

    open_site(data_dir, migrate=False)
    from maillage.site import resealing

    for model, count in resealing.reseal().items():
        typer.echo(f"{model:28} {count:>9}")
