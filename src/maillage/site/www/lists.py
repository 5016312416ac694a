"""Lists of a desk: sorted as their address asks, one page at a time, and whole as a file (CSV or ODS).

Rows of the database are sorted by it (``listed``); what a formula computes is sorted here (``listed_values``). The head
of a column is a link that sorts by it, or reverses the order. ``key`` tells several lists of a page apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, F, Func, Model, QuerySet
from django.db.models import Value as Constant
from django.http import HttpRequest, HttpResponse, QueryDict

from maillage.site.www import sheets

Row = TypeVar("Row", bound=Model)
Value = TypeVar("Value")
PER_PAGE = 40
SORT, PAGE, AS_FILE, CSV = "tri", "page", "sortie", "csv"


@dataclass(frozen=True)
class Column:
    """A column: ``by`` are the fields that sort it ("-": descending), none where nobody would sort by it.

    The head of a ``wrapped`` one may take several lines, so that the table fits. What is ``sealed`` in the database is
    sorted after it is opened.
    """

    code: str
    label: str
    by: tuple[str, ...] = ()
    numeric: bool = False
    wrapped: bool = False
    sealed: bool = False

    @property
    def classes(self) -> str:
        """Classes of its head."""
        return " ".join(["n"] * self.numeric + ["mg-wrap"] * self.wrapped)


@dataclass(frozen=True)
class Head:
    """The head of a column: where it leads ("" if it sorts nothing), and the order it is in now, as ARIA names it."""

    label: str
    url: str
    sorted: str
    classes: str


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """A list as its address asks for it; ``rows`` are all of it, in order, read only where a file is asked for."""

    rows: QuerySet[Row]
    page: Page[Row]
    heads: list[Head]
    sheet: str
    previous: str
    next: str
    as_file: bool


def sort_of(query: QueryDict, columns: Sequence[Column], usual: str, key: str = "") -> str:
    """Return the sort that an address asks for: the code of a column ("-": descending), else the ``usual`` one."""
    asked = query.get(name_of(SORT, key), "")
    return asked if asked.removeprefix("-") in {one.code for one in columns if one.by} else usual


def in_order(
    query: QueryDict, rows: QuerySet[Row], columns: Sequence[Column], usual: str, key: str = ""
) -> QuerySet[Row]:
    """Return the rows in the order that an address asks for; equal ones in the order of their keys."""
    sort = sort_of(query, columns, usual, key)
    column = next(one for one in columns if one.code == sort.removeprefix("-"))
    if column.sealed:
        return _opened(rows, column.by[0], reverse=sort.startswith("-"))
    return rows.order_by(*(_ordered(field, reverse=sort.startswith("-")) for field in column.by), "pk")


def _opened(rows: QuerySet[Row], field: str, *, reverse: bool) -> QuerySet[Row]:
    """Return the rows in the order of what the database holds sealed: their keys are given to it in order."""
    read = sorted(rows.order_by("pk").values_list(field, "pk"), key=lambda one: one[0], reverse=reverse)
    keys = Constant([pk for _, pk in read], ArrayField(BigIntegerField()))
    return rows.order_by(Func(keys, F("pk"), function="array_position", output_field=BigIntegerField()))


def _ordered(field: str, *, reverse: bool) -> Any:
    name = F(field.removeprefix("-"))
    return name.desc(nulls_last=True) if field.startswith("-") != reverse else name.asc(nulls_last=True)


def listed(
    request: HttpRequest, rows: QuerySet[Row], columns: Sequence[Column], usual: str, *, key: str = "",
    per_page: int = PER_PAGE,
) -> Listed[Row]:  # fmt: skip
    """Return the list that a request asks for: its page, the heads of its columns, the address of its file."""
    query = request.GET
    ordered = in_order(query, rows, columns, usual, key)
    page = _page(ordered, query.get(name_of(PAGE, key)), per_page)
    turned = _turned(query, key, page)
    return Listed(
        ordered, page, _heads(query, columns, usual, key), _address(query, key, {PAGE: None, AS_FILE: CSV}),
        turned.get("previous", ""), turned.get("next", ""), as_file(query, key),
    )  # fmt: skip


@dataclass(frozen=True)
class ListedValues(Generic[Value]):
    """A list of computed values as its address asks for it: all in order, its page, its heads, its file's address."""

    rows: list[Value]
    page: Page[Value]
    heads: list[Head]
    previous: str
    next: str
    sheet: str


