"""The map as rows: the table beside it, CSV, GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from django.core.paginator import Page, Paginator
from numpy.typing import NDArray

from maillage.errors import UnknownName
from maillage.site.observatory import reading
from maillage.site.observatory.choice import ShownIndicator
from maillage.site.observatory.origin import MODELLED, OFFICIAL
from maillage.site.www import sheets
from maillage.site.www.public.explorer import scales, wording
from maillage.site.www.public.explorer.areas import territory
from maillage.site.www.public.explorer.changes import group_names
from maillage.site.www.public.explorer.state import State
from maillage.territory import load_outlines
from maillage.territory.groups import mean

PER_PAGE = 50
SORTS = {"nom": "Commune", "departement": "Département", "habitants": "Habitants"}


def positions_of(state: State) -> NDArray[np.int64]:
    """Return the communes of the territory shown, by position."""
    if state.place.level == "france":
        return np.arange(len(state.bench.code), dtype=np.int64)
    group = state.bench.groups[state.place.level]
    number = int(np.searchsorted(group.codes, state.place.code))
    return np.flatnonzero(group.number == number).astype(np.int64)


def sorts(state: State) -> dict[str, str]:
    """Return the columns of the table by the word that sorts by them."""
    if not state.changes:
        return {**SORTS, "avant": wording.heading(state.bench.choice)}
    before, after = when(state)
    return {**SORTS, "avant": before, "apres": after, "ecart": "Écart"}


def when(state: State) -> tuple[str, str]:
    """Return the names of before and after: two years, or before and after a change."""
    return (state.earlier.vintage, state.bench.vintage) if state.earlier is not None else ("Avant", "Après")


def page(state: State, sort: str, number: str | None) -> Page[Any]:
    """Return one page of the sorted table; its rows are dictionaries."""
    positions = positions_of(state)
    outcome, bench = state.outcome, state.bench
    keys: dict[str, Any] = {
        "nom": lambda: state.names.sort[positions],
        "departement": lambda: bench.groups["department"].number[positions],
        "habitants": lambda: bench.population[positions],
        "avant": lambda: outcome.before[positions],
        "apres": lambda: outcome.after[positions],
        "ecart": lambda: (outcome.after - outcome.before)[positions],
    }
    order = np.argsort(keys[sort.lstrip("-")](), kind="stable")
    ranked = positions[order[::-1] if sort.startswith("-") else order]
    # Unmeasured communes come last in any order: their figure is neither the smallest nor the largest.
    silent = bench.unmeasured[ranked]
    shown = Paginator(np.concatenate([ranked[~silent], ranked[silent]]), PER_PAGE).get_page(number)
    departments = group_names("department")
    shown.object_list = [row(state, int(position), departments) for position in shown.object_list]
    return shown


def row(state: State, position: int, names: Mapping[str, str]) -> dict[str, Any]:
    """Return one commune: code, name, name of the department, inhabitants, figure before and after."""
    departments = state.bench.groups["department"]
    k = departments.number[position]
    department = str(departments.codes[k]) if k >= 0 else ""
    before, after = float(state.outcome.before[position]), float(state.outcome.after[position])
    choice = state.bench.choice
    if state.bench.unmeasured[position]:
        figures = {"before": "non mesuré", "after": "non mesuré", "change": ""}
    else:
        figures = {
            "before": scales.written(choice, before, fine=True),
            "after": scales.written(choice, after, fine=True),
            "change": scales.moved(choice, after - before),
        }
    return {
        "code": str(state.bench.code[position]),
        "name": state.name(position),
        "department": names.get(department, department),
        "population": int(state.bench.population[position]),
        **figures,
    }


def columns(state: State) -> tuple[str, ...]:
    """Return the columns of the files; the figure's name says what it is and within how many minutes."""
    name, choice = wording.column(state.bench.choice), state.bench.choice
    kind = ("class", "class_after") if choice.indicator == ShownIndicator.COVERAGE else ()
    then = ("vintage_before",) if state.earlier is not None else ()
    return ("code", "name", "department", "population", name, f"{name}_after", "change", *kind, "profession", "fee",
            "modelled", *then, "vintage", "kind", "source")  # fmt: skip


def _records(state: State, positions: NDArray[np.int64]) -> Iterator[dict[str, Any]]:
    """Yield the rows of the files; an unmeasured commune has no figure."""
    bench, outcome, names = state.bench, state.outcome, columns(state)
    silent = bench.unmeasured[positions]
    departments = bench.groups["department"]
    codes = np.append(departments.codes, "")
    before, after = outcome.before[positions], outcome.after[positions]
    means = [mean(bench.population, values) for values in (outcome.before, outcome.after)]
    kinds = [scales.class_words(values, mean) for values, mean in zip((before, after), means, strict=True)]
    natures, source = _natures(state)[positions], bench.origin.sources
    for k, position in enumerate(positions):
        figures = (round(float(before[k]), 4), round(float(after[k]), 4), round(float(after[k] - before[k]), 4))
        kind = (kinds[0][k], kinds[1][k]) if "class" in names else ()
        if silent[k]:
            figures, kind = (None, None, None), ("",) * len(kind)
        then = (state.earlier.vintage,) if state.earlier is not None else ()
        row = (
            str(bench.code[position]), state.name(int(position)), str(codes[departments.number[position]]),
            int(bench.population[position]), *figures, *kind, bench.choice.profession, bench.choice.fee,
            "yes" if bench.modelled else "no", *then, bench.vintage, str(natures[k]), source,
        )  # fmt: skip
        yield dict(zip(names, row, strict=True))


def _natures(state: State) -> NDArray[np.str_]:
    """What the figure of each commune is: observed, brought forward, modelled, or an official one brought forward."""
    bench = state.bench
    plain = np.full(len(bench.code), MODELLED if bench.modelled else bench.origin.kind, dtype="<U24")
    offset = getattr(bench.model, "offset", None)
    return plain if offset is None else np.where(np.asarray(offset) != 0, OFFICIAL, plain)


def csv_lines(state: State, dialect: sheets.Dialect) -> Iterator[str]:
    """Yield the territory's communes as CSV, in pieces."""
    rows = (tuple(record.values()) for record in _records(state, positions_of(state)))
    return sheets.pieces(columns(state), rows, dialect)


def geojson_pieces(state: State) -> Iterator[str]:
    """Yield the territory's communes as GeoJSON, in pieces: outlines; for all of France points of the town halls."""
    land = territory()
    positions = positions_of(state)
    shapes = _points(land, positions) if state.place.level == "france" else _outlines(state, positions)
    yield '{"type":"FeatureCollection","features":['
    for k, record in enumerate(_records(state, positions)):
        properties = json.dumps(record, ensure_ascii=False)
        shape = shapes[k] or "null"
        yield f'{"," if k else ""}{{"type":"Feature","properties":{properties},"geometry":{shape}}}'
    yield "]}"


def _points(land: Any, positions: NDArray[np.int64]) -> list[str]:
    return [
        f'{{"type":"Point","coordinates":[{land.lon[position]:.5f},{land.lat[position]:.5f}]}}'
        for position in positions
    ]


def _outlines(state: State, positions: NDArray[np.int64]) -> list[str]:
    try:
        found = load_outlines([str(code) for code in state.bench.code[positions]], reading.store())
    except UnknownName:
        return _points(territory(), positions)
    shapes = shapely.set_precision(np.array(list(found.values()), dtype=object), 1e-5, mode="pointwise")
    return [text if not shapely.is_empty(shape) else "" for text, shape in zip(shapely.to_geojson(shapes), shapes,
                                                                               strict=True)]  # fmt: skip
