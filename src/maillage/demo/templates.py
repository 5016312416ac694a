"""Create the demonstration's bus tour, by the services that coordinators use."""

from __future__ import annotations

from datetime import date

from maillage.demo.directory import engage
from maillage.demo.people import Person, demo_bus
from maillage.demo.world import World
from maillage.schemes import Profession, ResourceKind, Status, scheme_named
from maillage.site.accounts import roles
from maillage.site.directory import services as directory
from maillage.site.directory.models import Professional
from maillage.site.directory.services import ProfessionalData, ThingData
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Programme
from maillage.site.engagements.programmes import ProgrammeData
from maillage.site.engagements.services import EngagementData


def create_tour(world: World, starts: date) -> Programme:
    """A bus with its crew, from commune to commune."""
    scheme = scheme_named("medical_bus")
    bus = demo_bus(world.territory, world.listed, world.region, starts, seed=world.seed)
    home = bus.template.stops[0].commune
    crew = [_professional(member.staff, member.person, member.profession, Status.SALARIED, home) for member in bus.crew]
    engage(scheme, [EngagementData(professional=person, starts=starts) for person in crew])
    owner = directory.create_organisation(f"{bus.name} (équipe)", roles.PRACTICE.code)
    directory.add_things([ThingData(kind=ResourceKind.VEHICLE, name=bus.name, reference=bus.template.vehicle)], owner)
    return programmes.create(
        ProgrammeData(
            scheme=scheme,
            name=f"Tournée du {bus.name.lower()}",
            template=bus.template,
            starts=starts,
            region=world.region,
        )
    )


def _professional(reference: str, person: Person, profession: Profession, status: Status, home: str) -> Professional:
    return directory.create_professional(
        ProfessionalData(
            reference=reference,
            first_name=person.first_name,
            last_name=person.last_name,
            profession=profession,
            status=status,
            home=home,
            email=person.email,
            phone=person.phone,
        )
    )
