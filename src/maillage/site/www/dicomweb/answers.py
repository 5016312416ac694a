"""Answers in the DICOM JSON model (PS3.18 annex F)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.db.models.fields.json import KT

from maillage.site.files.models import StoredFile
from maillage.site.imaging import images

Attributes = dict[str, Any]


def attribute(vr: str, *values: Any) -> Attributes:
    """Return an attribute with its values, empty for none."""
    kept = [one for one in values if one not in (None, "")]
    return {"vr": vr, "Value": kept} if kept else {"vr": vr}


def studies(rows: QuerySet[StoredFile], root: str) -> list[Attributes]:
    """Return the studies of some images, the newest first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in _series(rows).order_by("-first", "study"):
        study = found.setdefault(
            (one["study"], one["holder"]), {"series": 0, "images": 0, "modalities": set(), "holder": one["holder"]}
        )
        study["series"] += 1
        study["images"] += one["count"]
        study["modalities"].add(one["modality"])
    return [
        {
            "00080050": attribute("SH", _accession(one["holder"])),
            "00080056": attribute("CS", "ONLINE"),
            "00080061": attribute("CS", *sorted(one["modalities"])),
            "00081190": attribute("UR", f"{root}/studies/{uid}"),
            "00100010": attribute("PN"), "00100020": attribute("LO"),
            "0020000D": attribute("UI", uid),
            "00201206": attribute("IS", one["series"]),
            "00201208": attribute("IS", one["images"]),
        }
        for (uid, _), one in found.items()
    ]  # fmt: skip


def series(rows: QuerySet[StoredFile], root: str) -> list[Attributes]:
    """Return the series of some images."""
    return [
        {
            "00080056": attribute("CS", "ONLINE"),
            "00080060": attribute("CS", one["modality"]),
            "00081190": attribute("UR", f"{root}/studies/{one['study']}/series/{one['series']}"),
            "0020000D": attribute("UI", one["study"]),
            "0020000E": attribute("UI", one["series"]),
            "00201209": attribute("IS", one["count"]),
        }
        for one in _series(rows).order_by("first", "series")
    ]


def instances(files: Iterable[StoredFile], root: str) -> list[Attributes]:
    """Return some images as a search tells them."""
    return [_instance(one, root) for one in files]


def metadata(file: StoredFile, root: str) -> Attributes:
    """Return all attributes of an image but its pixels. Raises ``Refused`` for a destroyed one."""
    made: Attributes = images.attributes(file).to_json_dict()
    return {**made, "00081190": attribute("UR", address(file, root))}


def address(file: StoredFile, root: str) -> str:
    """Return where an image is retrieved."""
    facts = file.facts
    return f"{root}/studies/{facts['study']}/series/{facts['series']}/instances/{facts['instance']}"


def _instance(file: StoredFile, root: str) -> Attributes:
    facts = file.facts
    number = facts.get("number")
    return {
        "00080016": attribute("UI", facts.get("sop_class") or str(images.attributes(file).SOPClassUID)),
        "00080018": attribute("UI", facts["instance"]),
        "00080056": attribute("CS", "ONLINE"),
        "00080060": attribute("CS", facts["modality"]),
        "00081190": attribute("UR", address(file, root)),
        "0020000D": attribute("UI", facts["study"]),
        "0020000E": attribute("UI", facts["series"]),
        "00200013": attribute("IS", int(number) if number is not None else None),
        "00280008": attribute("IS", facts["frames"]),
        "00280010": attribute("US", facts["rows"]),
        "00280011": attribute("US", facts["columns"]),
        "00280100": attribute("US", 8 * facts["bytes"]),
    }


def _series(rows: QuerySet[StoredFile]) -> QuerySet[StoredFile, dict[str, Any]]:
    told = rows.order_by().values(
        "holder", study=KT("facts__study"), series=KT("facts__series"), modality=KT("facts__modality")
    )
    return told.annotate(count=Count("pk"), first=Min("at"))


def _accession(holder: str) -> str:
    """Return the number of a request (M12), as images that are sent carry it; "" for images without a request."""
    name, _, number = holder.partition(":")
    return f"M{number}" if name == "request" else ""
