"""Who acts for which party of an agreement, and which organisations, places and people a version may name."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from maillage.schemes import Status
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.accounts.roles import AGENCY, ESTABLISHMENT, FACULTY, FUNDER
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.directory.models import Place, Professional
from maillage.site.refusals import NotAllowed, Refused

PUBLIC_KINDS = (ESTABLISHMENT.code, FACULTY.code, FUNDER.code)
"""Kinds of organisation whose names are public: any of them may be invited to sign."""
NOT_YOURS = "Cette convention ne relève pas de votre compte."


def authors(by: User | None) -> QuerySet[Organisation]:
    """Return the establishments in whose name ``by`` may draft an agreement; all for None."""
    rows = Organisation.objects.filter(kind=ESTABLISHMENT.code)
    if by is None:
        return rows
    scope = by.grants.scope(Record.AGREEMENT, Act.CHANGE)
    there = Place.objects.filter(scope.in_regions("commune__department__region")).values("organisation")
    return rows.filter(Q(pk__in=scope.organisations) | Q(pk__in=there))


def region_of(author: Organisation) -> str:
    """Return the region of an establishment's places. Raises ``Refused`` where it has none."""
    place = Place.objects.filter(organisation=author).select_related("commune__department").order_by("pk").first()
    department = place.commune.department if place is not None else None
    if department is None or department.region_id is None:
        raise Refused(
            f"{author.name} n’a pas encore de lieu dans l’annuaire. Demandez à la coordination de l’y mettre."
        )
    return str(department.region_id)


def invited(region: str) -> QuerySet[Organisation]:
    """Return the organisations that may be a party: hospitals, faculties, funders, agencies of the region."""
    return Organisation.objects.filter(
        Q(kind__in=PUBLIC_KINDS) | Q(pk__in=Organisation.objects.filter(kind=AGENCY.code, regions=region).values("pk"))
    )


def places_of(organisations: Collection[Organisation]) -> dict[str, Place]:
    """Return the places of these organisations by the reference that the template uses."""
    rows = Place.objects.filter(organisation__in=organisations, reference__isnull=False)
    return {str(row.reference): row for row in rows.select_related("commune__department").order_by("name", "pk")}


def people_of(organisations: Collection[Organisation]) -> QuerySet[Professional]:
    """Return the hospital practitioners who work where these organisations have a place."""
    communes = Place.objects.filter(organisation__in=organisations).values("commune")
    rows = Professional.objects.filter(status=Status.HOSPITAL.value, home__in=communes)
    return rows.select_related("resource", "home").order_by("last_name", "first_name", "pk")


def acts_for(version: AgreementVersion, by: User | None) -> list[Organisation]:
    """Return the parties (and the author) for which ``by`` may act: their own organisation, or all in their region."""
    everyone = {one.pk: one for one in (version.author, *version.parties)}
    if by is None:
        return list(everyone.values())
    scope = by.grants.scope(Record.AGREEMENT, Act.CHANGE)
    if scope.everywhere or version.agreement.region_id in scope.regions:
        return list(everyone.values())
    return [one for one in everyone.values() if one.pk in scope.organisations]


def check_acts_for(version: AgreementVersion, organisation: Organisation, by: User | None) -> None:
    """Raise ``NotAllowed`` if ``by`` may not act for ``organisation`` here."""
    if organisation not in acts_for(version, by):
        raise NotAllowed(NOT_YOURS)


def check_party(agreement: Agreement, by: User | None) -> None:
    """Raise ``NotAllowed`` if ``by`` may not change anything of an agreement."""
    if by is not None and not Agreement.objects.changeable_by(by).filter(pk=agreement.pk).exists():
        raise NotAllowed(NOT_YOURS)
