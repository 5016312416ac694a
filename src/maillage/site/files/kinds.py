"""What a file is, by its content: the name and the type that its sender gives are not asked."""

from __future__ import annotations

from maillage.site.files.models import StoredFile
from maillage.site.refusals import InvalidField

FIELD = "file"
HEAD = 1024
"""Bytes from the beginning that tell the kind."""
Kind = StoredFile.Kind
_SIGNS: tuple[tuple[int, bytes, Kind], ...] = (
    (128, b"DICM", Kind.DICOM),
    (0, b"0       ", Kind.EEG),
    (0, b"\xffBIOSEMI", Kind.EEG),
    (0, b"%PDF-", Kind.PDF),
    (0, b"\xff\xd8\xff", Kind.PICTURE),
    (0, b"\x89PNG\r\n\x1a\n", Kind.PICTURE),
)
_ELSEWHERE: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "C’est une archive ZIP\u00a0: ouvrez-la, puis envoyez les fichiers qu’elle contient."),
    (0, b"Rar!", "C’est une archive RAR\u00a0: ouvrez-la, puis envoyez les fichiers qu’elle contient."),
    (0, b"7z\xbc\xaf", "C’est une archive 7z\u00a0: ouvrez-la, puis envoyez les fichiers qu’elle contient."),
    (0, b"\x1f\x8b", "Ce fichier est compressé (gzip)\u00a0: décompressez-le, puis envoyez-le."),
    (4, b"ftyp", "Cette photo ou vidéo ne se lit pas ici\u00a0: enregistrez-la en JPEG, puis envoyez-la."),
    (8, b"WEBP", "Cette photo est au format WebP\u00a0: enregistrez-la en JPEG, puis envoyez-la."),
    (0, b"II*\x00", "Cette image est au format TIFF\u00a0: enregistrez-la en JPEG ou en PNG, puis envoyez-la."),
    (0, b"MM\x00*", "Cette image est au format TIFF\u00a0: enregistrez-la en JPEG ou en PNG, puis envoyez-la."),
    (0, b"\xd0\xcf\x11\xe0", "Ce document vient d’un logiciel de bureau\u00a0: enregistrez-le en PDF."),
)
UNKNOWN = (
    "Ce fichier n’est ni un EEG (EDF ou BDF), ni une image DICOM, ni un PDF, ni une photo (JPEG ou PNG)\u00a0: "
    "exportez-le de nouveau dans l’un de ces formats."
)


def kind_of(head: bytes) -> Kind:
    """Return the kind of a file from its first ``HEAD`` bytes. Raises ``InvalidField`` that says what to do."""
    for at, sign, kind in _SIGNS:
        if head[at : at + len(sign)] == sign:
            return kind
    for at, sign, said in _ELSEWHERE:
        if head[at : at + len(sign)] == sign:
            raise InvalidField(FIELD, said)
    if _without_preamble(head):
        return Kind.DICOM
    raise InvalidField(FIELD, UNKNOWN if head else "Ce fichier est vide\u00a0: exportez-le de nouveau.")


def _without_preamble(head: bytes) -> bool:
    """Whether a file begins as a DICOM data set without the first 132 bytes, as old devices write them."""
    return head[:2] in (b"\x02\x00", b"\x08\x00") and head[3:4] == b"\x00" and len(head) > 132
