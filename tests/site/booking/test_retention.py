"""After twenty-five months no table contains anything about the patient."""

from __future__ import annotations

from datetime import timedelta

import pghistory
import pytest
from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.utils import timezone
from pghistory.models import Context
from procrastinate.contrib.django import app

from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import background, retention, services
from maillage.site.booking.models import Appointment, Patient
from maillage.site.history import SETTLED, forget_contexts
from tests.site import everything
from tests.site import factories as make

pytestmark = pytest.mark.django_db

PLANTED = "Zéphyrine-Plantée"


def test_nothing_about_a_patient_is_left_after_the_retention() -> None:
    session = make.published()
    patient = make.patient(last_name=PLANTED, email="zephyrine@example.org", phone="06 99 88 77 66")
    with pghistory.context(planted=PLANTED):
        booked = services.book(session.slots.first().pk, patient, make.key())
        services.cancel(booked.token)
    months = session.place.organisation.retention_months
    end = booked.appointment.slot.ends
    assert retention.purge(end + relativedelta(months=months) - timedelta(hours=1)) == 0
    for trace in (PLANTED, "zephyrine@example.org", "+33699887766"):
        assert trace in everything.rows()
    assert retention.purge(end + relativedelta(months=months) + timedelta(hours=1)) == 1
    left = everything.rows()
    for trace in (PLANTED, "zephyrine", "+33699887766", bytes(booked.appointment.token_hash).hex()):
        assert trace not in left
    assert Slot.objects.filter(session=session).exists()


def test_history_contexts_are_deleted_with_their_events() -> None:
    with pghistory.context(which="appointment"):
        session = make.published()
        booked = services.book(session.slots.first().pk, make.patient(), make.key())
    with pghistory.context(which="cancellation"):
        services.cancel(booked.token)
    assert retention.purge(booked.appointment.slot.ends + relativedelta(months=25)) == 1
    # The session's own history stays, and so does the context that it shares with the appointment's.
    assert [context.metadata["which"] for context in Context.objects.all()] == ["appointment"]


def test_history_of_kept_rows_stays_with_its_contexts() -> None:
    old, young = make.published(), make.published(starts=make.soon(20))
    booked = {}
    for which, session in (("old", old), ("young", young)):
        with pghistory.context(which=which):
            booked[which] = services.book(session.slots.first().pk, make.patient(), make.key()).appointment
    Context.objects.update(updated_at=timezone.now() - timedelta(days=1))
    with pghistory.context(which="at work"):
        assert retention.purge(old.ends + relativedelta(months=24, days=1)) == 1
    events = apps.get_model("booking", "AppointmentEvent").objects.all()
    assert {event.pgh_obj_id for event in events} == {booked["young"].pk}
    assert {context.metadata["which"] for context in Context.objects.all()} == {"young"}


def test_contexts_of_running_requests_are_left_alone() -> None:
    session = make.published()
    with pghistory.context(which="under way"):
        booked = services.book(session.slots.first().pk, make.patient(), make.key()).appointment
    apps.get_model("booking", "AppointmentEvent").objects.all().delete()
    written = Context.objects.get().updated_at
    assert forget_contexts(written + SETTLED - timedelta(seconds=1)) == 0
    assert forget_contexts(written + SETTLED + timedelta(seconds=1)) == 1
    assert Appointment.objects.filter(pk=booked.pk).exists()


def test_each_organisation_has_its_own_retention() -> None:
    short = make.published(place=make.place(organisation=make.organisation("practice", retention_months=3)))
    long = make.published()
    for session in (short, long):
        services.book(session.slots.first().pk, make.patient(), make.key())
    assert retention.purge(timezone.now() + relativedelta(months=6)) == 1
    assert [a.slot.session_id for a in Appointment.objects.all()] == [long.pk]


def test_sessions_in_a_vehicle_follow_its_organisation() -> None:
    bus = make.vehicle(organisation=make.organisation(retention_months=1))
    session = make.published(scheme="medical_bus", vehicle=bus, commune=make.commune(), stop="Place du marché")
    services.book(session.slots.first().pk, make.patient(), make.key())
    assert retention.purge(session.ends + relativedelta(months=2)) == 1


def test_without_an_organisation_the_default_retention_applies() -> None:
    bus = make.thing("vehicle", place=make.place())
    session = make.published(scheme="medical_bus", vehicle=bus, commune=make.commune(), stop="Place du marché")
    services.book(session.slots.first().pk, make.patient(), make.key())
    assert retention.purge(session.ends + relativedelta(months=23)) == 0
    assert retention.purge(session.ends + relativedelta(months=25)) == 1


def test_a_patient_with_a_recent_appointment_stays() -> None:
    old, recent = make.published(), make.published(starts=make.soon(20))
    for session in (old, recent):
        services.book(session.slots.first().pk, make.patient(), make.key())
    long_ago = timezone.now() - relativedelta(months=30)
    Slot.objects.filter(appointments__slot__session=old).update(starts=long_ago, ends=long_ago + timedelta(minutes=20))
    retention.purge(timezone.now())
    assert Patient.objects.count() == Appointment.objects.count() == 1
    assert Session.objects.count() == 2


def test_the_worker_deletes_periodically() -> None:
    old, recent = make.published(), make.published(starts=make.soon(20))
    for session in (old, recent):
        services.book(session.slots.first().pk, make.patient(), make.key())
    long_ago = timezone.now() - relativedelta(months=30)
    old.slots.filter(appointments__isnull=False).update(starts=long_ago, ends=long_ago + timedelta(minutes=20))
    background.forget()
    assert [one.slot.session_id for one in Appointment.objects.all()] == [recent.pk]
    turns = {(task.task.name, task.cron) for task in app.periodic_registry.periodic_tasks.values()}
    assert ("booking.forget", "*/15 * * * *") in turns
