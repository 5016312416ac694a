"""``explain``: answers about a plan, from its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from maillage import planning
from maillage.analysis.inputs import date_of
from maillage.analysis.replanning import problem_of
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from maillage.analysis.world import TimesLike

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True)
class Explanation:
    """What one more of each thing would bring, who gets no day and why, who lends and gets, and why one day is given.

    Values are in the unit of the objective: weighted consultations over the weeks of the plan.
    """

    more: tuple[planning.Worth, ...]
    unserved: tuple[planning.Unserved, ...]
    balances: tuple[planning.Balance, ...]
    days: tuple[planning.WhyHere, ...]


def explain(
    path: Path | str,
    *,
    doctor: str | None = None,
    site: str | None = None,
    day: date | str | None = None,
    times: TimesLike | None = None,
) -> Explanation:
    """Answer about the plan of a file: prices, territories without a day, what each territory lends and gets.

    With ``doctor``, ``site`` or ``day``, also why each such day is given. Raises ``BadInput`` for a file that is not a
    plan, ``MaillageError`` for one that was changed, ``ImpossiblePlan`` for a day that it does not have.

    ```python
    plan = maillage.plan("Corse", count=4, start="2027-01-04", weeks=4)
    plan.save("plan.json")
    answers = maillage.explain("plan.json", doctor=plan.result.plan.assignments[0].doctor_id)
    answers.more[0].gain, answers.days[0].worth
    ```
    """
    file, whole = planning.read_plan(Path(path))
    if not whole:
        raise MaillageError(f"{path} was changed after it was written. Check it with 'maillage plan check'.")
    wanted = None if day is None else date_of("day", day)
    _, data = problem_of(file, times)
    asked = [
        one
        for one in file.result.plan.assignments
        if (doctor or site or wanted)
        and doctor in (None, one.doctor_id)
        and site in (None, one.site_id)
        and wanted in (None, one.date)
    ]
    if (doctor or site or wanted) and not asked:
        raise MaillageError("The plan has no such day. Ask for a doctor, a site or a date of the plan.")
    return Explanation(
        planning.worth_of_more(data, file.result.seed),
        planning.unserved(data, file.result, file.result.seed),
        planning.balances(data, file.result),
        tuple(planning.why_here(data, file.result, one) for one in asked),
    )
