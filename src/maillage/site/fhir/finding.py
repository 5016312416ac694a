"""Free slots that the interface tells: those that somebody may book now, with who gives them and where.

A slot whose place has no FINESS or SIRET number is left out, since no answer that conforms to the guide names it
(:func:`without_number` lists these places).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, prefetch_related_objects

from maillage.schemes import PatientFacts, ResourceKind
from maillage.schemes.windows import Bookable
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.roles import COORDINATION
from maillage.site.accounts.scope import Scope
from maillage.site.agenda.models import Claim, Session, Slot
from maillage.site.booking.slots import bookable
from maillage.site.directory.models import Place, Professional
from maillage.site.fhir.asked import Asked
from maillage.site.fhir.models import NationalNumber

PUBLIC, PRO, SNP, CPTS = "PUBLIC", "PRO", "SNP", "CPTS"
"""Codes of TRE_R314-TypeCreneau."""
ANYBODY = PatientFacts(has_treating_doctor=False, lives_in_area=True, not_seen_for_years=99)
SENT = PatientFacts(has_treating_doctor=False, lives_in_area=True, not_seen_for_years=99, referred=True)
REGULATED = PatientFacts(has_treating_doctor=True, lives_in_area=False, regulated=True)


@dataclass(frozen=True)
class Spot:
    """Where consultations are held, with its national number: a place, or the stop of a vehicle in a commune.

    ``key`` is unique among spots.
    """

    key: str
    name: str
    line: str
    city: str
    postcode: str
    phone: str
    number: str
    keeper: Organisation
    department: str


@dataclass(frozen=True)
class Community:
    """A community of professionals (CPTS) with its FINESS number."""

    pk: int
    name: str
    number: str


@dataclass(frozen=True)
class FoundSlot:
    """A free slot: ``kinds`` are codes of its type, ``giver`` who sees the patients."""

    pk: int
    starts: datetime
    ends: datetime
    session: Session
    kinds: tuple[str, ...]
    giver: Professional
    spot: Spot
    community: Community | None = None


@dataclass(frozen=True)
class _Kept:
    """What the windows of a scheme ask about a slot."""

    starts: datetime
    kept_for: frozenset[str]
    released_at: datetime | None


def by_practitioner(asked: Asked, reach: Scope, now: datetime) -> list[FoundSlot]:
    """Return the free slots of the asked practitioners, by start."""
    people = Professional.objects.filter(rpps__in=asked.identifiers)
    given = Claim.objects.filter(active=True, post__giver=True, resource__professional__in=people)
    found = _found(_slots(asked, reach, now, Q(session__in=given.values("post__session"))), now)
    sessions = {slot.session.pk: slot.session for slot in found}
    givers = {pk: _giver(session, asked.identifiers) for pk, session in sessions.items()}
    prefetch_related_objects([one for one in givers.values() if one is not None], "home")
    told = [(slot, givers[slot.session.pk]) for slot in found]
    communities = _communities(slot.session for slot in found) if asked.community else {}
    return [
        _with_community(slot, giver, communities.get(slot.session.commune.intercommunality_id or ""))
        for slot, giver in told
        if giver is not None
    ]


def by_structure(asked: Asked, reach: Scope, now: datetime) -> list[FoundSlot]:
    """Return the free slots at the places of structures with the asked SIRET numbers, by start."""
    numbers = NationalNumber.objects.filter(number__in=asked.identifiers)
    here = Q(session__place__in=numbers.values("place")) | Q(
        session__place__organisation__in=numbers.values("organisation")
    )
    found = _found(_slots(asked, reach, now, here), now)
    return [slot for slot in found if slot.spot.number in asked.identifiers]


def kinds_of(session: Session, slot: Bookable, now: datetime) -> tuple[str, ...]:
    """Return who may book a slot now, by the windows of its scheme; empty if nobody may.

    PUBLIC: some inhabitant may. PRO: somebody sent by a professional may, or nobody had to send them. SNP: the slot is
    kept for the regulator, and not released yet.
    """
    scheme, zone = session.rules, session.zone

    def may(facts: PatientFacts) -> bool:
        return scheme.may_book(scheme.groups_of(facts), slot, now, zone)

    kept = "regulated" in slot.kept_for and (slot.released_at is None or now < slot.released_at)
    told = {PUBLIC: may(ANYBODY), PRO: may(SENT) and not may(ANYBODY), SNP: kept and may(REGULATED)}
    return tuple(code for code, true in told.items() if true)


def without_number(places: QuerySet[Place]) -> QuerySet[Place]:
    """Return the places of which the interface can tell no slot, until they or their organisation have a number."""
    return places.filter(national_number=None, organisation__national_number=None)


def _slots(asked: Asked, reach: Scope, now: datetime, those: Q) -> QuerySet[Slot]:
    return bookable(now).filter(
        those, reach.in_territory("session__commune"), starts__gte=asked.since, starts__lte=asked.until,
        session__activity=Session.Activity.CONSULTATIONS,
    )  # fmt: skip


def _found(slots: QuerySet[Slot], now: datetime) -> list[FoundSlot]:
    """Return the slots that somebody may book and whose spot has a number (six queries)."""
    columns = ("pk", "starts", "ends", "session_id", "kept_for", "released_at")
    rows = list(slots.order_by("starts", "pk").values_list(*columns))
    wanted = Session.objects.with_posts().select_related("place__organisation", "place__commune")
    sessions = wanted.in_bulk({row[3] for row in rows})
    spots = _spots(sessions.values())
    givers = {pk: session.giver for pk, session in sessions.items()}
    found: list[FoundSlot] = []
    for pk, starts, ends, key, kept_for, released_at in rows:
        session, spot = sessions.get(key), spots.get(key)
        giver = givers.get(key)
        if session is None or spot is None or giver is None:
            continue
        kinds = kinds_of(session, _Kept(starts, frozenset(kept_for), released_at), now)  # type: ignore[arg-type]
        if kinds:
            found.append(FoundSlot(pk, starts, ends, session, kinds, giver, spot))
    return found


def _spots(sessions: Iterable[Session]) -> dict[int, Spot]:
    """Return the spot of each session, without those that have no number (two queries)."""
    keepers = {session.pk: (session, keeper) for session in sessions if (keeper := _keeper(session)) is not None}
    rows = NationalNumber.objects.filter(
        Q(place__in={session.place_id for session, _ in keepers.values()})
        | Q(organisation__in={keeper for _, keeper in keepers.values()})
    )
    numbers = {(row.place_id, row.organisation_id): row.number for row in rows}
    organisations = Organisation.objects.in_bulk({keeper for _, keeper in keepers.values()})
    spots: dict[int, Spot] = {}
    for pk, (session, keeper) in keepers.items():
        number = numbers.get((session.place_id, None)) or numbers.get((None, keeper))
        if number is not None and session.commune.postcodes:
            spots[pk] = _spot(session, number, organisations[keeper])
    return spots


def _keeper(session: Session) -> int | None:
    """Return the key of the organisation that keeps the place or the vehicle."""
    if session.place is not None:
        return session.place.organisation_id
    return next((thing.organisation_id for thing in session.things(ResourceKind.VEHICLE)), None)


def _spot(session: Session, number: str, keeper: Organisation) -> Spot:
    place, commune = session.place, session.commune
    return Spot(
        key=f"lieu-{place.pk}" if place is not None else f"arret-{commune.pk}-{keeper.pk}",
        name=place.name if place is not None else session.stop or commune.name,
        line=(place.address if place is not None else session.stop) or commune.name,
        city=commune.name,
        postcode=commune.postcodes[0],
        phone=place.phone if place is not None else "",
        number=number,
        keeper=keeper,
        department=commune.department_id or "",
    )


def _giver(session: Session, rpps: frozenset[str]) -> Professional | None:
    """Return the first giver among those asked for: a slot is told once, with one of them."""
    posts = (post for post in session.posts.all() if post.giver)
    people = (claim.resource.professional for post in posts for claim in post.claims.all() if claim.active)
    return next((person for person in people if person.rpps in rpps), None)


def _communities(sessions: Iterable[Session]) -> dict[str, Community]:
    """Return the CPTS with a FINESS number by the code of each intercommunality that is theirs (two queries)."""
    codes = {session.commune.intercommunality_id for session in sessions}
    theirs = Organisation.objects.filter(
        kind=COORDINATION.code, intercommunalities__in=codes, national_number__number__regex="^[0-9]{9}$"
    )
    rows = theirs.order_by("-pk").values_list("intercommunalities", "pk", "name", "national_number__number")
    return {code: Community(pk, name, number) for code, pk, name, number in rows}


def _with_community(slot: FoundSlot, giver: Professional, community: Community | None) -> FoundSlot:
    """A slot that its inhabitants may book is open to the community of the territory too."""
    kinds = (*slot.kinds, CPTS) if community is not None and PUBLIC in slot.kinds else slot.kinds
    told = community if CPTS in kinds else None
    return FoundSlot(slot.pk, slot.starts, slot.ends, slot.session, kinds, giver, slot.spot, told)
