"""``maillage messages``: count waiting messages, list those given up, and retry them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True)

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Data folder (MAILLAGE_DATA_DIR).")]


@app.command("status")
def show_status(
    data_dir: DataDir = None, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False
) -> None:
    """Count messages by state, print the age of the oldest waiting one, list those given up and why. No addresses."""
    from maillage.site.runtime import open_site

    open_site(data_dir)
    from maillage.site.messages.services import status

    found = status()
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{state:<10} {count:>7}" for state, count in found["states"].items()]
    if found["oldest_waits_seconds"] is not None:
        lines.append(f"oldest waits {found['oldest_waits_seconds']} s")
    lines += [
        f"given up {one['ended_at']} {one['about']}: {one['last_error']} after {one['attempts']} tries"
        + ("" if one["can_be_retried"] else ", can no longer be sent")
        for one in found["given_up"]
    ]
    return lines


@app.command()
def retry(data_dir: DataDir = None) -> None:
    """Retry messages that were given up and are still useful; the worker sends them at once, or on its next run."""
    from maillage.site.runtime import open_site

    open_site(data_dir)
    from maillage.site.messages import services

    count = services.retry()
    typer.echo(f"{count} {'message is' if count == 1 else 'messages are'} sent again.")
