"""The demonstration's hospitals: a shared ENT doctor in the agenda, and agreements at every step of their life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from maillage.demo.accounts import MEDICAL_AFFAIRS_EMAIL, open_account
from maillage.demo.people import Establishment, Names, Person, demo_shared_post
from maillage.demo.world import World
from maillage.schemes import Agreement, Half, Presence, Profession, ResourceKind, Status
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.services import Invitee
from maillage.site.agreements import drafting, negotiating
from maillage.site.agreements.drafting import PersonData, ShareData, TermsData
from maillage.site.agreements.models import AgreementVersion
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.services import PlaceData, ProfessionalData, ThingData

SALARY_CENTS, BONUS_CENTS = 690_000, 45_000
"""Of the size of a territorial assistant's: charged salary and shared-activity bonus a month."""
CHANGES_AFTER = timedelta(weeks=8)


def create_shared_post(world: World, starts: date) -> AgreementVersion:
    """Create both hospitals and their funders, and sign the agreement of the doctor whom they share."""
    post = demo_shared_post(world.territory, world.region, starts, seed=world.seed)
    agreement = post.agreement
    hospitals = {one.key: _hospital(one, agreement.pathway) for one in post.establishments}
    doctor = _practitioner(post.staff, post.doctor, post.establishments[0].commune)
    shares = [
        ShareData(
            organisation=hospitals[one.establishment], time_percent=one.time_percent, money_percent=one.money_percent
        )
        for one in agreement.parties
    ] + [
        ShareData(
            organisation=directory.create_organisation(one.name, roles.FUNDER.code), time_percent=0,
            money_percent=one.money_percent,
        )
        for one in agreement.funders
    ]  # fmt: skip
    author = hospitals[post.establishments[0].key]
    version = drafting.draft(
        TermsData(name=agreement.name, pathway=agreement.pathway, starts=starts, ends=agreement.ends, shares=shares),
        author,
    )
    _draw(version, doctor, author, agreement.template.presences)
    return _signed(version)


def create_agreements(world: World, starts: date) -> int:
    """Open the account of the smaller hospital's medical affairs, with agreements to answer, to sign and to finish."""
    post = demo_shared_post(world.territory, world.region, starts, seed=world.seed)
    home, host = (Place.objects.get(reference=one.key) for one in post.establishments)
    open_account(
        Invitee(
            MEDICAL_AFFAIRS_EMAIL, "Solène", "Fusain", roles.MEDICAL_AFFAIRS.code, host.organisation
        )
    )  # fmt: skip
    names = Names(world.seed + 2500, "hopitaux.example", first_number=5100)
    people = {
        pathway: _practitioner(f"reseau-{rank}", names.person(), (host if own else home).commune_id)
        for rank, (pathway, own) in enumerate(
            (("Gynécologie-obstétrique", False), ("Urologie", False), ("Néphrologie", True))
        )
    }
    _maternity(home, host, people["Gynécologie-obstétrique"], starts)
    _head_of_service(home, host, people["Urologie"], starts)
    _towards_the_university(home, host, people["Néphrologie"], starts)
    _changed_week(post.agreement, starts)
    return AgreementVersion.objects.count()


def _maternity(home: Place, host: Place, person: Professional, starts: date) -> None:
    """A professor supports the maternity one day a month: it waits for the answer of the hospital that receives."""
    version = drafting.draft(
        _terms("Appui à la maternité", "Gynécologie-obstétrique", home, host, starts, 0), _of(home)
    )
    week = [Presence(3, half, str(host.reference), person.reference, of_month=2) for half in Half]
    _draw(version, person, _of(home), week, bonus=0)
    negotiating.propose(version, "Le directeur des affaires médicales")


