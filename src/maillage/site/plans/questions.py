"""The question of planning to the app above, which registers a function when it is loaded: the access model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.access import AccessModel
from maillage.site.geography.travel import NotMeasured


@dataclass(frozen=True, eq=False)
class Measured:
    """The access model of the site, with the code of each commune in its order, and its vintage."""

    code: NDArray[np.str_]
    model: AccessModel
    vintage: str


Answer = Callable[[], Measured]
_answers: list[Answer] = []


def answer_measured(answer: Answer) -> None:
    """Register the function that returns the access model or raises ``NotMeasured``."""
    _answers.append(answer)


def measured() -> Measured:
    """Return the access model of the site. Raises ``NotMeasured``."""
    for answer in _answers:
        return answer()
    raise NotMeasured("no access model is kept")
