"""From a plan, an agreement or a tour to sessions in the agenda: three origins, one publication."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from maillage.artefacts import recipe_of
from maillage.planning import Result
from maillage.schemes import PARIS, SCHEMES, FrenchCalendar, Half, half_day, template_from_json
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.services import Published, publish_all
from maillage.site.directory.models import Place, Professional, Room
from maillage.site.engagements.models import Agreement, Tour
from maillage.site.geography.models import Commune, Region
from maillage.site.locks import in_transaction
from maillage.site.plans.effect import store_effect
from maillage.site.plans.models import PlanRun
from maillage.site.refusals import Refused, Taken, WrongState

__all__ = ["publish", "publish_agreement", "publish_templates", "publish_tour", "store", "store_effect"]

if TYPE_CHECKING:
    from maillage.schemes import SessionDate, TourTemplate, WeeklyTemplate
    from maillage.site.accounts.models import User


def store(result: Result, region: Region | str, *, scheme: str, starts: date, weeks: int) -> PlanRun:
    """Keep a run of the planner as a draft; the same result stored again is the same row."""
    document = result.to_document()
    code = region.pk if isinstance(region, Region) else region
    # How long it took differs from run to run, the plan does not.
    digest = recipe_of(code, scheme, starts.isoformat(), weeks, result.seed, result.data_digest, document["plan"])
    run, _ = PlanRun.objects.get_or_create(
        digest=digest,
        defaults={
            "region_id": code,
            "scheme": scheme,
            "seed": result.seed,
            "weeks": weeks,
            "starts": starts,
            "objective": result.objective,
            "bound": result.bound,
            "gap": result.gap,
            "seconds": result.seconds,
            "document": document,
        },
    )
    return run


@in_transaction
def publish(run: PlanRun, by: User | None = None) -> Published:
    """Publish every day of a plan as two half-day sessions, all or none. Doing it twice changes nothing.

    Doctors and sites are found by their ``reference``. Raises ``Refused`` naming one that is not in the directory,
    ``Taken`` where somebody or a site has meanwhile been taken.
    """
    run = PlanRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state == PlanRun.State.PUBLISHED:
        return Published(0, 0, run.sessions.count())
    published = publish_all(_sessions_of_plan(run), by)
    run.state, run.published_at = PlanRun.State.PUBLISHED, timezone.now()
    run.save(update_fields=["state", "published_at"])
    return published


def _sessions_of_plan(run: PlanRun) -> list[Session]:
    assignments = Result.from_document(run.document).plan.assignments
    doctors = _by_reference(Professional.objects.all(), {a.doctor_id for a in assignments}, "Le médecin")
    places = _by_reference(
        Place.objects.select_related("commune").prefetch_related("rooms"), {a.site_id for a in assignments}, "Le lieu"
    )
    scheme = SCHEMES[run.scheme]
    rooms = _FreeRooms(places.values())
    sessions = []
    for assignment in assignments:
        place, doctor = places[assignment.site_id], doctors[assignment.doctor_id]
        spans = {half: half_day(assignment.date, half, scheme.hours, PARIS) for half in Half}
        room = rooms.take(place, list(spans.values()))
        for half, (starts, ends) in spans.items():
            sessions.append(
                Session(
                    scheme=run.scheme, commune=place.commune, place=place, room=room, professional=doctor,
                    starts=starts, ends=ends, slot_minutes=scheme.slot_minutes, plan_run=run,
                    origin_key=f"plan:{run.pk}:{doctor.pk}:{assignment.date}:{half}",
                )
            )  # fmt: skip
    return sessions


def _by_reference(rows: Iterable, wanted: set[str], kind: str) -> dict:  # type: ignore[type-arg]
    found = {row.reference: row for row in rows.filter(reference__in=wanted)}  # type: ignore[attr-defined]
    missing = sorted(wanted - found.keys())
    if missing:
        raise Refused(f"{kind} {missing[0]} de ce plan n’est pas dans l’annuaire.")
    return found


class _FreeRooms:
    """Rooms of places by half-day: what is claimed already, and what this publication has given away.

    A look without a lock: a room taken meanwhile is refused when it is claimed.
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self.rooms: dict[int, list[Room]] = {place.pk: list(place.rooms.all()) for place in places}
        pks = [room.pk for rooms in self.rooms.values() for room in rooms]
        self.busy: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        taken = Claim.objects.filter(active=True, resource__room__in=pks).values_list("resource__room", "during")
        for room, during in taken:
            self.busy[room].append((during.lower, during.upper))

    def take(self, place: Place, spans: list[tuple[datetime, datetime]]) -> Room:
        """A room free for all of ``spans``. Raises ``Taken``."""
        for room in self.rooms[place.pk]:
            if all(ends <= b or e <= starts for starts, ends in spans for b, e in self.busy[room.pk]):
                self.busy[room.pk].extend(spans)
                return room
        day = timezone.localtime(spans[0][0])
        raise Taken(f"{place}\u00a0: aucun cabinet n’est libre le {day:%d/%m/%Y}.")


