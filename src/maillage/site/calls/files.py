"""Files of submissions: PDF only, checked by content, freed of what says who wrote them, readable by the site only."""

from __future__ import annotations

import hashlib
import io
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from maillage.site import private_files
from maillage.site.calls.models import SubmissionFile
from maillage.site.files.scanning import scan
from maillage.site.refusals import InvalidField, Refused

FIELD = "file"
MOST_BYTES = 10 * 2**20
MOST_PAGES = 60
UNDER_WAY = timedelta(hours=1)
"""A file younger than that may belong to a request that is not committed yet."""


@dataclass(frozen=True)
class CheckedFile:
    """A PDF as it will be kept, with its text; ``scanned`` says whether an antivirus has read it."""

    content: bytes
    text: str
    pages: int
    scanned: bool


def check(content: bytes) -> CheckedFile:
    """Check an uploaded PDF and free it of metadata, comments, attachments and scripts.

    Raises ``InvalidField`` for one that is too large, infected, no PDF, locked, or too long.
    """
    if len(content) > MOST_BYTES:
        raise InvalidField(FIELD, f"Ce fichier dépasse {MOST_BYTES // 2**20}\u00a0Mo\u00a0: réduisez-le.")
    scanned = scan(content, FIELD)
    if not content.startswith(b"%PDF-"):
        raise InvalidField(FIELD, "Ce fichier n’est pas un PDF\u00a0: enregistrez-le en PDF, puis envoyez-le.")
    from pypdf import PdfReader  # with the first document: every process of the site imports this module

    from maillage.site.files import papers

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise InvalidField(FIELD, "Ce PDF est protégé par un mot de passe\u00a0: retirez-le.")
        if not 1 <= len(reader.pages) <= MOST_PAGES:
            raise InvalidField(FIELD, f"Un PDF de 1 à {MOST_PAGES} pages\u00a0: ne gardez que l’essentiel.")
        text = "\n".join(page.extract_text() for page in reader.pages)
        return CheckedFile(papers.bare(reader), text, len(reader.pages), scanned)
    except papers.PDF_ERRORS as error:
        raise InvalidField(FIELD, "Ce PDF ne se lit pas\u00a0: enregistrez-le de nouveau en PDF.") from error


def folder() -> Path:
    """Return the folder of the files, made if missing."""
    return private_files.folder("calls")


def keep(content: bytes) -> str:
    """Write a file and return its digest; the same content is written once."""
    digest = hashlib.sha256(content).hexdigest()
    path = folder() / f"{digest}.pdf"
    if path.is_file():
        path.touch()
    else:
        private_files.write(folder(), [content]).replace(path)
    return digest


def read(file: SubmissionFile) -> bytes:
    """Return the content of a file. Raises ``Refused`` if it is no longer there."""
    try:
        return (folder() / f"{file.digest}.pdf").read_bytes()
    except FileNotFoundError as error:
        raise Refused("Ce fichier n’est plus là\u00a0: demandez-le de nouveau.") from error


def text_of(file: SubmissionFile) -> str:
    """Return the text of a kept file."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(read(file))).pages)


def sweep() -> int:
    """Remove files that no submission names any more; return how many."""
    used = set(SubmissionFile.objects.values_list("digest", flat=True))
    before = time.time() - UNDER_WAY.total_seconds()
    gone = [one for one in folder().iterdir() if one.stem not in used and one.stat().st_mtime < before]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
