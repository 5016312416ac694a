"""Files of addresses in the layout of the Base Adresse Nationale (« adresses-france.csv », or one department).

Producer: IGN, La Poste, communes; Licence Ouverte. One line an address, semicolons, UTF-8; files compressed by gzip are
read as they are.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from maillage.errors import MaillageError

NUMBER, STREET, COMMUNE = "numero", "nom_voie", "code_insee"
LON, LAT = "lon", "lat"
NEEDED = (NUMBER, STREET, COMMUNE, LON, LAT)


@dataclass(frozen=True)
class AddressLine:
    """An address: commune, street as written, number (0 for none), point in degrees."""

    commune: str
    street: str
    number: int
    lon: float
    lat: float


def read_addresses(path: Path) -> Iterator[AddressLine]:
    """The addresses of a file, line by line; those without street or point are left out.

    Raises ``MaillageError`` naming the file and the missing column, or the line that cannot be read.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=";")
            missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
            if missing:
                raise MaillageError(
                    f"{path}: column '{missing[0]}' is missing. Give a CSV file of the Base Adresse Nationale, as it "
                    "was downloaded."
                )
            for row in rows:
                if row[STREET] and row[COMMUNE] and row[LON] and row[LAT]:
                    yield _line(row, path, rows.line_num)
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise MaillageError(f"{path} cannot be read as a text in UTF-8: {error}") from error


def _line(row: dict[str, str], path: Path, at: int) -> AddressLine:
    try:
        number, lon, lat = int(row[NUMBER] or 0), float(row[LON]), float(row[LAT])
    except (TypeError, ValueError) as error:
        raise MaillageError(
            f"{path}, line {at}: {NUMBER}, {LON} or {LAT} is no number. Correct the line, or download the file again."
        ) from error
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise MaillageError(f"{path}, line {at}: {lon} {lat} is no point on Earth. Download the file again.")
    return AddressLine(row[COMMUNE].strip(), row[STREET].strip(), number, lon, lat)
