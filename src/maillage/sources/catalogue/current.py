"""The loaded tables as inputs of the engine: doctors, need, official APL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.sources.catalogue.changes import Change
from maillage.sources.catalogue.holdings import EMERGENCY, PROVIDERS, Holdings, Loaded, providers_file
from maillage.sources.hospitals import EmergencySites
from maillage.sources.need import ILL, LAYERED, figures_given
from maillage.sources.official import PEOPLE, OfficialApl, official_apl
from maillage.sources.published import about, table_path
from maillage.sources.supply_forward import TOTALS
from maillage.tables import Columns, read_columns

if TYPE_CHECKING:
    from maillage.territory import Territory

GP, OFFICIAL = "gp", "apl-gp"
NEED, PACKAGED = "need", "need_by_commune"
CHANGES = ("date", "kind", "before", "after")
REGISTER = ("code", "name", "parent")
INGREDIENTS = ("ages", "income", "illness")


@dataclass(frozen=True)
class CurrentSupply:
    """The loaded counts of doctors; ``year`` if they are to be brought forward to the published totals, else None."""

    loaded: Loaded
    year: int | None


def current_supply(holdings: Holdings) -> CurrentSupply | None:
    """The counts of doctors loaded last, None if there are none."""
    loaded = holdings.current("supply")
    if loaded is None:
        return None
    return CurrentSupply(loaded, loaded.year if loaded.year < int(about(TOTALS)["vintage"]) else None)


def current_providers(holdings: Holdings, profession: str) -> Path | None:
    """The loaded practitioners of a profession by commune and, where known, fee; None if there are none.

    General practitioners are those of the counts that are current: with fees if they came from the same file.
    """
    loaded, counts = loaded_providers(holdings, profession), current_supply(holdings)
    if profession == GP and counts is not None and (loaded is None or counts.loaded.key != loaded.key):
        return counts.loaded.path
    path = loaded.path.with_name(providers_file(profession)) if loaded is not None else None
    return path if path is not None and path.is_file() else None


def loaded_providers(holdings: Holdings, profession: str) -> Loaded | None:
    """What the practitioners of a profession were loaded from last, None if nothing told of them."""
    return holdings.current(f"{PROVIDERS}-{profession}") or holdings.current(PROVIDERS)


def loaded_counts(holdings: Holdings) -> dict[int, Path]:
    """The loaded counts of doctors by year, every vintage of the source that is current."""
    loaded = holdings.current("supply")
    if loaded is None:
        return {}
    # Of several files of one year, the current one counts.
    return {one.year: one.path for one in holdings.vintages(loaded.name)} | {loaded.year: loaded.path}


def current_need(holdings: Holdings) -> Loaded | None:
    """The need by commune with the ages and the income loaded last, None if neither was loaded."""
    return holdings.current(NEED)


def current_official(holdings: Holdings, territory: Territory) -> OfficialApl | None:
    """The official APL loaded last, on the communes of ``territory``, None if there is none."""
    loaded = holdings.current("official")
    return None if loaded is None else _official_of(loaded, territory)


def official_vintages(holdings: Holdings, territory: Territory) -> dict[int, OfficialApl]:
    """Every official APL by year: those of the package, and each loaded vintage, which replaces that of its year."""
    found = {year: official_apl(territory, year) for year in PEOPLE}
    for loaded in reversed(holdings.vintages(OFFICIAL)):
        found[loaded.year] = _official_of(loaded, territory)
    return dict(sorted(found.items()))


def _layer(layers: list[dict[str, Any]], name: str) -> NDArray[np.float64]:
    """A figure from the first layer that has it, by commune."""
    value = layers[0][name]
    for below in layers[1:]:
        value = np.where(np.isnan(value), below[name], value)
    return np.asarray(value, dtype=np.float64)


def _official_of(loaded: Loaded, territory: Territory) -> OfficialApl:
    rows = read_columns(loaded.path, ("code", "apl"), numeric=("apl",))
    positions, _ = territory.locate(rows["code"].tolist())
    here = positions >= 0
    values = np.full(len(territory), np.nan)
    values[positions[here]] = rows["apl"][here]
    return OfficialApl(values, loaded.year, loaded.producer)


@dataclass(frozen=True)
class LivingAreas:
    """Living areas (TVS): code of that of each commune, name of each, where they come from."""

    area: Mapping[str, str]
    names: Mapping[str, str]
    loaded: Loaded

    def of(self, codes: Iterable[str]) -> NDArray[np.str_]:
        """The living area of each commune, "" for none."""
        return np.array([self.area.get(str(code), "") for code in codes], dtype=np.str_)


def current_living_areas(holdings: Holdings) -> LivingAreas | None:
    """The living areas loaded last, None if there are none."""
    loaded = holdings.current("areas")
    if loaded is None:
        return None
    table = read_columns(loaded.path, ("code", "tvs", "tvs_name"))
    area, names = table["tvs"].tolist(), table["tvs_name"].tolist()
    return LivingAreas(
        dict(zip(table["code"].tolist(), area, strict=True)), dict(zip(area, names, strict=True)), loaded
    )  # fmt: skip


def current_zoning(holdings: Holdings, codes: Iterable[str]) -> tuple[NDArray[np.str_], Loaded] | None:
    """The class that the agencies published for each commune, as loaded last, "" if unknown; None if none is loaded."""
    loaded = holdings.current("zoning")
    if loaded is None:
        return None
    table = read_columns(loaded.path, ("code", "zone"))
    known = dict(zip(table["code"].tolist(), table["zone"].tolist(), strict=True))
    return np.array([known.get(str(code), "") for code in codes], dtype="<U3"), loaded


def current_emergency(holdings: Holdings, territory: Territory) -> EmergencySites | None:
    """The communes with an emergency department by the file loaded last (FINESS, BPE), None if none is loaded."""
    loaded = holdings.current(EMERGENCY)
    if loaded is None:
        return None
    path = loaded.path.with_name(f"{EMERGENCY}.csv")
    table = read_columns(path if path.is_file() else loaded.path, ("commune",))
    positions, _ = territory.locate(table["commune"].tolist())
    found = np.unique(positions[positions >= 0])
    notice = f"{len(found)} communes with an emergency department: {loaded.label}"
    return EmergencySites(found, observed=True, notices=(notice,)) if len(found) else None


def people_of_75(holdings: Holdings, territory: Territory) -> dict[str, float]:
    """People of 75 and over by commune: of the need in use."""
    held = current_need(holdings)
    share = figures_given(held.path if held is not None else table_path(PACKAGED), territory)["aged_75"]
    people = np.nan_to_num(share) * territory.population
    return dict(zip(map(str, territory.code), people.tolist(), strict=True))


def known_changes(holdings: Holdings) -> list[Change]:
    """The changes of communes that were loaded, in the order of their dates."""
    loaded = holdings.current("changes")
    if loaded is None:
        return []
    table = read_columns(loaded.path, CHANGES)
    rows = zip(*(table[name].tolist() for name in CHANGES), strict=True)
    return [(str(date), int(kind), str(before), str(after)) for date, kind, before, after in rows]


def known_register(holdings: Holdings) -> list[tuple[str, str, str]]:
    """The communes of the loaded register: code, name, and the commune that a part belongs to, "" for a commune."""
    loaded = holdings.current("register")
    if loaded is None:
        return []
    table = read_columns(loaded.path, REGISTER)
    return [(str(a), str(b), str(c)) for a, b, c in zip(*(table[name].tolist() for name in REGISTER), strict=True)]


def renew_need(holdings: Holdings, territory: Territory) -> Loaded:
    """Write the need by commune anew: loaded ages and income over the figures of the package; make it current."""
    loaded = [one for one in map(holdings.current, INGREDIENTS) if one is not None]
    layers = [figures_given(one.path, territory) for one in loaded]
    layers.append(figures_given(table_path(PACKAGED), territory))
    columns: dict[str, Any] = {"code": territory.code, "population": territory.population}
    for name, (column, factor) in LAYERED.items():
        value = _layer(layers, name)
        columns[column] = value * (territory.population if factor is None else factor)
    for column in ILL:
        columns[column] = _layer(layers, column)
    sources = "; ".join(one.label for one in loaded)
    about_need = {
        "feeds": NEED, "year": max(one.year for one in loaded), "title": sources, "licence": loaded[0].licence,
        "producer": " and ".join(dict.fromkeys([*(one.producer for one in loaded), str(about(PACKAGED)["producer"])])),
        "file": ", ".join(one.file for one in loaded), "rows": len(territory), "report": [],
    }  # fmt: skip
    return holdings.publish(NEED, Columns(columns), about_need)