def publish_agreement(agreement: Agreement, start: date, weeks: int, by: User | None = None) -> Published:
    """Publish the half-days that an agreement gives to its parties with a place in the directory.

    From ``start``, over ``weeks`` weeks, inside the dates of the agreement; half-days already published are left.
    """
    template: WeeklyTemplate = template_from_json(agreement.template)  # type: ignore[assignment]
    parties = {party.key: party for party in agreement.parties.select_related("place__commune", "room")}
    staff = _staff([presence.staff for presence in template.presences])
    sessions = []
    for dated in _dates(agreement, start, weeks):
        party = parties.get(dated.place or "")
        if party is None:
            raise Refused(f"L’établissement {dated.place} n’a pas signé cette convention.")
        if party.place is None:
            continue
        sessions.append(
            _session(agreement.scheme, dated, staff[dated.giver], agreement=agreement, place=party.place,
                     room=party.room, commune=party.place.commune, activity=dated.activity.value)
        )  # fmt: skip
    return publish_all(sessions, by)


def publish_tour(tour: Tour, start: date, weeks: int, by: User | None = None) -> Published:
    """Publish the half-days of a vehicle at its stops, with who is aboard; those already published are left."""
    template: TourTemplate = template_from_json(tour.template)  # type: ignore[assignment]
    staff = _staff([member.staff for member in template.crew])
    communes = Commune.objects.in_bulk({stop.commune for stop in template.stops})
    sessions = []
    for dated in _dates(tour, start, weeks):
        commune = communes.get(dated.commune or "")
        if commune is None:
            raise Refused(f"La commune {dated.commune} de cette tournée n’existe pas.")
        sessions.append(
            _session(tour.scheme, dated, staff[dated.giver], tour=tour, vehicle=tour.vehicle, commune=commune,
                     stop=dated.stop)
        )  # fmt: skip
    return publish_all(sessions, by)


def publish_templates(origin: Agreement | Tour, start: date, weeks: int, by: User | None = None) -> Published:
    """Publish an agreement or a tour."""
    if isinstance(origin, Agreement):
        return publish_agreement(origin, start, weeks, by)
    return publish_tour(origin, start, weeks, by)


def _dates(origin: Agreement | Tour, start: date, weeks: int) -> list[SessionDate]:
    if weeks < 1:
        raise WrongState("Choisissez au moins une semaine.")
    end = start + timedelta(weeks=weeks)
    if origin.ends is not None:
        end = min(end, origin.ends + timedelta(days=1))
    hours = SCHEMES[origin.scheme].hours
    return template_from_json(origin.template).half_days(max(start, origin.starts), end, FrenchCalendar(), hours)


def _staff(references: Iterable[str]) -> dict[str, Professional]:
    return _by_reference(Professional.objects.all(), set(references), "Le professionnel")


def _session(scheme: str, dated: SessionDate, professional: Professional, **values: object) -> Session:
    origin = values.get("agreement") or values.get("tour")
    return Session(
        scheme=scheme,
        professional=professional,
        starts=dated.starts,
        ends=dated.ends,
        slot_minutes=SCHEMES[scheme].slot_minutes,
        origin_key=f"{type(origin).__name__.lower()}:{origin.pk}:{professional.pk}:{dated.date}:{dated.half}",  # type: ignore[union-attr]
        **values,
    )
