"""Migration to resources, programmes, posts and windows: no row is lost, and old backups restore."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps as todays
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection

from maillage.errors import BadInput, WrongVersion
from maillage.schemes import DatedTemplate, TourTemplate, WeeklyTemplate
from maillage.site.accounts import services
from maillage.site.accounts.models import Membership, User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda import publishing
from maillage.site.agenda.models import Claim, Session, Slot
from maillage.site.booking.models import Appointment, Patient
from maillage.site.database import backup, check_schema
from maillage.site.directory.models import Professional, Resource
from maillage.site.engagements.models import Programme
from maillage.site.observatory.models import ProgrammeEffect
from maillage.site.plans.models import PlanRun
from tests.site import factories as make
from tests.site.database.archives import contents, without_slots
from tests.site.migrations.before import BEFORE, Old, migrate
from tests.site.migrations.conftest import Earlier

On = Callable[[str], AbstractContextManager[str]]

pytestmark = pytest.mark.long
"""The tables are migrated three times through all states since those of before, and once back."""


def checked(before: SimpleNamespace) -> None:
    """Check that all old data are in the new tables."""
    assert check_schema(connection)
    sessions, old = before.sessions, before.old
    now = {name: make.again(Session(pk=row.pk)) for name, row in vars(sessions).items()}
    assert {name: s.state for name, s in now.items()} == {
        **{name: name for name in ("published", "accepted", "declined", "cancelled", "held")},
        "agreed": "accepted", "toured": "published", "foreseen": "draft", "alone": "published",
    }  # fmt: skip
    _check_origins(now, old)
    _check_claims(now, old)
    _check_windows(before)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agenda_session SET state = state")
        cursor.execute("UPDATE agenda_claim SET active = active")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _check_origins(now: dict[str, Session], old: Old) -> None:
    plan = PlanRun.objects.get()
    assert {now[name].programme for name in ("published", "accepted", "declined", "cancelled", "held", "foreseen")} == {
        plan.programme
    }
    programme = plan.programme
    assert (programme.kind, programme.state, programme.weeks, programme.region_id) == ("dated", "published", 13, "76")
    assert isinstance(programme.dates, DatedTemplate)
    assert [(day.place, day.staff) for day in programme.dates.days] == [("S1", "D0")]
    assert ProgrammeEffect.objects.get(programme=programme).figures == {"days": 1}
    giver = now["published"].giver
    assert now["published"].key == f"{programme.pk}:2027-01-04:morning:{giver.resource_id}"
    agreement, tour = now["agreed"].programme, now["toured"].programme
    assert {agreement.name, tour.name} == {"ORL", "ORL (2)"}
    assert (agreement.pathway, agreement.ends, agreement.region_id) == ("ORL", date(2027, 12, 31), "76")
    assert isinstance(agreement.dates, WeeklyTemplate)
    room = Resource.objects.get(kind="room", name="Cabinet 2")
    assert agreement.dates.presences[0].takes == {"room": (room.reference,)}
    assert [(p.key, p.place_id, p.time_percent, p.money_percent) for p in agreement.parties.all()] == [
        ("CH", old.place.pk, 50, 40), ("CHU", None, 50, 40),
    ]  # fmt: skip
    assert isinstance(tour.dates, TourTemplate)
    assert Resource.objects.get(kind="vehicle").reference == tour.dates.vehicle == "bus-1"
    assert now["alone"].programme.name == "Vacations isolées (solidarity)"
    assert Programme.objects.count() == 4


def _check_claims(now: dict[str, Session], old: Old) -> None:
    first, second = (Professional.objects.get(pk=row.pk) for row in old.doctors)
    assert (first.reference, second.reference) == ("D0", f"professional-{second.resource_id}")
    held = {name: {(c.post.role, str(c.resource.name)) for c in s.claims} for name, s in now.items()}
    doctor, room = ("doctor", "Ada Orme0"), ("room", "Cabinet 1")
    assert held == {
        "published": {doctor, room}, "accepted": {doctor, room}, "declined": {room}, "cancelled": set(),
        "held": {doctor, room}, "agreed": {("doctor", "Ada Orme1"), ("room", "Cabinet 2")},
        "toured": {("carer", "Ada Orme1"), ("vehicle", "Bus")}, "foreseen": set(),
        "alone": {("doctor", "Ada Orme1"), room},
    }  # fmt: skip
    released = Claim.objects.filter(active=False)
    assert {(c.post.session_id, c.resource.name) for c in released.select_related("post", "resource")} == {
        (now["declined"].pk, "Ada Orme0"), (now["cancelled"].pk, "Ada Orme0"), (now["cancelled"].pk, "Cabinet 1"),
        (now["foreseen"].pk, "Ada Orme1"), (now["foreseen"].pk, "Cabinet 1"),
    }  # fmt: skip
    accepted = Claim.objects.filter(accepted_at__isnull=False).values_list("post__session", flat=True)
    assert set(accepted) == {now[name].pk for name in ("accepted", "held", "agreed")}
    lost = Claim.objects.get(post__session=now["declined"], active=False)
    events = todays.get_model("agenda", "ClaimEvent").objects.filter(pgh_obj_id=lost.pk).order_by("pgh_id")
    assert [event.active for event in events] == [False, True, True, False]
    assert events[2].pgh_context.metadata["user"] == first.user_id
    assert todays.get_model("agenda", "SessionEvent").objects.filter(pgh_obj_id=now["declined"].pk).count() == 4


def _check_windows(before: SimpleNamespace) -> None:
    kept = {
        name: [(slot.kept_for, slot.released_at) for slot in Slot.objects.filter(session=row.pk)]
        for name, row in vars(before.sessions).items()
    }
    first = {"agreed": ["referred"], "toured": ["no_treating_doctor", "not_seen_for_long"]}
    for name, row in vars(before.sessions).items():
        whom = first.get(name, ["no_treating_doctor"])
        assert kept[name] == ([] if name == "foreseen" else [(whom, row.starts - timedelta(days=3)), ([], None)])
    booked = Appointment.objects.get()
    assert (booked.pk, booked.slot.session_id) == (before.appointment.pk, before.sessions.published.pk)


def published_once_more() -> None:
    """Check that publishing an old plan again creates no second session for an existing half-day."""
    make.designated(make.commune().intercommunality)
    far = make.commune("31555", "Toulouse", department=make.department("31"), intercommunality=None)
    Professional.objects.update(home=far)
    make.minutes({(make.commune().pk, far.pk): 20})
    make.engaged(Professional.objects.get(resource__reference="D0"))
    assert publishing.publish(PlanRun.objects.get().programme).existing == 1


def test_the_migrations_keep_every_row(earlier: Earlier, on: On) -> None:
    with on(earlier.grown):
        checked(earlier.rows)
        published_once_more()


def test_an_old_backup_restores_every_row(earlier: Earlier, on: On) -> None:
    with on(earlier.restored):
        assert not Session.objects.filter(stop="changed").exists()
        checked(earlier.rows)
        place = earlier.rows.old.place.pk
        assert Resource.objects.create(kind="room", name="Neuf", reference="neuf", place_id=place).pk


def test_a_migration_that_cannot_be_reversed_with_rows_says_so(earlier: Earlier, on: On) -> None:
    with on(earlier.grown):
        with pytest.raises(RuntimeError, match="restore a backup"):
            migrate(BEFORE)
        # Later migrations without rows were reversed before the refusal: they are applied again, and nothing is lost.
        call_command("migrate", verbosity=0)
        assert check_schema(connection)


def test_a_backup_of_an_earlier_state_is_migrated(earlier: Earlier, on: On) -> None:
    held = backup.read_manifest(earlier.backup)
    assert "agenda.0002_initial" in held.migrations
    assert "agenda.0003_posts" not in held.migrations
    assert {"agenda_resource", "agenda_claim"} <= set(held.tables)
    assert "agenda_sessionpost" not in held.tables
    with on(earlier.grown):
        grown, people = contents(), set(User.objects.values_list("pk", "email"))
        patients = list(Patient.objects.order_by("pk").values_list())
    assert earlier.kept is not None
    assert backup.read_manifest(earlier.kept).migrations != held.migrations
    with on(earlier.restored):
        restored = contents()
        assert set(User.objects.values_list("pk", "email")) == people
        assert list(Patient.objects.order_by("pk").values_list()) == patients
        assert all(one[0].startswith("gAAAA") for one in _sealed())
    for table in ("booking_appointment", "agenda_claim", "agenda_sessionevent", "geography_commune"):
        assert restored[table] == grown[table], table


def _sealed() -> list[tuple[str]]:
    """The names of patients as the database holds them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_name FROM booking_patient")
        return cursor.fetchall()


