"""Load the file of a source: read as published, put on the communes of today, published whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from maillage.errors import BadInput, MaillageError
from maillage.sources.catalogue.asked import Asked, Loader, new_columns, year_named
from maillage.sources.catalogue.current import CHANGES, INGREDIENTS, REGISTER, people_of_75, renew_need
from maillage.sources.catalogue.entries import Source
from maillage.sources.catalogue.equipment import load_equipment
from maillage.sources.catalogue.finess import load_activities, load_establishments
from maillage.sources.catalogue.holdings import Holdings, Loaded
from maillage.sources.catalogue.illness import load_illness
from maillage.sources.catalogue.labels import load_living_areas, load_zoning
from maillage.sources.catalogue.layouts import LAYOUTS, read_changes, read_register
from maillage.sources.catalogue.opening import Watch
from maillage.sources.catalogue.register import map_to_today
from maillage.sources.catalogue.shapes import load_contours
from maillage.sources.catalogue.tariffs import load_tariffs
from maillage.sources.practitioners.load import SOURCES as PRACTITIONERS
from maillage.sources.practitioners.load import Beside, load_people
from maillage.tables import Columns

if TYPE_CHECKING:
    from maillage.territory import Territory


def load(
    path: Path, source: Source, territory: Territory, holdings: Holdings, year: int | None = None, older: bool = False,
    beside: Beside | None = None, watch: Watch | None = None, loaders: Mapping[str, Loader] | None = None,
) -> Loaded:  # fmt: skip
    """Load a file and make it the current table of its input; return it with its report.

    ``year`` of the figures where the file does not tell it. A file older than the current one is refused unless
    ``older``. ``beside`` is what is read along with a file of practitioners. ``watch`` is told how far a text was read.
    ``loaders`` are those of sources that rooms above this one read, by name. Raises ``MaillageError`` for a source that
    nothing reads, ``BadInput`` naming file, sheet, line and column; what was current before stays so.
    """
    asked = Asked(path, source, territory, holdings, year, older, watch)
    if source.name in PRACTITIONERS:
        return load_people(
            path, source, asked.register, holdings, year, asked.checked_year, beside or Beside(), watch
        )  # fmt: skip
    if source.name in LAYOUTS:
        loaded = _load_figures(asked)
    else:
        loader = {**LOADERS, **(loaders or {})}.get(source.name)
        if loader is None:
            raise MaillageError(f"'{source.name}' cannot be loaded here: nothing reads it.")
        loaded = loader(asked)
    if source.feeds in INGREDIENTS:
        renew_need(holdings, territory)
    return loaded


def _load_figures(asked: Asked) -> Loaded:
    """Figures by commune that a layout reads."""
    reader, kept = LAYOUTS[asked.source.name]
    with asked.table() as table:
        figures = reader(table)
        new, part = new_columns(table), table.grid.part
    found = asked.checked_year(figures.year)
    mapped = map_to_today(figures, kept, asked.register)
    unknown = asked.left_out(part, figures.line, mapped.unknown)
    if mapped.table.rows == 0:
        raise BadInput(asked.path, "no code is a commune", f"Give the file of {asked.source.page}")
    report = [f"{figures.rows} rows read{f' of {part}' if part else ''}", *new, *figures.notices, *mapped.report]
    return asked.publish(mapped.table, found, [*report, *unknown])


def _load_changes(asked: Asked) -> Loaded:
    with asked.table() as table:
        changes = read_changes(table)
    found = asked.checked_year(year_named(asked.path) or int(changes[-1][0][:4]))
    columns = {name: np.array([str(one[k]) for one in changes], dtype=object) for k, name in enumerate(CHANGES)}
    report = [f"{len(changes)} changes between communes, the last of {changes[-1][0]}"]
    return asked.publish(Columns(columns), found, report)


def _load_register(asked: Asked) -> Loaded:
    with asked.table() as table:
        rows = read_register(table)
    found = asked.checked_year()
    columns = {name: np.array([one[k] for one in rows], dtype=object) for k, name in enumerate(REGISTER)}
    here, now = set(asked.territory.code.tolist()), {code for code, _, parent in rows if not parent}
    report = [f"{len(now)} communes and {len(rows) - len(now)} parts of communes"]
    for codes, what in ((now - here, "are not in the installed geography"), (here - now, "of it are not in the file")):
        if codes:
            report.append(f"{len(codes)} communes {what}, such as {min(codes)}: they count with those they come from")
    return asked.publish(Columns(columns), found, report)


def _load_illness(asked: Asked) -> Loaded:
    return load_illness(asked, people_of_75(asked.holdings, asked.territory))


LOADERS: Mapping[str, Loader] = {
    "cog": _load_register,
    "cog-changes": _load_changes,
    "bpe": load_equipment,
    "finess": load_establishments,
    "finess-activities": load_activities,
    "zoning-gp": load_zoning,
    "tvs": load_living_areas,
    "contours": load_contours,
    "ald": _load_illness,
    "tariffs": load_tariffs,
}
"""What reads each source that is more than figures by commune; times and roads are read in ``travel.loading``."""
