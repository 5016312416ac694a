"""What a candidate does, by a link and without an account: begin, answer, add a file, send, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from maillage.site.accounts import throttle
from maillage.site.accounts.models import Organisation
from maillage.site.calls import files, notices
from maillage.site.calls.answers import CONTACT, question, refuse_incomplete, refuse_names
from maillage.site.calls.clock import db_now, is_past, paris_words
from maillage.site.calls.kind import Shape
from maillage.site.calls.models import Applicant, Call, Submission, SubmissionFile
from maillage.site.calls.notices import LINKS
from maillage.site.history import forget_contexts
from maillage.site.locks import CALLS, constraint_of, in_transaction, lock_in_order
from maillage.site.questionnaires import kept_email
from maillage.site.refusals import InvalidField, Refused, WrongState

State = Submission.State
LIMIT = throttle.Limit("submission", per_account=5, per_address=30)
KEPT = timedelta(days=30)
DAYS_OF_A_MONTH = 31
REVIEWED = ("Review", "ReviewNote", "CallDecision")
"""What is said of a submission that was reviewed, and goes with it."""
GONE = "Cette candidature ne change plus\u00a0: elle est envoyée ou close."
TWICE = "Une candidature à cet appel est déjà envoyée avec cette adresse\u00a0: une seule par personne."


def empty(call: Call) -> Submission:
    """Return a submission that is not stored yet, with its applicant."""
    row = Submission(call=call)
    row.applicant = Applicant(submission=row, call=call)
    return row


def find(token: str) -> Submission | None:
    """Return the submission of a link."""
    key = LINKS.key_of(token)
    rows = Submission.objects.select_related("call__organisation", "applicant")
    return None if key is None else rows.filter(key=key).first()


@in_transaction
def begin(call: Call, email: str, phone: str = "", *, address: str = "") -> Submission:
    """Begin a submission and send its link. Raises ``Refused`` for too many tries, or a call that is not open."""
    LIMIT.take(kept_email(email), address)
    now = db_now()
    if not call.is_open(now):
        raise Refused(closed_words(call, call.closes_at, now))
    row = empty(call)
    CONTACT.put(row, {"email": email, "phone": phone})
    row.save()
    row.applicant.submission = row
    row.applicant.save()
    notices.begun(row)
    return row


def send_links(email: str, address: str, now: datetime) -> None:
    """Send the links of the open submissions of an address; the caller cannot tell whether there are any."""
    email = kept_email(email)
    LIMIT.take(email, address)
    rows = Submission.objects.filter(applicant__email=email).exclude(state__in=[State.WITHDRAWN])
    for row in rows.select_related("call", "applicant"):
        notices.begun(row, again=f"-{now:%Y%m%d%H}")


@in_transaction
def save_answer(row: Submission, code: str, values: Mapping[str, Any]) -> Submission:
    """Check and store an answer. Raises ``InvalidField``; ``WrongState`` once it is sent."""
    found = _own(row)
    question(found, code).put(found, values)
    _save(found)
    return found


@in_transaction
def add_file(row: Submission, code: str, content: bytes) -> SubmissionFile:
    """Keep the file that answers a question, in place of the one before. Raises ``InvalidField``, ``WrongState``."""
    found = _own(row)
    field = found.call.of_kind.field(code)
    if field.shape is not Shape.FILE:
        raise InvalidField(files.FIELD, "Cette question ne demande pas de fichier.")
    checked = files.check(content)
    if field.blind:
        refuse_names(found, checked.text, files.FIELD)
    values = {
        "digest": files.keep(checked.content), "bytes": len(checked.content), "pages": checked.pages,
        "scanned": checked.scanned, "at": timezone.now(),
    }  # fmt: skip
    _save(found)
    return SubmissionFile.objects.update_or_create(submission=found, field=code, defaults=values)[0]


@in_transaction
def send(row: Submission, *, consent: bool) -> Submission:
    """Send a submission, the first time or completed; a second call changes nothing.

    It is received when this transaction begins, by the clock of the database. Raises ``InvalidField`` for what is
    missing, without consent, and one second after the deadline, which the message tells; ``WrongState``.
    """
    found = locked(row)
    if found.state == State.SENT:
        return found
    if not found.is_own:
        raise WrongState(GONE)
    refuse_late(found, "Votre envoi est arrivé le {now}\u00a0: il n’est pas reçu.")
    refuse_incomplete(found)
    if not consent:
        raise InvalidField("consent", "Cochez cette case\u00a0: sans votre accord, rien n’est envoyé.")
    lock_in_order(CALLS, [found.call_id])
    # The database compares digests of one key; while it is replaced there are two, and this asks for both.
    others = Applicant.objects.filter(call=found.call_id, sent=True, email=found.applicant.email)
    if others.exclude(submission=found).exists():
        raise InvalidField("email", TWICE)
    if found.number is None:
        last = Submission.objects.filter(call=found.call_id).aggregate(last=Max("number"))["last"]
        found.number = (last or 0) + 1
    found.state, found.saved_at, found.sent_at = State.SENT, timezone.now(), db_now()
    found.applicant.sent, found.applicant.reason, found.applicant.decided_by = True, "", ""
    try:
        with transaction.atomic():
            found.save()
            found.applicant.save()
    except IntegrityError as error:
        if constraint_of(error) != "applicant_sends_one":
            raise
        raise InvalidField("email", TWICE) from error
    notices.sent(found)
    return found


@in_transaction
def withdraw(row: Submission, reason: str = "") -> Submission:
    """Withdraw an open submission for good. Raises ``WrongState`` if it was answered."""
    found = locked(row)
    if found.state == State.WITHDRAWN:
        return found
    if not found.is_open:
        raise WrongState("Cette candidature a reçu sa réponse\u00a0: écrivez à l’organisme qui a ouvert l’appel.")
    found.applicant.reason, found.applicant.decided_by = " ".join(reason.split())[:500], ""
    end(found, State.WITHDRAWN)
    notices.withdrawn(found)
    return found


def end(row: Submission, state: Submission.State) -> None:
    """Close a submission in a final state; one that is withdrawn or refused leaves its author free to send another."""
    row.state, row.ended_at = state, timezone.now()
    row.applicant.sent = state is State.SELECTED
    row.save()
    row.applicant.save()


def closed_words(call: Call, deadline: datetime, now: datetime) -> str:
    """Say when a call was, or will be, open."""
    if call.published_at is None or now < call.opens_at:
        return f"Cet appel ouvre le {paris_words(call.opens_at)}."
    return f"Cet appel s’est clos le {paris_words(deadline)}."


def refuse_late(row: Submission, more: str = "") -> None:
    """Raise ``InvalidField`` outside the time of the call, by the clock of the database."""
    now = db_now()
    if row.call.published_at is None or now < row.call.opens_at or is_past(row.deadline, now):
        said = closed_words(row.call, row.deadline, now)
        raise InvalidField("deadline", f"{said} {more.format(now=paris_words(now))}".strip())


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete abandoned drafts and what was withdrawn, thirty days later, with their history; return how many.

    What was refused is kept as long as the organisation of its call keeps things.
    """
    rows = Submission.objects.filter(state=State.DRAFT, saved_at__lt=now - KEPT)
    rows |= Submission.objects.filter(state=State.WITHDRAWN, ended_at__lt=now - KEPT)
    for months in Organisation.objects.values_list("retention_months", flat=True).distinct():
        late = now - timedelta(days=months * DAYS_OF_A_MONTH)
        rows |= Submission.objects.filter(
            state=State.REFUSED, ended_at__lt=late, call__organisation__retention_months=months
        )
    return forget(list(rows.values_list("pk", flat=True)), now)


