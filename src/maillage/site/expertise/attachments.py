"""Files of a request: received from the requesting side while it is not sent or more is asked for, opened by both.

Every opening is an event. What the requester learns of a file on entry (what was removed) the reader reads too.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.expertise import acting
from maillage.site.expertise.models import ExpertiseRequest, RequestEvent
from maillage.site.expertise.pathways import pathway
from maillage.site.expertise.states import Side, State
from maillage.site.files import uploads, vault
from maillage.site.files.kinds import FIELD
from maillage.site.files.models import StoredFile, Upload
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, WrongState

ADDING = frozenset({State.DRAFT, State.DECLINED, State.ASKED})
MOST_FILES = 1500
"""Files of one request: a CT of 1,000 slices and what goes with it."""
AT_ONCE = 20
"""Uploads of one request that are under way."""
HOLDER = "request:"
INTERFACE = "interface"
"""Reason of an event that a program of the organisation caused, in the name of ``by``."""
NOT_NOW = (
    "Cette demande ne reçoit pas de fichier en ce moment\u00a0: le lecteur peut demander un complément, "
    "ou retirez-la et refaites-la."
)


def may_add(request: ExpertiseRequest) -> bool:
    """Whether files can be added to a request, or taken out, as it stands."""
    return State(request.state) in ADDING


def files_of(request: ExpertiseRequest) -> QuerySet[StoredFile]:
    """Return what the requesting side attached, in the order of its arrival."""
    return StoredFile.objects.filter(holder=request.holder).exclude(kind=StoredFile.Kind.REPORT)


def request_of(holder: str) -> int:
    """Return the key of the request that holds a file, 0 for what belongs to no request."""
    number = holder.removeprefix(HOLDER)
    return int(number) if holder.startswith(HOLDER) and number.isdigit() else 0


@in_transaction
def begin(request: ExpertiseRequest, length: int, by: User) -> Upload:
    """Begin to receive a file of ``length`` bytes for a request.

    Raises ``NotAllowed``, ``WrongState`` for a request that receives none now, ``InvalidField`` for too much.
    """
    acting.check(request, by, Side.REQUESTER)
    row = acting.still(request, ADDING, NOT_NOW)
    if files_of(row).count() >= MOST_FILES:
        raise InvalidField(FIELD, f"Cette demande a déjà {MOST_FILES} fichiers\u00a0: retirez-en.")
    if Upload.objects.filter(holder=row.holder).count() >= AT_ONCE:
        raise InvalidField(FIELD, "Trop de fichiers arrivent en même temps\u00a0: attendez la fin d’un envoi.")
    return uploads.begin(row.holder, length, by)


def add_piece(
    upload: Upload, offset: int, piece: bytes, by: User, *, checksum: tuple[str, bytes] | None = None
) -> Upload | StoredFile:
    """Add a piece; return the upload, or the file that it became with its last piece.

    Raises ``NotAllowed``, ``WrongState``, and what ``uploads.append`` and ``uploads.finish`` raise.
    """
    request = _own_request(upload, by)
    row = uploads.append(upload, offset, piece, checksum)
    if row.offset < row.length:
        return row
    return _finish(request, row, by)


def add_whole(request: ExpertiseRequest, parts: Iterable[bytes], length: int, by: User) -> StoredFile:
    """Receive a file at once, as a page without script sends it. Raises as ``begin`` and ``add_piece``."""
    upload, found = begin(request, length, by), None
    try:
        for piece in uploads.whole(parts):
            found = add_piece(upload, upload.offset, piece, by)
            if isinstance(found, Upload):
                upload = found
    finally:
        if found is None or isinstance(found, Upload):
            uploads.abandon(upload)
    if not isinstance(found, StoredFile):
        raise InvalidField(FIELD, "Ce fichier n’est pas arrivé entier\u00a0: envoyez-le de nouveau.")
    return found


def _finish(request: ExpertiseRequest, upload: Upload, by: User) -> StoredFile:
    if not may_add(ExpertiseRequest.objects.get(pk=request.pk)):
        uploads.abandon(upload)
        raise WrongState(NOT_NOW)
    made = uploads.finish(upload, pathway(request.pathway).files)
    same = files_of(request).filter(sha256=made.sha256).exclude(pk=made.pk).exclude(key="").first()
    if same is not None:
        # The same file twice, after a break that hid the answer: one is enough.
        vault.destroy(made)
        made.delete()
        return same
    acting.note(request, RequestEvent.Kind.FILE_ADDED, by, file=made)
    return made


@in_transaction
def adopt(request: ExpertiseRequest, files: QuerySet[StoredFile], by: User) -> int:
    """Take files that came before the request (an examination sent by a machine) as its own; return how many.

    Raises ``NotAllowed``, ``WrongState`` for a request that receives none now, ``InvalidField`` for a pathway that
    reads no such files, or too many.
    """
    acting.check(request, by, Side.REQUESTER)
    row = acting.still(request, ADDING, NOT_NOW)
    found = list(files.exclude(key=""))
    if {one.kind for one in found} - pathway(row.pathway).files:
        raise InvalidField(FIELD, f"La filière «\u00a0{row.label}\u00a0» ne lit pas ce genre d’examen.")
    if files_of(row).count() + len(found) > MOST_FILES:
        raise InvalidField(FIELD, f"Une demande a {MOST_FILES} fichiers au plus\u00a0: cet examen en a {len(found)}.")
    StoredFile.objects.filter(pk__in=[one.pk for one in found]).update(holder=row.holder)
    now = timezone.now()
    RequestEvent.objects.bulk_create(
        RequestEvent(request=row, kind=RequestEvent.Kind.FILE_ADDED, by=by, at=now, file=one, reason=INTERFACE)
        for one in found
    )
    return len(found)


@in_transaction
def remove(request: ExpertiseRequest, file: StoredFile, by: User) -> None:
    """Take a file out of a request that is not read yet: its content is destroyed, its row and event stay.

    Raises ``NotAllowed`` or ``WrongState``.
    """
    acting.check(request, by, Side.REQUESTER)
    row = acting.still(request, ADDING, "Cette demande est envoyée\u00a0: ses fichiers restent avec elle.")
    if file.holder != row.holder or file.kind == StoredFile.Kind.REPORT:
        raise NotAllowed("Ce fichier n’est pas de cette demande.")
    acting.note(row, RequestEvent.Kind.FILE_REMOVED, by, file=file)
    vault.destroy(file)


def note_opened(request: ExpertiseRequest, file: StoredFile, by: User, *, reason: str = "") -> None:
    """Note that somebody opened a file; ``reason`` is ``INTERFACE`` if a program of their organisation did."""
    note_all_opened(request, [file], by, reason=reason)


def note_all_opened(request: ExpertiseRequest, files: Collection[StoredFile], by: User, *, reason: str = "") -> None:
    """Note that somebody opened several files at once."""
    now, kind = timezone.now(), RequestEvent.Kind.FILE_OPENED
    recent = request.events.filter(kind=kind, file__in=files, by=by, reason=reason, at__gt=now - acting.ALIKE)
    told = set(recent.values_list("file", flat=True))
    RequestEvent.objects.bulk_create(
        RequestEvent(request=request, kind=kind, by=by, at=now, file=one, reason=reason)
        for one in files
        if one.pk not in told
    )


def upload_of(key: uuid.UUID, by: User) -> Upload | None:
    """Return an upload under way of this user."""
    return Upload.objects.filter(pk=key, by=by).first()


@in_transaction
def cancel(upload: Upload, by: User) -> None:
    """Give an upload up. Raises ``NotAllowed``."""
    _own_request(upload, by)
    uploads.abandon(upload)


def _own_request(upload: Upload, by: User) -> ExpertiseRequest:
    """Return the request that an upload is for. Raises ``NotAllowed`` for another's upload or request."""
    request = ExpertiseRequest.objects.filter(pk=request_of(upload.holder)).first()
    if request is None or upload.by_id != by.pk:
        raise NotAllowed("Cet envoi ne relève pas de votre compte.")
    acting.check(request, by, Side.REQUESTER)
    return request
