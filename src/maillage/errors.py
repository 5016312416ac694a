"""Errors for users: one sentence that names the cause and says what to do.

The command line prints the sentence and exits with code 2; stored data is not touched.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class MaillageError(Exception):
    """A problem that the user can fix; ``str(error)`` is the whole message."""


class UnknownName(MaillageError):
    """A region, profession, commune or parameter set that does not exist.

    ``near`` holds the closest existing names, suggested in the message.
    """

    def __init__(self, kind: str, value: str, near: Iterable[str] = ()) -> None:
        self.kind, self.value, self.near = kind, value, tuple(near)
        hint = f" Did you mean {' or '.join(self.near)}?" if self.near else ""
        super().__init__(f"Unknown {kind} '{value}'.{hint}")


class BadInput(MaillageError):
    """A file that cannot be used as it is; the message names the file and, if known, the line and the column.

    A Parquet file has no lines: the message gives the row, counted from 0 as in pandas.
    """

    def __init__(
        self, path: Path | str, problem: str, remedy: str, line: int | None = None, column: str | None = None
    ) -> None:
        self.path, self.line, self.column = Path(path), line, column
        self.problem, self.remedy = problem.rstrip("."), remedy.rstrip(".")
        where = str(path)
        if line is not None:
            where += f", row {line - 2}" if self.path.suffix.lower() == ".parquet" else f", line {line}"
        if column is not None:
            where += f", column '{column}'"
        super().__init__(f"{where}: {self.problem}. {self.remedy}.")


def _one_a_line(problems: tuple[MaillageError, ...]) -> str:
    return "\n".join((f"{len(problems)} problems:", *map(str, problems)))


class BadInputs(MaillageError):
    """Several problems of the tables of one request, each a :class:`BadInput`; the message gives one a line."""

    def __init__(self, problems: Iterable[BadInput]) -> None:
        self.problems = tuple(problems)
        super().__init__(_one_a_line(self.problems))


class BadRequest(MaillageError):
    """Problems of several parts of one request: tables, figures, options; the message gives one a line."""

    def __init__(self, problems: Iterable[MaillageError]) -> None:
        self.problems = tuple(problems)
        super().__init__(_one_a_line(self.problems))


class AllAtOnce:
    """Collects the problems of the parts of a request, so that a user who has made three mistakes reads all three.

    ```python
    request = AllAtOnce()
    doctors = request.read(lambda: read_doctors(path), [])
    sites = request.read(lambda: read_sites(other), [])
    request.refuse()
    ```
    """

    def __init__(self) -> None:
        self._problems: list[MaillageError] = []

    def read(self, make: Callable[[], T], otherwise: T) -> T:
        """Return one part; ``otherwise`` if it has problems, which are kept until :meth:`refuse`."""
        try:
            return make()
        except (BadInputs, BadRequest) as several:
            self._problems += several.problems
        except MaillageError as error:
            self._problems.append(error)
        return otherwise

    def refuse(self) -> None:
        """Raise the only problem as it is, several as :class:`BadRequest`; do nothing if there is none."""
        if len(self._problems) == 1:
            raise self._problems[0]
        if self._problems:
            raise BadRequest(self._problems)


def refuse(problems: Iterable[BadInput]) -> None:
    """Raise the only problem, or all of them as :class:`BadInputs`; do nothing if there is none."""
    found = tuple(problems)
    if len(found) == 1:
        raise found[0]
    if found:
        raise BadInputs(found)


class StorageProblem(MaillageError):
    """The data folder cannot be written, or the disk is full."""


class WrongVersion(MaillageError):
    """A data folder, database or file written by another version; it is left untouched."""


class BrokenScheme(MaillageError):
    """A scheme of another package that cannot be used; ``package`` is its name if known."""

    def __init__(self, problem: str, package: str = "") -> None:
        self.package = package
        remedy = f"Mend or uninstall '{package}'" if package else "Rename one of them or uninstall its package"
        super().__init__(f"{problem}. {remedy}.")


class ImpossiblePlan(MaillageError):
    """No plan satisfies the rules; the message names the rule that makes it impossible."""


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def nearest_names(value: str, candidates: Iterable[str], count: int = 3) -> list[str]:
    """Return up to ``count`` of ``candidates`` that resemble ``value``, best first, ignoring accents and case."""
    by_key: dict[str, str] = {}
    for candidate in candidates:
        by_key.setdefault(_plain(candidate), candidate)
    keys = difflib.get_close_matches(_plain(str(value)), by_key, n=count, cutoff=0.6)
    return [by_key[key] for key in keys]
