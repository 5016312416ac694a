"""The course of consultations at a distance: read it, and add a step to it.

Professionals act by their post in the session: who gives it is the doctor, anybody else with a post assists. Patients
act by the link of their appointment. A closed consultation marks its appointment as kept, a patient who did not come as
missed, by the rules of ``booking.outcomes``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from maillage.schemes import ResourceKind
from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session
from maillage.site.agenda.services import author
from maillage.site.booking import outcomes
from maillage.site.booking.models import Appointment
from maillage.site.booking.services import opened_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, WrongState
from maillage.site.remote import course
from maillage.site.remote.course import Act, Party, State
from maillage.site.remote.models import Step

NOT_HERE = "Ce rendez-vous n’est pas une consultation à distance."
CHANGED = "L’état de la consultation a changé entre-temps\u00a0: lisez-le, puis choisissez de nouveau."


@dataclass(frozen=True)
class Course:
    """The steps of one consultation, in their order."""

    steps: tuple[Step, ...] = ()

    @property
    def passed(self) -> list[State]:
        """The states so far; it begins as booked."""
        return [State.BOOKED, *(State(step.after) for step in self.steps)]

    @property
    def state(self) -> State:
        """The present state."""
        return self.passed[-1]

    @property
    def label(self) -> str:
        """The present state in words."""
        return str(Step.State(self.state).label)

    @property
    def since(self) -> datetime | None:
        """When the present state began; None for one that is only booked."""
        return self.steps[-1].at if self.steps else None


def courses_of(appointments: Iterable[Appointment]) -> Mapping[int, Course]:
    """Return the course of each appointment, by its key (one query)."""
    found: defaultdict[int, list[Step]] = defaultdict(list)
    keys = [appointment.pk for appointment in appointments]
    for step in Step.objects.filter(appointment__in=keys).select_related("by").order_by("rank"):
        found[step.appointment_id].append(step)
    return {key: Course(tuple(found[key])) for key in keys}


def party_of(session: Session, user: User) -> Party | None:
    """Return what a user is in a session read ``with_posts``; None for somebody without a post there."""
    found: set[bool] = set()
    for post in session.posts.all():
        if post.kind == ResourceKind.PROFESSIONAL and not post.arranged:
            claims = (claim for claim in post.claims.all() if claim.active)
            found |= {post.giver for claim in claims if claim.resource.professional.user_id == user.pk}
    return None if not found else Party.DOCTOR if True in found else Party.NURSE


@in_transaction
def act(appointment: Appointment, what: Act, by: User, problem: str = "") -> Step:
    """Add a step by a professional of the session.

    Raises ``NotAllowed`` for anybody else, ``WrongState`` if it is not possible now or today, ``InvalidField`` without
    the problem where one must be named.
    """
    with author(by):
        locked = locked_appointment(appointment.pk)
        party = party_of(locked.slot.session, by)
        if party is None or not Appointment.objects.changeable_by(by).filter(pk=locked.pk).exists():
            raise NotAllowed("Ce rendez-vous ne relève pas de votre compte.")
        step = _add(locked, what, party, by, problem)
        _note_outcome(locked, step, by)
        return step


@in_transaction
def act_as_patient(token: str, what: Act, problem: str = "") -> Step:
    """Add a step by the link of an appointment. Raises like :func:`act`."""
    found = Appointment.objects.filter(opened_by(token)).values_list("pk", flat=True).first()
    if found is None:
        raise WrongState("Ce lien ne mène à aucun rendez-vous.")
    return _add(locked_appointment(found), what, Party.PATIENT, None, problem)


def locked_appointment(pk: int) -> Appointment:
    """Lock the appointment: steps of one consultation are written one after the other."""
    Appointment.objects.select_for_update(of=("self",)).get(pk=pk)
    return Appointment.objects.with_sessions().get(pk=pk)


def _add(appointment: Appointment, what: Act, party: Party, by: User | None, problem: str) -> Step:
    now = timezone.now()
    check_open(appointment, now)
    if course.MOVES[what].says_why and problem not in Step.Problem.values:
        raise InvalidField("problem", "Choisissez ce qui n’a pas marché.")
    passed = courses_of([appointment])[appointment.pk].passed
    try:
        to = course.after(what, party, passed)
    except course.Impossible as error:
        raise WrongState(CHANGED) from error
    return Step.objects.create(
        appointment=appointment, rank=len(passed), act=what, before=passed[-1], after=to, party=party, by=by, at=now,
        problem=problem if course.MOVES[what].says_why else "",
    )  # fmt: skip


def check_open(appointment: Appointment, now: datetime) -> None:
    """Raise ``WrongState`` unless the appointment is one at a distance, stands, and is today by the clock there."""
    session = appointment.slot.session
    if not session.rules.at_distance:
        raise WrongState(NOT_HERE)
    if appointment.state not in Appointment.ACTIVE_STATES or session.state == Session.State.CANCELLED:
        raise WrongState("Ce rendez-vous est annulé.")
    if not outcomes.same_day(appointment, now):
        raise WrongState("Cette page s’ouvre le jour du rendez-vous.")


def _note_outcome(appointment: Appointment, step: Step, by: User) -> None:
    """Mark the appointment as kept, even closed before its hour, or as missed; before the hour nobody can be missed."""
    if step.act == Act.NO_SHOW:
        outcomes.mark(appointment, Appointment.State.MISSED, by)
    elif step.act == Act.CLOSE:
        outcomes.mark(appointment, Appointment.State.SEEN, by, held=True)
    elif step.before == State.NO_SHOW:
        outcomes.mark(appointment, Appointment.State.BOOKED, by)
