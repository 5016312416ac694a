"""Examinations that machines sent, and the requests that they belong to: found by number, joined by a person.

An examination is joined to a request only if a number says that both are one: the request's examination number equals
the accession number that came with the images, or somebody types the accession number or the study's UID.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.expertise import acting, attachments
from maillage.site.expertise.attachments import ADDING
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.expertise.pathways import pathways
from maillage.site.expertise.states import Side
from maillage.site.files import dicom
from maillage.site.files.models import StoredFile
from maillage.site.imaging import events
from maillage.site.imaging.arriving import accession_digest
from maillage.site.imaging.models import ReceivedStudy
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, WrongState


def open_requests(rows: QuerySet[ExpertiseRequest]) -> QuerySet[ExpertiseRequest]:
    """Return those of ``rows`` that receive images now, the newest first."""
    reads = [code for code, one in pathways().items() if StoredFile.Kind.DICOM.value in one.files]
    return rows.filter(state__in=sorted(ADDING), pathway__in=reads).order_by("-pk")


def matches(studies: Iterable[ReceivedStudy], requests: Iterable[ExpertiseRequest]) -> dict[int, ExpertiseRequest]:
    """Return for each examination (key) the request with its number."""
    by_number = {(one.organisation_id, bytes(one.examination)): one for one in requests}
    found = {
        one.pk: by_number.get((one.organisation_id, bytes(one.accession)))
        for one in studies
        if one.accession is not None
    }
    return {pk: request for pk, request in found.items() if request is not None}


def is_named(study: ReceivedStudy, number: str) -> bool:
    """Return whether a typed number is the accession number of an examination, or its study UID."""
    text = number.strip()
    digest = accession_digest(study.organisation, text)
    accession = bytes(study.accession) if study.accession is not None else None
    if digest is not None and digest == accession:
        return True
    return bool(text) and study.study in (text, str(dicom.digest(text)))


@in_transaction
def attach(study: ReceivedStudy, request: ExpertiseRequest, by: User, *, number: str = "", key: str = "") -> int:
    """Join an examination to a request of the same organisation; return how many images.

    Raises ``NotAllowed``, ``WrongState`` for an examination that is gone or joined, ``InvalidField`` where no number
    says that both are one, and what ``attachments.adopt`` raises.
    """
    acting.check(request, by, Side.REQUESTER)
    row = ReceivedStudy.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=study.pk)
    if row.request_id is not None or row.ended_at is not None:
        raise WrongState("Cet examen n’attend plus\u00a0: il est joint, ou ses images sont détruites.")
    same = row.accession is not None and bytes(row.accession) == bytes(request.examination)
    if row.organisation_id != request.organisation_id or not (same or is_named(row, number)):
        raise InvalidField(
            "number", "Ce numéro n’est pas celui de cet examen\u00a0: recopiez-le depuis votre PACS ou la demande."
        )
    count = attachments.adopt(request, StoredFile.objects.filter(holder=row.holder), by)
    now = timezone.now()
    ReceivedStudy.objects.filter(pk=row.pk).update(request=request, attached_at=now)
    events.note(row.organisation, events.Kind.ATTACHED, now, by=by, key=key, study=row, request=request, count=count)
    return count


def attach_matching(request: ExpertiseRequest, by: User, *, key: str = "") -> int:
    """Join the examinations that wait with the request's number; return how many images. Raises as ``attach``."""
    acting.check(request, by, Side.REQUESTER)
    waiting = ReceivedStudy.objects.waiting().filter(organisation=request.organisation_id)
    same = list(waiting.filter(accession=request.examination))
    return sum(attach(one, request, by, key=key) for one in same)
