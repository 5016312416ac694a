"""What planning asks of the app above: the access model. It answers by registering a function when it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.access import AccessModel
from maillage.site.geography.travel import NotMeasured


@dataclass(frozen=True, eq=False)
class Measured:
    """The access model that the site keeps, with the code of each commune in its order, and its vintage."""

    code: NDArray[np.str_]
    model: AccessModel
    vintage: str


Answer = Callable[[], Measured]
_answers: list[Answer] = []


def answer_measured(answer: Answer) -> None:
    """Register where the access model is; ``answer`` raises ``NotMeasured`` where there is none."""
    _answers.append(answer)


def measured() -> Measured:
    """The access model of the site. Raises ``NotMeasured``."""
    for answer in _answers:
        return answer()
    raise NotMeasured("no access model is kept")
