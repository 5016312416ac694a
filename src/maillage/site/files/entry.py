"""A file on entry: scanned, recognised by its content, checked, freed of names; what leaves here may be kept.

What reads DICOM images and documents is imported with the first of them: every process of the site imports this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from maillage.site.files import edf, kinds, scanning
from maillage.site.files.models import StoredFile
from maillage.site.files.vault import Content
from maillage.site.refusals import InvalidField

Kind = StoredFile.Kind
IN_TEXT = "à vérifier par vous\u00a0: un nom peut être écrit dans le document lui-même"


@dataclass
class Admitted:
    """What is kept of a file. ``content`` is complete once ``parts`` were read: an EEG is cleaned as it passes."""

    parts: Iterable[bytes]
    kind: Kind
    media_type: str
    scan: str
    removed: list[str] = field(default_factory=list[str])
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    accession: str = ""
    """The accession number of a DICOM image, which is compared and kept nowhere."""

    def content(self) -> Content:
        """Return what is written beside the bytes."""
        return Content(self.kind, self.media_type, self.scan, self.removed, self.facts)


def admit(content: bytes, allowed: frozenset[str]) -> Admitted:
    """Admit a file of one of the kinds ``allowed``. Raises ``InvalidField`` or ``Refused`` that says what to do."""
    kind = kinds.kind_of(content[: kinds.HEAD])
    if kind.value not in allowed:
        wanted = ", ".join(str(one.label) for one in Kind if one.value in allowed)
        raise InvalidField(
            kinds.FIELD, f"Ici, on n’attend pas ce genre de fichier ({kind.label}), mais\u00a0: {wanted}."
        )
    scanned = scanning.scan(content, kinds.FIELD)
    scan = StoredFile.Scan.CLEAN if scanned else StoredFile.Scan.NOT_SCANNED
    return _OF_KIND[kind](content, scan)


def _eeg(content: bytes, scan: str) -> Admitted:
    recording = edf.opened(content[: edf.HEAD * (edf.MOST_SIGNALS + 1)], len(content))
    made = Admitted((), Kind.EEG, "application/edf", scan)

    def parts() -> Iterator[bytes]:
        yield from edf.cleaned(recording, _pieces(content))
        made.removed, made.facts = list(recording.removed), recording.facts()
        if recording.replaced:
            made.removed.append(
                f"{recording.replaced} textes d’annotations, remplacés par «\u00a0{edf.REPLACED}\u00a0»"
            )

    made.parts = parts()
    return made


def _dicom(content: bytes, scan: str) -> Admitted:
    from maillage.site.files import dicom

    image = dicom.admitted(content)
    return Admitted([image.content], Kind.DICOM, "application/dicom", scan, image.removed, image.facts, image.accession)


def _pdf(content: bytes, scan: str) -> Admitted:
    from maillage.site.files import papers

    clean, pages = papers.pdf(content)
    removed = ["auteur, dates, commentaires et pièces jointes du document", IN_TEXT]
    return Admitted([clean], Kind.PDF, "application/pdf", scan, removed, {"pages": pages})


def _picture(content: bytes, scan: str) -> Admitted:
    from maillage.site.files import papers

    clean, media_type, (width, height) = papers.picture(content)
    removed = ["lieu, date et appareil de la photo", IN_TEXT]
    return Admitted([clean], Kind.PICTURE, media_type, scan, removed, {"width": width, "height": height})


def _pieces(content: bytes, size: int = 2**20) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


_OF_KIND = {Kind.EEG: _eeg, Kind.DICOM: _dicom, Kind.PDF: _pdf, Kind.PICTURE: _picture}
