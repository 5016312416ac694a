"""A database before resources, programmes, posts and windows, filled by the models of that version."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pghistory
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg.types.range import TimestamptzRange

from tests.site import factories as make

BEFORE = [
    ("agenda", "0002_initial"), ("booking", "0001_initial"), ("directory", "0003_invited_professional_moved"),
    ("engagements", "0001_initial"), ("observatory", "0002_candidates"), ("plans", "0001_initial"),
]  # fmt: skip
MONDAY = date(2027, 1, 4)


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


class Old:
    """Rows of the old tables, created by the old models."""

    def __init__(self, apps: Any) -> None:
        self.get = apps.get_model
        self.commune = make.commune()
        self.doctors = [self._professional(k) for k in range(2)]
        self.place = self.get("directory", "Place").objects.create(
            name="Maison de santé", kind="practice_house", address="1 rue", commune_id=self.commune.pk,
            organisation_id=make.organisation("practice").pk, reference="S1",
        )  # fmt: skip
        self.rooms = [
            self.get("directory", "Room").objects.create(place=self.place, name=f"Cabinet {k}") for k in (1, 2)
        ]
        self.bus = self.get("directory", "Vehicle").objects.create(
            name="Bus", organisation_id=make.organisation("practice").pk
        )
        self.plan = self._plan()
        self.agreement = self._agreement()
        self.tour = self.get("engagements", "Tour").objects.create(
            scheme="medical_bus", name="ORL", vehicle=self.bus, starts=MONDAY,
            template={"shape": "tour", "vehicle": "bus-1", "anchor": "2027-01-04", "stay_weeks": 1,
                      "stops": [{"commune": self.commune.pk, "place": "Place", "epci": "1"}],
                      "crew": [{"weekday": 0, "staff": "D1"}]},
        )  # fmt: skip

    def _professional(self, k: int) -> Any:
        user = make.user("doctor")
        return self.get("directory", "Professional").objects.create(
            first_name="Ada", last_name=f"Orme{k}", profession="gp", status="practising", home_id=self.commune.pk,
            reference=f"D{k}" if k == 0 else None, user_id=user.pk,
        )  # fmt: skip

    def _plan(self) -> Any:
        days = [{"date": "2027-01-04", "site": "S1", "doctor": "D0"}]
        return self.get("plans", "PlanRun").objects.create(
            region_id=make.region().pk, scheme="solidarity", seed=1, weeks=13, starts=MONDAY, objective=1.0, bound=1.0,
            gap=0.0, seconds=1.0, state="published", published_at=at(MONDAY, 1), document={"plan": days},
            effect={"days": 1}, digest="d",
        )  # fmt: skip

    def _agreement(self) -> Any:
        presences = [
            {"weekday": 0, "half": "morning", "place": key, "staff": "D1", "activity": "consultations",
             "every_weeks": 1, "first_week": 0}
            for key in ("CH", "CHU")
        ]  # fmt: skip
        made = self.get("engagements", "Agreement").objects.create(
            scheme="shared_post", name="ORL", pathway="ORL", starts=MONDAY, ends=date(2027, 12, 31),
            template={"shape": "weekly", "anchor": "2027-01-04", "presences": presences[:1]},
        )  # fmt: skip
        for key, place in (("CH", self.place), ("CHU", None)):
            self.get("engagements", "AgreementParty").objects.create(
                agreement=made, organisation_id=make.organisation("establishment").pk, key=key, place=place,
                room=self.rooms[1] if place else None, time_percent=50, money_percent=40,
            )  # fmt: skip
        return made

    def session(
        self, day: date, state: str, doctor: Any, *, room: Any = None, vehicle: Any = None, **fields: Any
    ) -> Any:
        """Create a session as the old services left it: claims, also released ones, and its history."""
        fields = {"scheme": "solidarity", "state": "draft", **fields}
        made = self.get("agenda", "Session").objects.create(
            commune_id=self.commune.pk, place=None if vehicle else self.place, room=room, vehicle=vehicle,
            professional=doctor, starts=at(day, 8), ends=at(day, 11), slot_minutes=20, **fields,
        )  # fmt: skip
        if state == "draft":
            return made
        for thing, field, kind in (
            (doctor, "professional", "doctor"),
            (room, "room", "room"),
            (vehicle, "vehicle", "vehicle"),
        ):
            if thing is not None:
                resource, _ = self.get("agenda", "Resource").objects.get_or_create(
                    **{field: thing}, defaults={"kind": kind, "label": f"{kind} {thing.pk}"}
                )
                during = TimestamptzRange(made.starts, made.ends)
                self.get("agenda", "Claim").objects.create(session=made, resource=resource, during=during)
        self._slots(made)
        self.change(made, state="published")
        if state in ("accepted", "held", "declined"):
            with pghistory.context(user=doctor.user_id):
                self.change(made, state="accepted")
        if state == "declined":
            claims = self.get("agenda", "Claim").objects.filter(session=made, resource__professional=doctor)
            claims.update(active=False)
            self.change(made, state=state, professional=None)
        if state == "cancelled":
            self.get("agenda", "Claim").objects.filter(session=made).update(active=False)
        if state in ("cancelled", "held"):
            self.change(made, state=state)
        return made

    def change(self, session: Any, **values: Any) -> None:
        for name, value in values.items():
            setattr(session, name, value)
        session.save()

    def _slots(self, session: Any) -> None:
        for k in range(2):
            starts = session.starts + timedelta(minutes=20 * k)
            self.get("agenda", "Slot").objects.create(
                session=session, starts=starts, ends=starts + timedelta(minutes=20), audience="all" if k else "first",
                released_at=None if k else session.starts - timedelta(days=3),
            )  # fmt: skip

    def book(self, session: Any) -> Any:
        slot = session.slots.first()
        patient = self.get("booking", "Patient").objects.create(
            first_name="Paul", last_name="Marty", phone="+33565432100", birth_year=1950, commune_id=self.commune.pk,
            has_treating_doctor=False, treating_doctor_declared_until=date(2028, 1, 1),
        )  # fmt: skip
        return self.get("booking", "Appointment").objects.create(
            slot=slot, patient=patient, during=TimestamptzRange(slot.starts, slot.ends), person_key=1,
            booked_at=at(MONDAY, 0), token_hash=b"t" * 32, idempotency_hash=b"i" * 32,
        )  # fmt: skip


def week(k: int) -> date:
    return MONDAY + timedelta(weeks=k)


def fill(apps: Any) -> SimpleNamespace:
    """Create a session of every state and origin."""
    old = Old(apps)
    first, second = old.doctors
    ent = {"scheme": "shared_post", "agreement": old.agreement}
    bus = {"scheme": "medical_bus", "tour": old.tour, "stop": "Place"}
    key = f"plan:{old.plan.pk}:{first.pk}:2027-01-04:morning"
    sessions = SimpleNamespace(
        published=old.session(week(0), "published", first, room=old.rooms[0], plan_run=old.plan, origin_key=key),
        accepted=old.session(week(1), "accepted", first, room=old.rooms[0], plan_run=old.plan, origin_key="plan:other"),
        declined=old.session(week(2), "declined", first, room=old.rooms[0], plan_run=old.plan),
        cancelled=old.session(week(3), "cancelled", first, room=old.rooms[0], plan_run=old.plan),
        held=old.session(week(-9), "held", first, room=old.rooms[0], plan_run=old.plan),
        agreed=old.session(week(4), "accepted", second, room=old.rooms[1], **ent),
        toured=old.session(week(5), "published", second, vehicle=old.bus, **bus),
        foreseen=old.session(week(6), "draft", second, room=old.rooms[0], plan_run=old.plan),
        alone=old.session(week(7), "published", second, room=old.rooms[0]),
    )
    return SimpleNamespace(old=old, sessions=sessions, appointment=old.book(sessions.published))


def migrate(targets: list[tuple[str, str | None]]) -> Any:
    """Migrate to these migrations, forwards or backwards, in one plan; return the models of that state."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state([node for node in targets if node[1] is not None]).apps


def furthest(stop: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the last migrations that can be applied without any that depends on those of ``stop``."""
    graph = MigrationLoader(None).graph
    later = {
        node for app, name in stop for child in graph.node_map[app, name].children if child.key[0] == app
        for node in graph.backwards_plan(child.key)
    }  # fmt: skip
    there = set(graph.nodes) - later
    return sorted(node for node in there if not {child.key for child in graph.node_map[node].children} & there)


def filled_database() -> SimpleNamespace:
    """Create the old tables in an empty database, and their rows."""
    migrate(furthest(BEFORE))
    return fill(MigrationExecutor(connection).loader.project_state(BEFORE).apps)
