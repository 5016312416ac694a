"""The catalogue of open data: what each source is, where it is, how it is published, which input it becomes."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from maillage.errors import BadInput, MaillageError, UnknownName, nearest_names

OVERRIDES = "sources.toml"  # in the folder of the sources, table [addresses]
VARIABLE = "MAILLAGE_ADDRESS_"
FEEDS = {
    "supply": "practitioners by commune (access apl, indicator, coverage, init, site measure)",
    "ages": "ages in the need by commune (access apl, init, site measure)",
    "income": "income and poverty in the need by commune (access apl, init, site measure)",
    "official": "official APL to pivot on (access apl --pivot official, init, site measure)",
    "register": "names and codes of communes (every command and the site)",
    "establishments": "establishments by commune (national numbers of places; communes of emergency departments)",
    "emergency": "emergency departments (zones designate, init, site measure)",
    "zoning": "classes published by the agencies (zones regulation, page of the zoning)",
    "areas": "living areas (zones regulation, page of the zoning, --by tvs)",
    "outlines": "outlines on maps and in GeoJSON (every command and the site)",
    "roads": "times by road (access, zones, plan, init, site measure)",
    "distances": "official times between communes (access, zones, plan, init, site measure)",
    "illness": "long-term illness among the five criteria (zones designate, init, site measure)",
    "tariffs": "tariffs in the budgets of centres (plan budget, pages of centres)",
    "changes": "communes merged and split since (every table by commune, and 'maillage data load')",
}
"""Inputs of the engine, and which commands use them."""


@dataclass(frozen=True)
class Source:
    """One source as the catalogue describes it; see the head of ``sources.toml`` for the meaning of each field."""

    name: str
    title: str
    producer: str
    licence: str
    page: str
    address: str
    file: str
    format: str
    vintage: str
    checksum: str
    layout_seen: str
    described: str
    feeds: str
    columns: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    member: str = "*"
    sheet: str = ".*"
    checksum_address: str = ""
    html: bool = False

    @property
    def use(self) -> str:
        """What its figures are used for once loaded."""
        return FEEDS[self.feeds]

    @property
    def seen(self) -> str:
        """When its layout was last seen in a real file, or that only its description was."""
        return self.layout_seen or f"only its description ({self.described})"


@cache
def catalogue() -> Mapping[str, Source]:
    """Every source by name, in the order of the file."""
    text = (resources.files("maillage.sources.catalogue") / "sources.toml").read_text(encoding="utf-8")
    lists = {field.name for field in fields(Source) if field.type == "tuple[str, ...]"}
    found: dict[str, Source] = {}
    for name, table in tomllib.loads(text).items():
        values: dict[str, Any] = {key: tuple(value) if key in lists else value for key, value in table.items()}
        found[name] = Source(name=name, **values)
    return found


def source_named(name: str) -> Source:
    """The source of that name. Raises ``UnknownName`` with the nearest ones."""
    found = catalogue().get(name)
    if found is None:
        raise UnknownName("source", name, nearest_names(name, catalogue()) or list(catalogue()))
    return found


def address_of(source: Source, folder: Path) -> str:
    """Where to pull a source from: ``MAILLAGE_ADDRESS_<NAME>``, else the overrides of ``folder``, else the catalogue.

    Raises ``MaillageError`` if none is known, ``BadInput`` for an unreadable file of overrides.
    """
    variable = VARIABLE + source.name.upper().replace("-", "_")
    found = os.environ.get(variable) or _overrides(folder / OVERRIDES).get(source.name) or source.address
    if not found:
        raise MaillageError(
            f"No address of '{source.name}' is known: it changes with each vintage. Find the file at {source.page}, "
            f"then set {variable}, or download it and give its folder with --from."
        )
    if not found.startswith(("https://", "http://")):
        raise MaillageError(f"The address of '{source.name}' is '{found}'. Write one that begins with https://.")
    return found


def _overrides(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("addresses", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        remedy = 'Write [addresses] and lines such as bpe = "https://…"'
        raise BadInput(path, f"cannot be read ({error})", remedy) from error
    for name, address in table.items():
        source_named(name)
        if not isinstance(address, str):
            raise BadInput(path, f"the address of {name} is no text", "Write it in quotes")
    return table
