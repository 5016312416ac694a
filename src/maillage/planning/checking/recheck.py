"""Check a plan file again on travel times, access and territories computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from maillage.access import AccessModel
from maillage.planning.checking.checker import check_result
from maillage.planning.checking.proof_check import NotProven, proven_bound
from maillage.planning.checking.violation import Violation
from maillage.planning.data import PlanningData, as_digested
from maillage.planning.document import PlanFile
from maillage.planning.people import PriorityList
from maillage.planning.setup import build_data
from maillage.schemes import Profession, scheme_named
from maillage.territory import Territory


def other_figures(file: PlanFile, model: AccessModel, designation: PriorityList) -> Violation | None:
    """How travel times or territories differ from those that a plan was made with; None if they do not."""
    _, _, source = file.vintage.partition("; ")
    if source and source != model.times.source:
        problem = f"made with '{source}', checked with '{model.times.source}': give its --times"
        return Violation("travel times", problem)
    if set(file.territories) != {area.code for area in designation.rows}:
        return Violation("priority territories", "the list is not the one designated from these figures")
    return None


def problem_of_file(
    file: PlanFile,
    territory: Territory,
    model: AccessModel,
    designation: PriorityList,
    measures: Mapping[Profession, AccessModel] | None = None,
) -> PlanningData:
    """The problem of a plan file on travel times, access and territories computed anew; ``measures`` are the access to
    other professions that the file has figures of.
    """
    return build_data(
        territory, model.times, model, designation, file.doctors, file.sites,
        start=file.start, weeks=file.weeks, budget_cents=file.budget_cents, scheme=scheme_named(file.scheme),
        max_minutes=file.max_minutes, weights=file.weights, budgets=file.budgets,
        measures=measures,
    )  # fmt: skip


@dataclass(frozen=True)
class Rechecked:
    """The rules that a plan breaks, and its problem computed again; None if it is another one than the file says."""

    broken: list[Violation]
    problem: PlanningData | None


def rechecked(
    file: PlanFile,
    territory: Territory,
    model: AccessModel,
    designation: PriorityList,
    *,
    bound: bool = False,
    measures: Mapping[Profession, AccessModel] | None = None,
) -> Rechecked:
    """Check a plan; ``model``, ``measures`` and ``designation`` come from its own figures, computed again.

    With ``bound`` the proof is verified too: that no plan is above the bound it states.
    """
    other = other_figures(file, model, designation)
    if other is not None:
        return Rechecked([other], None)
    data = problem_of_file(file, territory, model, designation, measures)
    found = list(check_result(data, file.result))
    return Rechecked(found + (_not_proven(as_digested(data), file) if bound and not found else []), data)


def _not_proven(data: PlanningData, file: PlanFile) -> list[Violation]:
    proof = file.result.proof
    if proof is None:
        return [Violation("proof", "the file holds none; solve the plan again")]
    try:
        proven = proven_bound(data, proof)
    except NotProven as problem:
        return [Violation("proof", str(problem))]
    if proven > Fraction(proof.bound):
        return [Violation("proof", f"it shows {float(proven):.6f}, above the {proof.bound:.6f} that it states")]
    return []
