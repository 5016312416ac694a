"""Free slots that the interface tells: those that somebody may book now, with who gives them and where.

A slot whose place has no FINESS or SIRET number is left out, since no answer that conforms to the guide names it
(:func:`without_number` lists these places).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from maillage.schemes import SCHEMES, PatientFacts, ResourceKind, Scheme, zone_of
from maillage.schemes.windows import Bookable, Groups, open_to
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
class ToldSession:
    """What the interface tells of a session: its scheme, where it is, who gives it, in order.

    ``place`` is the key of its place, ``keeper`` that of the organisation that keeps the place or the vehicle.
    """

    pk: int
    scheme: str
    zone: ZoneInfo
    commune: str
    commune_name: str
    postcodes: Sequence[str]
    department: str
    intercommunality: str
    place: int | None
    stop: str
    keeper: int | None
    givers: tuple[int, ...]

    @property
    def rules(self) -> Scheme:
        """Rules of its scheme."""
        return SCHEMES[self.scheme]


@dataclass(frozen=True)
class FoundSlot:
    """A free slot: ``kinds`` are codes of its type, ``giver`` who sees the patients."""

    pk: int
    starts: datetime
    ends: datetime
    session: ToldSession
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


class Ruled(Protocol):
    """A session, as far as its windows need it."""

    @property
    def rules(self) -> Scheme: ...
    @property
    def zone(self) -> ZoneInfo: ...


def by_practitioner(asked: Asked, reach: Scope, now: datetime) -> list[FoundSlot]:
    """Return the free slots of the asked practitioners, by start."""
    people = Professional.objects.filter(rpps__in=asked.identifiers)
    given = Claim.objects.filter(active=True, post__giver=True, resource__professional__in=people)
    found = _found(_slots(asked, reach, now, Q(session__in=given.values("post__session"))), now, asked.identifiers)
    communities = _communities(slot.session for slot in found) if asked.community else {}
    if not asked.community:
        return found
    return [_with_community(slot, communities.get(slot.session.intercommunality)) for slot in found]


def by_structure(asked: Asked, reach: Scope, now: datetime) -> list[FoundSlot]:
    """Return the free slots at the places of structures with the asked SIRET numbers, by start."""
    numbers = NationalNumber.objects.filter(number__in=asked.identifiers)
    here = Q(session__place__in=numbers.values("place")) | Q(
        session__place__organisation__in=numbers.values("organisation")
    )
    found = _found(_slots(asked, reach, now, here), now)
    return [slot for slot in found if slot.spot.number in asked.identifiers]


class Types:
    """Who may book slots at ``now``: the windows of each scheme are read once for all of its slots."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._known: dict[tuple[str, str], list[tuple[Groups, datetime | None]]] = {}

    def of(self, session: Ruled, slot: Bookable) -> tuple[str, ...]:
        """Return the codes of a slot; empty if nobody may book it.

        PUBLIC: some inhabitant may. PRO: somebody sent by a professional may, or nobody had to send them. SNP: the slot
        is kept for the regulator, and not released yet.
        """
        anybody, sent, regulated = (self._may(asked, slot) for asked in self._windows(session))
        reserved = "regulated" in slot.kept_for and (slot.released_at is None or self._now < slot.released_at)
        told = {PUBLIC: anybody, PRO: sent and not anybody, SNP: reserved and regulated}
        return tuple(code for code, true in told.items() if true)

    def _windows(self, session: Ruled) -> list[tuple[Groups, datetime | None]]:
        """Return the groups of an inhabitant, of somebody sent, of a caller, and until when their windows reach."""
        key = session.rules.code, session.zone.key
        if key not in self._known:
            groups = [session.rules.groups_of(facts) for facts in (ANYBODY, SENT, REGULATED)]
            self._known[key] = [(one, session.rules.horizon(one, self._now, session.zone)) for one in groups]
        return self._known[key]

    def _may(self, asked: tuple[Groups, datetime | None], slot: Bookable) -> bool:
        groups, end = asked
        return end is not None and slot.starts < end and open_to(slot, groups, self._now)


def kinds_of(session: Ruled, slot: Bookable, now: datetime) -> tuple[str, ...]:
    """Return who may book one slot now, by the windows of its scheme; empty if nobody may."""
    return Types(now).of(session, slot)


def without_number(places: QuerySet[Place]) -> QuerySet[Place]:
    """Return the places of which the interface can tell no slot, until they or their organisation have a number."""
    return places.filter(national_number=None, organisation__national_number=None)


def _slots(asked: Asked, reach: Scope, now: datetime, those: Q) -> QuerySet[Slot]:
    return bookable(now).filter(
        those, reach.in_territory("session__commune"), starts__gte=asked.since, starts__lte=asked.until,
        session__activity=Session.Activity.CONSULTATIONS,
    )  # fmt: skip


