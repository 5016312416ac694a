"""``maillage accounts``: create the first account of an installation, and operations that no page allows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from maillage.cli.options import DataDir

if TYPE_CHECKING:
    from maillage.site.accounts.models import Organisation, User

app = typer.Typer(add_completion=False, no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="E-mail address of the account.")]
ADDRESS = "http://127.0.0.1:8000"


def _open(data_dir: Path | None) -> None:
    from maillage.site.runtime import open_site

    # Links are printed in full, with the default address of ``serve`` unless the environment sets another.
    os.environ.setdefault("MAILLAGE_PUBLIC_ADDRESS", ADDRESS)
    open_site(data_dir)


@app.command()
def create(
    email: Email,
    first_name: Annotated[str, typer.Option(help="First name.")],
    last_name: Annotated[str, typer.Option(help="Last name.")],
    organisation: Annotated[str, typer.Option(help="Name of the organisation; created if it does not exist.")],
    role: Annotated[str, typer.Option(help="Role, as `maillage accounts roles` lists them.")] = "coordinator",
    kind: Annotated[
        str, typer.Option(help="Kind of a new organisation, as `maillage accounts roles` lists them.")
    ] = "agency",
    region: Annotated[
        list[str] | None, typer.Option(help="Code of a region of the new organisation; repeatable.")
    ] = None,
    intercommunality: Annotated[
        list[str] | None, typer.Option(help="Code of an intercommunality of it; repeatable.")
    ] = None,
    department: Annotated[
        list[str] | None,
        typer.Option(help="Code of a department of a council of the Order or an insurer; repeatable."),
    ] = None,
    link: Annotated[bool, typer.Option("--link", help="Print a link that works once; ask no password.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Create an account: ask for its password, or print a link with which its owner chooses one."""
    _open(data_dir)
    from django.db import transaction

    _check_role(role)
    who = _Person(_checked(email), first_name, last_name)
    # Asked before the transaction, so that no lock is held in the database while a person types.
    password = None if link else _password(who)
    with transaction.atomic():
        where = _organisation(organisation, kind, _Territory(region or [], intercommunality or [], department or []))
        _check_organisation(role, where)
        told = _invite(who, role, where) if password is None else _make(who, password, role, where)
    typer.echo(told)


class _Person(NamedTuple):
    """The owner of a new account; the e-mail address is normalised."""

    email: str
    first_name: str
    last_name: str


class _Territory(NamedTuple):
    """Codes of what a new organisation answers for."""

    regions: list[str]
    intercommunalities: list[str]
    departments: list[str]


def _organisation(name: str, kind: str, territory: _Territory) -> Organisation:
    """The organisation with that name; created with its territory if there is none."""
    from maillage.errors import MaillageError, UnknownName, nearest_names
    from maillage.site.accounts.models import Organisation
    from maillage.site.accounts.roles import DEPARTMENTAL, KINDS
    from maillage.site.geography.models import Department, Intercommunality, Region

    found = Organisation.objects.filter(name=name).first()
    if found is not None:
        ties = (found.regions, found.intercommunalities, found.departments)
        has = (set(tie.values_list("pk", flat=True)) for tie in ties)
        if not all(kept.issuperset(asked) for kept, asked in zip(has, territory, strict=True)):
            raise MaillageError(
                f"The organisation '{name}' exists already with another territory, which is not changed here. "
                "Leave out --region, --intercommunality and --department, or give another name."
            )
        return found
    if kind not in KINDS:
        raise UnknownName("kind of organisation", kind, nearest_names(kind, list(KINDS)))
    if territory.departments and kind not in DEPARTMENTAL:
        answer = " or ".join(sorted(DEPARTMENTAL))
        raise MaillageError(f"An organisation of kind '{kind}' answers for no department. Choose the kind {answer}.")
    _load_geography()
    made = Organisation.objects.create(name=name, kind=kind)
    made.regions.set(_known_rows(Region, territory.regions))
    made.intercommunalities.set(_known_rows(Intercommunality, territory.intercommunalities))
    made.departments.set(_known_rows(Department, territory.departments))
    return made


def _known_rows(model: type[Any], codes: list[str]) -> list[Any]:
    """The rows with these codes. Raises ``UnknownName`` for the first code that does not exist."""
    from maillage.errors import UnknownName, nearest_names

    known = model.objects.in_bulk(codes)
    for code in codes:
        if code not in known:
            every = model.objects.values_list("pk", flat=True)
            raise UnknownName(model._meta.model_name, code, nearest_names(code, every))
    return list(known.values())


def _load_geography() -> None:
    """Load regions and communes as rows, as a new installation has none."""
    from maillage.site.geography import services
    from maillage.site.geography.models import Region
    from maillage.territory import load_territory

    if not Region.objects.exists():
        typer.echo("Loading the communes of France...")
        services.load(load_territory())


def _check_role(role: str) -> None:
    from maillage.errors import MaillageError, UnknownName, nearest_names
    from maillage.site.accounts.roles import ROLES

    if role not in ROLES:
        raise UnknownName("role", role, nearest_names(role, list(ROLES)))
    if ROLES[role].of_directory:
        raise MaillageError(
            f"A {role}'s account opens the days of an entry of the directory. Create a coordinator, who invites "
            f"{role}s from the site."
        )


