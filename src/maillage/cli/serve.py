"""``maillage serve``: the site, on one machine."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from maillage.cli.options import DataDir

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    data_dir: DataDir = None,
    web_only: Annotated[bool, typer.Option("--web-only", help="Pages only: the worker runs elsewhere.")] = False,
    processes: Annotated[
        int | None,
        typer.Option(help="Processes that answer; default: one a processor, 2 at most.", min=1, max=2),
    ] = None,
    worker_only: Annotated[
        bool, typer.Option("--worker-only", help="Worker only: messages, reminders and background jobs.")
    ] = False,
    with_turn: Annotated[
        bool, typer.Option("--with-turn", help="Also start coturn, the relay of video calls, if it is installed.")
    ] = False,
    with_dicom: Annotated[
        int | None,
        typer.Option(help="Also take images from hospitals' machines, on this DICOM port.", min=1, max=65535),
    ] = None,
    turn_port: Annotated[int, typer.Option(help="Port of this relay, UDP and TCP.", min=1, max=65535)] = 3478,
) -> None:
    """Serve the site until Ctrl-C or SIGTERM: the pages, and a worker for background jobs."""
    from maillage.errors import MaillageError
    from maillage.site.serving import claim_port, serve_site

    if web_only and worker_only:
        raise MaillageError("--web-only and --worker-only leave nothing to run. Give one of them, or neither for both.")
    if worker_only and with_turn:
        raise MaillageError("--with-turn belongs to the process that serves pages. Leave out --worker-only.")
    if worker_only and with_dicom is not None:
        raise MaillageError("--with-dicom belongs to the process that serves pages; or run `maillage dicom listen`.")
    if worker_only:
        from maillage.site.processes import work

        raise typer.Exit(work(data_dir, say=typer.echo))
    # Before the database starts, so that an occupied port is reported immediately.
    with claim_port(host, port) as listener, _relay(host, turn_port, data_dir, wanted=with_turn):
        if with_dicom is not None:
            with claim_port(host, with_dicom):
                pass  # an occupied port is reported now, not by a process that starts again and again
            os.environ["MAILLAGE_DICOM_PORT"] = str(with_dicom)
        serve_site(
            listener, data_dir, say=typer.echo, worker=not web_only, processes=processes, dicom=with_dicom
        )  # fmt: skip


@contextmanager
def _relay(host: str, port: int, data_dir: Path | None, *, wanted: bool) -> Generator[None]:
    """Run coturn during the block if it is ``wanted``."""
    if not wanted:
        yield
        return
    from maillage.site.database.marker import claim_data_folder
    from maillage.site.relay import Relay, reachable_host
    from maillage.site.runtime import use_data_dir

    folder = use_data_dir(data_dir)
    claim_data_folder(folder)
    where = reachable_host(host)
    relay = Relay(folder, where, port)
    typer.echo(f"coturn relays video calls on {where}, port {port} (UDP and TCP).")
    try:
        yield
    finally:
        relay.stop()
