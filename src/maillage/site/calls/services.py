"""What an organiser does with a call: write it, publish it, move its deadline, answer what is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.site.accounts.messages import name_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.calls import notices, submissions
from maillage.site.calls.clock import PARIS, db_now, is_past, paris_words
from maillage.site.calls.kinds import call_kinds
from maillage.site.calls.models import MOST_SEATS, Call, CallOption, Submission
from maillage.site.calls.post_models import OfferedPost
from maillage.site.calls.review_models import CallCriterion
from maillage.site.history import authored_by
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.questionnaires import kept_reason
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState

State = Submission.State


@dataclass(frozen=True)
class CallData:
    """What is said of a call. ``opens`` and ``closes`` are hours of Paris without zone, both seconds included."""

    kind: str
    title: str
    text: str
    organisation: Organisation
    opens: datetime
    closes: datetime
    host: str = ""
    offer_days: int = 5
    ceiling_cents: int | None = None


def moment(local: datetime) -> datetime:
    """Return an hour of Paris as a moment, to the second.

    The hour that comes twice when winter time begins is the second one: nobody is shut out early. Raises ``ValueError``
    for an hour that does not exist, when summer time begins.
    """
    plain = local.replace(microsecond=0)
    found = plain.replace(tzinfo=PARIS, fold=1).astimezone(UTC)
    if found.astimezone(PARIS).replace(tzinfo=None, fold=0) != plain:
        raise ValueError(local)
    return found


def organisations_of(user: User) -> list[Organisation]:
    """Return the organisations for which a user opens calls."""
    keys = user.grants.scope(Record.CALL, Act.CHANGE, Reach.ORGANISATION).organisations
    return list(Organisation.objects.filter(pk__in=keys))


@in_transaction
def create(data: CallData, *, by: User | None) -> Call:
    """Write a call; nobody sees it before it is published. Raises ``InvalidField``, ``NotAllowed``."""
    if by is not None and data.organisation not in organisations_of(by):
        raise NotAllowed("Vous n’ouvrez pas d’appel pour cette organisation.")
    call = Call(kind=data.kind, organisation=data.organisation)
    _fill(call, data)
    with authored_by(by):
        call.save()
        _begin_grid(call)
    return call


def _begin_grid(call: Call) -> None:
    """Give a call the grid of its kind, in place of the one before."""
    call.criteria.all().delete()
    CallCriterion.objects.bulk_create(
        CallCriterion(
            call=call, position=number, code=one.code, label=one.label, hint=one.hint, most=one.most,
            weight=one.weight,
        )
        for number, one in enumerate(call.of_kind.grid)
    )  # fmt: skip


@in_transaction
def change(call: Call, data: CallData, *, by: User | None) -> Call:
    """Change a call; once published its opening and its kind stay, and its closing does not go back in time.

    Raises ``InvalidField``, ``NotAllowed``.
    """
    found = checked(call, by)
    before = found.opens_at, found.kind
    _fill(found, data)
    if found.published_at is not None:
        if (found.opens_at, found.kind) != before:
            raise InvalidField("opens", "Cet appel est publié\u00a0: son ouverture ne change plus.")
        if is_past(found.closes_at, db_now()):
            raise InvalidField("closes", "Cette clôture est passée\u00a0: donnez un moment à venir.")
    with authored_by(by):
        found.save()
        if found.kind != before[1]:
            _begin_grid(found)
    return found


def _fill(call: Call, data: CallData) -> None:
    if data.kind not in call_kinds():
        raise InvalidField("kind", "Choisissez la nature de l’appel.")
    for name, value in (("title", data.title), ("text", data.text)):
        if not value.strip():
            raise InvalidField(name, "Écrivez-le\u00a0: les candidats le liront.")
    for name, column, value in (("opens", "opens_at", data.opens), ("closes", "closes_at", data.closes)):
        try:
            setattr(call, column, moment(value))
        except ValueError as error:
            raise InvalidField(
                name, "Cette heure n’existe pas\u00a0: on passe ce jour-là à l’heure d’été. Changez-la."
            ) from error
    if call.closes_at <= call.opens_at:
        raise InvalidField("closes", "La clôture vient après l’ouverture.")
    if not 1 <= data.offer_days <= 60:
        raise InvalidField("offer_days", "Donnez de 1 à 60\u00a0jours.")
    if data.ceiling_cents is not None and data.ceiling_cents <= 0:
        raise InvalidField("ceiling", "Donnez un montant plus grand que zéro.")
    call.kind, call.title, call.text = data.kind, data.title.strip(), data.text.strip()
    call.blind = not call.of_kind.named
    call.host, call.offer_days, call.ceiling_cents = data.host.strip(), data.offer_days, data.ceiling_cents


@in_transaction
def add_option(
    call: Call, name: str, starts: date, ends: date, seats: int, department: str | None = None, *, by: User | None
) -> CallOption:
    """Add a week, or a place, with its seats. Raises ``InvalidField``, ``WrongState``, ``NotAllowed``."""
    found = checked(call, by)
    if not found.of_kind.has_seats:
        raise WrongState("Cet appel n’a pas de places.")
    if not name.strip():
        raise InvalidField("name", "Donnez un nom.")
    if ends < starts:
        raise InvalidField("ends", "Le dernier jour vient après le premier.")
    if not 1 <= seats <= MOST_SEATS:
        raise InvalidField("seats", f"Donnez de 1 à {MOST_SEATS} places.")
    row = CallOption(
        call=found, name=name.strip(), starts=starts, ends=ends, seats=seats, department_id=department or None
    )
    try:
        with transaction.atomic(), authored_by(by):
            row.save()
    except IntegrityError as error:
        if constraint_of(error) != "call_option_once":
            raise
        raise InvalidField("name", "Ce nom est déjà pris dans cet appel.") from error
    return row


@in_transaction
def publish(call: Call, *, by: User | None) -> Call:
    """Publish a call: it opens at its hour. Raises ``Refused`` for one without seats, or closed already."""
    found = checked(call, by)
    if found.published_at is not None:
        return found
    if found.of_kind.has_seats and not found.options.exists():
        raise Refused(f"Ajoutez d’abord ce que l’on peut choisir\u00a0: {found.of_kind.options.lower()} et places.")
    if found.of_kind.post and not OfferedPost.objects.filter(call=found).exists():
        raise Refused("Décrivez d’abord le poste : ses parts et sa prise de poste.")
    if found.is_over(db_now()):
        raise Refused("La clôture de cet appel est passée\u00a0: changez-la d’abord.")
    found.published_at = db_now()
    with authored_by(by):
        found.save()
    return found


@in_transaction
def admit(row: Submission, *, by: User | None) -> Submission:
    """Find a submission complete and its author eligible. Raises ``WrongState``, ``NotAllowed``."""
    found = _waiting(row, by)
    found.state, found.applicant.reason, found.applicant.decided_by = State.ADMITTED, "", name_of(by)
    with authored_by(by):
        found.save()
        found.applicant.save()
    notices.admitted(found)
    return found


@in_transaction
def send_back(row: Submission, missing: str, until: datetime, *, by: User | None) -> Submission:
    """Send a submission back with what is missing; it may be sent again until ``until``, an hour of Paris.

    Raises ``InvalidField``, ``WrongState``, ``NotAllowed``.
    """
    found = _waiting(row, by)
    reason = kept_reason(missing, "Dites en une phrase ce qui manque")
    try:
        last = moment(until)
    except ValueError as error:
        raise InvalidField("until", "Cette heure n’existe pas\u00a0: changez-la.") from error
    if is_past(last, db_now()):
        raise InvalidField("until", f"Le {paris_words(last)} est passé\u00a0: donnez un moment à venir.")
    found.state, found.saved_at, found.until = State.RETURNED, timezone.now(), last
    found.applicant.reason, found.applicant.decided_by = reason, name_of(by)
    with authored_by(by):
        found.save()
        found.applicant.save()
    notices.returned(found)
    return found


@in_transaction
def refuse(row: Submission, reason: str, *, by: User | None) -> Submission:
    """Refuse a submission that is not admissible, with a reason. Raises ``InvalidField``, ``WrongState``."""
    found = _waiting(row, by)
    found.applicant.reason = kept_reason(reason, "Dites en une phrase pourquoi")
    found.applicant.decided_by = name_of(by)
    with authored_by(by):
        submissions.end(found, State.REFUSED)
    notices.refused(found)
    return found


def checked(call: Call, user: User | None) -> Call:
    """Return the call, locked. Raises ``NotAllowed`` unless an organisation of ``user`` opens it."""
    if user is not None and not Call.objects.changeable_by(user, Reach.ORGANISATION).filter(pk=call.pk).exists():
        raise NotAllowed("Cet appel n’est pas celui de votre organisation.")
    return Call.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=call.pk)


def allowed(row: Submission, user: User | None, states: Sequence[str]) -> Submission:
    """Return the submission, locked. Raises ``NotAllowed``; ``WrongState`` unless in one of ``states``."""
    found = submissions.locked(row)
    mine = Submission.objects.changeable_by(user, Reach.ORGANISATION) if user is not None else None
    if mine is not None and not mine.filter(pk=row.pk).exists():
        raise NotAllowed("Cette candidature n’est pas pour votre organisation.")
    if found.state not in states:
        raise WrongState("Cette candidature a changé entre-temps\u00a0: relisez-la.")
    return found


def _waiting(row: Submission, by: User | None) -> Submission:
    return allowed(row, by, (State.SENT,))
