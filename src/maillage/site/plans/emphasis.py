"""What a plan should give weight to, as words that a coordinator chooses; the numbers are those of the objective."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.planning import PlanWeights

_USUAL = PlanWeights()
PRESENCE = {"much": 1.5, "usual": 1.0, "none": 0.0}
"""Multiples of the value of the first days of a month in a territory or at a place."""
RETURNING = {"much": 3.0, "usual": _USUAL.returning_visit, "none": 0.0}
"""Consultations that a visit by a doctor who has already come is worth more."""
JOURNEYS = {"much": 0.06, "usual": _USUAL.minute, "none": 0.0}
"""Consultations that a minute of the journey costs."""

SHARING = {"much": (6.0, 2.0), "some": (3.0, 1.0), "usual": ()}
"""Consultations that the first and the second day of a doctor in a month are worth more."""


@dataclass(frozen=True, kw_only=True)
class Emphasis:
    """A choice of words for each weight."""

    presence: str = "usual"
    returning: str = "usual"
    journeys: str = "usual"
    sharing: str = "usual"

    @property
    def weights(self) -> PlanWeights:
        """The weights of the objective. Raises ``KeyError`` for an unknown word."""
        times = PRESENCE[self.presence]
        return PlanWeights(
            returning_visit=RETURNING[self.returning],
            minute=JOURNEYS[self.journeys],
            fairness=SHARING[self.sharing],
            presence=tuple(times * step for step in _USUAL.presence),
            site_presence=tuple(times * step for step in _USUAL.site_presence),
        )


USUAL = Emphasis()
"""The weights of the planner itself."""
