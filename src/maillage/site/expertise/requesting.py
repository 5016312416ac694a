"""What the requesting side does: write a request, send it, complete it, withdraw it, read its answer, close it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act as Deed
from maillage.site.accounts.rights import Reach, Record
from maillage.site.expertise import acting, notices, sharing, words
from maillage.site.expertise.models import ExpertiseRequest, ReaderPool, RequestEvent, RequestNote
from maillage.site.expertise.pathways import pathway
from maillage.site.expertise.states import Act, Side, State
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, Taken

Kind = RequestEvent.Kind


@dataclass(frozen=True)
class RequestData:
    """A request as its form gives it. ``values`` answer the fields of the pathway of ``pool``."""

    pool: ReaderPool
    urgency: str
    inpatient: bool
    consent: str
    examination: str
    patient: str
    values: Mapping[str, Any]


@in_transaction
def draft(organisation: Organisation, data: RequestData, by: User) -> ExpertiseRequest:
    """Begin a request for an organisation.

    Raises ``NotAllowed`` for somebody who requests nothing for it, ``InvalidField``, and ``Taken`` with the place of
    the first request if there is one for this examination.
    """
    if organisation.pk not in by.grants.scope(Record.EXPERTISE, Deed.CHANGE, Reach.ORGANISATION).organisations:
        raise NotAllowed("Votre compte ne demande pas d’avis pour cette organisation.")
    made = ExpertiseRequest(organisation=organisation, requester=by, **_kept(organisation, data))
    _save(made)
    acting.note(made, Kind.DRAFTED, by)
    return made


@in_transaction
def change(request: ExpertiseRequest, data: RequestData, by: User) -> ExpertiseRequest:
    """Correct a request that is not sent yet. Raises as ``draft``, and ``WrongState``."""
    acting.check(request, by, Side.REQUESTER)
    row = acting.still(
        request,
        frozenset({State.DRAFT, State.DECLINED}),
        "Cette demande est envoyée\u00a0: attendez que le lecteur demande un complément, ou retirez-la.",
    )
    for name, value in _kept(row.organisation, data).items():
        setattr(row, name, value)
    _save(row)
    acting.note(row, Kind.CHANGED, by)
    return row


@in_transaction
def send(request: ExpertiseRequest, by: User) -> ExpertiseRequest:
    """Send a request to its pool: its due time follows from its urgency, it is proposed to the least loaded reader.

    In the hours of a rota of the pool's platform those are the readers on duty.

    Raises ``NotAllowed``, ``WrongState``, ``InvalidField`` without consent or for a closed pool.
    """
    acting.check(request, by, Side.REQUESTER)
    row = ExpertiseRequest.objects.select_related("pool").get(pk=request.pk)
    if row.consent == ExpertiseRequest.Consent.REFUSED:
        raise InvalidField("consent", "Le patient a refusé\u00a0: cette demande ne peut pas partir. Retirez-la.")
    if not row.pool.is_open:
        raise InvalidField("pool", "Ce groupe ne reçoit plus de demandes\u00a0: choisissez-en un autre.")
    now = timezone.now()
    proposed, platform = sharing.proposal(row, row.pool, now)
    sent = acting.move(
        row, Act.SEND, by, now, about_pool=row.pool, sent_at=now, proposed_to=proposed, platform=platform,
        due_at=now + pathway(row.pathway).urgency(row.urgency).within,
    )  # fmt: skip
    notices.sent(sent)
    return sent


@in_transaction
def give_more(request: ExpertiseRequest, text: str, by: User) -> ExpertiseRequest:
    """Give what the reader asked for: the time waited is added to the due time."""
    acting.check(request, by, Side.REQUESTER)
    clean = _said(text, "Dites ce que vous ajoutez, même en quelques mots.")
    asked = ExpertiseRequest.objects.get(pk=request.pk)
    now = timezone.now()
    waited = now - asked.asked_at if asked.asked_at is not None else asked.waited * 0
    due = asked.due_at + waited if asked.due_at is not None else None
    row = acting.move(request, Act.GIVE_MORE, by, now, waited=asked.waited + waited, due_at=due, asked_at=None)
    RequestNote.objects.create(request=row, sealed=words.sealed(clean), by=by, at=now)
    notices.completed(row)
    return row


@in_transaction
def withdraw(request: ExpertiseRequest, by: User) -> ExpertiseRequest:
    """Withdraw a request before its answer: whoever had it is told, and nothing can be answered any more."""
    now = timezone.now()
    row = acting.move(request, Act.WITHDRAW, by, now, ended_at=now)
    notices.withdrawn(row)
    return row


@in_transaction
def mark_read(request: ExpertiseRequest, by: User) -> ExpertiseRequest:
    """Note that the answer was read."""
    return acting.move(request, Act.READ, by, timezone.now())


@in_transaction
def close(request: ExpertiseRequest, by: User) -> ExpertiseRequest:
    """Close a request whose answer was read."""
    now = timezone.now()
    return acting.move(request, Act.CLOSE, by, now, ended_at=now)


def _kept(organisation: Organisation, data: RequestData) -> dict[str, Any]:
    """Return the columns of a request. Raises ``InvalidField``."""
    found = pathway(data.pool.pathway)
    if data.urgency not in {one.code for one in found.urgencies}:
        raise InvalidField("urgency", "Choisissez l’urgence.")
    if data.consent not in ExpertiseRequest.Consent.values:
        raise InvalidField("consent", "Dites qui a donné son accord.")
    examination = words.number(
        "examination",
        data.examination,
        "Donnez le numéro de l’examen dans votre établissement\u00a0: il a des chiffres.",
    )
    patient = words.number(
        "patient", data.patient, "Donnez le numéro du patient dans votre établissement, sans son nom."
    )
    values = words.checked(found.question, data.values)
    return {
        "pool": data.pool,
        "pathway": found.code,
        "urgency": data.urgency,
        "inpatient": data.inpatient,
        "consent": data.consent,
        "examination": words.digest("examination", organisation.pk, examination),
        "patient": words.digest("patient", organisation.pk, patient),
        "sealed": words.sealed({"examination": examination, "patient": patient, "values": values}),
    }


def _save(row: ExpertiseRequest) -> None:
    try:
        with transaction.atomic():
            row.save()
    except DatabaseError as error:
        if constraint_of(error) != "request_one_for_an_examination":
            raise
        first = ExpertiseRequest.objects.exclude(state=State.WITHDRAWN).get(
            organisation=row.organisation, pathway=row.pathway, examination=row.examination
        )
        raise ExistsAlready(first) from error


class ExistsAlready(Taken):
    """There is a request for this examination: ``first``."""

    def __init__(self, first: ExpertiseRequest) -> None:
        self.first = first
        super().__init__(
            f"Cet examen a déjà sa demande, la n°\u00a0{first.pk} ({first.state_label}, "
            f"{first.pool.organisation.name})\u00a0: ouvrez-la dans votre liste, ou retirez-la d’abord."
        )


def _said(text: str, missing: str) -> str:
    clean = text.strip()[: words.LONGEST_TEXT]
    if not clean:
        raise InvalidField("text", missing)
    return clean
