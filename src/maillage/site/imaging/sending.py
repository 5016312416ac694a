"""Examinations sent to a machine or PACS of an organisation: an outbox, claimed, sent, retried, given up in view.

What is sent is what is kept: an image without names. It carries the number of the request, by which the receiver finds
it again. A machine that has an image already takes it again without harm, so that a broken examination begins anew.
"""

from __future__ import annotations

import io
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from maillage.errors import MaillageError
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import RIGHTS, Act, Reach, Record, reach_of
from maillage.site.expertise import attachments
from maillage.site.expertise.attachments import INTERFACE
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.files import vault
from maillage.site.files.models import StoredFile
from maillage.site.imaging import events, images
from maillage.site.imaging.models import DicomNode, OutgoingStudy
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused

if TYPE_CHECKING:
    from pydicom import Dataset
    from pynetdicom.association import Association

logger = logging.getLogger(__name__)

VERIFICATION = "1.2.840.10008.1.1"
"""SOP class of C-ECHO."""
State = OutgoingStudy.State
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 8 * 60, 24 * 60))
CLAIM_LASTS = timedelta(minutes=30)
"""Longer than 1,500 images need on a slow line; a claim of a killed process expires."""
SECONDS = 30
SECONDS_OF_TEST = 4
Clock = Callable[[], datetime]


class Unreachable(Exception):
    """It did not work now: the same examination may pass another time. The text is a French sentence."""


class RefusedByNode(Exception):
    """The receiver does not want it: sending it again changes nothing. The text is a French sentence."""


def receivers(by: User) -> QuerySet[DicomNode]:
    """Return the machines of the user's organisations that receive images."""
    asking_or_reading = [role for role in RIGHTS if reach_of(role, Record.EXPERTISE, Act.CHANGE)]
    mine = by.memberships.filter(role__in=asking_or_reading).values("organisation")
    return DicomNode.objects.in_use().exclude(host="").filter(organisation__in=mine)


@in_transaction
def queue(request: ExpertiseRequest, node: DicomNode, by: User) -> OutgoingStudy:
    """Queue the images of a request for a machine of the user's organisation.

    Raises ``NotAllowed`` for a request or a machine that is not theirs, ``InvalidField`` without images,
    ``AlreadyDone`` if they are on their way.
    """
    if not _readable(by).filter(pk=request.pk).exists() or not receivers(by).filter(pk=node.pk).exists():
        raise NotAllowed("Cette demande ou cette machine ne relève pas de votre compte.")
    if not images_of(request).exists():
        raise InvalidField("node", "Cette demande n’a pas d’image DICOM à envoyer.")
    now = timezone.now()
    made = OutgoingStudy(organisation=node.organisation, node=node, request=request, by=by, made_at=now, send_after=now)
    try:
        with transaction.atomic():
            made.save()
    except DatabaseError as error:
        if constraint_of(error) != "outgoing_study_once":
            raise
        raise AlreadyDone(f"Ces images sont déjà en route vers {node.name}.") from error
    return made


@in_transaction
def again(row: OutgoingStudy, by: User) -> None:
    """Queue what was given up again. Raises ``NotAllowed``, ``AlreadyDone``."""
    if not OutgoingStudy.objects.changeable_by(by, Reach.ORGANISATION).filter(pk=row.pk).exists():
        raise NotAllowed("Cet envoi ne relève pas de votre compte.")
    waiting = OutgoingStudy.objects.filter(node=row.node_id, request=row.request_id).filter(
        state__in=[State.WAITING, State.SENDING]
    )
    failed = OutgoingStudy.objects.filter(pk=row.pk, state=State.FAILED)
    if waiting.exists() or not failed.update(state=State.WAITING, attempts=0, send_after=timezone.now()):
        raise AlreadyDone("Cet envoi n’est pas abandonné\u00a0: il est en route, ou arrivé.")


def images_of(request: ExpertiseRequest) -> QuerySet[StoredFile]:
    """Return the DICOM images of a request that are not destroyed."""
    return attachments.files_of(request).filter(kind=StoredFile.Kind.DICOM).exclude(key="")


