"""Professionals: adding and changing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maillage.schemes import ResourceKind
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Record
from maillage.site.directory.models import Professional, Resource
from maillage.site.directory.rpps import kept_rpps
from maillage.site.directory.services.checks import (
    clean,
    communes_of,
    email_of,
    one_line,
    phone_of,
    refuse_duplicates,
)
from maillage.site.directory.services.things import create_resources
from maillage.site.geography.models import Commune
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction


@dataclass(frozen=True, kw_only=True)
class ProfessionalData:
    """Data of a professional; without ``reference`` one is generated."""

    first_name: str
    last_name: str
    profession: str
    status: str
    home: str
    reference: str = ""
    rpps: str = ""
    email: str = ""
    phone: str = ""


@in_transaction
def create_professionals(people: Iterable[ProfessionalData], *, by: User | None = None) -> list[Professional]:
    """Add people to the directory, all or none, with a few queries whatever their number.

    Raises ``Refused`` naming the first person and what is wrong, ``NotAllowed`` for a home outside the territory of
    ``by``.
    """
    people = list(people)
    communes = communes_of({one.home for one in people}, Record.PROFESSIONAL, by)
    rows = [_professional(one, communes) for one in people]
    with authored_by(by):
        resources = create_resources(
            [
                Resource(kind=ResourceKind.PROFESSIONAL, name=str(row), reference=one.reference)
                for one, row in zip(people, rows, strict=True)
            ]
        )
        for row, resource in zip(rows, resources, strict=True):
            row.resource = resource
        refuse_duplicates(Professional, "rpps", [row.rpps for row in rows if row.rpps])
        return Professional.objects.bulk_create(rows)


def create_professional(data: ProfessionalData, *, by: User | None = None) -> Professional:
    """Add one person; see :func:`create_professionals`."""
    return create_professionals([data], by=by)[0]


@in_transaction
def change_professional(professional: Professional, data: ProfessionalData, *, by: User | None = None) -> Professional:
    """Replace an entry by ``data``. Without a new reference it keeps the old one, which templates and plans use.

    Raises ``Refused`` or ``NotAllowed`` like :func:`create_professionals`.
    """
    communes = communes_of({professional.home_id, data.home}, Record.PROFESSIONAL, by)
    row = _professional(data, communes)
    row.pk, row.user_id, row.resource_id = professional.pk, professional.user_id, professional.resource_id
    with authored_by(by):
        refuse_duplicates(Professional, "rpps", [row.rpps] if row.rpps else [], but=row.pk)
        row.save()
        resource = Resource.objects.get(pk=row.resource_id)
        resource.name, resource.reference = str(row), data.reference.strip() or resource.reference
        clean(resource, leave_out=("place", "organisation"))
        resource.save()
        row.resource = resource
    return row


def _professional(data: ProfessionalData, communes: dict[str, Commune]) -> Professional:
    row = Professional(
        first_name=one_line(data.first_name, "first_name", "Donnez le prénom."),
        last_name=one_line(data.last_name, "last_name", "Donnez le nom."),
        profession=data.profession,
        status=data.status,
        home=communes[data.home],
        rpps=kept_rpps(data.rpps) if data.rpps.strip() else None,
        email=email_of(data.email),
        phone=phone_of(data.phone, communes[data.home]),
    )
    clean(row, named=str(row), leave_out=("resource", "user", "home"))
    return row