def _check_organisation(role: str, organisation: Organisation) -> None:
    from maillage.errors import MaillageError
    from maillage.site.accounts.rights import TERRITORIAL
    from maillage.site.accounts.roles import roles_of

    given = [one.code for one in roles_of(organisation.kind)]
    if role not in given:
        raise MaillageError(
            f"An organisation of kind '{organisation.kind}' gives no role '{role}'. Choose one of: {', '.join(given)}."
        )
    tied = (
        organisation.regions.exists() or organisation.intercommunalities.exists() or organisation.departments.exists()
    )
    if role in TERRITORIAL and not tied:
        raise MaillageError(
            f"'{organisation.name}' answers for no territory, so a {role} would see nothing. "
            "Create it with --region, --intercommunality or --department."
        )


def _make(who: _Person, password: str, role: str, organisation: Organisation) -> str:
    from maillage.site.accounts.models import Membership, User

    made = User.objects.create_user(who.email, password, first_name=who.first_name, last_name=who.last_name)
    Membership.objects.create(user=made, organisation=organisation, role=role)
    return f"{made.email} may sign in: {role}, {organisation.name}."


def _checked(email: str) -> str:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from maillage.errors import MaillageError
    from maillage.site.accounts.models import User

    address = User.objects.normalise(email)
    try:
        validate_email(address)
    except ValidationError as error:
        raise MaillageError(f"'{email}' is not an e-mail address. Write one like name@example.org.") from error
    return address


def _password(who: _Person) -> str:
    """Asked twice, and never an argument, because arguments stay in the shell's history."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils import translation

    from maillage.errors import MaillageError
    from maillage.site.accounts.models import User

    if User.objects.filter(email=who.email).exists():
        raise MaillageError(f"{who.email} has an account already. Add --link to offer it this role.")
    given: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with translation.override("en"):
        try:
            validate_password(given, User(**who._asdict()))
        except ValidationError as error:
            raise MaillageError(f"{' '.join(error.messages)} Nothing was created: choose another.") from error
    return given


def _invite(who: _Person, role: str, organisation: Organisation) -> str:
    from maillage.errors import MaillageError
    from maillage.site.accounts import links, services
    from maillage.site.accounts.services import Invitee
    from maillage.site.refusals import Refused

    try:
        _, token = services.invite(Invitee(*who, role, organisation), None)
    except Refused as refusal:
        raise MaillageError(f"{who.email} has this role already. Nothing was changed.") from refusal
    return (
        f"Hand this link over; it works once, within {links.INVITATION_DAYS} days:\n{links.invitation_address(token)}"
    )


@app.command("list")
def list_accounts(data_dir: DataDir = None) -> None:
    """List accounts with their roles."""
    _open(data_dir)
    from maillage.site.accounts.models import Membership, User

    memberships: dict[int, list[str]] = {}
    for row in Membership.objects.select_related("organisation", "user").order_by("pk"):
        memberships.setdefault(row.user.pk, []).append(f"{row.role}, {row.organisation.name}")
    for account in sorted(User.objects.all(), key=lambda one: one.email):
        state = "open" if account.is_active else "closed"
        roles = "; ".join(memberships.get(account.pk, []))
        typer.echo(f"{account.email}\t{state}\t{account.get_full_name()}\t{roles or 'no role'}")


@app.command()
def roles() -> None:
    """List the kinds of organisation, with the roles that each gives."""
    from maillage.site.accounts.roles import KINDS, roles_of

    for kind in KINDS.values():
        typer.echo(f"{kind.code}\t{', '.join(role.code for role in roles_of(kind.code))}")


@app.command()
def link(email: Email, data_dir: DataDir = None) -> None:
    """Print a link with which the owner of an account chooses a new password."""
    _open(data_dir)
    from maillage.errors import MaillageError
    from maillage.site.accounts import links, services

    account = _found(email)
    if not account.is_active:
        raise MaillageError(f"The account {account.email} is closed. Open it with: maillage accounts reopen {email}")
    token = services.new_password_link(account, None)
    typer.echo(f"Hand this link over; it works once, within {links.PASSWORD_HOURS} hours:")
    typer.echo(links.password_address(token))


@app.command()
def close(email: Email, data_dir: DataDir = None) -> None:
    """Close an account: sign its owner out and refuse further sign-ins; its roles are kept."""
    _set_active(email, False, data_dir)


@app.command()
def reopen(email: Email, data_dir: DataDir = None) -> None:
    """Open a closed account again."""
    _set_active(email, True, data_dir)


@app.command("forget-second-factor")
def forget_second_factor(email: Email, data_dir: DataDir = None) -> None:
    """Remove the second factor of an account whose owner lost it and the recovery codes."""
    _open(data_dir)
    from maillage.site.accounts import services

    account = _found(email)
    count = services.forget_second_factor(account)
    told = "has no second factor any more" if count else "had no second factor"
    typer.echo(f"The account {account.email} {told}.")


def _set_active(email: str, active: bool, data_dir: Path | None) -> None:
    _open(data_dir)
    from maillage.site.accounts import services

    account = _found(email)
    services.set_active(account, active, None)
    typer.echo(f"The account {account.email} is {'open' if active else 'closed'}.")


def _found(email: str) -> User:
    from maillage.errors import UnknownName, nearest_names
    from maillage.site.accounts.models import User

    account = User.objects.filter(email=User.objects.normalise(email)).first()
    if account is None:
        raise UnknownName("account", email, nearest_names(email, User.objects.values_list("email", flat=True)))
    return account
