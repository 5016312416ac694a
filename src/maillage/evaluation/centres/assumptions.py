"""Assumptions of the budget of a centre, and the public cases: TOML files that name the source of each amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

from maillage.errors import UnknownName, nearest_names
from maillage.parameters import load_toml

PACKAGE = "maillage.evaluation.centres"
PRESET = "preset-"


class Status(StrEnum):
    """Where an amount comes from: a regulated tariff or scale, a public statement, or nowhere but here."""

    REGULATED = "regulated"
    PUBLIC = "public"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Assumption:
    """A number that a budget follows from; ``label`` and ``unit`` are French.

    ``low`` and ``high`` are the ends between which it is tried, ``least`` and ``most`` those that are accepted at all.
    """

    code: str
    label: str
    unit: str
    default: float
    low: float
    high: float
    least: float
    most: float
    status: Status
    source: str

    def around(self, value: float) -> tuple[float, float]:
        """Return the ends of the range moved to ``value``, within what is accepted."""
        below, above = self.default - self.low, self.high - self.default
        return max(self.least, value - below), min(self.most, value + above)


@dataclass(frozen=True)
class Preset:
    """A public case: ``changes`` to the assumptions, ``reasons`` for each, and the published ``facts``.

    ``expected`` are figures of the case by name, in euros a year or in units: what the model must find within 5 %.
    """

    code: str
    label: str
    summary: str
    source: str
    changes: Mapping[str, float]
    reasons: Mapping[str, str]
    statuses: Mapping[str, Status]
    expected: Mapping[str, float]


def _assumptions() -> dict[str, Assumption]:
    document = load_toml(PACKAGE, "assumptions")
    found: dict[str, Assumption] = {}
    for code, row in document.items():
        default = float(row["value"])
        low, high = float(row.get("low", default)), float(row.get("high", default))
        bounds = float(row.get("least", 0.0)), float(row.get("most", 1.0 if row["unit"] == "part" else 10_000_000.0))
        status, source = Status(row["status"]), str(row["source"])
        found[code] = Assumption(code, row["label"], row["unit"], default, low, high, *bounds, status, source)
    return found


ASSUMPTIONS: Mapping[str, Assumption] = _assumptions()
"""Every assumption, by code, in the order of its file."""


def preset_names() -> list[str]:
    """Names of the public cases, sorted."""
    folder = resources.files(PACKAGE) / "parameters"
    names = (entry.name for entry in folder.iterdir())
    return sorted(name.removeprefix(PRESET).removesuffix(".toml") for name in names if name.startswith(PRESET))


def preset(name: str) -> Preset:
    """Read a public case. Raises ``UnknownName`` with the nearest names."""
    names = preset_names()
    if name not in names:
        raise UnknownName("case", name, nearest_names(name, names) or names)
    document = load_toml(PACKAGE, f"{PRESET}{name}")
    rows: Mapping[str, Mapping[str, Any]] = document["assumptions"]
    return Preset(
        code=name,
        label=str(document["label"]),
        summary=str(document["summary"]),
        source=str(document["source"]),
        changes={code: float(row["value"]) for code, row in rows.items()},
        reasons={code: str(row["why"]) for code, row in rows.items()},
        statuses={code: Status(row["status"]) for code, row in rows.items()},
        expected={code: float(value) for code, value in document["expected"].items()},
    )