def _found(slots: QuerySet[Slot], now: datetime, rpps: frozenset[str] | None = None) -> list[FoundSlot]:
    """Return the slots that somebody may book and whose spot has a number (six queries).

    The giver told is the first one; with ``rpps`` the first with one of these numbers, and slots without are left out.
    """
    columns = ("pk", "starts", "ends", "session_id", "kept_for", "released_at")
    rows = list(slots.order_by("starts", "pk").values_list(*columns))
    sessions = _sessions({row[3] for row in rows})
    people = _people(pk for session in sessions.values() for pk in session.givers)
    givers = {pk: _giver(session, people, rpps) for pk, session in sessions.items()}
    spots, types, found = _spots(sessions.values()), Types(now), list[FoundSlot]()
    for pk, starts, ends, key, kept_for, released_at in rows:
        spot, giver = spots.get(key), givers.get(key)
        if spot is not None and giver is not None:
            session = sessions[key]
            kinds = types.of(session, _Kept(starts, frozenset(kept_for), released_at))  # type: ignore[arg-type]
            if kinds:
                found.append(FoundSlot(pk, starts, ends, session, kinds, giver, spot))
    return found


def _sessions(pks: set[int]) -> dict[int, ToldSession]:
    """Return sessions of known schemes by key (two queries)."""
    names = (
        "pk", "programme__scheme", "commune", "commune__name", "commune__postcodes", "commune__department",
        "commune__intercommunality", "place", "stop", "place__organisation",
    )  # fmt: skip
    claims = Claim.objects.filter(active=True, post__arranged=False, post__session__in=pks).order_by("post", "pk")
    givers: defaultdict[int, list[int]] = defaultdict(list)
    vehicles: dict[int, int | None] = {}
    filled = claims.values_list(
        "post__session", "post__giver", "resource__kind", "resource__organisation", "resource__professional"
    )
    for session, giver, kind, owner, person in filled:
        if giver and person is not None:
            givers[session].append(person)
        if kind == ResourceKind.VEHICLE:
            vehicles.setdefault(session, owner)
    rows = Session.objects.filter(pk__in=pks, programme__scheme__in=list(SCHEMES)).values_list(*names)
    return {
        pk: ToldSession(
            pk=pk, scheme=scheme, zone=zone_of(department or ""), commune=commune, commune_name=name,
            postcodes=postcodes, department=department or "", intercommunality=epci or "", place=place, stop=stop,
            keeper=keeper if place is not None else vehicles.get(pk), givers=tuple(givers[pk]),
        )
        for pk, scheme, commune, name, postcodes, department, epci, place, stop, keeper in rows
    }  # fmt: skip


def _people(pks: Iterable[int]) -> dict[int, Professional]:
    return Professional.objects.select_related("home").in_bulk(set(pks))


def _giver(
    session: ToldSession, people: Mapping[int, Professional], rpps: frozenset[str] | None
) -> Professional | None:
    """Return the first giver, with ``rpps`` among those asked for: a slot is told once, with one of them."""
    givers = (people[pk] for pk in session.givers)
    return next((person for person in givers if rpps is None or person.rpps in rpps), None)


def _spots(sessions: Iterable[ToldSession]) -> dict[int, Spot]:
    """Return the spot of each session, without those that have no number (three queries)."""
    kept = [session for session in sessions if session.keeper is not None and session.postcodes]
    rows = NationalNumber.objects.filter(
        Q(place__in={session.place for session in kept}) | Q(organisation__in={session.keeper for session in kept})
    )
    numbers = {(row.place_id, row.organisation_id): row.number for row in rows}
    keepers = Organisation.objects.in_bulk({session.keeper for session in kept if session.keeper is not None})
    places = Place.objects.in_bulk({session.place for session in kept if session.place is not None})
    spots: dict[int, Spot] = {}
    made: dict[tuple[int | None, str, int], Spot] = {}
    for session in kept:
        assert session.keeper is not None
        number = numbers.get((session.place, None)) or numbers.get((None, session.keeper))
        if number is None:
            continue
        key = session.place, session.stop or session.commune, session.keeper
        if key not in made:
            place = None if session.place is None else places[session.place]
            made[key] = _spot(session, place, number, keepers[session.keeper])
        spots[session.pk] = made[key]
    return spots


def _spot(session: ToldSession, place: Place | None, number: str, keeper: Organisation) -> Spot:
    return Spot(
        key=f"lieu-{place.pk}" if place is not None else f"arret-{session.commune}-{keeper.pk}",
        name=place.name if place is not None else session.stop or session.commune_name,
        line=(place.address if place is not None else session.stop) or session.commune_name,
        city=session.commune_name,
        postcode=session.postcodes[0],
        phone=place.phone if place is not None else "",
        number=number,
        keeper=keeper,
        department=session.department,
    )


def _communities(sessions: Iterable[ToldSession]) -> dict[str, Community]:
    """Return the CPTS with a FINESS number by the code of each intercommunality that is theirs (two queries)."""
    codes = {session.intercommunality for session in sessions}
    theirs = Organisation.objects.filter(
        kind=COORDINATION.code, intercommunalities__in=codes, national_number__number__regex="^[0-9]{9}$"
    )
    rows = theirs.order_by("-pk").values_list("intercommunalities", "pk", "name", "national_number__number")
    return {code: Community(pk, name, number) for code, pk, name, number in rows}


def _with_community(slot: FoundSlot, community: Community | None) -> FoundSlot:
    """A slot that its inhabitants may book is open to the community of the territory too."""
    if community is None or PUBLIC not in slot.kinds:
        return slot
    return replace(slot, kinds=(*slot.kinds, CPTS), community=community)
