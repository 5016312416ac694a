"""Setting up a rota: its dates, houses and doctors; their wishes.

``by`` is who organises it, None for the demonstration; a doctor gives their own wishes only. A published rota changes
no more: its duties are in the agenda.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from maillage.schemes import Profession, Status, scheme_named
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.absences import to_come
from maillage.site.directory.models import Place, Professional, ProfessionalQuerySet
from maillage.site.duties.models import MOST_WEEKS, DutyHouse, DutyNeed, DutyWish, Rota, RotaMember
from maillage.site.duties.periods import periods_of
from maillage.site.duties.problem import patterns_of
from maillage.site.engagements.models import Engagement
from maillage.site.engagements.services import EngagementData, engage_all
from maillage.site.expertise import platforms
from maillage.site.expertise.models import ReadingPlatform
from maillage.site.geography.models import Commune
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState

MOST_LINES = 2
STRANGERS = "Choisissez des médecins du département qui ne sont pas encore dans le tableau."
NO_READERS = "Choisissez des lecteurs de la plateforme qui ne sont pas encore dans le tableau."


@dataclass(frozen=True, kw_only=True)
class RotaData:
    """What is said of a rota; houses, periods and doctors are those of the rota ``like``, if it is given.

    That of a ``platform`` is of the department of the hospital that runs it, whatever ``department`` says.
    """

    name: str
    department: str = ""
    starts: date
    weeks: int
    wishes_until: date
    platform: ReadingPlatform | None = None
    like: Rota | None = None


@dataclass(frozen=True, kw_only=True)
class HouseData:
    """A duty house, and how many doctors it needs at once in each period (0 or absent: none)."""

    name: str
    commune: str
    phone: str = ""
    regulates: bool = False
    needs: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class MemberData:
    """What a rota holds of a doctor; ``houses`` are keys."""

    houses: Collection[int]
    share_percent: int = 100
    born: date | None = None
    waives_age: bool = False
    no_nights_from: date | None = None
    no_nights_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class LimitsData:
    """What a doctor says of their own exemptions, without a reason."""

    waives_age: bool = False
    no_nights_from: date | None = None
    no_nights_until: date | None = None


def organisations_of(user: User) -> list[Organisation]:
    """Return the organisations for which a user sets up rotas."""
    keys = user.grants.scope(Record.DUTY, Act.CHANGE, Reach.ORGANISATION).organisations
    return list(Organisation.objects.filter(pk__in=keys).prefetch_related("departments"))


@in_transaction
def create(organisation: Organisation, data: RotaData, by: User | None) -> Rota:
    """Create a rota. Raises ``InvalidField`` naming what is wrong, ``NotAllowed`` for another's organisation."""
    if by is not None and organisation not in organisations_of(by):
        raise NotAllowed("Cette organisation n’est pas la vôtre.")
    name = data.name.strip()
    if not name or len(name) > 100:
        raise InvalidField("name", "Donnez un nom de 100 lettres au plus.")
    if Rota.objects.filter(organisation=organisation, name=name).exists():
        raise InvalidField("name", "Un autre tableau porte déjà ce nom.")
    department = _department(organisation, data)
    _check_dates(data)
    if data.like is not None and (data.like.department_id, data.like.platform_id) != (
        department, data.platform.pk if data.platform is not None else None
    ):  # fmt: skip
        raise InvalidField("like", "Ce tableau est d’un autre département, ou d’une autre plateforme.")
    with authored_by(by):
        rota = Rota.objects.create(
            organisation=organisation, department_id=department, name=name, starts=data.starts,
            weeks=data.weeks, wishes_until=data.wishes_until, platform=data.platform,
        )  # fmt: skip
        if data.like is not None:
            _copy(data.like, rota, by)
    return rota


