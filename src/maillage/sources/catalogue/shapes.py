"""Load outlines of communes (Etalab, IGN): polygons by code, put on the communes of today."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from maillage.errors import BadInput
from maillage.sources.catalogue.asked import Asked
from maillage.sources.catalogue.holdings import Loaded
from maillage.sources.catalogue.opening import AGAIN, is_html
from maillage.sources.codes import CODE, ELSEWHERE, repaired
from maillage.tables import Columns, refuse_no_file

CODES = ("code", "INSEE_COM", "code_insee", "insee_com")
GZIP = b"\x1f\x8b"
WGS_84 = 4326
FILE = "outlines.npz"
SQUARE_KM = 111.32**2  # of a square degree at the equator


def load_contours(asked: Asked) -> Loaded:
    """Outlines by commune; those of parts, and of communes merged since, are joined.

    Raises ``BadInput`` for a file that holds no polygons, has no column of codes, or an outline that is none.
    """
    import shapely

    codes, shapes = _read(asked.path)
    register = asked.register
    parts: dict[str, list[Any]] = {}
    lines: dict[str, int] = {}
    unknown: list[str] = []
    broken = 0
    for number, (written, shape) in enumerate(zip(codes, shapes, strict=True), 1):
        code = repaired(str(written))
        lines.setdefault(code, number)
        if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
            raise BadInput(asked.path, f"the outline of {code} is missing or is no polygon", AGAIN, number, "geometry")
        today = register.today(code) if CODE.fullmatch(code) else None
        if today is None:
            if not ELSEWHERE.fullmatch(code):
                unknown.append(code)
            continue
        if not shape.is_valid:
            shape, broken = shapely.make_valid(shape), broken + 1
        parts.setdefault(today, []).append(shape)
    notices = asked.left_out("", lines, unknown)
    if not parts:
        raise BadInput(asked.path, "no code is a commune", f"Give the file of {asked.source.page}")
    found = asked.checked_year()
    code = np.array(sorted(parts))
    joined = [shapely.union_all(parts[one]) if len(parts[one]) > 1 else parts[one][0] for one in code.tolist()]
    area = np.array([one.area * SQUARE_KM * np.cos(np.radians(one.centroid.y)) for one in joined])
    report = [f"{len(codes)} outlines read", *notices]
    several = sum(len(one) > 1 for one in parts.values())
    if several:
        report.append(f"{several} communes are joined from the outlines of their parts")
    if broken:
        report.append(f"{broken} outlines cross themselves and were mended")
    absent = len(asked.territory) - len(code)
    if absent:
        report.append(f"{absent} communes without an outline keep that of the installed geography")
    table = Columns({"code": code.astype(object), "square_km": np.round(area, 3)})
    return asked.publish(table, found, report, files={FILE: lambda room: _write(room, code, joined)})


def _write(room: Path, code: np.ndarray[Any, Any], shapes: list[Any]) -> None:
    import shapely

    binary = [shapely.to_wkb(one) for one in shapes]
    ends = np.cumsum([0, *(len(one) for one in binary)], dtype=np.int64)
    with room.open("wb") as file:
        np.savez(file, code=code, start=ends, wkb=np.frombuffer(b"".join(binary), dtype=np.uint8))


def outlines_of(loaded: Loaded) -> Mapping[str, Any]:
    """Polygons (lon, lat) by code of loaded outlines."""
    import shapely

    with np.load(loaded.path.with_name(FILE)) as held:
        code, start, joined = held["code"], held["start"], held["wkb"]
    binary = [joined[a:b].tobytes() for a, b in zip(start[:-1].tolist(), start[1:].tolist(), strict=True)]
    return dict(zip(code.tolist(), shapely.from_wkb(np.array(binary, dtype=object)), strict=True))


def _read(path: Path) -> tuple[list[Any], list[Any]]:
    """Codes and polygons in degrees of a GeoJSON, compressed or not, a GeoPackage or a zipped shapefile."""
    import geopandas as gpd

    refuse_no_file(path)
    with path.open("rb") as file:
        first = file.read(1024)
    if is_html(first):
        raise BadInput(path, "a web page (HTML), not data", f"{AGAIN}; open it to read what the producer answers", 1)
    with tempfile.TemporaryDirectory() as folder:
        plain = path
        if first.startswith(GZIP):
            plain = Path(folder) / path.name.removesuffix(".gz")
            try:
                with gzip.open(path, "rb") as source, plain.open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
            except (OSError, EOFError, zlib.error) as error:
                raise BadInput(path, f"the compressed file is truncated or damaged ({error})", AGAIN) from error
        try:
            frame: Any = gpd.read_file(plain)
        except Exception as error:  # GDAL's own errors have no common parent here
            raise BadInput(path, f"no file of outlines that can be read ({error})", AGAIN) from error
    column = next((name for name in CODES if name in frame.columns), None)
    if column is None:
        names = ", ".join(map(str, frame.columns[:8])) or "none"
        raise BadInput(path, f"no column {CODES[0]} or {CODES[1]} (found: {names})", "Give outlines of communes")
    if frame.crs is not None and frame.crs.to_epsg() != WGS_84:
        frame = frame.to_crs(WGS_84)
    return frame[column].tolist(), frame.geometry.tolist()
