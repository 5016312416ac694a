"""A scenario as users write and share it: ``+12197:2,-31555:1,81004~12197:0.5``.

``+CODE:N`` adds N doctors in a commune, ``-CODE:N`` removes them, ``FROM~TO:N`` moves them. A URL decodes ``+`` as a
space, so a space or no sign at all is read as ``+``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HARD = "\u00a0"
MOST_STEPS = 20
LEAST, MOST = 0.1, 50.0
_STEP = re.compile(
    r"(?P<sign>[+\-\u2212]?)(?P<code>[0-9][0-9AB][0-9]{3})(?:~(?P<to>[0-9][0-9AB][0-9]{3}))?(?::(?P<n>[0-9.]{1,5}))?"
)
_COUNT = re.compile(r"[0-9]{1,2}(\.[0-9]{1,2})?")


class BadScenario(Exception):
    """The scenario cannot be computed; the message gives the reason in French, for the page."""


@dataclass(frozen=True)
class Movement:
    """One step: ``count`` doctors arrive in ``to``, leave ``origin``, or move from one to the other."""

    count: float
    origin: str | None = None
    to: str | None = None

    @property
    def kind(self) -> str:
        """Kind of step: ``add``, ``remove`` or ``move``."""
        return "move" if self.origin and self.to else "add" if self.to else "remove"

    @property
    def codes(self) -> list[str]:
        """Communes concerned, the origin first."""
        return [code for code in (self.origin, self.to) if code]

    def __str__(self) -> str:
        count = f"{self.count:g}"
        if self.kind == "move":
            return f"{self.origin}~{self.to}:{count}"
        return f"+{self.to}:{count}" if self.to else f"-{self.origin}:{count}"


@dataclass(frozen=True)
class Scenario:
    """Steps in the order they were made."""

    steps: tuple[Movement, ...] = ()

    def __str__(self) -> str:
        return ",".join(str(step) for step in self.steps)

    def __bool__(self) -> bool:
        return bool(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def with_step(self, step: Movement) -> Scenario:
        """Return the scenario with one more step. Raises ``BadScenario`` beyond the maximum number."""
        if len(self.steps) >= MOST_STEPS:
            raise BadScenario(
                f"Un scénario compte au plus {MOST_STEPS} changements. Annulez-en un avant d’en ajouter un autre."
            )
        return Scenario((*self.steps, step))

    def without(self, number: int) -> Scenario:
        """Return the scenario without the step ``number``, from 0."""
        return Scenario(self.steps[:number] + self.steps[number + 1 :])

    def doctors(self) -> dict[str, float]:
        """Return the net change of doctors by commune, all steps together, without communes where they cancel out."""
        total: dict[str, float] = {}
        for step in self.steps:
            for code, sign in ((step.origin, -1), (step.to, 1)):
                if code:
                    total[code] = total.get(code, 0.0) + sign * step.count
        return {code: count for code, count in total.items() if abs(count) > 1e-9}


def parse(text: str) -> Scenario:
    """Parse a scenario from a URL. Raises ``BadScenario`` naming the invalid part."""
    scenario = Scenario()
    for part in text.split(","):
        if part.strip():
            scenario = scenario.with_step(_step(part.strip()))
    return scenario


def _step(part: str) -> Movement:
    found = _STEP.fullmatch(part)
    if found is None or (found["to"] and found["sign"]):
        raise BadScenario(
            f"«{HARD}{part[:20]}{HARD}» ne se lit pas. Écrivez +12197:2 pour ajouter deux médecins dans la commune "
            "de code 12197, -31555:1 pour en retirer un, 81004~12197:1 pour en déplacer un."
        )
    count = count_of(found["n"] or "1")
    if found["to"]:
        if found["to"] == found["code"]:
            raise BadScenario("L’arrivée est la commune de départ. Choisissez-en une autre.")
        return Movement(count, found["code"], found["to"])
    if found["sign"] in ("-", "\u2212"):
        return Movement(count, origin=found["code"])
    return Movement(count, to=found["code"])


def count_of(text: str) -> float:
    """Parse a number of doctors: "2", "0.5", "0,5". Raises ``BadScenario`` outside 0,1 to 50."""
    text = text.strip().replace(",", ".")
    if not _COUNT.fullmatch(text) or not LEAST <= float(text) <= MOST:
        raise BadScenario(f"Le nombre va de 0,1 à 50{HARD}: 1 pour un plein temps, 0,5 pour un mi-temps.")
    return float(text)


def positions_of(scenario: Scenario, code: NDArray[np.str_]) -> dict[str, int]:
    """Return the position of each commune of a scenario in ``code`` (ascending). Raises ``BadScenario`` if unknown."""
    found: dict[str, int] = {}
    for step in scenario.steps:
        for one in step.codes:
            at = int(np.searchsorted(code, one))
            if at == len(code) or code[at] != one:
                raise BadScenario(f"Aucune commune n’a le code {one}. Cherchez-la par son nom.")
            found[one] = at
    return found


def check_removals(
    scenario: Scenario,
    there: Mapping[str, float],
    places: Mapping[str, str],
    words: tuple[str, str] = ("médecin", "médecins"),
    *,
    feminine: bool = False,
) -> None:
    """Raise ``BadScenario`` if more practitioners are removed from a commune than ``there`` are.

    ``places`` are the communes as the sentence needs them: "à Réquista", "au Mans"; ``words`` are the singular and the
    plural of the practitioner.
    """
    none = "aucune" if feminine else "aucun"
    for code, change in scenario.doctors().items():
        if there[code] + change >= -1e-6:
            continue
        if there[code] < 0.01:
            raise BadScenario(f"On ne compte {none} {words[0]} {places[code]}{HARD}: on ne peut pas en retirer.")
        raise BadScenario(
            f"On compte {_written(there[code])}{HARD}{words[there[code] >= 2]} {places[code]}{HARD}: "
            f"on ne peut pas en retirer {_written(-change)}."
        )


def _written(count: float) -> str:
    """Return the number rounded down to at most two decimals, so that it is still allowed."""
    return f"{np.floor(count * 100 + 1e-6) / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")
