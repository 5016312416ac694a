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
    "emergency_departments_2026": (
        "facilities/emergency_departments_2026.csv",
        ["finess", "site", "lat", "lon", "commune"],
    ),
}


def packed(source: Path, columns: list[str]) -> bytes:
    """The columns of a table as compressed CSV; the output is deterministic."""
    with source.open(encoding="utf-8", newline="") as handle:
        rows = [[row[column] for column in columns] for row in csv.DictReader(handle)]
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in [columns, *rows]]
    return lzma.compress(("\n".join(lines) + "\n").encode(), preset=9)


def main(folder: Path) -> None:
    """Write every table, and print its size."""
    for name, (source, columns) in TABLES.items():
        content = packed(folder / source, columns)
        (PUBLISHED / f"{name}.csv.xz").write_bytes(content)
        print(f"{name}: {len(content):,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