def _department(organisation: Organisation, data: RotaData) -> str:
    """Return the department of a rota: one that its organisation answers for, or that of the hospital."""
    if data.platform is None:
        if not organisation.departments.filter(pk=data.department).exists():
            raise InvalidField("department", "Choisissez un département dont votre organisation répond.")
        return data.department
    if data.platform.organisation_id != organisation.pk:
        raise InvalidField("platform", "Choisissez une plateforme que votre hôpital anime.")
    place = Place.objects.filter(organisation=organisation).select_related("commune").order_by("pk").first()
    if place is None or place.commune.department_id is None:
        raise InvalidField(
            "platform", f"{organisation.name} n’a pas encore de lieu dans l’annuaire. Demandez-le à la coordination."
        )
    return place.commune.department_id


def _check_dates(data: RotaData) -> None:
    if data.starts.weekday():
        raise InvalidField("starts", "Choisissez un lundi, pour que les semaines soient entières.")
    if not 1 <= data.weeks <= MOST_WEEKS:
        raise InvalidField("weeks", f"Donnez de 1 à {MOST_WEEKS} semaines.")
    if data.wishes_until >= data.starts:
        raise InvalidField("wishes_until", "Les vœux finissent avant le premier jour du tableau.")


def _copy(like: Rota, rota: Rota, by: User | None) -> None:
    """Copy houses, periods and doctors, without wishes; nights that somebody leaves out go on to their date."""
    houses: dict[int, DutyHouse] = {}
    for house in like.houses.prefetch_related("needs"):
        needs = {need.period: need.lines for need in house.needs.all()}
        data = HouseData(
            name=house.name, commune=house.commune_id, phone=house.phone, regulates=house.regulates, needs=needs
        )
        houses[house.pk] = add_house(rota, data, by)
    for member in like.members.select_related("professional").prefetch_related("houses"):
        made = add_members(rota, [member.professional], [houses[one.pk].pk for one in member.houses.all()], by)[0]
        for field in ("share_percent", "born", "waives_age", "no_nights_from", "no_nights_until"):
            setattr(made, field, getattr(member, field))
        made.save()


@in_transaction
def add_house(rota: Rota, data: HouseData, by: User | None) -> DutyHouse:
    """Add a house with its periods. Raises ``InvalidField`` naming what is wrong."""
    row = _unpublished(rota, by)
    name = " ".join(data.name.split())
    if not name or len(name) > 100:
        raise InvalidField("name", "Donnez un nom de 100 lettres au plus.")
    if row.houses.filter(name=name).exists():
        raise InvalidField("name", "Une autre maison de ce tableau porte ce nom.")
    commune = Commune.objects.filter(pk=data.commune).first()
    if commune is None or commune.department_id != row.department_id:
        raise InvalidField("commune", "Choisissez une commune du département du tableau.")
    needs, known = {key: lines for key, lines in data.needs.items() if lines}, {p.code for p in periods_of(row.scheme)}
    if not needs or not all(period in known and 1 <= lines <= MOST_LINES for period, lines in needs.items()):
        raise InvalidField("needs", "Dites au moins une période, avec un ou deux médecins.")
    house = DutyHouse.objects.create(
        rota=row, name=name, commune=commune, phone=data.phone.strip()[:20], regulates=data.regulates
    )
    DutyNeed.objects.bulk_create(DutyNeed(house=house, period=period, lines=lines) for period, lines in needs.items())
    return house


@in_transaction
def drop_house(house: DutyHouse, by: User | None) -> None:
    """Remove a house; who was on duty there only has no house any more."""
    _unpublished(house.rota, by)
    house.delete()


def doctors_for(rota: Rota) -> ProfessionalQuerySet:
    """Return who may be in the rota and is not yet: general practitioners of the department, readers of the platform.

    Readers need an entry of the directory, as hospital practitioners, that is linked to their account.
    """
    known = rota.members.values("professional")
    rows = Professional.objects.filter(profession=Profession.GP.value, home__department=rota.department_id)
    if rota.platform is not None:
        readers = platforms.readers_of(rota.platform)
        rows = Professional.objects.filter(user__in=list(readers), status=Status.HOSPITAL.value)
    found: ProfessionalQuerySet = rows.exclude(pk__in=known).order_by("last_name", "first_name", "pk")
    return found


