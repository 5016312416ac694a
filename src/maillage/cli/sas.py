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
    scope: Annotated[
        list[str] | None, typer.Option(help="What it opens: slots (the default), appointments, webhooks; repeatable.")
    ] = None,
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
        names = Organisation.objects.filter(kind__in=services.HOLDERS).values_list("name", flat=True)
        raise UnknownName("organisation", organisation, nearest_names(organisation, list(names)))
    try:
        typer.echo(services.give_key(found, use, None, scope or ("slots",)).text)
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
    return f"{key.begins}  {key.organisation}: {key.name} ({key.area}, {key.made_at:%Y-%m-%d}{end})"


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


@app.command("name-regulator")
def name_regulator(
    email: Annotated[str, typer.Argument(help="Address of the regulator's account.")],
    number: Annotated[str, typer.Argument(help="National number with its prefix, or the UUID of the platform.")],
    data_dir: DataDir = None,
) -> None:
    """Say how the national platform knows a regulator: it is told with each appointment that they take."""
    _open(data_dir)
    from maillage.errors import MaillageError
    from maillage.site.accounts.models import User
    from maillage.site.fhir import services
    from maillage.site.refusals import Refused

    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise MaillageError(f"No account has the address '{email}'. `maillage accounts list` shows them.")
    try:
        services.name_regulator(user, number, None)
    except Refused as refusal:
        raise MaillageError(str(refusal)) from refusal
    typer.echo("The platform will be told this number.")


@app.command("sent")
def list_sent(data_dir: DataDir = None) -> None:
    """Count the appointments of the regulation by what the platform was told of them, with the last errors."""
    _open(data_dir)
    from django.db.models import Count

    from maillage.site.fhir.models import SentAppointment

    rows = SentAppointment.objects.values_list("state", "last_error").annotate(n=Count("pk")).order_by("state")
    for state, error, count in rows:
        typer.echo(f"{count}  {state}{f': {error}' if error else ''}")


@app.command("send-again")
def send_again(data_dir: DataDir = None) -> None:
    """Queue the appointments that were given up, for the next minute."""
    _open(data_dir)
    from django.utils import timezone

    from maillage.site.fhir import sending
    from maillage.site.fhir.models import SentAppointment

    typer.echo(f"{sending.again(SentAppointment.objects.all(), timezone.now())} appointments are queued again.")
