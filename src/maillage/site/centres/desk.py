"""The queue of calls and tasks of a secretariat, one for all the centres it answers for: take, do, pass on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.agenda.services import author
from maillage.site.booking.patients import InvalidPatient, kept_phone
from maillage.site.centres import own
from maillage.site.centres.models import DeskTask
from maillage.site.directory.models import Place
from maillage.site.locks import in_transaction
from maillage.site.refusals import AlreadyDone, InvalidField, WrongState
from maillage.site.texts import visible

Kind = DeskTask.Kind
KEPT = timedelta(days=30)
LONGEST_NOTE = 200


@dataclass(frozen=True)
class TaskData:
    """What is noted: nothing medical."""

    kind: str
    name: str = ""
    phone: str = ""
    note: str = ""
    due: date | None = None


def colleagues(task: DeskTask, user: User) -> QuerySet[User]:
    """Return the others who answer for the centre of a task."""
    roles = ("secretary", "centre_manager")
    rows = User.objects.filter(is_active=True, memberships__organisation=task.centre_id, memberships__role__in=roles)
    return rows.exclude(pk=user.pk).distinct().order_by("last_name", "first_name")


def centres_of(user: User) -> QuerySet[Organisation]:
    """Return the centres that a user answers for."""
    keys = user.grants.scope(Record.CENTRE_DESK, Act.CHANGE).organisations
    return Organisation.objects.filter(pk__in=keys).order_by("name")


@in_transaction
def note(centre: Organisation, data: TaskData, by: User | None) -> DeskTask:
    """Put a call or a task into the queue. Raises ``InvalidField``."""
    own.check(centre, Record.CENTRE_DESK, by)
    if data.kind not in Kind.values:
        raise InvalidField("kind", "Choisissez dans la liste.")
    name, text = " ".join(visible(data.name).split())[:100], " ".join(visible(data.note).split())
    if len(text) > LONGEST_NOTE:
        raise InvalidField("note", f"{LONGEST_NOTE} lettres au plus.")
    place = Place.objects.filter(organisation=centre).select_related("commune").order_by("pk").first()
    try:
        phone = kept_phone(data.phone, str(place.commune.department_id) if place is not None else "")
    except InvalidPatient as error:
        raise InvalidField("phone", str(error)) from error
    if data.kind == Kind.CALL_BACK.value and not phone:
        raise InvalidField("phone", "Donnez le numéro à rappeler.")
    if not name and not text:
        raise InvalidField("note", "Dites qui appelle, ou ce qu’il y a à faire.")
    with author(by):
        return DeskTask.objects.create(
            centre=centre, kind=data.kind, name=name, phone=phone, note=text, due=data.due, created_by=by
        )


@in_transaction
def take(task: DeskTask, by: User) -> DeskTask:
    """Take a task; taking one's own again changes nothing. Raises ``AlreadyDone`` saying who has it."""
    row = _open(task, by)
    if row.taken_by is not None and row.taken_by != by:
        raise AlreadyDone(f"{row.taken_by.get_full_name()} s’en occupe déjà.")
    row.taken_by, row.taken_at = by, timezone.now()
    return _saved(row, by)


@in_transaction
def do(task: DeskTask, by: User) -> DeskTask:
    """Say that a task is done: by who took it, or by whoever does it while nobody has."""
    row = _open(task, by)
    if row.taken_by is not None and row.taken_by != by:
        raise AlreadyDone(f"{row.taken_by.get_full_name()} s’en occupe déjà\u00a0: demandez-lui de vous le passer.")
    row.taken_by, row.done_by, row.done_at = by, by, timezone.now()
    return _saved(row, by)


@in_transaction
def pass_on(task: DeskTask, to: User | None, word: str, by: User) -> DeskTask:
    """Give a task to a colleague of the same centre, or back to everybody (None), with a word.

    Raises ``WrongState`` for somebody else's task, ``InvalidField`` for who does not answer for the centre.
    """
    row = _open(task, by)
    if row.taken_by is not None and row.taken_by != by:
        raise WrongState(f"{row.taken_by.get_full_name()} s’en occupe\u00a0: seule cette personne peut le passer.")
    if to is not None and not colleagues(row, by).filter(pk=to.pk).exists():
        raise InvalidField("to", "Cette personne ne répond pas pour ce centre.")
    row.taken_by, row.taken_at = to, timezone.now() if to is not None else None
    row.passed_by, row.last_word = by, " ".join(visible(word).split())[:LONGEST_NOTE]
    return _saved(row, by)


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete what was done a month ago."""
    return DeskTask.objects.filter(done_at__lt=now - KEPT).delete()[0]


def _open(task: DeskTask, by: User) -> DeskTask:
    row = (
        DeskTask.objects.select_for_update(of=("self",)).select_related("centre", "taken_by", "done_by").get(pk=task.pk)
    )
    own.check(row.centre, Record.CENTRE_DESK, by)
    if row.done_at is not None:
        who = row.done_by.get_full_name() if row.done_by is not None else "quelqu’un"
        raise AlreadyDone(f"C’est déjà fait, par {who}.")
    return row


def _saved(row: DeskTask, by: User) -> DeskTask:
    with author(by):
        row.save()
    return row
