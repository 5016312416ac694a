"""Scenarios of doctors who arrive and leave: the input of ``what_if``, and the resulting supply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from maillage.errors import MaillageError
from maillage.sources.codes import commune_of
from maillage.sources.supply import MOST

if TYPE_CHECKING:
    from maillage.access import AccessModel, Supply
    from maillage.territory import Territory


def doctors_moved(changes: object, territory: Territory) -> tuple[dict[str, float], tuple[str, ...]]:
    """Doctors who arrive (positive) or leave (negative) by code of commune, and notices on former codes.

    ``changes`` is a mapping or a pandas Series. Raises ``UnknownName`` for a commune that does not exist,
    ``MaillageError`` for anything else, for a commune given twice and for a value that is not a number of doctors.
    """
    if not isinstance(changes, Mapping) and not _is_series(changes):
        raise MaillageError(f"A {type(changes).__name__} does not say who comes and goes. Write it as {{'12202': +2}}.")
    doctors: dict[str, float] = {}
    notices: list[str] = []
    items: Iterable[tuple[object, object]] = changes.items()  # type: ignore[attr-defined] both kinds have it
    for written, count in items:
        code = commune_of(str(written), territory)
        if code in doctors:
            raise MaillageError(f"Commune {code} is given twice. Give the doctors who come or go there in one number.")
        doctors[code] = _number(code, count)
        if code != str(written):
            notices.append(f"{written} is taken as {code} ({territory.name[territory.index_of(code)]})")
    return doctors, tuple(notices)


def _number(code: object, count: object) -> float:
    try:
        number = float(count)  # type: ignore[arg-type] whatever is no number is refused just below
    except (TypeError, ValueError):
        number = float("nan")
    if not abs(number) <= MOST:
        raise MaillageError(
            f"'{count}' is not a number of doctors for {code}, up to {MOST:,}. Write it as {{'12202': +2}}."
        )
    return number


def moved_supply(model: AccessModel, territory: Territory, moved: Mapping[str, float]) -> Supply:
    """Supply after doctors arrived in and left some communes; a doctor who leaves has the mean activity of the commune.

    Raises ``UnknownName`` for a commune that does not exist, ``MaillageError`` if more leave than exist.
    """
    positions, doctors = territory.indices_of(moved), np.asarray(list(moved.values()), dtype=np.float64)
    there, amount = model.supply.headcount, model.supply.amount.copy()
    for position, count in zip(positions.tolist(), doctors.tolist(), strict=True):
        if count < 0 and -count > there[position] + 1e-9:
            raise MaillageError(
                f"Cannot remove {-count:g} doctors from {model.code[position]} ({territory.name[position]}): "
                f"there are {there[position]:g}. Remove at most {there[position]:g}."
            )
    leaving = np.minimum(doctors, 0.0)
    stays = 1.0 + np.divide(leaving, there[positions], out=np.zeros_like(leaving), where=there[positions] > 0)
    coming = np.maximum(doctors, 0.0)
    amount[positions] = amount[positions] * stays + coming * model.parameters.units_per_gp
    headcount = there.copy()
    headcount[positions] = np.maximum(there[positions] + doctors, 0.0)
    younger = model.supply.younger
    if younger is not None:
        younger = younger.copy()
        younger[positions] = younger[positions] * stays + coming
    return replace(model.supply, amount=amount, headcount=headcount, younger=younger)


def _is_series(value: object) -> bool:
    import pandas as pd

    return isinstance(value, pd.Series)
