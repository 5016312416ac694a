"""Writes the demonstration's shared hospital post and bus tour into the site's tables."""

from __future__ import annotations

from datetime import date

from maillage.demo.people import Establishment, Person, demo_bus, demo_shared_post
from maillage.demo.world import World
from maillage.schemes import Agreement as AgreementRules
from maillage.schemes import Authorisation, Profession, Status, scheme_named
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation
from maillage.site.directory.models import Place, Professional, Room, Vehicle
from maillage.site.engagements.models import Agreement, AgreementParty, Engagement, Tour
from maillage.site.engagements.models import Authorisation as AuthorisationRow


def create_agreement(world: World, starts: date) -> Agreement:
    """A doctor shared between two hospitals: the parties, who funds, the week."""
    post = demo_shared_post(world.territory, world.region, starts, seed=world.seed)
    rules = post.agreement
    home = post.establishments[0].commune
    doctor = _professional(post.staff, post.doctor, Profession.SPECIALIST, Status.HOSPITAL, home)
    scheme = scheme_named("shared_post")
    _engage(doctor, scheme.code, starts, scheme.authorisations)
    agreement = Agreement.objects.create(
        scheme=scheme.code,
        name=rules.name,
        pathway=rules.pathway,
        template=rules.template.to_json(),
        starts=rules.starts,
        ends=rules.ends,
    )
    for establishment in post.establishments:
        _sign(agreement, rules, establishment)
    for funder in rules.funders:
        organisation, _ = Organisation.objects.get_or_create(name=funder.name, kind=roles.AGENCY.code)
        AgreementParty.objects.create(
            agreement=agreement,
            organisation=organisation,
            key=funder.name,
            time_percent=0,
            money_percent=funder.money_percent,
        )
    return agreement


def create_tour(world: World, starts: date) -> Tour:
    """A bus with its crew, from commune to commune."""
    scheme = scheme_named("medical_bus")
    bus = demo_bus(world.territory, world.designation, world.region, starts, seed=world.seed)
    for member in bus.crew:
        home = bus.template.stops[0].commune
        professional = _professional(member.staff, member.person, member.profession, Status.SALARIED, home)
        _engage(professional, scheme.code, starts, scheme.authorisations)
    owner = Organisation.objects.create(name=f"{bus.name} (équipe)", kind=roles.PRACTICE.code)
    return Tour.objects.create(
        scheme=scheme.code,
        name=f"Tournée du {bus.name.lower()}",
        vehicle=Vehicle.objects.create(name=bus.name, organisation=owner),
        template=bus.template.to_json(),
        starts=starts,
    )


def _professional(reference: str, person: Person, profession: Profession, status: Status, home: str) -> Professional:
    return Professional.objects.create(
        reference=reference,
        first_name=person.first_name,
        last_name=person.last_name,
        profession=profession.value,
        status=status.value,
        home_id=home,
        email=person.email,
        phone=person.phone,
    )


def _engage(professional: Professional, scheme: str, starts: date, kinds: tuple[Authorisation, ...]) -> None:
    engagement = Engagement.objects.create(
        professional=professional, scheme=scheme, state=Engagement.State.ACTIVE, days_per_month=31, starts=starts
    )
    AuthorisationRow.objects.bulk_create(
        AuthorisationRow(engagement=engagement, kind=kind.code, state=AuthorisationRow.State.GRANTED, date=starts)
        for kind in kinds
    )


def _sign(agreement: Agreement, rules: AgreementRules, establishment: Establishment) -> None:
    """The establishment's organisation, its consultation room, and its shares of time and money."""
    party = next(party for party in rules.parties if party.establishment == establishment.key)
    organisation = Organisation.objects.create(name=establishment.name, kind=roles.ESTABLISHMENT.code)
    place = Place.objects.create(
        reference=establishment.key,
        name=establishment.name,
        kind=Place.Kind.HOSPITAL,
        commune_id=establishment.commune,
        address=establishment.address,
        phone=establishment.phone,
        organisation=organisation,
    )
    AgreementParty.objects.create(
        agreement=agreement,
        organisation=organisation,
        key=establishment.key,
        place=place,
        room=Room.objects.create(place=place, name=f"Consultation {agreement.pathway}"),
        time_percent=party.time_percent,
        money_percent=party.money_percent,
    )
