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
