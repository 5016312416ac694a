"""``maillage sas``: keys of the interface of the regulation, given and taken back without a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.options import DataDir

if TYPE_CHECKING:
    from maillage.site.fhir.models import InterfaceKey

app = typer.Typer(add_completion=False, no_args_is_help=True)


def _open(data_dir: Path | None) -> None:
    from maillage.site.runtime import open_site

    open_site(data_dir)


@app.command("give-key")
def give_key(
    organisation: Annotated[str, typer.Argument(help="Name of a service of regulation, or of the site's operator.")],
    use: Annotated[str, typer.Option(help="What the key is for.")] = "plateforme du SAS",
    data_dir: DataDir = None,
) -> None:
    """Give a key and print it; it is not stored and cannot be printed again."""
    _open(data_dir)
    from maillage.errors import MaillageError, UnknownName, nearest_names
    from maillage.site.accounts.models import Organisation
    from maillage.site.fhir import services
    from maillage.site.refusals import Refused

    found = Organisation.objects.filter(name=organisation).first()
    if found is None:
        names = Organisation.objects.filter(kind__in=services.KINDS).values_list("name", flat=True)
        raise UnknownName("organisation", organisation, nearest_names(organisation, list(names)))
    try:
        typer.echo(services.give_key(found, use, None).text)
    except Refused as refusal:
        raise MaillageError(str(refusal)) from refusal


@app.command("keys")
def list_keys(data_dir: DataDir = None) -> None:
    """List the keys: how each begins, whose it is, what it is for, when it was given and taken back."""
    _open(data_dir)
    from maillage.site.fhir.models import InterfaceKey

    for key in InterfaceKey.objects.select_related("organisation"):
        typer.echo(_line(key))


def _line(key: InterfaceKey) -> str:
    end = f", taken back {key.revoked_at:%Y-%m-%d}" if key.revoked_at is not None else ""
    return f"{key.begins}  {key.organisation}: {key.name} ({key.made_at:%Y-%m-%d}{end})"


@app.command("revoke-key")
def revoke_key(
    begins: Annotated[str, typer.Argument(help="How the key begins, as `maillage sas keys` prints it.")],
    data_dir: DataDir = None,
) -> None:
    """Take a key back: from now on it opens nothing."""
    _open(data_dir)
    from maillage.errors import MaillageError
    from maillage.site.fhir import services
    from maillage.site.fhir.models import InterfaceKey

    found = list(InterfaceKey.objects.select_related("organisation").filter(begins=begins, revoked_at=None))
    if len(found) != 1:
        count = "No key" if not found else f"{len(found)} keys"
        raise MaillageError(f"{count} in use begin with '{begins}'. `maillage sas keys` lists them.")
    services.revoke_key(found[0], None)
    typer.echo("The key is taken back.")
