"""Steps of a consultation: who may add one, when, and that the database keeps them as they were written."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from maillage.schemes import PARIS
from maillage.site.booking import retention
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.locks import constraint_of
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from maillage.site.remote.course import Act, State
from maillage.site.remote.models import Step
from maillage.site.remote.services import act, act_as_patient, courses_of
from tests.site import factories as make
from tests.site.remote_world import Remote, remote

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Remote:
    return remote()


def stands(world: Remote) -> State:
    return courses_of([world.appointment])[world.appointment.pk].state


def through(world: Remote, *acts: Act) -> None:
    """Do these acts in order, each by somebody who may; the patient checks."""
    for what in acts:
        if what is Act.CHECK:
            act_as_patient(world.token, what)
            continue
        try:
            act(world.appointment, what, world.nurse)
        except WrongState:
            act(world.appointment, what, world.doctor)


def refused_by_database(statement: str, name: str) -> None:
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        _at_once(statement)
    assert constraint_of(found.value) == name


def _at_once(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_whole_consultation_is_traced_with_its_times_and_people(world: Remote) -> None:
    through(world, Act.CHECK, Act.INSTALL, Act.LEAVE, Act.LET_IN, Act.RECALL, Act.COME_BACK, Act.CLOSE)
    steps = list(Step.objects.all())
    assert [step.after for step in steps] == [
        "checked", "installing", "nurse_left", "with_doctor", "recalled", "debriefing", "closed",
    ]  # fmt: skip
    assert [step.by for step in steps] == [
        None, world.nurse, world.nurse, world.doctor, world.doctor, world.nurse, world.doctor,
    ]  # fmt: skip
    assert all(one.at <= two.at for one, two in pairwise(steps))
    world.appointment.refresh_from_db()
    assert world.appointment.state == Appointment.State.SEEN


def test_an_interruption_names_its_problem_and_the_consultation_goes_on(world: Remote) -> None:
    through(world, Act.INSTALL, Act.LEAVE, Act.LET_IN)
    with pytest.raises(InvalidField, match="Choisissez ce qui"):
        act_as_patient(world.token, Act.INTERRUPT, "fièvre")
    assert act_as_patient(world.token, Act.INTERRUPT, "lost_link").get_problem_display() == "Liaison perdue"
    act(world.appointment, Act.RESUME, world.nurse)
    assert stands(world) is State.WITH_DOCTOR
    act(world.appointment, Act.TELEPHONE, world.doctor, "no_sound")
    act(world.appointment, Act.CLOSE, world.doctor)
    assert stands(world) is State.CLOSED


def test_an_act_that_came_too_late_changes_nothing_and_says_so(world: Remote) -> None:
    through(world, Act.INSTALL)
    with pytest.raises(WrongState, match="a changé entre-temps"):
        act(world.appointment, Act.INSTALL, world.nurse)
    with pytest.raises(WrongState, match="a changé entre-temps"):
        act_as_patient(world.token, Act.CHECK)
    assert Step.objects.count() == 1


def test_a_patient_who_did_not_come_is_missed_and_may_still_come(world: Remote) -> None:
    act(world.appointment, Act.NO_SHOW, world.nurse)
    world.appointment.refresh_from_db()
    assert world.appointment.state == Appointment.State.MISSED
    act(world.appointment, Act.INSTALL, world.nurse)
    world.appointment.refresh_from_db()
    assert world.appointment.state == Appointment.State.BOOKED


def test_nobody_is_missed_before_the_hour() -> None:
    late = remote(at=time(21, 59))
    if datetime.now(PARIS).time() < time(21, 59):
        with pytest.raises(WrongState, match="pas encore eu lieu"):
            act(late.appointment, Act.NO_SHOW, late.nurse)
        assert not Step.objects.exists()


def test_others_do_nothing(world: Remote) -> None:
    other = remote()
    for stranger in (other.doctor, other.nurse, make.coordinator(), make.user("host")):
        with pytest.raises(NotAllowed):
            act(world.appointment, Act.INSTALL, stranger)
    with pytest.raises(Refused, match="aucun rendez-vous"):
        act_as_patient("autre", Act.CHECK)
    act_as_patient(other.token, Act.CHECK)
    assert stands(world) is State.BOOKED


@pytest.mark.parametrize("days", [-1, 1])
def test_a_consultation_is_held_on_its_day(world: Remote, days: int, monkeypatch: Any) -> None:
    there = world.session.starts + timedelta(days=days, hours=12)
    monkeypatch.setattr(timezone, "now", lambda: there)
    with pytest.raises(WrongState, match="le jour du rendez-vous"):
        act(world.appointment, Act.INSTALL, world.nurse)


def test_an_ordinary_or_cancelled_appointment_has_no_course(world: Remote) -> None:
    booking.cancel(world.token, now=world.session.starts - timedelta(hours=1))
    with pytest.raises(WrongState, match="annulé"):
        act_as_patient(world.token, Act.CHECK)


def test_the_database_keeps_every_step_as_it_was_written(world: Remote) -> None:
    through(world, Act.CHECK, Act.INSTALL)
    refused_by_database("UPDATE remote_step SET at = now()", "step_never_changes")
    refused_by_database("DELETE FROM remote_step WHERE rank = 2", "step_stays")
    again = "INSERT INTO remote_step (appointment_id, rank, act, before, after, party, by_id, at, problem) SELECT "
    kept = (
        "appointment_id, {rank}, '{act}', '{before}', '{after}', party, by_id, now(), '' FROM remote_step WHERE rank=2"
    )
    for rank, what, before, to, name in (
        (4, "leave", "installing", "nurse_left", "step_follows"),
        (3, "leave", "checked", "nurse_left", "step_follows"),
        (3, "close", "installing", "closed", "step_by_the_table"),
        (3, "leave", "installing", "with_doctor", "step_by_the_table"),
        (3, "interrupt", "installing", "interrupted", "step_by_the_table"),
    ):
        refused_by_database(again + kept.format(rank=rank, act=what, before=before, after=to), name)


def test_steps_go_with_their_appointment_at_the_end_of_its_retention(world: Remote) -> None:
    through(world, Act.CHECK)
    assert retention.purge(timezone.now() + timedelta(days=365 * 5)) == 1
    assert not Step.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_consultation_closed_before_its_hour_is_kept() -> None:
    early = remote(at=time(21, 59))
    for what, by in ((Act.INSTALL, early.nurse), (Act.LET_IN, early.doctor), (Act.CLOSE, early.doctor)):
        act(early.appointment, what, by)
    early.appointment.refresh_from_db()
    assert early.appointment.state == Appointment.State.SEEN
