"""``maillage dicom``: the site on the DICOM network of hospitals, without the pages."""

from __future__ import annotations

from typing import Annotated

import typer

from maillage.cli.options import DataDir

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def group() -> None:
    """The site on the DICOM network of hospitals."""


@app.command()
def listen(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 11112,
    data_dir: DataDir = None,
) -> None:
    """Take images from the machines of hospitals (C-ECHO, C-STORE) until Ctrl-C or SIGTERM; pages run elsewhere."""
    from maillage.site.imaging.process import listen as take_images

    take_images(data_dir, host, port, say=typer.echo)