@in_transaction
def add_members(
    rota: Rota, people: Collection[Professional], houses: Collection[int], by: User | None
) -> list[RotaMember]:
    """Add doctors to a rota, all at the same houses (keys), each engaged in the scheme of the rota if not yet.

    Raises ``InvalidField`` for nobody, no house, or somebody who practises elsewhere.
    """
    row = _unpublished(rota, by)
    own = _houses(row, houses)
    keys = {one.pk for one in people}
    if not keys or doctors_for(row).filter(pk__in=keys).count() != len(keys):
        raise InvalidField("people", STRANGERS if row.platform_id is None else NO_READERS)
    running = Engagement.objects.exclude(state=Engagement.State.ENDED)
    running = running.filter(scheme=row.scheme, professional__in=keys)
    engaged = set(running.values_list("professional", flat=True))
    today = min(row.starts, timezone.localdate())
    with authored_by(by):
        new = [EngagementData(professional=one, starts=today) for one in people if one.pk not in engaged]
        engage_all(scheme_named(row.scheme), new)
        hospitals = platforms.readers_of(row.platform) if row.platform is not None else {}
        made = [
            RotaMember.objects.create(rota=row, professional=one, employer=hospitals.get(one.user_id or 0))
            for one in people
        ]
        for one in made:
            one.houses.set(own)
    return made


@in_transaction
def change_member(member: RotaMember, data: MemberData, by: User | None) -> RotaMember:
    """Change what a rota holds of a doctor. Raises ``InvalidField`` naming what is wrong."""
    row = _unpublished(member.rota, by)
    own = _houses(row, data.houses)
    if not 10 <= data.share_percent <= 100:
        raise InvalidField("share_percent", "Donnez une part de 10 à 100\u00a0%.")
    if data.born is not None and not date(1900, 1, 1) < data.born < timezone.localdate():
        raise InvalidField("born", "Donnez une date de naissance passée.")
    _check_nights(data.no_nights_from, data.no_nights_until)
    for field in ("share_percent", "born", "waives_age", "no_nights_from", "no_nights_until"):
        setattr(member, field, getattr(data, field))
    with authored_by(by):
        member.save()
        member.houses.set(own)
    return member


def _check_nights(first: date | None, last: date | None) -> None:
    if (first is None) != (last is None):
        raise InvalidField("no_nights_until", "Donnez les deux dates, ou aucune.")
    if first and last and last < first:
        raise InvalidField("no_nights_until", "Cette date est avant la première.")


@in_transaction
def drop_member(member: RotaMember, by: User | None) -> None:
    """Take a doctor out of a rota that is not published, with their wishes."""
    _unpublished(member.rota, by)
    with authored_by(by):
        member.delete()


@in_transaction
def give_wishes(member: RotaMember, wishes: Mapping[date, str], by: User, *, today: date | None = None) -> int:
    """Replace a doctor's wishes for a rota; return how many. Their own account, or who organises the rota, may.

    Raises ``InvalidField`` for a date ("2027-01-04") without a duty of theirs, or wished while absent; ``WrongState``
    once the last day has passed.
    """
    _wishing(member, by, today)
    known, away = set(wish_dates(member)), absent_dates(member)
    for day, kind in sorted(wishes.items()):
        if kind not in DutyWish.Kind.values or day not in known:
            raise InvalidField(day.isoformat(), "Vous n’avez pas de garde possible ce jour-là.")
        if kind == DutyWish.Kind.WOULD_LIKE.value and day in away:
            raise InvalidField(day.isoformat(), "Vous avez noté une absence ce jour-là.")
    with authored_by(by):
        member.wishes.all().delete()
        for day, kind in sorted(wishes.items()):
            DutyWish.objects.create(member=member, date=day, kind=kind)
    return len(wishes)


@in_transaction
def say_limits(member: RotaMember, data: LimitsData, by: User, *, today: date | None = None) -> RotaMember:
    """Say when a doctor has no nights, and whether they waive the exemption by age; as :func:`give_wishes`, who may.

    Raises ``InvalidField`` for dates out of order, ``WrongState`` once the last day has passed.
    """
    _wishing(member, by, today)
    _check_nights(data.no_nights_from, data.no_nights_until)
    row = RotaMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    row.no_nights_from, row.no_nights_until = data.no_nights_from, data.no_nights_until
    row.waives_age = data.waives_age
    with authored_by(by):
        row.save(update_fields=["no_nights_from", "no_nights_until", "waives_age"])
    return row


