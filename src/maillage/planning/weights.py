"""Weights of the objective from a TOML file, with every problem of it named by its field."""

from __future__ import annotations

import math
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from maillage.errors import BadInput, refuse
from maillage.planning.values import PlanWeights

NAMES = tuple(one.name for one in fields(PlanWeights))
STEPS = ("presence", "site_presence", "fairness")


def read_weights(path: Path) -> PlanWeights:
    """The weights of a file; those that it does not name are the usual ones.

    Raises ``BadInput``, or ``BadInputs`` for several problems.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(path, f"cannot be read ({error})", "Write it as TOML, such as minute = 0.02") from error
    problems: list[BadInput] = []
    found: dict[str, Any] = {}
    for name, value in told.items():
        if name not in NAMES:
            problems.append(BadInput(path, "no such weight", f"Write one of {', '.join(NAMES)}", column=name))
        elif name in STEPS:
            found[name] = _steps(path, name, value, problems)
        elif not _number(value):
            problems.append(BadInput(path, f"'{value}' is no weight", "Write a number from 0 on", column=name))
        else:
            found[name] = float(value)
    refuse(problems)
    return replace(PlanWeights(), **found)


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < math.inf


def _steps(path: Path, name: str, value: object, problems: list[BadInput]) -> tuple[float, ...]:
    steps = [float(one) for one in value if _number(one)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(steps) < len(value) or steps != sorted(steps, reverse=True):
        remedy = "Write numbers from 0 on that do not rise, such as [3, 1]"
        problems.append(BadInput(path, f"'{value}' are no steps", remedy, column=name))
        return ()
    return tuple(steps)
