"""``maillage init``: create an empty, real site, measured and designated, and invite its first coordinator."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.options import AsJson, DataDir
from maillage.cli.site import measure_all, open_real_site, progress

if TYPE_CHECKING:
    from maillage.site.accounts.models import Organisation

app = typer.Typer(add_completion=False)

NOBODY = "coordination@maillage.invalid"


@app.command()
def init(
    region: Annotated[str, typer.Option(help="Code or name of the region (53, Bretagne).")],
    data_dir: DataDir = None,
    email: Annotated[str, typer.Option(help="E-mail address of the first coordinator.")] = NOBODY,
    first_name: Annotated[str, typer.Option(help="First name of the first coordinator.")] = "Coordination",
    last_name: Annotated[str, typer.Option(help="Last name of the first coordinator.")] = "régionale",
    count: Annotated[
        int | None, typer.Option(min=1, help="Territories to designate; default: 28 or a quarter of those compared.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Create an empty, real site, measured and designated; print the invitation of its first coordinator.

    A second run measures again, keeps what people have entered, and prints another invitation.
    """
    from maillage.site.ahead import computing_ahead
    from maillage.site.database.commits import unflushed_commits
    from maillage.site.runtime import use_data_dir

    say = progress(as_json)
    started = time.monotonic()
    with computing_ahead(use_data_dir(data_dir), region):
        measured = open_real_site(region, data_dir, say)
        measured.count = count
        with unflushed_commits():
            communes = measure_all(measured, say)
    with say.step("Territories most in need"):
        from maillage.site.measuring import keep_designation

        zones = keep_designation(measured)
    found = {
        "region": measured.region,
        "communes": communes,
        "zones": zones,
        "people": _people(),
        "invitation": _invite(_agency(measured.region), email, first_name, last_name),
        "seconds": round(time.monotonic() - started, 2),
    }
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        _tell(found, email)


def _tell(found: dict[str, Any], email: str) -> None:
    typer.echo(
        f"{found['communes']} communes measured, {found['zones']} territories designated, nobody invented, in "
        f"{found['seconds']:.0f} s.\n\nHand this invitation to the first coordinator ({email}); it works once:\n"
        f"{found['invitation']}\n\nThen: maillage serve"
    )
    if email == NOBODY:
        typer.echo("No address was given: messages to this account go nowhere. Give --email for a real one.", err=True)


def _people() -> int:
    from maillage.site.directory.models import Professional

    return Professional.objects.count()


def _agency(region: str) -> Organisation:
    """The agency in charge of the region, created if there is none."""
    from maillage.site.accounts import roles
    from maillage.site.accounts.models import Organisation
    from maillage.site.directory import services
    from maillage.site.geography.models import Region

    found = Organisation.objects.filter(kind=roles.AGENCY.code, regions=region).first()
    if found is not None:
        return found
    name = f"Coordination régionale · {Region.objects.get(pk=region).name}"
    return services.create_organisation(name, roles.AGENCY.code, regions=[region])


def _invite(agency: Organisation, email: str, first_name: str, last_name: str) -> str:
    """The address of an invitation to coordinate. Raises ``MaillageError`` for an e-mail address that cannot be
    invited.
    """
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from maillage.errors import MaillageError
    from maillage.site.accounts import links, roles, services
    from maillage.site.accounts.services import Invitee
    from maillage.site.refusals import Refused

    try:
        validate_email(email)
    except ValidationError as error:
        raise MaillageError(f"'{email}' is not an e-mail address. Write one like name@example.org.") from error
    try:
        _, token = services.invite(Invitee(email, first_name, last_name, roles.COORDINATOR.code, agency), None)
    except Refused as refusal:
        raise MaillageError(
            f"{email} coordinates this region already. Lost password: maillage accounts link {email}"
        ) from refusal
    return links.invitation_address(token)