def listed_values(
    request: HttpRequest, values: Iterable[Value], columns: Sequence[Column], usual: str, *, key: str = "",
    per_page: int = PER_PAGE,
) -> ListedValues[Value]:  # fmt: skip
    """Return the list of ``values`` that a request asks for; ``by`` names their attributes ("person__name")."""
    query = request.GET
    rows = values_in_order(query, values, columns, usual, key)
    page = Paginator(rows, per_page).get_page(query.get(name_of(PAGE, key)))
    turned = _turned(query, key, page)
    heads = _heads(query, columns, usual, key)
    sheet = _address(query, key, {PAGE: None, AS_FILE: CSV})
    return ListedValues(rows, page, heads, turned.get("previous", ""), turned.get("next", ""), sheet)


def values_in_order(
    query: QueryDict, values: Iterable[Value], columns: Sequence[Column], usual: str, key: str = ""
) -> list[Value]:
    """Return computed values in the order that an address asks for; equal ones in the order given."""
    sort = sort_of(query, columns, usual, key)
    column = next(one for one in columns if one.code == sort.removeprefix("-"))
    rows = list(values)
    for field in reversed(column.by):
        read = attrgetter(field.removeprefix("-").replace("__", "."))
        rows.sort(key=read, reverse=field.startswith("-") != sort.startswith("-"))
    return rows


def as_file(query: QueryDict, key: str = "") -> bool:
    """Return whether an address asks for the list as a file."""
    return query.get(name_of(AS_FILE, key)) == CSV


def _turned(query: QueryDict, key: str, page: Page[Any]) -> dict[str, str]:
    return {
        what: _address(query, key, {PAGE: str(number)})
        for what, number in (("previous", page.number - 1), ("next", page.number + 1))
        if 1 <= number <= page.paginator.num_pages
    }


def _page(rows: QuerySet[Row], asked: str | None, per_page: int) -> Page[Row]:
    """Return the page asked for. The rows are counted only where the first page does not hold all of them."""
    if asked:
        return Paginator(rows, per_page).get_page(asked)
    first = list(rows[: per_page + 1])
    if len(first) <= per_page:
        return Paginator(first, per_page).page(1)
    return Page(first[:per_page], 1, Paginator(rows, per_page))


def _heads(query: QueryDict, columns: Sequence[Column], usual: str, key: str) -> list[Head]:
    sort, found = sort_of(query, columns, usual, key), list[Head]()
    for one in columns:
        mine = sort.removeprefix("-") == one.code
        order = ("descending" if sort.startswith("-") else "ascending") if mine else ""
        turn = f"-{one.code}" if order == "ascending" else one.code
        url = _address(query, key, {PAGE: None, SORT: turn}) if one.by else ""
        found.append(Head(one.label, url, order, one.classes))
    return found


def _address(query: QueryDict, key: str, changes: dict[str, str | None]) -> str:
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name_of(name, key), None)
        if value is not None:
            changed[name_of(name, key)] = value
    return f"?{changed.urlencode()}"


def name_of(name: str, key: str) -> str:
    """Return the name that a question has in addresses, for the list ``key`` of a page."""
    return f"{name}-{key}" if key else name


def file(
    name: str, found: Listed[Row], columns: Sequence[str], cells: Callable[[Row], Iterable[sheets.Cell]],
    query: QueryDict,
) -> HttpResponse:  # fmt: skip
    """Return the whole list as a file."""
    return sheets.answer(name, columns, (list(cells(row)) for row in found.rows), sheets.asked(query))
