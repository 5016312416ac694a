"""Tables given by an analyst, as a path or in memory, turned into what the engine's readers take."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, Union

from maillage.errors import BadInput, MaillageError
from maillage.tables import TableInMemory

if TYPE_CHECKING:
    import pandas as pd


class ToPandas(Protocol):
    """A table of another library that can become one of pandas, such as ``pyarrow.Table``."""

    def to_pandas(self) -> Any: ...  # noqa: D102


TableLike: TypeAlias = Union["pd.DataFrame", "pd.Series[Any]", ToPandas, Path, str]


def given(table: TableLike | None, what: str, column: str = "value") -> Path | str | None:
    """Return a path as it is, anything else as a table in memory called ``what`` in messages.

    A Series becomes the ``column`` of a table whose first column is its index. An index with a name becomes a column,
    geometry is left out, and the table given is never changed. Raises ``MaillageError`` for anything else.
    """
    if table is None or isinstance(table, str | Path):
        return table
    import pandas as pd

    found: Any = table
    if not isinstance(found, pd.DataFrame | pd.Series) and hasattr(found, "to_pandas"):
        found = found.to_pandas()
    if isinstance(found, pd.Series):
        found = found.rename(column).rename_axis(str(found.index.name or "code")).reset_index()
    if not isinstance(found, pd.DataFrame):
        raise MaillageError(
            f"The {what} are a {type(table).__name__}. Give a DataFrame, a Series by code, an Arrow table or a path."
        )
    frame = pd.DataFrame(found)
    if any(name is not None and name not in frame.columns for name in frame.index.names):
        frame = frame.reset_index()
    doubled = frame.columns[frame.columns.duplicated()]
    if len(doubled):
        raise MaillageError(f"The {what} have two columns '{doubled[0]}'. Keep one.")
    shapes = [name for name in frame.columns if str(frame[name].dtype) == "geometry"]
    return TableInMemory(f"given {what}", frame.drop(columns=shapes))


@contextmanager
def rows_named() -> Generator[None]:
    """Inside, an error about a table in memory names its row, counted from 0, where that of a file names its line."""
    try:
        yield
    except BadInput as error:
        if error.line is not None and not error.path.suffix:
            error.args = (str(error).replace(f", line {error.line}", f", row {error.line - 2}", 1),)
        raise
