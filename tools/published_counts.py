"""Pack the public figures by commune included in the package: only the columns it reads, compressed.

    python tools/published_counts.py FOLDER

``FOLDER`` holds the producers' figures as tables (``supply/``, ``need/``, ``official/``, ``facilities/``). Run by hand
when a newer vintage is published; the TOML beside each file names producer, vintage and licence.
"""

import csv
import lzma
import sys
from pathlib import Path

PUBLISHED = Path(__file__).parents[1] / "src" / "maillage" / "sources" / "published"
TABLES = {
    "gps_by_commune_2019": ("supply/gps_by_commune_2019.csv", ["code", "gps", "gps_60_plus"]),
    "need_by_commune": (
        "need/need_by_commune.csv",
        [
            "code",
            "under_18_2016",
            "aged_65_plus_2016",
            "population_2016",
            "median_income_2016",
            "share_75_plus",
            "poverty_rate",
            "deprivation_fedi",
        ],
    ),
    "apl_gp_by_commune": (
        "official/apl_by_commune_2016_2018.csv",
        [
            "code",
            "apl_gp_2016",
            "apl_gp_65_or_less_2016",
            "standardised_population_2014",
            "apl_gp_2018",
            "apl_gp_65_or_less_2018",
            "standardised_population_2016",
        ],
    ),
}
SITES, ZONING = "emergency_departments_2026", "gp_zoning_by_commune"


def packed(source: Path, columns: list[str]) -> bytes:
    """The columns of a table as compressed CSV; the output is deterministic."""
    with source.open(encoding="utf-8", newline="") as handle:
        return _compressed(columns, [[row[column] for column in columns] for row in csv.DictReader(handle)])


def located(folder: Path) -> bytes:
    """The emergency departments with the commune of each and how it was found, as compressed CSV.

    Authorised departments without usable coordinates are found by the name of a commune in their name or their owner's.
    """
    from maillage.sources.hospitals import department_of
    from maillage.sources.points import BY_NAME, PointRow, commune_named, locate_points
    from maillage.territory import load_territory
    from maillage.territory.outlines import load_outlines

    with (folder / f"{SITES}.csv").open(encoding="utf-8", newline="") as handle:
        sites = list(csv.DictReader(handle))
    rows = [
        PointRow(float(one["lon"]), float(one["lat"]), one["site"], one["commune"], department_of(finess=one["finess"]))
        for one in sites
    ]
    territory = load_territory()
    found = locate_points(rows, territory, load_outlines)
    for line in found.notices:
        print(f"{SITES}: {line}")
    code = [str(territory.code[at]) if at >= 0 else "" for at in found.positions]
    told = zip(sites, code, found.how, strict=True)
    columns = ["finess", "site", "lat", "lon", "commune", "found_by"]
    placed = [[*(one[name] for name in columns[:4]), at, how] for one, at, how in told]
    for one in _without_point(folder / "emergency_authorisations_2026.csv"):
        department = department_of(finess=one["nofinesset"])
        at = commune_named(f"{one['rset']} {one['rsej']}", territory, department)
        if at >= 0:
            placed.append([one["nofinesset"], one["rset"], "", "", str(territory.code[at]), BY_NAME])
        print(f"{SITES}: {one['rset']}, no point: {territory.name[at] if at >= 0 else 'left out'}")
    return _compressed(columns, placed)


def zoned(source: Path) -> bytes:
    """The published zoning of GPs by commune, found by postcode and name, as compressed CSV."""
    from maillage.territory import load_territory, search_key

    territory = load_territory()
    known = {
        (postcode, search_key(str(territory.name[at]))): str(territory.code[at])
        for at, postcodes in enumerate(territory.postcodes)
        for postcode in postcodes
    }
    found: dict[str, set[str]] = {}
    with source.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            code = known.get((row["postcode"], search_key(row["name"])))
            if code is not None and row["gp_zoning"][:1].isdigit():
                found.setdefault(code, set()).add(row["gp_zoning"].partition("_")[2])
    rows = [[code, min(zones)] for code, zones in sorted(found.items()) if len(zones) == 1]
    print(f"{ZONING}: {len(rows):,} of {len(territory):,} communes")
    return _compressed(["code", "zone"], rows)


def _without_point(source: Path) -> list[dict[str, str]]:
    """Authorised departments for adults without usable coordinates, each site once."""
    with source.open(encoding="utf-8", newline="") as handle:
        rows = [one for one in csv.DictReader(handle) if one["modalite"] == "23" and not one["lat"]]
    return list({one["nofinesset"]: one for one in rows}.values())


def _compressed(columns: list[str], rows: list[list[str]]) -> bytes:
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in [columns, *rows]]
    return lzma.compress(("\n".join(lines) + "\n").encode(), preset=9)


def main(folder: Path) -> None:
    """Write every table, and print its size."""
    for name, (source, columns) in TABLES.items():
        _write(name, packed(folder / source, columns))
    _write(SITES, located(folder / "facilities"))
    _write(ZONING, zoned(folder / "official" / "gp_zoning_by_postcode_2025.csv"))


def _write(name: str, content: bytes) -> None:
    (PUBLISHED / f"{name}.csv.xz").write_bytes(content)
    print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
