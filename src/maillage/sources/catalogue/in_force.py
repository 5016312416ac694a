"""The doctors and the need in force where no file is given: what was loaded last, else the figures of the package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from maillage.sources.catalogue.current import current_need, current_supply
from maillage.sources.catalogue.holdings import Holdings
from maillage.sources.published import about, table_path

# Asked for in place of a file: departmental totals distributed by the model, departmental figures of need.
MODELLED, DEPARTMENTAL = "modelled", "departmental"
COUNTS, NEED = "gps_by_commune_2019", "need_by_commune"


@dataclass(frozen=True)
class Counts:
    """A table of doctors by commune; ``year`` if they are to be brought forward to the published totals, else None."""

    path: Path
    year: int | None


def counts_in_force(held: Holdings) -> Counts:
    """The counts of general practitioners loaded last, else the observed ones of the package."""
    loaded = current_supply(held)
    if loaded is not None:
        return Counts(loaded.loaded.path, loaded.year)
    return Counts(table_path(COUNTS), int(about(COUNTS)["vintage"]))


def need_in_force(held: Holdings) -> Path:
    """The need by commune loaded last, else that of the package."""
    loaded = current_need(held)
    return table_path(NEED) if loaded is None else loaded.path
