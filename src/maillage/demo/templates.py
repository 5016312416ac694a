"""Create the demonstration's shared hospital post and bus tour, by the services that coordinators use."""

from __future__ import annotations

from datetime import date

from maillage.demo.directory import engage
from maillage.demo.people import Establishment, Person, demo_bus, demo_shared_post
from maillage.demo.world import World
from maillage.schemes import Agreement, Profession, ResourceKind, Status, scheme_named
from maillage.site.accounts import roles
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.services import PlaceData, ProfessionalData, ThingData
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Programme
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.engagements.services import EngagementData


def create_agreement(world: World, starts: date) -> Programme:
    """A doctor shared between two hospitals: the parties, the funders, the week."""
    scheme = scheme_named("shared_post")
    post = demo_shared_post(world.territory, world.region, starts, seed=world.seed)
    agreement = post.agreement
    home = post.establishments[0].commune
    doctor = _professional(post.staff, post.doctor, Profession.SPECIALIST, Status.HOSPITAL, home)
    engage(scheme, [EngagementData(professional=doctor, starts=starts)])
    parties = [_party(agreement, establishment) for establishment in post.establishments]
    for funder in agreement.funders:
        organisation = directory.create_organisation(funder.name, roles.AGENCY.code)
        parties.append(PartyData(organisation=organisation, key=funder.name, money_percent=funder.money_percent))
    return programmes.create(
        ProgrammeData(
            scheme=scheme,
            name=agreement.name,
            pathway=agreement.pathway,
            template=agreement.template,
            starts=agreement.starts,
            ends=agreement.ends,
            region=world.region,
            parties=parties,
        )
    )


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


def _party(agreement: Agreement, establishment: Establishment) -> PartyData:
    """The establishment's organisation, its consultation room, and its shares of time and money."""
    party = next(party for party in agreement.parties if party.establishment == establishment.key)
    organisation = directory.create_organisation(establishment.name, roles.ESTABLISHMENT.code)
    place = directory.create_place(
        PlaceData(
            reference=establishment.key,
            name=establishment.name,
            kind=Place.Kind.HOSPITAL,
            commune=establishment.commune,
            address=establishment.address,
            phone=establishment.phone,
            organisation=organisation,
            things=[ThingData(kind=ResourceKind.ROOM, name=f"Consultation {agreement.pathway}")],
        )
    )
    return PartyData(
        organisation=organisation,
        key=establishment.key,
        place=place,
        time_percent=party.time_percent,
        money_percent=party.money_percent,
    )
