"""Setting up a year of junior doctors, and the wishes of both sides.

``by`` is who coordinates the region, None for the demonstration. A person gives their own wishes by their link until
the last day; the coordination gives them for somebody until the year is published.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from maillage.schemes import zone_of_region
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.geography.models import Region
from maillage.site.history import authored_by
from maillage.site.juniors.models import (
    MOST_BEDS,
    MOST_RANKED,
    MOST_SEATS,
    MOST_WISHES,
    JuniorWish,
    JuniorYear,
    SupervisorWish,
    YearHousing,
    YearJunior,
    YearSupervisor,
)
from maillage.site.locks import in_transaction
from maillage.site.messages import services as outbox
from maillage.site.questionnaires import kept_email
from maillage.site.refusals import InvalidField, NotAllowed, WrongState

REFUSED = 0
"""What a supervisor says in place of a rank of a junior whom they never take."""
MOST_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class YearData:
    """What is said of a year."""

    name: str
    starts: date
    wishes_until: date


@dataclass(frozen=True, kw_only=True)
class JuniorData:
    """What is said of a junior; without a ``rank`` they come after all others."""

    first_name: str
    last_name: str
    email: str = ""
    rank: int | None = None


@dataclass(frozen=True, kw_only=True)
class SupervisorData:
    """What is said of a supervisor; ``housing`` is a key of the year, None for no bed."""

    first_name: str
    last_name: str
    email: str = ""
    place: str = ""
    commune: str
    capacity: int = 1
    accredited_until: date | None = None
    housing: int | None = None


@dataclass(frozen=True)
class JuniorWishes:
    """The wishes of a junior, the most wished first: keys of the supervisors of both semesters."""

    places: Sequence[tuple[int, int]]
    lodged: bool = False


@dataclass(frozen=True)
class SupervisorWishes:
    """What a supervisor offers and wishes; ``ranks`` by key of a junior: 1 the most wanted, or ``REFUSED``."""

    capacity: int
    semesters: Collection[int]
    ranks: Mapping[int, int]


def region_of(user: User) -> Region | None:
    """Return the region for which a user sets up years, None if they coordinate none."""
    codes = user.grants.scope(Record.PLAN, Act.CHANGE).regions
    return Region.objects.filter(pk__in=codes).order_by("pk").first()


def today_of(year: JuniorYear) -> date:
    """Return the day in the time zone of the year's region."""
    return timezone.localdate(timezone=zone_of_region(year.region_id))


@in_transaction
def create(region: Region, data: YearData, by: User | None) -> JuniorYear:
    """Create a year. Raises ``InvalidField`` naming what is wrong, ``NotAllowed`` for another's region."""
    if by is not None and region.pk not in by.grants.scope(Record.PLAN, Act.CHANGE).regions:
        raise NotAllowed("Les docteurs juniors sont l’affaire de la coordination régionale.")
    name = " ".join(data.name.split())
    if not name or len(name) > 100:
        raise InvalidField("name", "Donnez un nom de 100 lettres au plus.")
    if JuniorYear.objects.filter(region=region, name=name).exists():
        raise InvalidField("name", "Une autre promotion porte déjà ce nom.")
    if data.wishes_until >= data.starts:
        raise InvalidField("wishes_until", "Les vœux finissent avant le premier jour.")
    with authored_by(by):
        return JuniorYear.objects.create(
            region=region, name=name, starts=data.starts, wishes_until=data.wishes_until
        )  # fmt: skip


@in_transaction
def postpone(year: JuniorYear, wishes_until: date, by: User | None) -> JuniorYear:
    """Change the last day of the wishes. Raises ``InvalidField``, ``NotAllowed``, ``WrongState``."""
    row = _open(year, by)
    if wishes_until >= row.starts:
        raise InvalidField("wishes_until", "Les vœux finissent avant le premier jour.")
    row.wishes_until = wishes_until
    with authored_by(by):
        row.save(update_fields=["wishes_until"])
    return row


@in_transaction
def add_housing(year: JuniorYear, name: str, beds: int, by: User | None) -> YearHousing:
    """Add beds to a year. Raises ``InvalidField``, ``NotAllowed``, ``WrongState``."""
    row, name = _open(year, by), " ".join(name.split())
    if not name or len(name) > 100:
        raise InvalidField("name", "Donnez un nom de 100 lettres au plus.")
    if row.housing.filter(name=name).exists():
        raise InvalidField("name", "Un autre logement porte déjà ce nom.")
    if not 1 <= beds <= MOST_BEDS:
        raise InvalidField("beds", f"Donnez un nombre de lits de 1 à {MOST_BEDS}.")
    return YearHousing.objects.create(year=row, name=name, beds=beds)