def _readable(by: User) -> QuerySet[ExpertiseRequest]:
    rows = ExpertiseRequest.objects
    return rows.filter(
        Q(pk__in=rows.visible_to(by, Reach.ORGANISATION).values("pk"))
        | Q(pk__in=rows.visible_to(by, Reach.OWN).values("pk"))
    )


def send(clock: Clock = timezone.now) -> int:
    """Send what is due, each at most once in this round; return how many examinations arrived."""
    started, arrived = clock(), 0
    while (row := _claim(started, clock())) is not None:
        arrived += _send_one(row, clock)
    return arrived


def _claim(started: datetime, now: datetime) -> OutgoingStudy | None:
    due = Q(state=State.WAITING, send_after__lte=started) | Q(
        state=State.SENDING, claimed_at__lte=started - CLAIM_LASTS
    )
    with transaction.atomic():
        rows = OutgoingStudy.objects.select_for_update(skip_locked=True, of=("self",)).filter(due)
        row = rows.select_related("node", "organisation", "request", "by").order_by("send_after", "pk").first()
        if row is not None:
            row.state, row.claimed_at, row.attempts = State.SENDING, now, row.attempts + 1
            row.save(update_fields=["state", "claimed_at", "attempts"])
    return row


def _send_one(row: OutgoingStudy, clock: Clock) -> int:
    try:
        files = _allowed(row)
        classes = {str(images.attributes(file).SOPClassUID) for file in files}
        count = _store(row.node, sorted(classes), _datasets(row, files))
    except Refused as refusal:
        _end(row, State.FAILED, str(refusal))
    except RefusedByNode as refusal:
        _end(row, State.FAILED, str(refusal))
    except Unreachable as problem:
        _later(row, str(problem), clock())
    else:
        if _ours(row).update(state=State.SENT, sent_at=clock(), images=count, last_error="", claimed_at=None):
            attachments.note_all_opened(row.request, files, row.by, reason=INTERFACE)
            events.note(
                row.organisation, events.Kind.SENT, clock(), node=row.node, by=row.by, request=row.request, count=count
            )
            return 1
    return 0


def _allowed(row: OutgoingStudy) -> list[StoredFile]:
    """Return the images to send. Raises ``RefusedByNode`` for what may not or cannot be sent any more."""
    if row.node.removed_at is not None or not row.node.host:
        raise RefusedByNode("Cette machine est retirée, ou ne reçoit plus\u00a0: choisissez-en une autre.")
    if not row.by.is_active or not _readable(row.by).filter(pk=row.request_id).exists():
        raise RefusedByNode("Qui a demandé cet envoi ne peut plus lire la demande\u00a0: demandez-le de nouveau.")
    files = list(images_of(row.request))
    if not files:
        raise RefusedByNode("Les images de cette demande sont détruites\u00a0: il n’y a plus rien à envoyer.")
    return files


def _datasets(row: OutgoingStudy, files: list[StoredFile]) -> Iterator[Dataset]:
    from pydicom import dcmread

    name = f"Demande {row.request_id}"
    for file in files:
        found = dcmread(io.BytesIO(vault.whole(file)))
        found.PatientName, found.PatientID, found.AccessionNumber = name, f"M{row.request_id}", f"M{row.request_id}"
        found.PatientBirthDate = ""
        yield found


def _store(node: DicomNode, classes: list[str], made: Iterator[Dataset]) -> int:
    """Send images of these SOP classes by one connection; return how many.

    Raises ``Unreachable``, ``RefusedByNode``.
    """
    peer, count = _connected(node, classes, SECONDS), 0
    try:
        for one in made:
            _check(peer.send_c_store(one), node)
            count += 1
    except (ValueError, RuntimeError) as error:
        raise Unreachable(f"{node.name} n’accepte pas ce genre d’image, ou a coupé la liaison.") from error
    finally:
        if peer.is_established:
            peer.release()
    return count


def _check(status: Dataset, node: DicomNode) -> None:
    if "Status" not in status:
        raise Unreachable(f"{node.name} n’a pas répondu\u00a0: vérifiez qu’elle est en marche.")
    code = int(status.Status)
    if code == 0 or code >> 12 == 0xB:  # a warning: the image is stored
        return
    if code >> 8 == 0xA7:
        raise Unreachable(f"{node.name} n’a plus de place, ou est occupée (état {code:04X}).")
    raise RefusedByNode(f"{node.name} a refusé une image (état {code:04X})\u00a0: voyez le journal de cette machine.")


