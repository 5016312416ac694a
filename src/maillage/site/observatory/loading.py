"""Open data loaded from a page: the worker pulls or takes the file sent, reads it, and keeps it whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.jobs import files as kept_files
from maillage.site.jobs import services as jobs
from maillage.site.jobs.files import Kept, Sent
from maillage.site.jobs.models import Job
from maillage.site.jobs.registry import Progress, kind
from maillage.site.locks import in_transaction
from maillage.site.observatory import reading
from maillage.site.refusals import NotAllowed, Refused
from maillage.sources.catalogue import Holdings, Source, catalogue, source_named

LOAD = "data-load"


@dataclass(frozen=True)
class LoadRequest:
    """A source to load, the year of its figures if the file does not tell it, and whether an older year is accepted.

    ``region`` is the one that the user answers for. With ``pull``, the worker gets the file from the address of the
    source; else it is sent.
    """

    region: str
    source: str
    year: int | None = None
    older: bool = False
    pull: bool = False


def loadable() -> list[Source]:
    """Return the sources of the catalogue."""
    return list(catalogue().values())


def holdings() -> Holdings:
    """Return what the site holds of the open data."""
    return Holdings.of(reading.store().root.parent)


@in_transaction
def ask_load(asked: LoadRequest, sent: Sent, by: User) -> Job:
    """Queue a job that loads a source, with the files ``file`` and, for practitioners, ``beside`` where they are sent.

    Raises ``NotAllowed`` for a region that ``by`` does not coordinate, ``Refused`` on a site of several regions: the
    figures are those of all of them.
    """
    if asked.region not in by.grants.scope(Record.ZONE, Act.CHANGE).regions:
        raise NotAllowed("Cette région ne relève pas de votre compte.")
    if Organisation.objects.filter(regions__isnull=False).exclude(regions=asked.region).exists():
        raise Refused(
            "Ce site sert plusieurs régions, et ces chiffres valent pour toutes. Demandez-le à la personne qui "
            "exploite le site (maillage data load)."
        )
    kept = kept_files.keep_all(sent)
    return jobs.ask(
        LOAD, by, source=asked.source, year=asked.year, older=asked.older, pull=asked.pull, files=kept
    )  # fmt: skip


@kind(LOAD, label="Chargement de données ouvertes")
def load_data(
    report: Progress, *, source: str, year: int | None, older: bool, pull: bool, files: Kept
) -> dict[str, Any]:
    """Pull the file if asked, read it and make it current at once: a bad file or a stop leaves what was loaded."""
    from maillage.sources.catalogue.load import load
    from maillage.sources.practitioners.load import Beside, read_along
    from maillage.territory import load_territory
    from maillage.travel.loading import LOADERS

    held, wanted = holdings(), source_named(source)
    path = _pulled(wanted, held, report) if pull else kept_files.paths_of(files, "file")[0]
    other = next(iter(kept_files.paths_of(files, "beside")), None)
    report(0.5, "Ouverture des communes")
    territory = load_territory(reading.store())
    loaded = load(
        path, wanted, territory, held, year, older, read_along(wanted, held, Beside(other)),
        lambda share: report(0.5 + 0.4 * min(share, 1.0), "Lecture du fichier"), LOADERS,
    )  # fmt: skip
    return {"source": source, "year": loaded.year, "rows": loaded.rows}


def _pulled(source: Source, held: Holdings, report: Progress) -> Path:
    from maillage.sources.catalogue.pull import pull

    def told(done: int, size: int | None) -> None:
        share = done / size if size else 0.0
        report(0.05 + 0.4 * min(share, 1.0), f"Téléchargement\u00a0: {done / 1e6:.0f}\u00a0Mo")

    report(0.05, "Téléchargement")
    return held.file_of(source.name, pull(source, held, told)[0])
