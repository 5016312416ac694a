"""Files of grants in the data folder: documents, and spreadsheets that wait to be imported; for their owner only."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta
from pathlib import Path

import pghistory
from django.db import transaction
from django.utils.text import get_valid_filename

from maillage.site import private_files
from maillage.site.accounts.models import User
from maillage.site.grants.models import AwardedGrant, GrantDocument, GrantImport
from maillage.site.grants.services import check_may_change
from maillage.site.locks import FILES, in_transaction, lock_in_order
from maillage.site.refusals import AlreadyDone, InvalidField, Refused

MOST_BYTES = 10 * 2**20
MOST_DOCUMENTS = 30
UNDER_WAY = timedelta(hours=1)
"""A file younger than that may belong to a request that is not committed yet."""
LONGEST_NAME = 90
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\x03\x04",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
}
"""Kinds of document by suffix: media type, and how such a file begins."""


def folder() -> Path:
    """Return the folder of the files, made if missing."""
    return private_files.folder("grants")


def hold() -> None:
    """Keep files from being removed until the end of the transaction."""
    lock_in_order(FILES, [1])


def clean_name(given: str) -> str:
    """Return the name of a file without folders and odd characters."""
    name = Path(given.replace("\\", "/")).name
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    return f"{get_valid_filename(stem)[: LONGEST_NAME - len(suffix)] if stem.strip('. ') else 'fichier'}{suffix}"


def keep(content: bytes, name: str) -> str:
    """Write a file and return its key, ``digest/name``; the same file is written once."""
    key = f"{hashlib.sha256(content).hexdigest()[:32]}/{name}"
    path, written = folder() / key, private_files.write(folder(), [content])
    path.parent.mkdir(mode=0o700, exist_ok=True)
    written.replace(path)
    return key


def path_of(key: str) -> Path:
    """Return where a file is. Raises ``Refused`` if it is no longer there."""
    path = folder() / key
    if not path.is_file():
        raise Refused(f"Le fichier «\u00a0{path.name}\u00a0» n’est plus là\u00a0: envoyez-le de nouveau.")
    return path


def forget(key: str) -> None:
    """Remove a file at the commit, unless a row still names it."""

    @transaction.on_commit
    def remove() -> None:
        with transaction.atomic():
            hold()
            waiting = GrantImport.objects.filter(key=key, state=GrantImport.State.WAITING)
            if not waiting.exists() and not GrantDocument.objects.filter(key=key).exists():
                (folder() / key).unlink(missing_ok=True)


@in_transaction
def sweep() -> int:
    """Remove files that no document and no import names any more; return how many."""
    hold()
    waiting = GrantImport.objects.filter(state=GrantImport.State.WAITING)
    needed = {*waiting.values_list("key", flat=True), *GrantDocument.objects.values_list("key", flat=True)}
    before = time.time() - UNDER_WAY.total_seconds()
    old = [path for path in folder().rglob("*") if path.is_file() and path.stat().st_mtime < before]
    gone = [path for path in old if path.relative_to(folder()).as_posix() not in needed]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


@in_transaction
def attach(grant: AwardedGrant, name: str, content: bytes, by: User) -> GrantDocument:
    """Add a document. Raises ``InvalidField`` for a file that is too large or of no known kind."""
    check_may_change(grant, by)
    kept, suffix = clean_name(name), Path(name).suffix.lower()
    if suffix not in KINDS or not content.startswith(KINDS[suffix][1]):
        raise InvalidField("document", "Envoyez un fichier PDF, ODT, ODS, DOCX, XLSX, PNG ou JPEG.")
    if len(content) > MOST_BYTES:
        raise InvalidField("document", f"Ce fichier dépasse {MOST_BYTES // 2**20}\u00a0Mo\u00a0: réduisez-le.")
    hold()
    if grant.documents.count() >= MOST_DOCUMENTS:
        raise Refused(f"Une subvention a {MOST_DOCUMENTS} documents au plus\u00a0: retirez-en un.")
    key = keep(content, kept)
    if grant.documents.filter(key=key).exists():
        raise AlreadyDone("Ce document est déjà joint.")
    with pghistory.context(user=by.pk):
        return GrantDocument.objects.create(
            grant=grant, name=kept, key=key, media_type=KINDS[suffix][0], bytes=len(content), by=by
        )


@in_transaction
def detach(document: GrantDocument, by: User) -> None:
    """Remove a document and its file."""
    check_may_change(document.grant, by)
    with pghistory.context(user=by.pk):
        document.delete()
    forget(document.key)
