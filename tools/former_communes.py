"""Write the register of former communes included in the package, from data.gouv.fr's npm packages.

    for edition in 0.7.0 1.1.1 2.3.1 3.1.1 4.1.0 5.3.0 6.0.0; do
        mkdir $edition && npm pack @etalab/decoupage-administratif@$edition | xargs tar xz -C $edition -f
    done
    python tools/former_communes.py 0.7.0 1.1.1 2.3.1 3.1.1 4.1.0 5.3.0 6.0.0

Run by hand when a new edition of the official geographic code is published: the last folder is that of the newest
edition, the first one also holds the history of every commune since 1943.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

from maillage.territory.names import search_key

FILE = Path(__file__).parents[1] / "src" / "maillage" / "sources" / "published" / "former_communes.csv"
CURRENT = "commune-actuelle"
OUTSIDE = ("975", "977", "978", "98")


def read(folder: str, name: str) -> list[dict[str, Any]]:
    """Rows of a file of an unpacked edition."""
    return json.loads((Path(folder) / "package" / "data" / f"{name}.json").read_text(encoding="utf-8"))


def names_by_code(folders: list[str]) -> dict[str, dict[str, str]]:
    """Every name that each code had as a commune, by search key, in its latest spelling."""
    rows = [row for row in read(folders[0], "historique-communes") if row["type"] == "COM"]
    for folder in folders:
        rows += [row for row in read(folder, "communes") if row["type"] == CURRENT]
    names: dict[str, dict[str, str]] = {}
    for row in rows:
        known = names.setdefault(row["code"], {})
        known[search_key(row["nom"])] = row["nom"]
    return names


def successors(folders: list[str]) -> dict[str, str]:
    """Current commune of each former code, from the newest edition that contains the code."""
    newest = read(folders[-1], "communes")
    today = {row["code"] for row in newest if row["type"] == CURRENT}
    found: dict[str, str] = {}
    for folder in reversed(folders):
        for row in read(folder, "communes"):
            for former in row.get("anciensCodes", []) if row["type"] == CURRENT else []:
                if former not in today and row["code"] in today:
                    found.setdefault(former, row["code"])
    return found


def register(folders: list[str]) -> list[tuple[str, str, str]]:
    """``code,name,current``: every name of every former code, and the former names of codes still in use."""
    names, successor = names_by_code(folders), successors(folders)
    today = {row["code"]: row for row in read(folders[-1], "communes") if row["type"] == CURRENT}
    rows: set[tuple[str, str, str]] = set()
    for code, known in names.items():
        current = successor.get(code, code)
        if current not in today or current.startswith(OUTSIDE):
            if current not in today:
                raise SystemExit(f"{code} ({known}) has no successor")
            continue
        of_today = search_key(today[current]["nom"])
        told = [name for key, name in known.items() if key != of_today or code != current]
        rows |= {(code, name, current) for name in told}
    for code in successor.keys() - names.keys():
        rows.add((code, today[successor[code]]["nom"], successor[code]))
    return sorted(rows)


if __name__ == "__main__":
    with FILE.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["code", "name", "current"])
        writer.writerows(register(sys.argv[1:]))