def _connected(node: DicomNode, classes: list[str], seconds: int) -> Association:
    """Return a connection to a machine. Raises ``Unreachable``."""
    # These take 0.5 s, which pages and short jobs need not wait for.
    from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian
    from pynetdicom import AE

    unreachable = Unreachable(
        f"{node.name} ne répond pas à {node.host}, port {node.port}\u00a0: vérifiez l’adresse, le port et le pare-feu."
    )
    try:  # first by itself: the library leaves its socket open where nobody answers
        socket.create_connection((node.host, node.port or 0), timeout=seconds).close()
    except OSError as error:
        raise unreachable from error
    ae = AE(ae_title=settings.DICOM["title"])
    ae.acse_timeout = ae.dimse_timeout = ae.network_timeout = ae.connection_timeout = seconds
    for one in classes:
        ae.add_requested_context(one, [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
    tls = (client_context(settings.DICOM), node.host) if node.tls else None
    found = ae.associate(node.host, node.port or 0, ae_title=node.title, tls_args=tls)
    if found.is_established:
        return found
    if found.is_rejected:
        raise Unreachable(
            f"{node.name} refuse la liaison\u00a0: déclarez-y le titre AE «\u00a0{settings.DICOM['title']}\u00a0» et "
            "l’adresse de ce site, et vérifiez le sien."
        )
    raise unreachable


def test(node: DicomNode, by: User) -> None:
    """Check the link to a machine by C-ECHO. Raises ``NotAllowed``, ``Refused`` with what to do if it fails."""
    if not DicomNode.objects.changeable_by(by, Reach.ORGANISATION).filter(pk=node.pk).exists():
        raise NotAllowed("Cette machine ne relève pas de votre compte.")
    if not node.host:
        raise Refused("Cette machine ne reçoit rien\u00a0: donnez d’abord l’adresse et le port où elle reçoit.")
    try:
        found = _connected(node, [VERIFICATION], SECONDS_OF_TEST)
        _check(found.send_c_echo(), node)
        found.release()
    except (Unreachable, RefusedByNode) as problem:
        events.note(node.organisation, events.Kind.NOT_SENT, node=node, by=by, said=str(problem))
        raise Refused(str(problem)) from problem
    events.note(node.organisation, events.Kind.ECHO, node=node, by=by)


def client_context(configured: dict[str, str]) -> ssl.SSLContext:
    """Return the TLS by which the site calls machines: they show a certificate of the authority; so does the site."""
    try:
        context = ssl.create_default_context(cafile=configured["authority"] or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if configured["certificate"]:
            context.load_cert_chain(configured["certificate"], configured["key"] or None)
    except (OSError, ssl.SSLError) as error:
        raise MaillageError(
            f"The certificate for DICOM cannot be read ({error}). "
            "Check MAILLAGE_DICOM_CERTIFICATE, _KEY and _AUTHORITY."
        ) from error
    return context


def _later(row: OutgoingStudy, problem: str, now: datetime) -> None:
    if row.attempts > len(PAUSES):
        _end(row, State.FAILED, problem)
        return
    _note_missed(row, problem)
    _ours(row).update(
        state=State.WAITING, send_after=now + PAUSES[row.attempts - 1], last_error=problem[:300], claimed_at=None
    )


def _end(row: OutgoingStudy, state: OutgoingStudy.State, problem: str) -> None:
    logger.warning("The images of request %s are not sent to node %s.", row.request_id, row.node.pk)
    _note_missed(row, problem)
    _ours(row).update(state=state, last_error=problem[:300], claimed_at=None)


def _note_missed(row: OutgoingStudy, problem: str) -> None:
    events.note(
        row.organisation, events.Kind.NOT_SENT, node=row.node, by=row.by, request=row.request, said=problem
    )  # fmt: skip


def _ours(row: OutgoingStudy) -> QuerySet[OutgoingStudy]:
    """Return the row, unless another process has claimed it meanwhile."""
    return OutgoingStudy.objects.filter(pk=row.pk, state=row.state, claimed_at=row.claimed_at)