@in_transaction
def add_juniors(year: JuniorYear, people: Sequence[JuniorData], by: User | None) -> list[YearJunior]:
    """Add juniors in the order of their rank. Raises ``InvalidField``, ``NotAllowed``, ``WrongState``."""
    row = _open(year, by)
    last = row.juniors.order_by("-rank").values_list("rank", flat=True).first() or 0
    if not people or row.juniors.count() + len(people) > MOST_AT_ONCE:
        raise InvalidField("people", f"Donnez de 1 à {MOST_AT_ONCE} docteurs juniors.")
    known = {one.email for one in row.juniors.all() if one.email}
    made: list[YearJunior] = []
    with authored_by(by):
        for number, one in enumerate(people, start=1):
            email = _email(one.email, known, "people")
            made.append(
                YearJunior.objects.create(
                    year=row, email=email, rank=one.rank or last + number,
                    **_names(one.first_name, one.last_name, "people"),
                )
            )  # fmt: skip
    return made


@in_transaction
def add_supervisor(year: JuniorYear, data: SupervisorData, by: User | None) -> YearSupervisor:
    """Add a supervisor to a year. Raises ``InvalidField``, ``NotAllowed``, ``WrongState``."""
    row = _open(year, by)
    made = YearSupervisor(year=row)
    _fill(made, data)
    with authored_by(by):
        made.save()
    return made


@in_transaction
def change_supervisor(supervisor: YearSupervisor, data: SupervisorData, by: User | None) -> YearSupervisor:
    """Change what a year holds of a supervisor. Raises ``InvalidField``, ``NotAllowed``, ``WrongState``."""
    _open(supervisor.year, by)
    _fill(supervisor, data)
    with authored_by(by):
        supervisor.save()
    return supervisor


def _fill(row: YearSupervisor, data: SupervisorData) -> None:
    if not 0 <= data.capacity <= MOST_SEATS:
        raise InvalidField("capacity", f"Donnez un nombre de 0 à {MOST_SEATS}.")
    if data.housing is not None and not row.year.housing.filter(pk=data.housing).exists():
        raise InvalidField("housing", "Choisissez un logement de cette promotion.")
    others = row.year.supervisors.exclude(pk=row.pk)
    row.email = _email(data.email, {one.email for one in others if one.email}, "email")
    for name, text in _names(data.first_name, data.last_name, "last_name").items():
        setattr(row, name, text)
    row.place, row.commune_id = " ".join(data.place.split())[:100], data.commune
    row.capacity, row.accredited_until, row.housing_id = data.capacity, data.accredited_until, data.housing


@in_transaction
def change_junior(junior: YearJunior, data: JuniorData, partner: int | None, by: User | None) -> YearJunior:
    """Change what a year holds of a junior; ``partner`` is a key of the year, the couple is undone without.

    Raises ``InvalidField``, ``NotAllowed``, ``WrongState``.
    """
    year = _open(junior.year, by)
    row = YearJunior.objects.get(pk=junior.pk)
    other = None if partner is None else year.juniors.exclude(pk=row.pk).filter(pk=partner).first()
    if partner is not None and other is None:
        raise InvalidField("partner", "Choisissez quelqu’un de cette promotion.")
    if other is not None and other.partner_id not in (None, row.pk):
        raise InvalidField("partner", f"{other} est déjà en couple avec quelqu’un d’autre.")
    for name, text in _names(data.first_name, data.last_name, "last_name").items():
        setattr(row, name, text)
    others = {one.email for one in year.juniors.exclude(pk=row.pk) if one.email}
    row.email, row.rank = _email(data.email, others, "email"), data.rank or row.rank
    with authored_by(by):
        YearJunior.objects.filter(partner=row).update(partner=None)
        row.partner = other
        row.save()
        if other is not None:
            other.partner = row
            other.save(update_fields=["partner"])
    return row


def _names(first: str, last: str, field: str) -> dict[str, str]:
    first, last = " ".join(first.split()), " ".join(last.split())
    if not any(letter.isalpha() for letter in last) or max(len(first), len(last)) > 100:
        raise InvalidField(field, "Donnez un nom de 100 lettres au plus.")
    return {"first_name": first, "last_name": last}


def _email(text: str, known: set[str], field: str) -> str:
    if not text.strip():
        return ""
    try:
        email = kept_email(text)
    except InvalidField as problem:
        said = f"«\u00a0{text.strip()}\u00a0» n’est pas une adresse électronique entière, comme prenom@exemple.fr."
        raise InvalidField(field, said) from problem
    if email in known:
        raise InvalidField(field, f"{email} est déjà dans cette promotion.")
    known.add(email)
    return email


@in_transaction
def drop(person: YearJunior | YearSupervisor, by: User | None) -> None:
    """Take somebody out of a year that is not published, with their wishes, the wishes about them, their messages."""
    _open(person.year, by)
    outbox.forget([about(person)])
    with authored_by(by):
        person.delete()


@in_transaction
def drop_housing(housing: YearHousing, by: User | None) -> None:
    """Take beds out of a year that is not published. Raises ``NotAllowed``, ``WrongState``."""
    _open(housing.year, by)
    housing.delete()