def forget(keys: list[int], now: datetime) -> int:
    """Delete submissions with their messages and history; return how many."""
    applicants = list(Applicant.objects.filter(submission__in=keys).values_list("pk", flat=True))
    held = list(SubmissionFile.objects.filter(submission__in=keys).values_list("pk", flat=True))
    said = {
        name: [one.pk for one in apps.get_model("calls", name)._default_manager.filter(submission__in=keys)]
        for name in REVIEWED
    }
    Submission.objects.filter(pk__in=keys).delete()
    notices.forget(keys)
    # The deletion itself writes events, so the history is deleted after the rows.
    rows = {"Submission": keys, "Applicant": applicants, "SubmissionFile": held, **said}
    for name, gone in rows.items():
        apps.get_model("calls", f"{name}Event").objects.filter(pgh_obj_id__in=gone).delete()
    if keys:
        forget_contexts(now)
    return len(keys)


def locked(row: Submission) -> Submission:
    """Return the row, locked, with its call and its applicant."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("call__organisation", "applicant")
    return rows.get(pk=row.pk)


def _own(row: Submission) -> Submission:
    found = locked(row)
    if not found.is_own:
        raise WrongState(GONE)
    refuse_late(found)
    return found


def _save(row: Submission) -> None:
    row.saved_at = timezone.now()
    row.save()
    row.applicant.save()
