"""An image that a machine or a program sends: through the same gate as a file that a person sends, then kept once.

Nothing is written before the image is admitted; its row, its file and its place in an examination are one transaction.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.expertise import acting, attachments, states, words
from maillage.site.expertise.attachments import ADDING, INTERFACE
from maillage.site.expertise.models import ExpertiseRequest, RequestEvent
from maillage.site.expertise.states import State
from maillage.site.files import entry, uploads, vault
from maillage.site.files.kinds import FIELD
from maillage.site.files.models import StoredFile
from maillage.site.imaging import events
from maillage.site.imaging.models import DicomNode, ImagingEvent, ReceivedInstance, ReceivedStudy
from maillage.site.locks import STUDIES, in_transaction, lock_in_order
from maillage.site.refusals import InvalidField, Refused

DICOM = frozenset({StoredFile.Kind.DICOM.value})
MOST_WAITING_BYTES = 50 * 2**30
"""Images of one organisation that wait for a request, in bytes: some 100 scans of 1,000 slices."""
AWAITED = sorted(states.OPEN | {State.DRAFT, State.DECLINED})
"""States of a request whose images need not be sent again."""


@dataclass(frozen=True)
class Source:
    """Who sends: a machine of the organisation, or a program with a key that acts for a person."""

    organisation: Organisation
    node: DicomNode | None = None
    key: str = ""
    by: User | None = None


@dataclass(frozen=True)
class Arrived:
    """An image that is kept; ``again``: it had come before, and was not kept twice."""

    instance: ReceivedInstance
    again: bool = False


class Duplicate(Refused):
    """Another image with the same number was kept before."""


class NoRoom(Refused):
    """There is no room for more; the same image can be sent later."""


def receive(content: bytes, source: Source) -> Arrived:
    """Admit and keep an image.

    Raises ``InvalidField`` for what is no readable DICOM image, ``Duplicate``, ``NoRoom``, and ``Refused`` if the
    antivirus is silent.
    """
    if len(content) > uploads.MOST_BYTES:
        raise InvalidField(
            FIELD,
            f"Cette image a {len(content) / 2**20:.0f}\u00a0Mo, c’est trop ({uploads.MOST_BYTES // 2**20}\u00a0Mo)"
            "\u00a0: exportez une image par fichier.",
        )
    admitted = entry.admit(content, DICOM)
    parts = list(admitted.parts)
    return _keep(parts, admitted, hashlib.sha256(b"".join(parts)).hexdigest(), source)


@in_transaction
def _keep(parts: list[bytes], admitted: entry.Admitted, sha256: str, source: Source) -> Arrived:
    house, facts, now = source.organisation, admitted.facts, timezone.now()
    lock_in_order(STUDIES, [zlib.crc32(f"{house.pk}:{facts['study']}".encode())])
    known = _live(house).filter(instance=facts["instance"]).select_related("file").first()
    if known is not None:
        if known.file.sha256 == sha256:
            return Arrived(known, again=True)
        raise Duplicate(
            "Une autre image porte déjà ce numéro (SOP Instance UID)\u00a0: la première est gardée. "
            "Corrigez le numéro sur la machine, puis renvoyez l’image."
        )
    study = _study(house, admitted, source, now)
    request = study.request
    held = StoredFile.objects.filter(holder=request.holder) if request is not None else None
    if (held.count() if held is not None else study.images) >= attachments.MOST_FILES:
        raise NoRoom(
            f"Cet examen a déjà {attachments.MOST_FILES} images\u00a0: envoyez les autres par un autre examen."
        )
    file = vault.keep(parts, admitted.content, request.holder if request is not None else study.holder, source.by)
    study.instances.filter(instance=facts["instance"]).delete()  # one that was taken out of its request
    made = ReceivedInstance.objects.create(study=study, file=file, instance=facts["instance"])
    ReceivedStudy.objects.filter(pk=study.pk).update(images=F("images") + 1, bytes=F("bytes") + file.bytes, last_at=now)
    if request is not None:
        acting.note(request, RequestEvent.Kind.FILE_ADDED, source.by, now, file=file, reason=INTERFACE)
    return Arrived(made)


def _live(house: Organisation) -> QuerySet[ReceivedInstance]:
    """Return the images of an organisation that wait for a request, or belong to one that is not over."""
    waits = Q(study__request=None, study__ended_at=None) | Q(study__request__state__in=AWAITED)
    return ReceivedInstance.objects.filter(waits, study__organisation=house).exclude(file__key="")


def _study(house: Organisation, admitted: entry.Admitted, source: Source, now: datetime) -> ReceivedStudy:
    """Return the examination that an image belongs to: of a request that receives files now, one that waits, or new."""
    facts = admitted.facts
    same = ReceivedStudy.objects.select_for_update(of=("self",)).filter(
        organisation=house, study=facts["study"], ended_at=None
    )
    for one in same.filter(request__state__in=sorted(ADDING)).order_by("-pk"):
        # Locked, so that the request is not sent between this look and the image's arrival.
        locked = ExpertiseRequest.objects.select_for_update().get(pk=one.request_id)
        one.request = locked
        if attachments.may_add(locked):
            return one
    waits = same.filter(request=None).first()
    if waits is not None:
        return waits
    waiting = ReceivedStudy.objects.waiting().filter(organisation=house)
    if (waiting.aggregate(sum=Sum("bytes"))["sum"] or 0) >= MOST_WAITING_BYTES:
        raise NoRoom(
            "Trop d’examens de cet établissement attendent une demande\u00a0: joignez-les, ou attendez la suite."
        )
    return ReceivedStudy.objects.create(
        organisation=house, study=facts["study"], accession=accession_digest(house, admitted.accession),
        node=source.node, modality=facts.get("modality", ""), first_at=now, last_at=now,
    )  # fmt: skip


def accession_digest(house: Organisation, text: str) -> bytes | None:
    """Return the digest by which an accession number is compared with a request's examination; None for no number."""
    try:
        clean = words.number("examination", text, "")
    except InvalidField:
        return None
    return words.digest("examination", house.pk, clean)


class Tally:
    """What came in one connection or request, noted when it ends: one event for each examination and each refusal."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.kept: dict[int, int] = {}
        self.refused: dict[str, int] = {}

    def receive(self, content: bytes) -> Arrived:
        """Receive an image and count it. Raises as ``receive``."""
        try:
            arrived = receive(content, self.source)
        except Refused as refusal:
            self.refused[str(refusal)] = self.refused.get(str(refusal), 0) + 1
            raise
        if not arrived.again:
            pk = arrived.instance.study_id
            self.kept[pk] = self.kept.get(pk, 0) + 1
        return arrived

    def note(self) -> None:
        """Write the events, once."""
        source, now = self.source, timezone.now()
        about = {"node": source.node, "key": source.key, "by": source.by}
        kept, self.kept = self.kept, {}
        refused, self.refused = self.refused, {}
        rows = ReceivedStudy.objects.in_bulk(kept)
        made: list[ImagingEvent] = []
        for pk, count in kept.items():
            request = ExpertiseRequest(pk=rows[pk].request_id) if rows[pk].request_id else None
            made.append(
                ImagingEvent(
                    organisation=source.organisation, kind=events.Kind.RECEIVED, at=now, count=count, study=rows[pk],
                    request=request, **about,
                )
            )  # fmt: skip
        for said, count in refused.items():
            made.append(
                ImagingEvent(
                    organisation=source.organisation, kind=events.Kind.REFUSED, at=now, count=count,
                    said=said[: events.LONGEST], **about,
                )
            )  # fmt: skip
        ImagingEvent.objects.bulk_create(made)
