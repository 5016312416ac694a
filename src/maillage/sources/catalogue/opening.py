"""Open files as producers publish them: text in any usual encoding, spreadsheets, DBF, archives within archives.

Text is streamed: a file of several gigabytes is never in memory. Every row comes with its line in the file.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Any

from maillage.delimited import SEPARATORS, separator_of
from maillage.errors import BadInput
from maillage.tables import refuse_no_file

Rows = Iterator[tuple[int, list[str]]]
Watch = Callable[[float], None]
"""Told from time to time which share of a text was read; it may raise to stop the reading."""
HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"  # .xls
BOM = b"\xef\xbb\xbf"
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
AGAIN = "Get the file again: maillage data pull"
DEEPEST = 3  # archives within archives
WATCHED = 20_000  # lines between two words of progress


@dataclass(frozen=True)
class Grid:
    """Rows of one table: ``part`` tells which file of an archive or which sheet, "" if the file is the table."""

    path: Path
    part: str
    rows: Rows

    def problem(self, problem: str, remedy: str, line: int | None = None, column: str | None = None) -> BadInput:
        """An error that names the file, the part, the line and the column."""
        return BadInput(self.path, f"{self.part}: {problem}" if self.part else problem, remedy, line, column)


def is_html(first: bytes) -> bool:
    """Say whether the first bytes of a file are those of a web page."""
    return HTML.match(first) is not None


@contextmanager
def opened(
    path: Path, member: str = "*", sheet: str = ".*", columns: Iterable[str] = (), watch: Watch | None = None
) -> Generator[Iterator[Grid]]:
    """The tables of a file, one after the other: files of an archive whose name matches the pattern ``member``, sheets
    whose name matches the regular expression ``sheet``, the last one first.

    ``columns`` are names that tell the separator. Raises ``BadInput`` for a web page, a damaged archive, an archive
    without such a file, a workbook without such a sheet.
    """
    refuse_no_file(path)
    with ExitStack() as stack:
        yield _grids(path, path, "", _Wanted(member, sheet, tuple(columns), watch), stack)


@dataclass(frozen=True)
class _Wanted:
    member: str
    sheet: str
    columns: tuple[str, ...]
    watch: Watch | None = None


def _grids(given: Path, path: Path, part: str, wanted: _Wanted, stack: ExitStack, depth: int = 0) -> Iterator[Grid]:
    with path.open("rb") as file:
        first = file.read(1024)
    grid = Grid(given, part, iter(()))
    if is_html(first):
        raise grid.problem("a web page (HTML), not data", f"{AGAIN}; open it to read what the producer answers", 1)
    if first.startswith(OLE) or path.suffix.lower() in SPREADSHEETS:
        yield from _sheets(given, path, part, wanted.sheet)
    elif first.startswith(ZIP) or path.suffix.lower() == ".zip":
        yield from _members(grid, path, wanted, stack, depth)
    elif path.suffix.lower() == ".dbf":
        yield Grid(given, part, _dbf_rows(grid, path))
    else:
        file = stack.enter_context(path.open("rb"))
        yield Grid(given, part, _text_rows(grid, file, wanted, path.stat().st_size))


def _members(grid: Grid, path: Path, wanted: _Wanted, stack: ExitStack, depth: int) -> Iterator[Grid]:
    """The tables of an archive. Archives and workbooks in it are written to a temporary folder, text is streamed."""
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except DAMAGE as error:
        raise grid.problem(f"the ZIP archive is truncated or damaged ({error})", AGAIN) from error
    names = [one.filename for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
    if any(name == "xl/workbook.xml" for name in names):  # a workbook saved under another suffix
        yield from _sheets(grid.path, path, grid.part, wanted.sheet)
        return
    inner = [name for name in names if name.lower().endswith(".zip")] if depth < DEEPEST else []
    kept = [name for name in names if fnmatch(Path(name).name.lower(), wanted.member.lower()) and name not in inner]
    if not kept and not inner:
        remedy = "Give the archive of this source, or the file itself if it has another name"
        raise grid.problem(f"no file named like {wanted.member} (found: {', '.join(names[:8]) or 'none'})", remedy)
    for name in [*kept, *inner]:
        called = f"{grid.part} > {name}" if grid.part else name
        if name in kept and not name.lower().endswith((*SPREADSHEETS, ".dbf")):
            file = stack.enter_context(archive.open(name))
            size = archive.getinfo(name).file_size
            yield Grid(grid.path, called, _text_rows(Grid(grid.path, called, iter(())), file, wanted, size))
            continue
        room = Path(stack.enter_context(tempfile.TemporaryDirectory())) / Path(name).name
        try:
            with archive.open(name) as source, room.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
        except DAMAGE as error:
            raise grid.problem(f"{name} in the archive is damaged ({error})", AGAIN) from error
        yield from _grids(grid.path, room, called, wanted, stack, depth + 1)


def _sheets(given: Path, path: Path, part: str, pattern: str) -> Iterator[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook

    grid = Grid(given, part, iter(()))
    try:
        book = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        raise grid.problem(f"the workbook cannot be read ({error})", AGAIN) from error
    kept = [name for name in book.sheet_names if re.fullmatch(pattern, name.strip(), re.IGNORECASE)]
    if not kept:
        raise grid.problem(
            f"no sheet named like {pattern} (found: {', '.join(book.sheet_names)})",
            "If the producer renamed it, give it its old name and tell the maintainers",
        )
    for name in sorted(kept, reverse=True):
        sheet = book.get_sheet_by_name(name)
        rows = ((line, [_cell(one) for one in row]) for line, row in enumerate(sheet.iter_rows(), 1))
        yield Grid(given, f"{part} > sheet '{name}'" if part else f"sheet '{name}'", rows)


def _cell(value: object) -> str:
    """A cell as text: a whole number without decimals, since codes come as numbers in some workbooks."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _dbf_rows(grid: Grid, path: Path) -> Rows:
    import pyogrio

    try:
        frame: Any = pyogrio.read_dataframe(path, read_geometry=False)
    except Exception as error:  # GDAL's own errors have no common parent here
        raise grid.problem(f"the DBF table cannot be read ({error})", AGAIN) from error
    yield 1, [str(name) for name in frame.columns]
    for line, row in enumerate(frame.itertuples(index=False), 2):
        yield line, ["" if value != value else _cell(value) for value in row]