def about(person: YearJunior | YearSupervisor) -> str:
    """Return what the messages to somebody are about."""
    return f"{'junior' if isinstance(person, YearJunior) else 'supervisor'}:{person.pk}"


@in_transaction
def wish(junior: YearJunior, wishes: JuniorWishes, by: User | None, *, today: date | None = None) -> None:
    """Replace the wishes of a junior; ``by`` is the coordination, None for the junior by their link.

    Raises ``InvalidField`` on ``wish-1``... naming what is wrong, ``WrongState`` after the last day, ``NotAllowed``.
    """
    year = _wishing(junior.year, by, today)
    places = {one.pk: one for one in year.supervisors.all()}
    if not 1 <= len(wishes.places) <= MOST_WISHES:
        raise InvalidField("wish-1", f"Donnez de 1 à {MOST_WISHES} vœux.")
    for number, pair in enumerate(wishes.places, start=1):
        if any(one not in places for one in pair):
            raise InvalidField(f"wish-{number}", "Choisissez dans la liste.")
        if not (places[pair[0]].first_semester and places[pair[1]].second_semester):
            raise InvalidField(f"wish-{number}", "Ce lieu ne prend personne à ce semestre.")
        if wishes.places.index(pair) != number - 1:
            raise InvalidField(f"wish-{number}", "Ce vœu est déjà plus haut. Effacez-le ici.")
    row = YearJunior.objects.select_for_update(of=("self",)).get(pk=junior.pk)
    row.lodged, row.answered_at = wishes.lodged, timezone.now()
    with authored_by(by):
        row.wishes.all().delete()
        for number, (first, second) in enumerate(wishes.places, start=1):
            JuniorWish.objects.create(junior=row, position=number, first_id=first, second_id=second)
        row.save(update_fields=["lodged", "answered_at"])


@in_transaction
def offer(supervisor: YearSupervisor, wishes: SupervisorWishes, by: User | None, *, today: date | None = None) -> None:
    """Replace what a supervisor offers and wishes; ``by`` as in :func:`wish`.

    Raises ``InvalidField`` on ``junior-KEY`` or another field, ``WrongState`` after the last day, ``NotAllowed``.
    """
    year = _wishing(supervisor.year, by, today)
    known = set(year.juniors.values_list("pk", flat=True))
    if not 0 <= wishes.capacity <= MOST_SEATS:
        raise InvalidField("capacity", f"Donnez un nombre de 0 à {MOST_SEATS}.")
    if not set(wishes.semesters) <= {1, 2}:
        raise InvalidField("semesters", "Choisissez dans la liste.")
    taken: dict[int, int] = {}
    for junior, rank in wishes.ranks.items():
        if junior not in known or not 0 <= rank <= MOST_RANKED:
            raise InvalidField(f"junior-{junior}", "Choisissez dans la liste.")
        if rank != REFUSED and rank in taken:
            raise InvalidField(f"junior-{junior}", f"Ce rang est déjà donné plus haut. Donnez-en un autre que {rank}.")
        taken[rank] = junior
    row = YearSupervisor.objects.select_for_update(of=("self",)).get(pk=supervisor.pk)
    row.capacity, row.answered_at = wishes.capacity, timezone.now()
    row.first_semester, row.second_semester = 1 in wishes.semesters, 2 in wishes.semesters
    with authored_by(by):
        row.wishes.all().delete()
        for junior, rank in sorted(wishes.ranks.items()):
            SupervisorWish.objects.create(
                supervisor=row, junior_id=junior, position=None if rank == REFUSED else rank
            )  # fmt: skip
        row.save(update_fields=["capacity", "answered_at", "first_semester", "second_semester"])


def may_change(year: JuniorYear, by: User | None) -> None:
    """Raise ``NotAllowed`` if ``by`` does not coordinate the region of this year."""
    if by is not None and not JuniorYear.objects.changeable_by(by, Reach.TERRITORY).filter(pk=year.pk).exists():
        raise NotAllowed("Cette promotion ne relève pas de votre compte.")


def locked(year: JuniorYear) -> JuniorYear:
    """Return the year with its row locked."""
    return JuniorYear.objects.select_for_update(of=("self",)).get(pk=year.pk)


def _open(year: JuniorYear, by: User | None) -> JuniorYear:
    """Return the year, locked. Raises ``NotAllowed``, ``WrongState`` once it is published."""
    may_change(year, by)
    row = locked(year)
    if row.is_published:
        raise WrongState("L’affectation est publiée\u00a0: plus rien ne change ici.")
    return row


def _wishing(year: JuniorYear, by: User | None, today: date | None) -> JuniorYear:
    if by is not None:
        return _open(year, by)
    row = locked(year)
    if not row.takes_wishes(today or today_of(row)):
        raise WrongState("Le temps des vœux est passé. Appelez la coordination.")
    return row
