"""The ranking of what was reviewed: the mean of the marks, weighted by the grid, from 0 to 100."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from maillage.site.calls.models import Call, Submission
from maillage.site.calls.review_invariants import NEEDED_REVIEWS
from maillage.site.calls.review_models import CallCriterion, Review

HUNDRED = 100
WIDE = 25
"""Points between two reviewers from which the organiser is told that they disagree."""


def score(marks: Mapping[str, int], grid: Iterable[CallCriterion]) -> float:
    """Return the weighted sum of the marks over the highest one, in points out of 100."""
    grid = list(grid)
    highest = sum(one.most * one.weight for one in grid)
    return HUNDRED * sum(marks[one.code] * one.weight for one in grid) / highest


@dataclass(frozen=True)
class Standing:
    """A submission in the ranking: its rank, its mean out of 100, what separates its reviewers, who has not answered.

    Without two reviews it has no rank, and comes last.
    """

    rank: int | None
    submission: Submission
    mean: float | None
    spread: float
    given: int
    asked: int

    @property
    def is_ready(self) -> bool:
        """Whether it may be decided."""
        return self.given >= NEEDED_REVIEWS

    @property
    def is_disputed(self) -> bool:
        """Whether the reviewers are far apart."""
        return self.spread >= WIDE


def ranking(call: Call) -> list[Standing]:
    """Return what was admitted to a call, the best mean first; equal means share a rank."""
    states = [Submission.State.ADMITTED, Submission.State.SELECTED, Submission.State.REFUSED]
    rows = Submission.objects.filter(call=call, state__in=states).select_related("applicant", "decision")
    grid = list(call.criteria.all())
    found = [_measured(one, list(one.reviews.all()), grid) for one in rows.prefetch_related("reviews")]
    found = [one for one in found if one.asked or one.submission.state == Submission.State.ADMITTED]
    found.sort(key=_best_first)  # rows come by number, and equal means stay so
    better: list[float] = [one.mean for one in found if one.mean is not None]
    return [_ranked(one, better) for one in found]


def _best_first(one: Standing) -> float:
    return 1 if one.mean is None else -one.mean


def _measured(row: Submission, reviews: Sequence[Review], grid: Sequence[CallCriterion]) -> Standing:
    scores = [score(one.marks, grid) for one in reviews if one.state == Review.State.GIVEN]
    asked = sum(one.state != Review.State.CONFLICT for one in reviews)
    mean = sum(scores) / len(scores) if len(scores) >= NEEDED_REVIEWS else None
    spread = max(scores) - min(scores) if scores else 0.0
    return Standing(None, row, mean, spread, len(scores), asked)


def _ranked(one: Standing, means: Sequence[float]) -> Standing:
    if one.mean is None:
        return one
    rank = 1 + sum(other > one.mean for other in means)
    return Standing(rank, one.submission, one.mean, one.spread, one.given, one.asked)
