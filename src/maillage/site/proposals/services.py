"""Services on a proposed place: begin, save answers, send, withdraw; set a visit, note it, approve, send back, refuse.

The proposer uses a link, without an account; ``by`` is the coordinator, None for the command line and the
demonstration.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.site.accounts import roles, throttle
from maillage.site.accounts import services as accounts
from maillage.site.accounts.messages import name_of
from maillage.site.accounts.models import Membership, Organisation, User
from maillage.site.accounts.rights import Reach
from maillage.site.accounts.services import Invitee
from maillage.site.directory import photos
from maillage.site.directory import services as directory
from maillage.site.directory.checklists import REQUIRED_AT_VISIT, VISIT
from maillage.site.directory.models import Place, PlacePhoto
from maillage.site.directory.photos import KeptPhoto
from maillage.site.directory.services import PlaceData, PromiseData
from maillage.site.directory.services.promises import add_proposed_rooms, keep_photo
from maillage.site.history import authored_by, forget_contexts
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.proposals import notices
from maillage.site.proposals.answers import QUESTIONS, next_question, refuse_known
from maillage.site.proposals.models import PlaceProposal, ProposalPhoto
from maillage.site.proposals.notices import LINKS
from maillage.site.questionnaires import kept_email, kept_reason
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from maillage.site.sealed_fields import email_term, found_by

State = PlaceProposal.State
LIMIT = throttle.Limit("proposal", per_account=5, per_address=30)
DRAFT_KEPT, WITHDRAWN_KEPT, REFUSED_KEPT = timedelta(days=30), timedelta(days=30), timedelta(days=365)
GONE = "Cette proposition n’attend plus de réponse."


def find(token: str) -> PlaceProposal | None:
    """Return the proposal of a link."""
    key = LINKS.key_of(token)
    rows = PlaceProposal.objects.select_related("commune__department", "place")
    return None if key is None else rows.filter(key=key).first()


@in_transaction
def begin(email: str, phone: str = "", *, address: str = "") -> PlaceProposal:
    """Begin a proposal and send its link. Raises ``Refused`` if the network address has asked too often."""
    LIMIT.take(kept_email(email), address)
    row = PlaceProposal()
    QUESTIONS["contact"].put(row, {"email": email, "phone": phone})
    row.save()
    notices.begun(row)
    return row


def send_links(email: str, address: str, now: datetime) -> None:
    """Send the links of the open proposals of an e-mail address; the caller cannot tell whether there are any."""
    email = kept_email(email)
    LIMIT.take(email, address)
    for row in PlaceProposal.objects.filter(found_by([email_term(email)]), state__in=PlaceProposal.OPEN_STATES):
        notices.begun(row, again=f"-{now:%Y%m%d%H}")


@in_transaction
def save_answer(row: PlaceProposal, question: str, values: Mapping[str, Any]) -> PlaceProposal:
    """Check and store an answer. Raises ``InvalidField``; ``WrongState`` while the coordination reads the proposal."""
    found = _own(row)
    QUESTIONS[question].put(found, values)
    found.saved_at = timezone.now()
    found.save()
    return found


@in_transaction
def add_photo(row: PlaceProposal, photo: KeptPhoto) -> ProposalPhoto:
    """Add a photo; the same one twice is one. Raises ``InvalidField`` for one too many, ``WrongState``."""
    return keep_photo(_own(row).photos, photo)


@in_transaction
def remove_photo(row: PlaceProposal, pk: int) -> None:
    """Remove a photo; its file goes with the next sweep. Raises ``WrongState``."""
    _own(row).photos.filter(pk=pk).delete()


@in_transaction
def send(row: PlaceProposal, *, consent: bool) -> PlaceProposal:
    """Send a proposal, the first time or completed; a second call changes nothing.

    Raises ``InvalidField`` for what is missing, and for a place that somebody else has proposed meanwhile.
    """
    found = _locked(row)
    if found.state == State.SENT:
        return found
    if not found.is_own:
        raise WrongState(GONE)
    missing = next_question(found)
    if missing is not None:
        raise InvalidField(missing.code, "Il reste une question sans réponse.")
    if not consent:
        raise InvalidField("consent", "Cochez cette case\u00a0: sans votre accord, rien n’est envoyé.")
    refuse_known(found)
    found.state, found.sent_at = State.SENT, timezone.now()
    found.consented_at = found.saved_at = found.sent_at
    found.reason = found.decided_by = ""
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        if constraint_of(error) != "proposal_one_running":
            raise
        refuse_known(found)
        raise
    notices.sent(found)
    return found


@in_transaction
def withdraw(row: PlaceProposal, reason: str = "") -> PlaceProposal:
    """Withdraw an open proposal for good. Raises ``WrongState`` if it was answered."""
    found = _locked(row)
    if found.state == State.WITHDRAWN:
        return found
    if not found.is_open:
        raise WrongState("Cette proposition a reçu sa réponse\u00a0: appelez la coordination.")
    found.reason, found.decided_by = " ".join(reason.split())[:500], ""
    _end(found, State.WITHDRAWN)
    notices.withdrawn(found)
    return found


@in_transaction
def set_visit(row: PlaceProposal, day: date, visitor: str, *, by: User | None = None) -> PlaceProposal:
    """Set the day of the visit and who comes; the proposer is told. Raises ``InvalidField``, ``WrongState``."""
    found = _waiting(row, by)
    who = " ".join(visitor.split())[:200]
    if not who:
        raise InvalidField("visitor", "Dites qui fait la visite.")
    if found.sent_at is not None and day < timezone.localdate(found.sent_at):
        raise InvalidField("visit_on", "Ce jour est avant la proposition\u00a0: donnez le jour de la visite.")
    if (found.visit_on, found.visitor) != (day, who):
        found.visit_on, found.visitor = day, who
        with authored_by(by):
            found.save()
        if day >= timezone.localdate():
            notices.visit_set(found)
    return found


@in_transaction
def note_visit(
    row: PlaceProposal, checked: Collection[str], note: str = "", *, by: User | None = None
) -> PlaceProposal:
    """Note what was seen at the visit. Raises ``Refused`` before its day, ``InvalidField`` for an unknown point."""
    found = _waiting(row, by)
    if not visit_has_come(found):
        raise Refused("La visite n’a pas encore eu lieu\u00a0: fixez-en le jour, ou attendez-le.")
    if set(checked) - set(VISIT):
        raise InvalidField("checked", "Choisissez dans la liste.")
    found.visit_checked = [code for code in VISIT if code in checked]
    found.visit_note = note.strip()[:1000]
    with authored_by(by):
        found.save()
    return found


def visit_has_come(row: PlaceProposal) -> bool:
    """Return whether the day of the visit is today or past, at the place."""
    return row.visit_on is not None and row.visit_on <= _today(row)


def reason_against(row: PlaceProposal) -> str:
    """Return why a proposal cannot be approved yet; "" if it can."""
    if row.visit_on is None:
        return "Une visite est attendue\u00a0: fixez-en le jour."
    if not visit_has_come(row):
        return "La visite n’a pas encore eu lieu."
    missing = [VISIT[code] for code in REQUIRED_AT_VISIT if code not in row.visit_checked]
    return (
        f"Il manque à la visite\u00a0: {', '.join(text[:1].lower() + text[1:] for text in missing)}." if missing else ""
    )


@in_transaction
def approve(row: PlaceProposal, *, organisation: Organisation | None = None, by: User | None = None) -> PlaceProposal:
    """Approve: create the organisation if it is new, the place with its rooms and beds, and invite its host.

    ``organisation`` is one of the directory that already keeps places, None for a new one. Repeating it changes
    nothing. Raises ``Refused`` while the visit is missing or incomplete, ``WrongState``, ``NotAllowed``.
    """
    if row.state == State.APPROVED:
        return row
    found = _waiting(row, by)
    against = reason_against(found)
    if against:
        raise Refused(against)
    house = organisation or _organisation(found)
    place = _enter(found, house, by)
    found.place, found.decided_by = place, name_of(by)
    with authored_by(by):
        _end(found, State.APPROVED)
    notices.approved(found)
    _invite(found, house, by)
    return found


def _organisation(row: PlaceProposal) -> Organisation:
    known = Organisation.objects.filter(name__iexact=row.organisation_name).first()
    if known is not None:
        raise InvalidField(
            "organisation",
            f"{known.name} existe déjà sur ce site. Choisissez-la dans la liste si elle y est, ou renvoyez la "
            "proposition pour qu’elle change de nom.",
        )
    return directory.create_organisation(row.organisation_name, row.proposer)


def _enter(row: PlaceProposal, house: Organisation, by: User | None) -> Place:
    """Create the place with what it promises."""
    rooms = row.room_data
    data = PlaceData(
        name=row.place_name,
        kind=row.place_kind,
        commune=row.commune_id or "",
        address=row.address,
        organisation=house,
        phone=row.contact_phone or row.phone,
        opening_weekdays=sorted({day for room in rooms for day, _, _ in room.hours}),
    )
    place = directory.create_place(data, by=by)
    add_proposed_rooms(place, rooms)
    directory.state_promise(place, PromiseData.of(row))
    today = _today(row)
    for first, last, why in row.closure_days:
        if last >= today:
            directory.close(place, first, last, why)
    for photo in row.photos.all():
        directory.add_photo(place, KeptPhoto(photo.digest, photo.width, photo.height))
    return place


def _invite(row: PlaceProposal, house: Organisation, by: User | None) -> None:
    """Invite the proposer as host, unless they already are one there."""
    known = Membership.objects.filter(user__email=row.email, organisation=house, role=roles.HOST.code)
    if not known.exists():
        accounts.invite(Invitee(row.email, row.first_name, row.last_name, roles.HOST.code, house), by)


@in_transaction
def send_back(row: PlaceProposal, missing: str, *, by: User | None = None) -> PlaceProposal:
    """Send a proposal back to its proposer with what is missing. Raises ``InvalidField``, ``WrongState``."""
    found = _waiting(row, by)
    found.reason, found.decided_by = kept_reason(missing, "Dites en une phrase ce qui manque"), name_of(by)
    found.state, found.saved_at = State.RETURNED, timezone.now()
    with authored_by(by):
        found.save()
    notices.returned(found)
    return found


@in_transaction
def refuse(row: PlaceProposal, reason: str, *, by: User | None = None) -> PlaceProposal:
    """Refuse with a reason that the proposer reads. Raises ``InvalidField``, ``WrongState``, ``NotAllowed``."""
    found = _waiting(row, by)
    found.reason, found.decided_by = kept_reason(reason, "Dites en une phrase pourquoi"), name_of(by)
    with authored_by(by):
        _end(found, State.REFUSED)
    notices.refused(found)
    return found


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete abandoned drafts, and withdrawn or refused proposals, after their retention period; return how many."""
    rows = PlaceProposal.objects.filter(state=State.DRAFT, saved_at__lt=now - DRAFT_KEPT)
    rows |= PlaceProposal.objects.filter(state=State.WITHDRAWN, ended_at__lt=now - WITHDRAWN_KEPT)
    rows |= PlaceProposal.objects.filter(state=State.REFUSED, ended_at__lt=now - REFUSED_KEPT)
    rows |= PlaceProposal.objects.filter(state=State.RETURNED, saved_at__lt=now - REFUSED_KEPT)
    keys = list(rows.values_list("pk", flat=True))
    PlaceProposal.objects.filter(pk__in=keys).delete()
    notices.forget(keys)
    # The deletion itself writes an event, so the history is deleted after the rows.
    apps.get_model("proposals", "PlaceProposalEvent").objects.filter(pgh_obj_id__in=keys).delete()
    if keys:
        forget_contexts(now)
    return len(keys)


