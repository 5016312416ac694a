"""The entry point: loads command groups lazily, and turns users' errors into one sentence and exit code 2."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

import maillage
from maillage.errors import MaillageError

# Group name -> module with an ``app``, imported only when the group is called, so that --help stays fast.
GROUPS = {
    "access": "maillage.cli.access",
    "accounts": "maillage.cli.accounts",
    "bench": "maillage.cli.bench",
    "data": "maillage.cli.data",
    "db": "maillage.cli.db",
    "dicom": "maillage.cli.dicom",
    "messages": "maillage.cli.messages",
    "plan": "maillage.cli.plan",
    "sas": "maillage.cli.sas",
    "site": "maillage.cli.site",
    "travel": "maillage.cli.travel",
    "zones": "maillage.cli.zones",
}
COMMANDS = {
    "demo": "maillage.cli.demo",
    "init": "maillage.cli.init",
    "serve": "maillage.cli.serve",
}
HELP = {
    "access": "Measure access to care: indicators and what-if.",
    "accounts": "Accounts of the site: create the first one, reset a password, close one.",
    "bench": "Compare speed and results with peers.",
    "data": "Open data: list, pull and load each year's files.",
    "db": "Status, backup and restore of the database.",
    "dicom": "The site on the DICOM network of hospitals.",
    "demo": "Build a demonstration site from open data and serve it.",
    "init": "Create an empty, real site and invite its first coordinator.",
    "messages": "Count waiting messages, list and retry those given up.",
    "plan": "Plan who goes where and when; check a plan.",
    "sas": "Keys of the interface of the regulation (SAS).",
    "serve": "Serve the site.",
    "site": "Measure the site again, designate its territories.",
    "travel": "Travel times between places.",
    "zones": "Designate the territories most in need.",
}


NO_ROOM = "No room left on the disk. Free some space and run the command again; what was stored before is kept."


class LazyGroup(TyperGroup):
    """Lists every group without importing it; imports the one that is called."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Names of groups and commands, sorted."""
        return sorted(HELP)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """The group or command with that name, imported now; None if there is none."""
        module = GROUPS.get(cmd_name) or COMMANDS.get(cmd_name)
        if module is None:
            return None
        group: typer.Typer = importlib.import_module(module).app
        group.rich_markup_mode = "markdown"  # paragraphs of help are rewrapped to the width of the terminal
        command = typer.main.get_command(group)
        command.name = cmd_name
        return command

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Write the list from ``HELP``, without importing anything."""
        formatter.write_text("Usage: maillage [OPTIONS] COMMAND [ARGS]...")
        formatter.write_text("\nMaillage: measure access to care, designate, plan, run, evaluate.\n")
        with formatter.section("Options"):
            formatter.write_dl([("--version", "Show the version and exit."), ("-h, --help", "Show this message.")])
        with formatter.section("Commands"):
            formatter.write_dl(sorted(HELP.items()))


app = typer.Typer(cls=LazyGroup, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"maillage {maillage.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_tell_version, is_eager=True)] = False,
) -> None:
    """Maillage: measure access to care, designate, plan, run, evaluate."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exits 0, or 2 with one sentence for a problem that the user can fix."""
    # NumPy's OpenBLAS starts threads at import, which busy-wait for work. No command gives them any, and in a short
    # command they used half of the processor time. An existing value of the variable is kept.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        typer.main.get_command(app).main(args=list(arguments) if arguments is not None else None, prog_name="maillage")
    except MaillageError as error:
        _stop(str(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        _stop(NO_ROOM)
    except Exception as error:
        if not _comes_of_a_full_disk(error):
            raise
        _stop(NO_ROOM)


def _comes_of_a_full_disk(error: Exception) -> bool:
    """Whether the error is PostgreSQL's disk-full error, wrapped by Django; tested without importing either."""
    if "django.db" not in sys.modules:
        return False
    from maillage.artefacts import default_data_dir
    from maillage.site.database.trouble import no_room

    return no_room(error, default_data_dir()) is not None


def _stop(sentence: str) -> NoReturn:
    print(f"maillage: {sentence}", file=sys.stderr)  # noqa: T201
    sys.exit(2)
