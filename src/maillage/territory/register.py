"""The register of communes that was loaded (INSEE): names of its year, and where codes unknown here belong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from maillage.sources.catalogue.current import known_changes, known_register
from maillage.sources.catalogue.holdings import Holdings
from maillage.sources.catalogue.register import Register
from maillage.territory.territory import Territory


def with_loaded_register(territory: Territory, holdings: Holdings) -> Territory:
    """The same communes with the names of the loaded register, and every code of it and of the loaded changes.

    Outlines and town halls stay those of the installed geography: a commune created since counts with the one it comes
    from, a commune merged since stays until a geography of that year is installed.
    """
    rows, changes = known_register(holdings), known_changes(holdings)
    if not rows and not changes:
        return territory
    register = Register(territory, changes)
    codes = {code for code, _, _ in rows} | {code for _, _, *ends in changes for code in ends}
    parent = {code: of for code, _, of in rows if of}
    here = register.place
    found = {code: home for code in codes if code not in here and (home := _home(code, register, parent)) is not None}
    names = {code: name for code, name, of in rows if not of}
    name = np.array([names.get(str(code), str(old)) for code, old in zip(territory.code, territory.name, strict=True)])
    return replace(territory, name=name if rows else territory.name, part_of={**found, **territory.part_of})


def _home(code: str, register: Register, parent: dict[str, str]) -> str | None:
    """The commune of the installed geography that a code belongs to; None if nothing tells."""
    today = register.today(code) or register.today(parent.get(code, code))
    if today is not None:
        return today
    origins = (register.today(old) for _, _, old, _ in reversed(register.before.get(code, ())) if old != code)
    return next((one for one in origins if one is not None), None)