def sweep_photos() -> int:
    """Remove the files of photos that neither a proposal nor a place has; return how many."""
    used = set(ProposalPhoto.objects.values_list("digest", flat=True))
    return photos.sweep(used | set(PlacePhoto.objects.values_list("digest", flat=True)))


def _locked(row: PlaceProposal) -> PlaceProposal:
    rows = PlaceProposal.objects.select_for_update(of=("self",)).select_related("commune__department")
    return rows.get(pk=row.pk)


def _own(row: PlaceProposal) -> PlaceProposal:
    found = _locked(row)
    if not found.is_own:
        raise WrongState("Cette proposition est envoyée\u00a0: elle ne change plus. Appelez la coordination.")
    return found


def _waiting(row: PlaceProposal, by: User | None) -> PlaceProposal:
    """Return the proposal, locked, if it waits for the coordination. Raises ``NotAllowed``, ``WrongState``."""
    found = _locked(row)
    if by is not None and not PlaceProposal.objects.changeable_by(by, Reach.TERRITORY).filter(pk=row.pk).exists():
        raise NotAllowed("Cette proposition ne relève pas de votre territoire.")
    if found.state != State.SENT:
        raise WrongState(GONE)
    return found


def _end(row: PlaceProposal, state: PlaceProposal.State) -> None:
    row.state, row.ended_at = state, timezone.now()
    row.save()


def _today(row: PlaceProposal) -> date:
    return timezone.localdate() if row.commune is None else timezone.localdate(timezone=row.commune.zone)
