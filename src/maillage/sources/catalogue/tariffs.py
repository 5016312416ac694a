"""Load regulated tariffs: amounts by code of act, from a table or from the page for people that publishes them."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from maillage.errors import BadInput
from maillage.sources.catalogue.asked import Asked, cell, new_columns
from maillage.sources.catalogue.header import Published, find_header
from maillage.sources.catalogue.holdings import Holdings, Loaded
from maillage.sources.catalogue.opening import AGAIN, Grid, is_html
from maillage.tables import Columns, read_columns, refuse_no_file

CODE, AMOUNT, LABEL = "Code*|Cotation*|Lettre*cl*", "Tarif*|Montant*", "Libell*|Acte*|Désignation*"
ACT = re.compile(r"[A-Z][A-Z0-9]{0,6}(?:\s*\+\s*[A-Z][A-Z0-9]{0,6})*")
EUROS = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*(?:€|euros?)?")
NOTE = re.compile(r"\s*\((?:\d|[a-z])\)|\*+$")


def load_tariffs(asked: Asked) -> Loaded:
    """Amounts in euros by code of act, such as G, MEG or MD; the first amount of a code counts.

    Raises ``BadInput`` for a page without a table of codes and amounts, and for an amount that is none.
    """
    with _table(asked) as table:
        amounts, labels, notices = _amounts(table)
        part, line = table.grid.part, table.line
        new = new_columns(table)
    if not amounts:
        raise BadInput(asked.path, "no code of an act with an amount in it", f"Give the page {asked.source.page}", line)
    year = asked.checked_year()
    codes = sorted(amounts)
    columns = Columns(
        {
            "code": np.array(codes, dtype=object),
            "label": np.array([labels[code] for code in codes], dtype=object),
            "euros": np.array([amounts[code] for code in codes], dtype=np.float64),
        }
    )
    report = [f"{len(codes)} tariffs read{f' of {part}' if part else ''}", *new, *notices]
    return asked.publish(columns, year, report)


def tariffs_held(holdings: Holdings) -> tuple[dict[str, float], Loaded] | None:
    """The loaded tariffs in euros by code of act, and where they come from; None if none are loaded."""
    loaded = holdings.current("tariffs")
    if loaded is None:
        return None
    table = read_columns(loaded.path, ("code", "euros"), numeric=("euros",))
    return dict(zip(table["code"].tolist(), table["euros"].tolist(), strict=True)), loaded


def _amounts(table: Published) -> tuple[dict[str, float], dict[str, str], list[str]]:
    code_at, amount_at = (table.position(pattern) for pattern in (CODE, AMOUNT))
    label_at = table.position(LABEL)
    amounts, labels = dict[str, float](), dict[str, str]()
    twice: list[str] = []
    for line, cells in table.rows:
        code = NOTE.sub("", cell(cells, code_at)).strip().upper()
        written = NOTE.sub("", cell(cells, amount_at)).replace("\u202f", "").replace("\u00a0", " ").strip()
        if not ACT.fullmatch(code) or not written:
            continue
        found = EUROS.fullmatch(written)
        if found is None:
            problem = f"'{written}' is no amount in euros"
            raise table.grid.problem(
                problem, "Correct the cell, or get the page again", line, table.name(amount_at or 0)
            )
        if code in amounts:
            twice.append(code)
            continue
        amounts[code] = float(found.group(1).replace(",", "."))
        labels[code] = cell(cells, label_at) or code
    told = [f"{len(twice)} codes are given again, such as {twice[0]}: the first amount counts"] if twice else []
    return amounts, labels, told


@contextmanager
def _table(asked: Asked) -> Generator[Published]:
    """The first table with codes and amounts: of a page as saved, else of a file."""
    refuse_no_file(asked.path)
    with asked.path.open("rb") as file:
        page = is_html(file.read(1024))
    with ExitStack() as stack:
        yield _of_page(asked) if page else stack.enter_context(asked.table())


def _of_page(asked: Asked) -> Published:
    problem: BadInput | None = None
    for grid in _tables(asked.path):
        try:
            return find_header(grid, asked.source)
        except BadInput as error:
            problem = problem or error
    raise problem or BadInput(asked.path, "a web page without a table", f"{AGAIN}, or save the page of tariffs", 1)


def _tables(path: Path) -> Iterator[Grid]:
    reader = _Reader()
    reader.feed(path.read_bytes().decode("utf-8", errors="replace"))
    for number, rows in enumerate(reader.tables, 1):
        yield Grid(path, f"table {number} of the page", iter(rows))


class _Reader(HTMLParser):
    """The cells of every table of a page, by line of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[tuple[int, list[str]]]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append((self.getpos()[0], []))
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.tables[-1][-1][1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
