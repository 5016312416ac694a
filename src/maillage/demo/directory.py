"""Add the demonstration's people and places to the directory, by the services that coordinators use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from maillage.demo.people import DemoDoctor, DemoSite
from maillage.schemes import Scheme
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place
from maillage.site.directory.services import PlaceData, ProfessionalData
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.engagements.services import EngagementData
from maillage.site.geography.models import Region
from maillage.site.identity import services as identity
from maillage.site.identity.services import IdentityData

FICTIONAL_PHONE = "05 36 49 00 00"
"""From the range that the numbering authority reserves for fiction."""
ANSWERED_WHEN = "du lundi au vendredi de 9\u00a0h à 17\u00a0h"
PLACE_KINDS = {"town_hall": Place.Kind.TOWN_PREMISES}


def create_agency(region: str) -> Organisation:
    """The agency in charge of the whole region."""
    name = f"Coordination régionale · {Region.objects.get(pk=region).name}"
    return directory.create_organisation(name, roles.AGENCY.code, regions=[region])


def introduce(agency: Organisation) -> None:
    """Set the site's identity; the telephone number is fictional."""
    identity.change(
        IdentityData(
            agency=agency.name, email="coordination@maillage.example", phone=FICTIONAL_PHONE, hours=ANSWERED_WHEN
        )
    )


def create_sites(sites: Sequence[DemoSite]) -> int:
    """Create places with their rooms, each managed by an organisation of its commune; returns how many."""
    hosts = [directory.create_organisation(f"{site.name} (accueil)", roles.COMMUNE.code) for site in sites]
    places = directory.create_places(
        PlaceData(
            reference=site.id,
            name=site.name,
            kind=PLACE_KINDS.get(site.kind, site.kind),
            commune=site.commune,
            address=site.address,
            phone=site.phone,
            organisation=host,
            opening_weekdays=list(site.weekdays),
            things=directory.rooms(site.rooms),
        )
        for site, host in zip(sites, hosts, strict=True)
    )
    return len(places)


def create_doctors(doctors: Sequence[DemoDoctor], scheme: Scheme, starts: date) -> int:
    """Create volunteers, each with a running engagement and all authorisations granted; returns how many."""
    people = directory.create_professionals(
        ProfessionalData(
            reference=doctor.id,
            first_name=doctor.person.first_name,
            last_name=doctor.person.last_name,
            profession=doctor.profession,
            status=doctor.status,
            home=doctor.commune,
            email=doctor.person.email,
            phone=doctor.person.phone,
        )
        for doctor in doctors
    )
    engage(
        scheme,
        [
            EngagementData(
                professional=person,
                days_per_month=doctor.days_per_month,
                home_share_percent=doctor.home_share_percent,
                starts=starts,
            )
            for doctor, person in zip(doctors, people, strict=True)
        ],
    )
    return len(people)


def engage(scheme: Scheme, people: Sequence[EngagementData]) -> list[Engagement]:
    """Engage people, and record every authorisation as granted."""
    found = engagements.engage_all(scheme, people)
    answered = min(people[0].starts, timezone.localdate())
    for wanted in scheme.authorisations:
        engagements.answer(found, wanted.code, Authorisation.State.GRANTED, answered)
    return found
