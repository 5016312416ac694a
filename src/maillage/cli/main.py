"""The entry point: gathers the groups, turns the user's errors into one sentence and exit code 2."""

from __future__ import annotations

import errno
import importlib
import sys
from collections.abc import Sequence

import click
import typer

import maillage
from maillage.errors import MaillageError

# Group name -> module with an ``app``; imported only when the group is called, so that --help stays quick.
GROUPS = {
    "access": "maillage.cli.access",
    "bench": "maillage.cli.bench",
    "db": "maillage.cli.db",
    "plan": "maillage.cli.plan",
    "travel": "maillage.cli.travel",
    "zones": "maillage.cli.zones",
}
COMMANDS = {
    "demo": "maillage.cli.demo",
    "serve": "maillage.cli.serve",
}
HELP = {
    "access": "Measure access to care: indicators and what-if.",
    "bench": "Compare speed and results with peers.",
    "db": "Status, backup and restore of the database.",
    "demo": "From open data to a site where a consultation can be booked.",
    "plan": "Plan who goes where and when; check a plan.",
    "serve": "Serve the site.",
    "travel": "Travel times between places.",
    "zones": "Designate the territories most in need.",
}


class LazyGroup(click.Group):
    """Lists every group without importing it; imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of groups and commands, sorted."""
        return sorted(HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The group or command of that name, imported now; None where there is none."""
        module = GROUPS.get(cmd_name) or COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = typer.main.get_command(importlib.import_module(module).app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list from ``HELP``, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(HELP.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(maillage.__version__, prog_name="maillage")
def root() -> None:
    """Maillage: measure access to care, designate, plan, run, evaluate."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exits 0, or 2 with one sentence for a problem the user can mend."""
    try:
        root.main(args=list(arguments) if arguments is not None else None, prog_name="maillage")
    except MaillageError as error:
        print(f"maillage: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print("maillage: no room left on the disk. Free some space and run the command again.", file=sys.stderr)  # noqa: T201
        sys.exit(2)
