"""The demonstration's hospitals: a shared ENT doctor in the agenda, and agreements at every step of their life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from maillage.demo.accounts import MEDICAL_AFFAIRS_EMAIL, open_account
from maillage.demo.people import Establishment, Names, Person, demo_shared_post
from maillage.demo.world import World
from maillage.schemes import Activity, Agreement, Half, Presence, Profession, ResourceKind, Status, next_month
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda.models import Session, Slot
from maillage.site.agenda.services import hold
from maillage.site.agreements import drafting, groups, means, negotiating
from maillage.site.agreements.drafting import PersonData, ShareData, TermsData
from maillage.site.agreements.groups import GroupData
from maillage.site.agreements.means import MeansData
from maillage.site.agreements.models import AgreementVersion
from maillage.site.agreements.taking_effect import put_in_agenda
from maillage.site.booking.patients import PatientData
from maillage.site.booking.services import book
from maillage.site.booking.tokens import new_key
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place, Professional
from maillage.site.directory.services import PlaceData, ProfessionalData, ThingData

SALARY_CENTS, BONUS_CENTS = 690_000, 45_000
"""Of the size of a territorial assistant's: charged salary and shared-activity bonus a month."""
CHANGES_AFTER, BEGAN = timedelta(weeks=8), timedelta(weeks=17)


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


def create_agreements(world: World, starts: date, coordinator: User) -> int:
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
    _group(home, host)
    _recovered(world, home, host, _practitioner("reseau-gastro", names.person(), home.commune_id), coordinator)
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


def _recovered(world: World, home: Place, host: Place, person: Professional, coordinator: User) -> None:
    """A pathway that an agreement of some months has brought back: days held, waits that shorten, beds open again."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    starts = monday - BEGAN
    shared = demo_shared_post(world.territory, world.region, starts, seed=world.seed).agreement
    name, pathway = "Appui en hépato-gastro-entérologie", "Hépato-gastro-entérologie"
    version = drafting.draft(_terms(name, pathway, home, host, starts, 33), _of(home))
    away, theatre, here = (*_free(shared, host)[:2], _free(shared, home)[-1])
    week = [
        Presence(*away, str(host.reference), person.reference),
        Presence(*theatre, str(host.reference), person.reference, activity=Activity.THEATRE),
        Presence(*here, str(home.reference), person.reference),
    ]
    _draw(version, person, _of(home), week)
    put_in_agenda(_signed(version), (BEGAN.days // 7) + 4, today=starts)
    past = Session.objects.filter(programme__agreement_version=version).from_day(starts, until=monday)
    _held(list(past.order_by("starts")), world.seed, coordinator)
    _beds(_of(host), pathway, starts.replace(day=1))
    for hospital, half_days in ((_of(home), 24), (_of(host), 6)):
        _staff(hospital, pathway, starts.replace(day=1), half_days)


def _free(shared: Agreement, place: Place) -> list[tuple[int, Half]]:
    """Return the half-days in which the shared ENT doctor leaves the room of a hospital free, whichever the version."""
    taken = {(one.weekday, one.half) for one in shared.template.presences if one.place == place.reference}
    return [(day, half) for day in (0, 1, 3, 4) for half in Half if (day, half) not in taken]


def _held(sessions: Sequence[Session], seed: int, coordinator: User) -> None:
    """Let the past days have taken place, all but one in eight, with a patient who waited less and less."""
    people = Names(seed + 2600, "patients.example", first_number=5300)
    for rank, session in enumerate(sessions):
        slot = Slot.objects.filter(session=session, kept_for=[]).order_by("starts").first()
        if slot is not None and rank % 3 == 0:
            person = people.person()
            patient = PatientData(
                first_name=person.first_name, last_name=person.last_name, birth_year=1958, commune=session.commune_id,
                has_treating_doctor=True, phone=person.phone,
            )  # fmt: skip
            waited = timedelta(days=max(14, 75 - 2 * rank))
            book(slot.pk, patient, new_key(), now=slot.starts - waited)
        if rank % 8 != 5:
            hold(session, coordinator)


def _beds(hospital: Organisation, pathway: str, month: date) -> None:
    """Six beds were promised; they open two by two. Eight emergency slots a month were promised too."""
    source = "Tableau des lits de l’hôpital (exemple inventé)"
    promises = (("beds_promised", 6), ("emergency_promised", 8))
    for kind, promised in promises:
        data = MeansData(pathway=pathway, kind=kind, month=month, count=promised, source="Convention, article 3")
        means.note(hospital, data, by=None)
    for open_beds in (0, 2, 2, 4, 6):
        if month <= timezone.localdate():
            data = MeansData(pathway=pathway, kind="beds_open", month=month, count=open_beds, source=source)
            means.note(hospital, data, by=None)
        month = next_month(month)


def _staff(hospital: Organisation, pathway: str, month: date, half_days: int) -> None:
    """The hospital's own doctors, who are in no agreement."""
    source = "Effectif du service (exemple inventé)"
    means.note(hospital, MeansData(pathway=pathway, kind="staff", month=month, count=half_days, source=source), by=None)


def _group(home: Place, host: Place) -> None:
    """The smaller hospital's group, with the university hospital that works with it."""
    groups.write(
        GroupData(
            name=f"Groupement hospitalier de territoire, {host.commune.name}", members=[_of(host)],
            university_hospital=_of(home),
        ),
        by=None,
    )  # fmt: skip


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
