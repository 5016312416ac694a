"""``maillage serve``: the site, on one machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    data_dir: Annotated[Path | None, typer.Option(help="Data folder (MAILLAGE_DATA_DIR).")] = None,
) -> None:
    """Serve the site until Ctrl-C or SIGTERM."""
    from maillage.site.serving import claim_port, serve_site

    # Before the database is started: a port in use is said at once.
    with claim_port(host, port) as listener:
        serve_site(listener, data_dir, say=typer.echo)
