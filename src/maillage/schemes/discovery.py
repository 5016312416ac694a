"""Find the schemes: the files of this room, and the entry points ``maillage.schemes`` of other packages.

An entry point refers to a ``Scheme`` or a module that contains some, in a package's ``pyproject.toml``::

    [project.entry-points."maillage.schemes"]
    night_clinic = "our_package.night_clinic"
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

from maillage.errors import BrokenScheme, UnknownName, nearest_names
from maillage.schemes.scheme import Scheme

GROUP = "maillage.schemes"


class Schemes(Mapping[str, Scheme]):
    """Schemes by code, in ascending order of code; searched on first use, and again by :meth:`search`."""

    def __init__(self) -> None:
        self._found: dict[str, Scheme] | None = None

    def search(self) -> None:
        """Search again. Raises ``BrokenScheme`` for an entry point that fails, or two schemes with the same code."""
        self._found = _by_code([*_own(), *_of_other_packages()])

    def _read(self) -> dict[str, Scheme]:
        if self._found is None:
            self.search()
        assert self._found is not None
        return self._found

    def __getitem__(self, code: str) -> Scheme:
        return self._read()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


SCHEMES = Schemes()


def discover() -> Mapping[str, Scheme]:
    """Search again and return ``SCHEMES``; see :meth:`Schemes.search`."""
    SCHEMES.search()
    return SCHEMES


def scheme_named(code: str) -> Scheme:
    """The scheme with that code. Raises ``UnknownName`` with the nearest codes."""
    found = SCHEMES.get(code)
    if found is None:
        raise UnknownName("scheme", code, nearest_names(code, SCHEMES) or sorted(SCHEMES))
    return found


Found = tuple[str, Scheme]
"""Origin of a scheme, and the scheme."""


def _own() -> list[Found]:
    room = importlib.import_module("maillage.schemes")
    names = [found.name for found in pkgutil.iter_modules(room.__path__) if not found.ispkg]
    modules = [importlib.import_module(f"{room.__name__}.{name}") for name in names]
    return [(module.__name__, scheme) for module in modules for scheme in _held_by(module)]


def _held_by(module: ModuleType) -> list[Scheme]:
    return [value for value in vars(module).values() if isinstance(value, Scheme)]


def _of_other_packages() -> list[Found]:
    return [one for point in entry_points(group=GROUP) for one in _loaded(point)]


def _loaded(point: EntryPoint) -> list[Found]:
    package = point.dist.name if point.dist is not None else "?"
    origin = f"entry point '{point.name} = {point.value}' of package '{package}'"
    try:
        value = point.load()
    except Exception as error:  # the error must name the package, whatever exception its code raises
        raise BrokenScheme(f"The {origin} does not load ({type(error).__name__}: {error})", package) from error
    found = _held_by(value) if isinstance(value, ModuleType) else [value] if isinstance(value, Scheme) else []
    if not found:
        raise BrokenScheme(f"The {origin} is no scheme, nor a module that holds one", package)
    return [(origin, scheme) for scheme in found]


def _by_code(found: list[Found]) -> dict[str, Scheme]:
    origins: dict[str, Found] = {}
    for origin, scheme in found:
        first = origins.setdefault(scheme.code, (origin, scheme))
        # A module may re-export a scheme of another module: the same object found twice is one scheme.
        if first[1] is not scheme:
            raise BrokenScheme(f"The code '{scheme.code}' names two schemes, {first[0]} and {origin}")
    return {code: origins[code][1] for code in sorted(origins)}
