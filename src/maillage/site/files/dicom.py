"""DICOM images: read within bounds, freed of what names somebody, written anew without compression.

What stays is a list (``parameters/dicom.toml``), after the basic profile of DICOM PS3.15 annex E; identifiers become
keyed digests, so that images of one series still belong together. Pixels are decoded and written as plain numbers: the
comments of a JPEG inside are lost with it, and a browser reads any frame as a range of bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from pydicom import Dataset, dcmread
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from maillage.parameters import load_toml
from maillage.site.files.kinds import FIELD
from maillage.site.refusals import InvalidField

MOST_PIXEL_BYTES = 512 * 2**20
"""Decoded pixels of one file, in bytes: 1,000 CT slices of 512 x 512."""
MOST_DATASET_BYTES = 256 * 2**20
"""A deflated data set, in bytes when inflated."""
UID_FIELDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID")
AGE = re.compile(r"\d{3}[DWMY]")
MAY_SHOW_NAMES = ("US", "SC", "OT", "ES", "XC", "RF")
"""Modalities whose pixels often show a name written by the machine."""
DAMAGED = "Cette image DICOM est abîmée ou incomplète\u00a0: exportez-la de nouveau, puis envoyez-la."


@dataclass(frozen=True)
class Image:
    """An image that names nobody: its file, what was removed, and what a viewer needs to know of it."""

    content: bytes
    removed: list[str]
    facts: dict[str, Any]
    accession: str = ""
    """The accession number as its sender wrote it. It is compared, and kept nowhere."""


def admitted(content: bytes) -> Image:
    """Return an image without names. Raises ``InvalidField`` that says what to do."""
    found = _read(content)
    _check(found)
    try:
        pixels = _pixels(found)
    except InvalidField:
        raise
    except Exception as error:
        # Decoders raise whatever they meet in a damaged image; each of these means that it cannot be read.
        raise InvalidField(FIELD, _undecoded(found)) from error
    made, removed = _without_names(found)
    return replace(_written(made, pixels, removed), accession=str(found.get("AccessionNumber", "") or "").strip())


def _read(content: bytes) -> FileDataset:
    try:
        syntax = _transfer_syntax(content)
        if syntax == DeflatedExplicitVRLittleEndian:
            content = _inflated(content)
        found = dcmread(io.BytesIO(content), force=True)
        len(found.keys())
    except InvalidField:
        raise
    except Exception as error:
        raise InvalidField(FIELD, DAMAGED) from error
    if not hasattr(found, "file_meta") or "TransferSyntaxUID" not in found.file_meta:
        found.file_meta = FileMetaDataset()
        found.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian if not found.is_implicit_VR else UID(
            "1.2.840.10008.1.2"
        )  # fmt: skip
    return found


def _transfer_syntax(content: bytes) -> str:
    """Return the transfer syntax that the first elements (group 2) name, "" for none."""
    at = 132 if content[128:132] == b"DICM" else 0
    while content[at : at + 2] == b"\x02\x00":
        long = content[at + 4 : at + 6] in (b"OB", b"UN", b"OW", b"SQ", b"UT")
        where = at + 8 if long else at + 6
        size = int.from_bytes(content[where : where + (4 if long else 2)], "little")
        start = where + (4 if long else 2)
        if content[at + 2 : at + 4] == b"\x10\x00":
            return content[start : start + size].rstrip(b"\0 ").decode("ascii", "replace")
        at = start + size
    return ""


def _inflated(content: bytes) -> bytes:
    """Return a deflated file with its data set inflated, its syntax named so. Bounded: a small file may hold a bomb."""
    at = 132
    while content[at : at + 2] == b"\x02\x00":
        long = content[at + 4 : at + 6] in (b"OB", b"UN", b"OW", b"SQ", b"UT")
        where = at + 8 if long else at + 6
        at = where + (4 if long else 2) + int.from_bytes(content[where : where + (4 if long else 2)], "little")
    worker = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = worker.decompress(content[at:], MOST_DATASET_BYTES)
    if worker.unconsumed_tail:
        raise InvalidField(
            FIELD, "Cette image DICOM se gonfle au-delà de ce qui est lisible\u00a0: exportez-la sans compression."
        )
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    head = io.BytesIO()
    holder = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    holder.save_as(head, implicit_vr=False, little_endian=True, enforce_file_format=False)
    return head.getvalue() + inflated


def _check(found: Dataset) -> None:
    """Refuse what has no pixels to show, or more than can be."""
    missing = [name for name in ("Rows", "Columns") if not found.get(name)]
    if "PixelData" not in found or missing:
        raise InvalidField(
            FIELD,
            "Ce fichier DICOM ne contient pas d’image (c’est peut-être l’index DICOMDIR, un rapport ou une mesure)"
            "\u00a0: envoyez les fichiers des images elles-mêmes.",
        )
    try:
        bits = int(found.get("BitsAllocated", 0))
        frames = max(1, int(found.get("NumberOfFrames", 1) or 1))
        each = int(found.Rows) * int(found.Columns) * int(found.get("SamplesPerPixel", 1)) * max(1, bits // 8)
    except (TypeError, ValueError) as error:
        raise InvalidField(FIELD, DAMAGED) from error
    if each * frames > MOST_PIXEL_BYTES:
        raise InvalidField(
            FIELD,
            f"Ce fichier annonce {frames} images, {each * frames // 2**20}\u00a0Mo une fois ouvertes\u00a0: c’est trop "
            f"pour un fichier ({MOST_PIXEL_BYTES // 2**20}\u00a0Mo). Exportez une image par fichier.",
        )
    if bits not in (8, 16):
        raise InvalidField(
            FIELD,
            f"Cette image a {bits}\u00a0bits par point, comme un contour ou un calcul\u00a0: "
            "envoyez les images d’origine.",
        )


def _pixels(found: FileDataset) -> NDArray[Any]:
    """Return decoded pixels (frames, rows, columns[, 3]), colours as RGB, little-endian."""
    from pydicom.pixels.processing import apply_color_lut

    pixels = found.pixel_array
    frames = max(1, int(found.get("NumberOfFrames", 1) or 1))
    if str(found.get("PhotometricInterpretation", "")).strip() == "PALETTE COLOR":
        pixels = apply_color_lut(pixels, found)
        if pixels.dtype.itemsize > 1:
            pixels = pixels >> 8
        pixels = pixels[..., :3].astype(np.uint8)
    colours = int(found.get("SamplesPerPixel", 1)) == 3 or (pixels.shape[-1:] == (3,) and pixels.ndim >= 3)
    shape = (frames, int(found.Rows), int(found.Columns), *([3] if colours else []))
    if colours and pixels.dtype.itemsize > 1:
        raise InvalidField(FIELD, "Ces couleurs sont sur 16\u00a0bits\u00a0: exportez l’image sur 8\u00a0bits.")
    return np.ascontiguousarray(pixels.reshape(shape)).astype(pixels.dtype.newbyteorder("<"), copy=False)


def _undecoded(found: FileDataset) -> str:
    syntax = found.file_meta.TransferSyntaxUID
    if syntax.is_compressed:
        return (
            f"Cette image ne s’ouvre pas ({syntax.name})\u00a0: exportez-la sans compression "
            "(Explicit VR Little Endian), puis envoyez-la."
        )
    return DAMAGED


def _without_names(found: FileDataset) -> tuple[Dataset, list[str]]:
    """Return the attributes that stay, and in French what else there was."""
    kept, lists = Dataset(), _lists()
    for name in lists["numbers"]:
        values = _numbers(found, name)
        if values is not None:
            setattr(kept, name, values)
    for name, allowed in lists["codes"].items():
        value = str(found.get(name, "")).strip().upper()
        if value in allowed:
            setattr(kept, name, value)
    age = str(found.get("PatientAge", "")).strip()
    if AGE.fullmatch(age):
        kept.PatientAge = age
    for name in UID_FIELDS:
        if found.get(name):
            setattr(kept, name, digest(str(found.get(name))))
    for name in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
        if name not in kept:
            setattr(kept, name, digest(hashlib.sha256(bytes(found.PixelData)).hexdigest()))
    sop = UID(str(found.get("SOPClassUID", "")))
    kept.SOPClassUID = sop if sop.is_valid and sop.name != str(sop) else UID("1.2.840.10008.5.1.4.1.1.7")
    shown: dict[str, str] = lists["shown"]
    removed = [said for name, said in shown.items() if name not in kept and str(found.get(name, "") or "").strip()]
    others = sum(
        1 for element in found
        if element.keyword not in kept and element.keyword not in shown and element.keyword != "PixelData"
        and element.tag.group % 2 == 0
    )  # fmt: skip
    private = sum(1 for element in found if element.tag.group % 2)
    removed += [f"{others} autres renseignements"] * bool(others)
    removed += [f"{private} renseignements propres au constructeur"] * bool(private)
    kept.PatientIdentityRemoved = "YES"
    kept.DeidentificationMethod = "Maillage"
    return kept, removed


def _numbers(found: Dataset, name: str) -> Any:
    """Return the numbers of an attribute, None for none or what is no number."""
    value = found.get(name)
    if value is None or value == "":
        return None
    several = hasattr(value, "__iter__") and not isinstance(value, (str, bytes))
    listed: list[Any] = list(value) if several else [value]
    try:
        numbers = [float(one) for one in listed]
    except (TypeError, ValueError):
        return None
    if not all(np.isfinite(one) for one in numbers) or len(numbers) > 8:
        return None
    plain = [int(one) if one == int(one) else float(f"{one:.8g}") for one in numbers]
    return plain if several else plain[0]


def _written(made: Dataset, pixels: NDArray[Any], removed: list[str]) -> Image:
    frames, rows, columns = pixels.shape[:3]
    colours = pixels.ndim == 4
    made.Rows, made.Columns, made.SamplesPerPixel = rows, columns, 3 if colours else 1
    made.NumberOfFrames = frames
    made.BitsAllocated = pixels.dtype.itemsize * 8
    made.BitsStored = min(int(made.get("BitsStored", made.BitsAllocated)), made.BitsAllocated)
    made.HighBit = made.BitsStored - 1
    made.PixelRepresentation = int(np.issubdtype(pixels.dtype, np.signedinteger))
    if colours:
        made.PhotometricInterpretation, made.PlanarConfiguration = "RGB", 0
    elif made.get("PhotometricInterpretation") not in ("MONOCHROME1", "MONOCHROME2"):
        made.PhotometricInterpretation = "MONOCHROME2"
    raw = pixels.tobytes()
    made.add_new("PixelData", "OW" if pixels.dtype.itemsize == 2 else "OB", raw + b"\0" * (len(raw) % 2))
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = made.SOPClassUID, made.SOPInstanceUID
    whole = FileDataset("", made, file_meta=meta, preamble=b"\0" * 128)
    target = io.BytesIO()
    whole.save_as(target, implicit_vr=False, little_endian=True, enforce_file_format=True)
    content = target.getvalue()
    if made.get("Modality") in MAY_SHOW_NAMES and made.get("BurnedInAnnotation") != "NO":
        removed = [*removed, "à vérifier par vous\u00a0: un nom peut être écrit dans l’image elle-même"]
    return Image(content, removed, _facts(made, pixels, content))


def _facts(made: Dataset, pixels: NDArray[Any], content: bytes) -> dict[str, Any]:
    """Return what a viewer reads; the pixels are the last bytes of the file."""
    windows = (made.get("WindowCenter"), made.get("WindowWidth"))
    center, width = (one[0] if hasattr(one, "__iter__") else one for one in windows)
    sampled = pixels[:: max(1, len(pixels) // 8)]
    return {
        "pixels_at": len(content) - pixels.nbytes - pixels.nbytes % 2,
        "frames": pixels.shape[0], "rows": pixels.shape[1], "columns": pixels.shape[2],
        "bytes": pixels.dtype.itemsize, "signed": bool(made.PixelRepresentation), "colours": pixels.ndim == 4,
        "inverted": made.PhotometricInterpretation == "MONOCHROME1",
        "slope": _plain(made.get("RescaleSlope"), 1), "intercept": _plain(made.get("RescaleIntercept"), 0),
        "center": _plain(center, None), "width": _plain(width, None),
        "least": int(sampled.min()), "most": int(sampled.max()),
        "spacing": [float(one) for one in made.get("PixelSpacing") or made.get("ImagerPixelSpacing") or []],
        "position": [float(one) for one in made.get("ImagePositionPatient") or []],
        "orientation": [float(one) for one in made.get("ImageOrientationPatient") or []],
        "modality": str(made.get("Modality", "")), "body_part": str(made.get("BodyPartExamined", "")),
        "series_number": _plain(made.get("SeriesNumber"), None), "number": _plain(made.get("InstanceNumber"), None),
        "series": str(made.SeriesInstanceUID), "study": str(made.StudyInstanceUID),
        "instance": str(made.SOPInstanceUID), "sop_class": str(made.SOPClassUID),
    }  # fmt: skip


def _plain(value: Any, otherwise: float | None) -> float | None:
    return otherwise if value is None else float(value)


def digest(identifier: str) -> UID:
    """Return a keyed digest of an identifier, the same for the same one.

    It is an identifier too: 2.25 and a number of 128 bits (PS3.5 annex B.2).
    """
    made = hmac.new(settings.SECRET_KEY.encode(), f"dicom:{identifier}".encode(), hashlib.sha256).digest()
    return UID(f"2.25.{int.from_bytes(made[:16], 'big')}")


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    return load_toml("maillage.site.files", "dicom")
