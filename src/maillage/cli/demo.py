"""``maillage demo``: build a site from open data in which a consultation can be booked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from maillage.cli.options import DataDir

app = typer.Typer(add_completion=False)
EVERYWHERE, HOME = "all", "76"


@app.command()
def demo(
    region: Annotated[str, typer.Option(help="Code or name of the region, or all.")] = "76",
    port: Annotated[int, typer.Option(help="Port of the site.", min=1, max=65535)] = 8000,
    data_dir: DataDir = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop once everything is built.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object about the result.")] = False,
) -> None:
    """Measure, designate, plan and publish a demonstration, then serve it. A second run changes nothing."""
    import os

    # Before the settings are read, here and in the processes that serve.
    os.environ["MAILLAGE_DEMONSTRATION"] = "1"
    from maillage.site.serving import claim_port, serve_site

    def tell(line: str) -> None:
        typer.echo(line, err=as_json)

    if no_serve:
        found = make(region, data_dir, tell)
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False))
        return
    # Check the port first, so that an occupied port is reported before the work, not after it.
    with claim_port("127.0.0.1", port) as listener:
        found = make(region, data_dir, tell)
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False))
        tell_accounts(tell)
        serve_site(listener, data_dir, say=tell)


def make(region: str, data_dir: Path | None, say: Any) -> dict[str, Any]:
    """Open the site, run the missing steps, return the summary. Raises ``MaillageError``."""
    from maillage.site.ahead import computing_ahead
    from maillage.site.runtime import use_data_dir

    folder, everywhere = use_data_dir(data_dir), region == EVERYWHERE
    # The accounts, and all that is not a plan, are those of one region.
    region = HOME if everywhere else region
    with computing_ahead(folder, region, "maillage.demo.ahead"):
        return _make(region, folder, say, everywhere=everywhere)


def _make(region: str, folder: Path, say: Any, *, everywhere: bool) -> dict[str, Any]:
    import time

    from maillage.artefacts import ArtefactStore
    from maillage.site.runtime import open_site

    started = time.monotonic()
    open_site(folder)
    opened = round(time.monotonic() - started, 2)
    say(f"{'Database':<59} {opened:5.1f} s")
    _refuse_real()
    from maillage.demo import steps
    from maillage.demo.run import run_steps
    from maillage.demo.world import World
    from maillage.site.database.commits import unflushed_commits

    world = World(region, ArtefactStore(folder / "artefacts", report=say))
    started = time.monotonic()
    name = world.territory.region_names[world.region]
    read = round(time.monotonic() - started, 2)
    say(f"{f'Open data read, region {name}':<59} {read:5.1f} s")
    with unflushed_commits():
        summary = run_steps(world, [*steps.STEPS, *([steps.EVERYWHERE] if everywhere else [])], say)
    summary.seconds = {"database": opened, "data": read, **summary.seconds}
    return summary.as_dict()


def _refuse_real() -> None:
    """Raise ``MaillageError`` in the folder of a real installation: invented people must not mix with real ones."""
    from maillage.demo.models import DemoStep
    from maillage.errors import MaillageError
    from maillage.site.accounts.models import Organisation

    if Organisation.objects.exists() and not DemoStep.objects.exists():
        raise MaillageError(
            "This data folder holds a real installation: a demonstration would put invented people beside real ones. "
            "Choose another one with --data-dir."
        )


def tell_accounts(say: Any) -> None:
    """Print the demonstration accounts and their password."""
    from maillage.demo.accounts import accounts, demo_password
    from maillage.demo.remote import page_of, patient_to_try

    say("")
    say(f"Accounts of the demonstration (people and places are invented), all with the password {demo_password()}")
    for account in accounts():
        say(f"  {account.kind:<16} {account.email:<32} {account.page}")
    patient = patient_to_try()
    if patient is not None:
        say(f"  {'patient by video':<16} {'by a link, without account':<32} {page_of(patient)}")
    say("")
