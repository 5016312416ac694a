"""``maillage serve``: the site, on one machine."""

from __future__ import annotations

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
) -> None:
    """Serve the site until Ctrl-C or SIGTERM: the pages, and a worker for background jobs."""
    from maillage.errors import MaillageError
    from maillage.site.serving import claim_port, serve_site

    if web_only and worker_only:
        raise MaillageError("--web-only and --worker-only leave nothing to run. Give one of them, or neither for both.")
    if worker_only:
        from maillage.site.processes import work

        raise typer.Exit(work(data_dir, say=typer.echo))
    # Before the database starts, so that an occupied port is reported immediately.
    with claim_port(host, port) as listener:
        serve_site(listener, data_dir, say=typer.echo, worker=not web_only, processes=processes)