def test_later_features_work_on_restored_rows(earlier: Earlier, on: On) -> None:
    with on(earlier.restored):
        assert check_schema(connection)
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)
        boss = Membership.objects.get(role="coordinator").user
        house = Session.objects.exclude(place=None).first().place.organisation
        _, token = services.invite(Invitee("rose@example.org", "Rose", "Cormier", "host", house), boss)
        made = services.accept(token, password=make.PASSWORD)
        assert made.pk > boss.pk
        assert todays.get_model("accounts", "UserEvent").objects.filter(pgh_obj_id=made.pk).exists()
        assert ContentType.objects.filter(app_label="accounts", model="invitation").exists()
        with pytest.raises(DatabaseError, match="gives no role"):
            Membership.objects.create(user=made, organisation=house, role="coordinator")


def test_a_backup_of_an_earlier_state_that_is_refused_changes_nothing(earlier: Earlier, on: On, tmp_path: Path) -> None:
    damaged = without_slots(earlier.backup, tmp_path / "damaged.zip")
    with on(earlier.grown):
        before = contents()
        with pytest.raises(BadInput, match="the database refused it"):
            backup.restore_backup(damaged, replace=True, keep_in=tmp_path / "kept")
        assert contents() == before
        assert check_schema(connection)


def test_a_migration_that_cannot_run_in_the_restore_is_named(
    earlier: Earlier, on: On, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = importlib.import_module("maillage.site.agenda.migrations.0005_posts_only")
    monkeypatch.setattr(later.Migration, "atomic", False)
    with on(earlier.grown), pytest.raises(WrongVersion, match=r"'agenda\.0005_posts_only', which cannot run"):
        backup.restore_backup(earlier.backup, replace=True, keep_in=tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
