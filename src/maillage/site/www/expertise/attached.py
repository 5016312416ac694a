"""What is attached to a request as its pages list it: each file, and the images of a DICOM series together."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.site.expertise import attachments
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.files.models import StoredFile

Kind = StoredFile.Kind


@dataclass(frozen=True)
class Attached:
    """What one looks at as one thing: a file, or all images of a DICOM series. ``number`` is its place in the list."""

    file: StoredFile
    files: list[StoredFile]
    number: int

    @property
    def label(self) -> str:
        """What it is called."""
        if self.file.kind != Kind.DICOM or not self.file.key:
            return f"{self.file.get_kind_display()}, n°\u00a0{self.number}"
        facts, frames = self.file.facts, sum(one.facts.get("frames", 1) for one in self.files)
        return f"Série {facts.get('modality', '')}, n°\u00a0{self.number}, {frames}\u00a0image{'s' * (frames > 1)}"

    @property
    def bytes(self) -> int:
        """Its size."""
        return sum(one.bytes for one in self.files)

    @property
    def removed(self) -> list[str]:
        """What was removed of any of its files."""
        return list(dict.fromkeys(line for one in self.files for line in one.removed))


def attached(row: ExpertiseRequest) -> list[Attached]:
    """Return what is attached to a request, images of one series together."""
    groups: dict[str, list[StoredFile]] = {}
    for one in attachments.files_of(row):
        series = one.facts.get("series") if one.kind == Kind.DICOM and one.key else None
        groups.setdefault(series or str(one.pk), []).append(one)
    return [Attached(files[0], files, number) for number, files in enumerate(groups.values(), 1)]