def _head_of_service(home: Place, host: Place, person: Professional, starts: date) -> None:
    """A head of service in two places: all agree, one signature is missing."""
    version = drafting.draft(_terms("Chefferie partagée d’urologie", "Urologie", home, host, starts, 50), _of(home))
    places = [home, home, host, host]
    week = [
        Presence(2 + rank // 2, half, str(place.reference), person.reference)
        for rank, (place, half) in enumerate(zip(places, [*Half, *Half], strict=True))
    ]
    _draw(version, person, _of(home), week)
    negotiating.propose(version, "Le directeur des affaires médicales")
    negotiating.answer(version, _of(host), "yes", "Solène Fusain, affaires médicales")
    negotiating.sign(version, _of(home), "Le directeur général")


def _towards_the_university(home: Place, host: Place, person: Professional, starts: date) -> None:
    """A doctor of the smaller hospital works at the university hospital every second week: it was sent back."""
    name = "Néphrologie, du centre hospitalier vers le CHU"
    version = drafting.draft(_terms(name, "Néphrologie", home, host, starts, 100), _of(host))
    week = [Presence(1, half, str(home.reference), person.reference, every_weeks=2) for half in Half]
    _draw(version, person, _of(host), week, bonus=0)
    negotiating.propose(version, "Solène Fusain, affaires médicales")
    reason = "Le mardi, le plateau de dialyse est complet. Le jeudi convient."
    negotiating.answer(version, _of(home), "back", "Le chef de service", reason)


def _changed_week(agreement: Agreement, starts: date) -> None:
    """A second version of the shared ENT post, signed, that exchanges two half-days: the agenda waits."""
    first = AgreementVersion.objects.with_terms().get(agreement__name=agreement.name, number=1)
    version = drafting.new_version(first.agreement, first.author, starts + CHANGES_AFTER)
    person = version.people.get()
    middle = {(2, Half.MORNING): Half.AFTERNOON, (2, Half.AFTERNOON): Half.MORNING}
    week = [replace(one, half=middle.get((one.weekday, one.half), one.half)) for one in first.week.presences]
    drafting.draw_week(person, week)
    _signed(version)


def _terms(name: str, pathway: str, home: Place, host: Place, starts: date, home_time: int) -> TermsData:
    """Terms for a year by which ``home`` gets and pays this share of the time, and ``host`` the rest."""
    shares = [
        ShareData(organisation=_of(home), time_percent=home_time, money_percent=home_time),
        ShareData(organisation=_of(host), time_percent=100 - home_time, money_percent=100 - home_time),
    ]
    return TermsData(name=name, pathway=pathway, starts=starts, ends=starts + timedelta(days=364), shares=shares)


def _of(place: Place) -> Organisation:
    return place.organisation


def _draw(
    version: AgreementVersion, person: Professional, employer: Organisation, week: Sequence[Presence],
    bonus: int = BONUS_CENTS,
) -> None:  # fmt: skip
    """Name one person of a draft, paid for their part of a full week, and draw their week."""
    halves = sum(one.per_week for one in week)
    salary = round(SALARY_CENTS * halves / 10, -2)
    who = PersonData(professional=person, employer=employer, salary_cents=int(salary), bonus_cents=bonus)
    drafting.name_people(version, [who])
    drafting.draw_week(version.people.get(), list(week))


def _signed(version: AgreementVersion) -> AgreementVersion:
    """Have all parties accept and sign."""
    version = negotiating.propose(version, "Le directeur des affaires médicales")
    for party in negotiating.waiting_for(version, "yes"):
        version = negotiating.answer(version, party, "yes", "La direction")
    for party in version.parties:
        version = negotiating.sign(version, party, "La direction")
    return version


def _hospital(establishment: Establishment, pathway: str) -> Organisation:
    """The establishment's organisation and its consultation room."""
    organisation = directory.create_organisation(establishment.name, roles.ESTABLISHMENT.code)
    directory.create_place(
        PlaceData(
            reference=establishment.key,
            name=establishment.name,
            kind=Place.Kind.HOSPITAL,
            commune=establishment.commune,
            address=establishment.address,
            phone=establishment.phone,
            organisation=organisation,
            things=[ThingData(kind=ResourceKind.ROOM, name=f"Consultation {pathway}")],
        )
    )
    return organisation


def _practitioner(reference: str, person: Person, home: str) -> Professional:
    return directory.create_professional(
        ProfessionalData(
            reference=reference,
            first_name=person.first_name,
            last_name=person.last_name,
            profession=Profession.SPECIALIST,
            status=Status.HOSPITAL,
            home=home,
            email=person.email,
            phone=person.phone,
        )
    )
