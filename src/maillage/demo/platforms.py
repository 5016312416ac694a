"""A shared reading platform of an invented region: three hospitals, their rota and agreement, its readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import slugify

from maillage.demo.accounts import EXPERT_EMAIL, PLATFORM_EMAIL, open_account
from maillage.demo.expertise import IMAGING, IMAGING_ANSWER
from maillage.demo.payments import months_before
from maillage.schemes import Profession, Status
from maillage.site.accounts import roles
from maillage.site.accounts import services as accounts
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda.models import Session
from maillage.site.agenda.services import hold
from maillage.site.agreements import drafting, negotiating
from maillage.site.agreements.drafting import ShareData, TermsData
from maillage.site.directory import services as directory
from maillage.site.directory.models import Place
from maillage.site.directory.services import PlaceData, ProfessionalData
from maillage.site.duties import drafts, publishing
from maillage.site.duties import services as duties
from maillage.site.duties.models import Rota
from maillage.site.duties.services import HouseData, RotaData
from maillage.site.expertise import platforms, pools, reading, requesting
from maillage.site.expertise.models import ExpertiseRequest, FeeLine, ReaderPool, ReadingPlatform
from maillage.site.expertise.requesting import RequestData
from maillage.site.geography.models import Commune
from maillage.site.platforms import setting_up

PATHWAY = "imaging"
SHARES = ((50, 40), (30, 35), (20, 25))
"""Of the load and of the money, in per cent, by hospital."""
NEEDS = {"reading_evening": 1, "reading_day": 1}
READERS = (
    (("Élise", "Cytise"),),
    (("Aude", "Cormier"), ("Victor", "Épine")),
    (("Salomé", "Fragon"), ("Joël", "Troène")),
)  # fmt: skip
"""Those that come on duty, beside those whom a hospital has."""
WEEKS_AHEAD, EFFORT = 2, 0.1
WAITS = ((6, 41), (14, 75), (22, 118), (9, 52), (31, 196), (11, 63))
"""Minutes until a request was taken, and answered."""
EVERY = 6
"""A request for every so many duties."""


@dataclass(frozen=True)
class House:
    """A hospital of the platform."""

    organisation: Organisation
    place: Place
    pool: ReaderPool
    requester: User


def create_platform(region: str) -> int:
    """Let three hospitals share the reading of images; returns the number of readings on duty."""
    hospital = ReaderPool.objects.filter(pathway=PATHWAY, readers__user__email=EXPERT_EMAIL).first()
    if hospital is None:
        return 0
    houses = _houses(region, hospital.organisation)
    boss = _boss(houses[0].organisation)
    platform = platforms.create(houses[0].pool, "Imagerie partagée", boss)
    for one in houses[1:]:
        platforms.join(platforms.invite(platform, one.pool, boss), None)
    month = months_before(timezone.localdate())[1]
    monday = month - timedelta(days=month.weekday())
    _agree(platform, houses, monday)
    shifts = _duties(platform, houses, monday, boss)
    return _read(platform, houses, shifts)


def _houses(region: str, hospital: Organisation) -> list[House]:
    """Return the hospital that reads, the one that asks, and a third one, each with its place and its readers."""
    communes = list(Commune.objects.filter(department__region=region).order_by("-population")[:4])
    house = ExpertiseRequest.objects.exclude(organisation=hospital).order_by("pk")[0].organisation
    third = Organisation.objects.create(
        name=f"Centre hospitalier de démonstration, {communes[2].name}", kind=roles.ESTABLISHMENT.code
    )
    asks = Commune.objects.filter(department__region=region, name=house.name.rpartition(", ")[2]).order_by("pk")[0]
    found = zip((hospital, house, third), (communes[0], asks, communes[2]), READERS, strict=True)
    return [_house(one, where, people) for one, where, people in found]


def _house(organisation: Organisation, where: Commune, people: Sequence[tuple[str, str]]) -> House:
    place = directory.create_place(
        PlaceData(
            name=organisation.name, kind=Place.Kind.HOSPITAL, commune=where.pk, address="Service d’imagerie",
            organisation=organisation,
        )
    )  # fmt: skip
    pool = pools.create_pool(organisation, PATHWAY)
    for first, last in people:
        email = f"{slugify(last)}@lecture.example"
        open_account(Invitee(email, first, last, roles.EXPERT.code, organisation))
        pools.add_reader(pool, User.objects.get(email=email))
    for reader in pool.readers.exclude(user__email=EXPERT_EMAIL).select_related("user"):
        _carer(reader.user, organisation, where)
    address = f"urgences-{organisation.pk}@lecture.example"
    open_account(Invitee(address, "Anouk", "Viorne", roles.REQUESTER.code, organisation))
    return House(organisation, place, pool, User.objects.get(email=address))


def _carer(reader: User, organisation: Organisation, where: Commune) -> None:
    """Give a reader an entry of the directory and the role of those who have days, so that they can be on duty."""
    entry = directory.create_professional(
        ProfessionalData(
            first_name=reader.first_name, last_name=reader.last_name, profession=Profession.SPECIALIST,
            status=Status.HOSPITAL, home=where.pk, email=reader.email,
        )
    )  # fmt: skip
    _also(reader, Invitee(reader.email, reader.first_name, reader.last_name, roles.DOCTOR.code, organisation, entry.pk))


def _also(user: User, invitee: Invitee) -> None:
    """Give somebody who has an account another role, as they would accept it."""
    _, token = accounts.invite(invitee, None)
    accounts.accept(token, user=user)


def _boss(organisation: Organisation) -> User:
    """The account of who runs the platform: head of the pathway, medical affairs and duties in one."""
    names = (PLATFORM_EMAIL, "Thaïs", "Bourdaine")
    open_account(Invitee(*names, roles.HEAD_OF_PATHWAY.code, organisation))
    boss = User.objects.get(email=PLATFORM_EMAIL)
    for role in (roles.MEDICAL_AFFAIRS, roles.DUTY_ORGANISER):
        _also(boss, Invitee(*names, role.code, organisation))
    return User.objects.get(pk=boss.pk)


def _agree(platform: ReadingPlatform, houses: Sequence[House], starts: date) -> None:
    shares = [
        ShareData(organisation=one.organisation, time_percent=load, money_percent=money)
        for one, (load, money) in zip(houses, SHARES, strict=True)
    ]
    terms = TermsData(name=platform.name, pathway=platform.label, starts=starts, shares=shares, platform=platform)
    version = negotiating.propose(drafting.draft(terms, houses[0].organisation), "La direction")
    for party in negotiating.waiting_for(version, "yes"):
        version = negotiating.answer(version, party, "yes", "La direction")
    for party in version.parties:
        version = negotiating.sign(version, party, "La direction")


def _duties(platform: ReadingPlatform, houses: Sequence[House], starts: date, boss: User) -> list[Session]:
    """Publish the rota of the platform from the Monday ``starts`` on; what is past was held. Returns what is over."""
    weeks = (timezone.localdate() - starts).days // 7 + 1 + WEEKS_AHEAD
    data = RotaData(
        name="Soirées et week-ends de lecture", starts=starts, weeks=weeks, wishes_until=starts - timedelta(days=7),
        platform=platform,
    )  # fmt: skip
    rota = duties.create(houses[0].organisation, data, boss)
    post = HouseData(name="Poste de lecture", commune=houses[0].place.commune_id, needs=NEEDS)
    desk = duties.add_house(rota, post, boss)
    duties.add_members(rota, list(duties.doctors_for(rota)), [desk.pk], boss)
    setting_up.share_load(rota, boss)
    rota = publishing.publish(drafts.keep(rota, drafts.compute(rota, effort=EFFORT)), boss)
    return _held(rota)


def _held(rota: Rota) -> list[Session]:
    """Have the duties that are over noted as held by who had them."""
    now = timezone.now()
    over = [one for one in publishing.sessions_of(rota) if one.ends < now]
    for one in over:
        if one.giver is not None and one.giver.user is not None:
            hold(one, one.giver.user)
    return [one for one in over if one.giver is not None]


def _read(platform: ReadingPlatform, houses: Sequence[House], shifts: Sequence[Session]) -> int:
    """Have requests of each hospital in turn read by who was on duty, and one more that waits; return how many."""
    of = {one.organisation.pk: one for one in houses}
    hospitals = platforms.readers_of(platform)
    asked = list(shifts)[::-1][::EVERY]
    for rank, shift in enumerate(asked):
        assert shift.giver is not None
        assert shift.giver.user is not None
        reader, asks = shift.giver.user, houses[rank % len(houses)]
        row = _sent(asks, of[hospitals[reader.pk].pk].pool, rank, "urgent")
        reading.answer(reading.take(row, reader), IMAGING_ANSWER, reader)
        requesting.close(requesting.mark_read(row, asks.requester), asks.requester)
        _move(row, asks.pool, platform, shift, rank)
    _sent(houses[1], houses[1].pool, len(asked), "soon")
    return len(asked)


def _sent(asks: House, pool: ReaderPool, rank: int, urgency: str) -> ExpertiseRequest:
    said = RequestData(
        pool=pool, urgency=urgency, inpatient=rank % 4 == 1, consent="patient", examination=f"NUIT-{2700 + rank}",
        patient=f"DEMO-{100 + rank}", values=IMAGING,
    )  # fmt: skip
    return requesting.send(requesting.draft(asks.organisation, said, asks.requester), asks.requester)


def _move(row: ExpertiseRequest, pool: ReaderPool, platform: ReadingPlatform, shift: Session, rank: int) -> None:
    """Put a reading back into the hours of a duty: sent to the group of the hospital that asked, shared by it."""
    taken, answered = WAITS[rank % len(WAITS)]
    sent = shift.starts + timedelta(minutes=15 + 40 * (rank % 3))
    ExpertiseRequest.objects.filter(pk=row.pk).update(
        pool=pool, platform=platform, sent_at=sent, taken_at=sent + timedelta(minutes=taken),
        answered_at=sent + timedelta(minutes=answered), due_at=sent + timedelta(hours=3),
    )  # fmt: skip
    FeeLine.objects.filter(request=row).update(on=sent.astimezone(shift.zone).date())
