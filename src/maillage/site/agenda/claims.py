"""Taking resources: locks first, a look at what is there, then the claims under the exclusion constraint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from maillage.schemes import SCHEMES, ResourceKind
from maillage.site.agenda.models import Claim, Resource, Session
from maillage.site.directory.models import Professional, Room, Vehicle
from maillage.site.locks import OVERLAP, RESOURCES, in_transaction, lock_in_order, sqlstate
from maillage.site.refusals import Refused, Taken

CONFLICTS = """
    SELECT resource.label, claim.during FROM
    unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS wanted (resource, starts, ends)
    JOIN agenda_claim claim ON claim.resource_id = wanted.resource AND claim.active
        AND claim.during && tstzrange(wanted.starts, wanted.ends, '[)')
    JOIN agenda_resource resource ON resource.id = claim.resource_id
    ORDER BY lower(claim.during) LIMIT 1
"""

Wanted = Sequence[tuple[Session, Resource]]


def resource_of(thing: Professional | Room | Vehicle) -> Resource:
    """The row by which ``thing`` is taken, made on first use."""
    return resources_of([thing])[thing]


def resources_of(
    things: Iterable[Professional | Room | Vehicle],
) -> dict[Professional | Room | Vehicle, Resource]:
    """The rows by which ``things`` are taken, missing ones made; at most six queries however many things."""
    found: dict[Professional | Room | Vehicle, Resource] = {}
    wanted = set(things)
    for model, field in ((Professional, "professional"), (Room, "room"), (Vehicle, "vehicle")):
        members = {thing.pk: thing for thing in wanted if isinstance(thing, model)}
        if not members:
            continue
        known = set(Resource.objects.filter(**{f"{field}__in": members}).values_list(field, flat=True))
        missing = [
            Resource(kind=_kind(thing), label=str(thing), **{field: thing})
            for pk, thing in sorted(members.items())
            if pk not in known
        ]
        Resource.objects.bulk_create(missing, ignore_conflicts=True)
        for resource in Resource.objects.filter(**{f"{field}__in": members}):
            found[members[getattr(resource, f"{field}_id")]] = resource
    return found


def _kind(thing: Professional | Room | Vehicle) -> str:
    if isinstance(thing, Room):
        return ResourceKind.ROOM
    if isinstance(thing, Vehicle):
        return ResourceKind.VEHICLE
    return "nurse" if thing.profession == Professional.Profession.NURSE else "doctor"


def needed_by(session: Session) -> list[Professional | Room | Vehicle]:
    """What the session takes by the rules of its scheme. Raises ``Refused`` where something is not chosen yet."""
    held = {
        ResourceKind.PROFESSIONAL: session.professional,
        ResourceKind.ROOM: session.room,
        ResourceKind.VEHICLE: session.vehicle,
    }
    found = []
    for post in SCHEMES[session.scheme].needs:
        thing = held[post.role.kind]
        if thing is None:
            raise Refused(f"Il manque {post.role.label} à cette vacation.")
        found.append(thing)
    return found


@in_transaction
def take(session: Session, resources: Iterable[Resource]) -> list[Claim]:
    """Claim ``resources`` for the time of ``session``; all of them or none.

    Raises ``Taken`` where one is claimed already at that time.
    """
    return take_all([(session, resource) for resource in resources])


def take_all(wanted: Wanted) -> list[Claim]:
    """Claim for many sessions at once; to be called in a transaction. Raises ``Taken`` naming the first conflict."""
    lock_in_order(RESOURCES, (resource.pk for _, resource in wanted))
    conflict = first_conflict(wanted)
    if conflict is not None:
        raise Taken(conflict)
    claims = [
        Claim(resource=resource, session=session, during=DateTimeTZRange(session.starts, session.ends, "[)"))
        for session, resource in wanted
    ]
    try:
        with transaction.atomic():
            return Claim.objects.bulk_create(claims, batch_size=1000)
    except DatabaseError as error:
        if sqlstate(error) == OVERLAP:
            raise Taken("Une ressource de cette vacation est demandée deux fois à la même heure.") from error
        raise


def first_conflict(wanted: Wanted) -> str | None:
    """The first thing already taken, in words; None where all is free."""
    with connection.cursor() as cursor:
        cursor.execute(
            CONFLICTS,
            [
                [resource.pk for _, resource in wanted],
                [session.starts for session, _ in wanted],
                [session.ends for session, _ in wanted],
            ],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    from django.utils import timezone

    label, during = row
    starts = timezone.localtime(during.lower)
    return f"{label}\u00a0: déjà pris le {starts:%d/%m/%Y} à {starts.hour}\u00a0h\u00a0{starts:%M}."


def release(session: Session, *, only: Professional | None = None) -> int:
    """Give back what the session holds, or what it holds of one professional; returns how many claims."""
    claims = Claim.objects.filter(session=session, active=True)
    if only is not None:
        claims = claims.filter(resource__professional=only)
    return claims.update(active=False)
