"""``maillage db``: status, backup and restore of the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from maillage.cli.options import AsJson, DataDir

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command("status")
def show_status(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Print the server's version, the size, the migrations, the rows and the current artefacts."""
    from maillage.site.runtime import open_site

    open_site(data_dir, migrate=False)
    from maillage.site.status import status

    found = status()
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> list[str]:
    missing = found["migrations"]["missing"]
    lines = [
        f"server      PostgreSQL {found['server']}, {'embedded' if found['embedded'] else 'DATABASE_URL'}",
        f"size        {found['size_mb']} MB",
        f"migrations  {found['migrations']['applied']} applied, {len(missing)} missing",
    ]
    lines += [f"{name:28} {count:>9}" for name, count in found["rows"].items()]
    lines += [
        f"artefact    {kind} {one['vintage']} ({one['key']}): files {one['files']}"
        for kind, one in found["artefacts"].items()
    ]
    return lines


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write; a file of that name is replaced.")],
    data_dir: DataDir = None,
) -> None:
    """Write the database and its files into one file, as of a single instant. The site may run meanwhile.

    The files are the photos, the documents of grants and the monthly reports.
    """
    from maillage.errors import BadInput
    from maillage.site.runtime import open_site

    if not file.absolute().parent.is_dir():
        raise BadInput(file, "its folder does not exist", f"Create {file.parent} first")
    # Without migrating: a backup taken before an upgrade must hold the tables from before it.
    open_site(data_dir, migrate=False)
    from maillage.site.database.backup import write_backup

    manifest = write_backup(file.absolute())
    typer.echo(f"{manifest.rows} rows of {len(manifest.tables)} tables and {len(manifest.files)} files in {file}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file written by maillage db backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the content of the database; it is backed up first.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Restore a backup, of this version or an earlier one, into an empty database: all of it or nothing.

    Tables are migrated to the current version. Everybody has to sign in again.
    """
    from maillage.artefacts import default_data_dir
    from maillage.site.runtime import open_site

    open_site(data_dir)
    from maillage.site.database.backup import read_manifest, restore_backup

    kept = restore_backup(file.absolute(), replace=replace, keep_in=default_data_dir() / "backups")
    if kept is not None:
        typer.echo(f"What was there is kept in {kept}")
    manifest = read_manifest(file.absolute())
    typer.echo(f"{manifest.rows} rows and {len(manifest.files)} files restored from {file}")
    if not manifest.with_files:
        typer.echo(
            "This backup was made by a version that left out photos, documents of grants and reports: copy the folders "
            f"photos, grants and reports that were kept beside it into {default_data_dir()}."
        )


def _server_url(data_dir: Path | None) -> str:
    """Return the address of the database server, started if it is the embedded one."""
    from maillage.artefacts import default_data_dir
    from maillage.site.database.address import external_url
    from maillage.site.database.server import start

    return external_url() or start(data_dir or default_data_dir()).url


@app.command()
def base(
    folder: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
    data_dir: DataDir = None,
) -> None:
    """Copy the files of the running server: the base of a recovery with the log that `maillage db follow` keeps."""
    from maillage.site.database.recovery import take_base

    take_base(_server_url(data_dir), folder.absolute())
    typer.echo(f"The base is in {folder}. It holds what the database holds: keep it like a backup.")


@app.command()
def follow(
    folder: Annotated[Path, typer.Argument(help="Where the log is kept, best on another machine or disk.")],
    data_dir: DataDir = None,
) -> None:
    """Keep the write-ahead log of the server as it is written, until Ctrl-C or SIGTERM.

    With MAILLAGE_WAIT_FOR_LOG=1 the server confirms a booking only when this folder has it too.
    """
    from maillage.site.database.recovery import follow as follow_log

    raise typer.Exit(follow_log(_server_url(data_dir), folder.absolute()))


@app.command("recover")
def recover_folder(
    base_folder: Annotated[Path, typer.Argument(metavar="BASE", help="A folder made by maillage db base.")],
    log: Annotated[Path, typer.Option(help="The folder of maillage db follow.")],
    until: Annotated[
        str, typer.Option(help="Keep commits up to this instant, such as 2026-11-28T14:05:00+01:00; all without it.")
    ] = "",
    data_dir: DataDir = None,
) -> None:
    """Make a new data folder of a base and the log: up to the last confirmed commit, or to an instant."""
    from datetime import datetime

    from maillage.artefacts import default_data_dir
    from maillage.errors import MaillageError
    from maillage.site.database.recovery import recover

    try:
        instant = datetime.fromisoformat(until) if until else None
    except ValueError as error:
        raise MaillageError(f"--until '{until}' is no instant. Write it as 2026-11-28T14:05:00+01:00.") from error
    if instant is not None and instant.tzinfo is None:
        raise MaillageError(f"--until '{until}' has no zone. Write it as 2026-11-28T14:05:00+01:00.")
    target = data_dir or default_data_dir()
    with recover(base_folder.absolute(), log.absolute(), target, instant):
        typer.echo(f"The database is recovered in {target}. Copy the keys and the folders of files beside it.")