def _text_rows(grid: Grid, file: IO[bytes], wanted: _Wanted, size: int) -> Rows:
    """Rows of a text table of ``size`` bytes. The separator is that of the first line with a wanted name, in 64 kB."""
    reader = io.BufferedReader(file, 1 << 20) if not isinstance(file, io.BufferedReader) else file  # type: ignore[arg-type]
    try:
        head = reader.peek(1 << 16)
        if is_html(head):
            raise grid.problem("a web page (HTML), not data", f"{AGAIN}; open it to read what the producer answers", 1)
        if b"\0" in head[:4096]:
            raise grid.problem("not a text table", "Give the file as it is published")
        separator = _separator(head, wanted.columns)
        quoting = csv.QUOTE_NONE if separator == "|" else csv.QUOTE_MINIMAL
        rows = csv.reader(_lines(reader, size, wanted.watch), delimiter=separator, quoting=quoting)
        for row in rows:
            yield rows.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise grid.problem(f"a cell that cannot be read ({error})", "Check the quotes of that line") from error
    except DAMAGE as error:
        raise grid.problem(f"the archive is truncated or damaged ({error})", AGAIN) from error


def _separator(head: bytes, columns: tuple[str, ...]) -> str:
    """The separator of the line with most wanted names; of the first line if there is none."""
    lines = head.decode("cp1252", errors="replace").splitlines()[:30]
    folded = [name.casefold() for name in columns]
    best = max(lines, key=lambda line: sum(name in line.casefold() for name in folded), default="")
    return separator_of(best, columns) if best else SEPARATORS[0]


def _lines(file: Iterable[bytes], size: int, watch: Watch | None) -> Iterator[str]:
    """Lines as text: UTF-8, or Windows-1252 for a line that is not."""
    done = 0
    for number, raw in enumerate(file):
        if watch is not None:
            done += len(raw)
            if number % WATCHED == 0:
                watch(done / max(size, 1))
        line = raw.removeprefix(BOM) if number == 0 else raw
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", errors="replace")
