"""Convert an analyst's tables, paths or objects in memory, to the input of the engine's readers."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, Union

from maillage.errors import BadInput, BadInputs, MaillageError, UnknownName, nearest_names
from maillage.sources.catalogue import Holdings
from maillage.sources.catalogue.in_force import DEPARTMENTAL, MODELLED, counts_in_force, need_in_force
from maillage.tables import TableInMemory

if TYPE_CHECKING:
    import pandas as pd


class ToPandas(Protocol):
    """A table of another library that converts to pandas, such as ``pyarrow.Table``."""

    def to_pandas(self) -> Any: ...  # noqa: D102


TableLike: TypeAlias = Union["pd.DataFrame", "pd.Series[Any]", ToPandas, Path, str]


def given(table: TableLike | None, what: str, column: str = "value") -> Path | str | None:
    """Return a path unchanged, anything else as a table in memory; messages refer to it as ``what``.

    A Series becomes ``column`` of a table whose first column, ``code``, is its index. A named index becomes a column;
    an unnamed index of texts becomes the column ``code`` if there is none. Geometry is left out, and the given table is
    never changed. Raises ``MaillageError`` for anything else.
    """
    if table is None or isinstance(table, str | Path):
        return table
    import pandas as pd

    found: Any = table
    if not isinstance(found, pd.DataFrame | pd.Series) and hasattr(found, "to_pandas"):
        found = found.to_pandas()
    if isinstance(found, pd.Series):
        found = found.rename(column).rename_axis("code").reset_index()
    if not isinstance(found, pd.DataFrame):
        raise MaillageError(
            f"The {what} are a {type(table).__name__}. Give a DataFrame, a Series by code, an Arrow table or a path."
        )
    frame = pd.DataFrame(found)
    if any(name is not None and name not in frame.columns for name in frame.index.names):
        frame = frame.reset_index()
    elif "code" not in _plain_names(frame) and pd.api.types.is_string_dtype(frame.index):
        frame = frame.rename_axis("code").reset_index()
    doubled = frame.columns[frame.columns.duplicated()]
    if len(doubled):
        raise MaillageError(f"The {what} have two columns '{doubled[0]}'. Keep one.")
    shapes = [name for name in frame.columns if str(frame[name].dtype) == "geometry"]
    return TableInMemory(f"given {what}", frame.drop(columns=shapes))


def or_in_force(
    held: Holdings, supply: TableLike | None, need: TableLike | None, year: int | None
) -> tuple[TableLike | None, TableLike | None, int | None]:
    """The given tables with the year of the supply, and those in force in place of absent ones.

    In force is what ``maillage data`` has loaded, else the observed figures of the package. ``MODELLED`` and
    ``DEPARTMENTAL`` in place of a table ask for the model of the package: both are then None.
    """
    if supply is None and year is None:
        counts = counts_in_force(held)
        supply, year = counts.path, counts.year
    elif is_word(supply, MODELLED):
        supply = None
    if need is None:
        need = need_in_force(held)
    elif is_word(need, DEPARTMENTAL):
        need = None
    return supply, need, year


def is_word(table: TableLike | None, word: str) -> bool:
    """True if ``word`` stands in place of a table; a command hands it over as a path."""
    return isinstance(table, str | Path) and str(table) == word


def _plain_names(frame: pd.DataFrame) -> set[str]:
    """Column names, ignoring case and surrounding spaces as the readers do."""
    return {str(name).strip().casefold() for name in frame.columns}


@dataclass(frozen=True)
class GivenTables:
    """The input tables of a measure, as :func:`given` returns them, and the year of the supply.

    ``saved`` holds a copy of the files as they were then, so that a plan made later can be saved with its input.
    """

    supply: Path | str | None
    need: Path | str | None
    supply_year: int | None
    saved: Mapping[str, bytes]

    @classmethod
    def of(cls, supply: Path | str | None, need: Path | str | None, supply_year: int | None) -> GivenTables:
        """Keep the tables, and the content of files."""
        saved: dict[str, bytes] = {}
        for source in (supply, need):
            if source is None or isinstance(source, TableInMemory):
                continue
            with suppress(OSError):  # the reader of the table reports the error
                saved[str(source)] = Path(source).read_bytes()
        return cls(supply, need, supply_year, saved)

    def content(self, source: Path | str | None) -> tuple[str, bytes] | None:
        """Name and content of ``supply`` or ``need`` as a file, a table in memory as CSV; None if not given."""
        if source is None:
            return None
        if isinstance(source, TableInMemory):
            return f"{source}.csv", source.frame.to_csv(index=False).encode()
        return Path(source).name, self.saved[str(source)]


def one_of(kind: str, value: object, known: Sequence[str]) -> str:
    """Return ``value`` if it is one of ``known``. Raises ``UnknownName`` with the nearest of them."""
    if value not in known:
        raise UnknownName(kind, str(value), nearest_names(str(value), known) or known)
    return str(value)


def checked_minutes(minutes: object) -> float:
    """Return minutes as a number above 0. Raises ``MaillageError`` for anything else."""
    return number_within("minutes", minutes, 0, float("inf"), "30")


def number_within(name: str, value: object, low: float, high: float, example: str) -> float:
    """Return ``value`` if it is a number above ``low`` and below ``high``. Raises ``MaillageError``."""
    try:
        number = float(value)  # type: ignore[arg-type] whatever is no number is refused just below
    except (TypeError, ValueError):
        number = float("nan")
    if not low < number < high:
        raise MaillageError(f"'{value}' cannot be the {name}. Give a number such as {name}={example}.")
    return number


def whole_number(name: str, value: object, low: int, example: str) -> int:
    """Return ``value`` if it is a whole number of ``low`` or more. Raises ``MaillageError``."""
    number = number_within(name, value, low - 1, float("inf"), example)
    if number != int(number):
        raise MaillageError(f"'{value}' cannot be the {name}. Give a whole number such as {name}={example}.")
    return int(number)


def with_coordinates(table: TableLike | None, what: str) -> Path | str | None:
    """Return as :func:`given`; the points of a GeoPandas table become columns ``lat,lon`` in degrees if there are none.

    Raises ``MaillageError`` for shapes that are not points or have no known projection.
    """
    import geopandas as gpd

    if not isinstance(table, gpd.GeoDataFrame) or {"lat", "lon"} <= _plain_names(table):
        return given(table, what)
    shapes = table.geometry
    if table.crs is None or not bool((shapes.isna() | (shapes.geom_type == "Point")).all()):
        raise MaillageError(f"The {what} must be points with a known projection (crs), or have columns lat,lon.")
    points = shapes.to_crs(4326)
    return given(table.assign(lat=points.y, lon=points.x), what)


@contextmanager
def rows_named() -> Generator[None]:
    """Context in which errors about a table in memory name the row, counted from 0, in place of a line of a file."""
    try:
        yield
    except BadInput as error:
        _name_row(error)
        raise
    except BadInputs as errors:
        for error in errors.problems:
            _name_row(error)
        raise BadInputs(errors.problems) from errors


def _name_row(error: BadInput) -> None:
    if error.line is not None and not error.path.suffix:
        error.args = (str(error).replace(f", line {error.line}", f", row {error.line - 2}", 1),)


def date_of(name: str, value: date | str) -> date:
    """Return ``value`` as a date. Raises ``MaillageError``."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError as error:
        raise MaillageError(f"'{value}' is not a date. Write {name} as 2027-01-04.") from error
