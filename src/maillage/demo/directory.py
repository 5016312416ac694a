"""Writes the demonstration's people and places into the site's tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from maillage.demo.people import DemoDoctor, DemoSite
from maillage.schemes import scheme_named
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation
from maillage.site.directory.models import Place, Professional, Room
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.geography.models import Commune, Region

PLACE_KINDS = {"town_hall": Place.Kind.TOWN_PREMISES}


def create_agency(region: str) -> Organisation:
    """The agency in charge of the whole region."""
    agency = Organisation.objects.create(
        name=f"Coordination régionale · {Region.objects.get(pk=region).name}", kind=roles.AGENCY.code
    )
    agency.regions.add(region)
    return agency


def create_sites(sites: Sequence[DemoSite]) -> int:
    """Places with their rooms, each kept by an organisation of its commune; returns how many."""
    communes = Commune.objects.in_bulk([site.commune for site in sites])
    hosts = Organisation.objects.bulk_create(
        Organisation(name=f"{site.name} (accueil)", kind=roles.COMMUNE.code) for site in sites
    )
    places = Place.objects.bulk_create(
        Place(
            reference=site.id,
            name=site.name,
            kind=PLACE_KINDS.get(site.kind, site.kind),
            commune=communes[site.commune],
            address=site.address,
            phone=site.phone,
            organisation=host,
            opening_weekdays=list(site.weekdays),
        )
        for site, host in zip(sites, hosts, strict=True)
    )
    Room.objects.bulk_create(
        Room(place=place, name=f"Cabinet {number}")
        for site, place in zip(sites, places, strict=True)
        for number in range(1, site.rooms + 1)
    )
    return len(places)


def create_doctors(doctors: Sequence[DemoDoctor], starts: date) -> int:
    """Volunteers, each with a running engagement whose authorisations are granted; returns how many."""
    scheme = scheme_named("solidarity")
    professionals = Professional.objects.bulk_create(
        Professional(
            reference=doctor.id,
            first_name=doctor.person.first_name,
            last_name=doctor.person.last_name,
            profession=doctor.profession.value,
            status=doctor.status.value,
            home_id=doctor.commune,
            email=doctor.person.email,
            phone=doctor.person.phone,
        )
        for doctor in doctors
    )
    engagements = Engagement.objects.bulk_create(
        Engagement(
            professional=professional,
            scheme=scheme.code,
            state=Engagement.State.ACTIVE,
            days_per_month=doctor.days_per_month,
            home_share_percent=doctor.home_share_percent,
            starts=starts,
        )
        for doctor, professional in zip(doctors, professionals, strict=True)
    )
    Authorisation.objects.bulk_create(
        Authorisation(engagement=engagement, kind=kind.code, state=Authorisation.State.GRANTED, date=starts)
        for engagement in engagements
        for kind in scheme.authorisations
    )
    return len(professionals)