def _wishing(member: RotaMember, by: User, today: date | None) -> None:
    """Lock the rota of a doctor. Raises ``NotAllowed``, ``WrongState`` if wishes are given no more."""
    organises = by.grants.scope(Record.DUTY, Act.CHANGE, Reach.ORGANISATION).organisations
    own = member.professional.user_id == by.pk and by.grants.may(Record.DUTY, Act.CHANGE, Reach.OWN)
    if not own and member.rota.organisation_id not in organises:
        raise NotAllowed("Ces vœux ne sont pas les vôtres.")
    row = Rota.objects.select_for_update(of=("self",)).get(pk=member.rota_id)
    if row.is_published or (own and not row.takes_wishes(today or timezone.localdate())):
        raise WrongState("Le temps des vœux est passé pour ce tableau. Appelez qui organise les gardes.")


def wish_dates(member: RotaMember) -> list[date]:
    """Return the dates on which a doctor may be on duty, by the houses where they are (a few queries)."""
    from maillage.planning.rota import RotaProblem

    rota, houses = member.rota, {str(house.pk) for house in member.houses.all()}
    own = tuple(one for one in patterns_of(rota) if one.sector in houses)
    problem = RotaProblem((), own, rota.starts, rota.weeks, rota.department_id)
    return sorted({duty.date for duty in problem.duties})


def absent_dates(member: RotaMember) -> set[date]:
    """Return the dates of the absences that a doctor has noted, by the clock of their practice."""
    zone, found = member.professional.home.zone, set[date]()
    for one in to_come(member.professional):
        day, last = one.starts.astimezone(zone).date(), one.ends.astimezone(zone)
        while datetime.combine(day, time(), zone) < last:
            found.add(day)
            day += timedelta(days=1)
    return found


def _houses(rota: Rota, keys: Collection[int]) -> list[DutyHouse]:
    found = list(rota.houses.filter(pk__in=list(keys)))
    if not found or len(found) != len(set(keys)):
        raise InvalidField("houses", "Choisissez au moins une maison de ce tableau.")
    return found


def may_change(rota: Rota, by: User | None) -> None:
    """Raise ``NotAllowed`` if ``by`` does not organise this rota."""
    if by is not None and not Rota.objects.changeable_by(by, Reach.ORGANISATION).filter(pk=rota.pk).exists():
        raise NotAllowed("Ce tableau ne relève pas de votre compte.")


def _unpublished(rota: Rota, by: User | None) -> Rota:
    """Return the rota with its row locked. Raises ``NotAllowed``, ``WrongState`` once it is published."""
    may_change(rota, by)
    row = Rota.objects.select_for_update(of=("self",)).get(pk=rota.pk)
    if row.is_published:
        raise WrongState("Ce tableau est publié\u00a0: les gardes changent par échange, ou par la coordination.")
    return row


def reasons_not_ready(rota: Rota) -> list[str]:
    """Return why no draft of a rota can be computed: no house, or fewer doctors than are needed at once."""
    houses = list(rota.houses.prefetch_related("needs", "members"))
    if not houses:
        return ["Ajoutez une maison de garde ou une régulation."]
    found: list[str] = []
    for house in houses:
        wanted = max((need.lines for need in house.needs.all()), default=0)
        there = len(house.members.all())
        if there <= wanted:
            found.append(
                f"{house.name}\u00a0: {there} médecin{'s' if there > 1 else ''} dans le tableau, il en faut au moins "
                f"{wanted + 1} pour que chacun se repose."
            )
    return found


def refuse_not_ready(rota: Rota) -> None:
    """Raise ``Refused`` with the reasons why no draft can be computed."""
    found = reasons_not_ready(rota)
    if found:
        raise Refused(" ".join(found))
