"""Planning: who goes where and when, with a proven bound and an independent checker.

Each name is imported on first use: pages that read a plan or a rota need no solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maillage.first_use import on_first_use

if TYPE_CHECKING:
    from maillage.planning.answers import (
        Balance,
        More,
        Unserved,
        WhyHere,
        Worth,
        balances,
        unserved,
        why_here,
        worth_of_more,
    )
    from maillage.planning.anytime import Progress, StopPlanning, Until
    from maillage.planning.changes.around import solve_around, valued
    from maillage.planning.changes.change import (
        Changes,
        Replanned,
        Step,
        changed_people,
        changed_problem,
        most_moves,
        replan,
    )
    from maillage.planning.changes.keeping import problem_in, problem_out
    from maillage.planning.changes.live import AccessChange, Effect, LivePlan, LiveProblem, free_dates
    from maillage.planning.checking.checker import check, check_result
    from maillage.planning.checking.recheck import Rechecked, other_figures, problem_of_file, rechecked
    from maillage.planning.checking.violation import BrokenRule, Violation
    from maillage.planning.comparing import Comparison, compare_plans
    from maillage.planning.data import PlanningData, annualised
    from maillage.planning.days import PlannedDay, planned_days
    from maillage.planning.document import Attachment, PlanFile, read_plan
    from maillage.planning.lists import read_doctors, read_sites
    from maillage.planning.outputs import calendar_of
    from maillage.planning.people import Doctor, PriorityArea, PriorityList, Site
    from maillage.planning.requests import Problem, contradictions, useless
    from maillage.planning.result import Assignment, NoDay, Plan, Result, TerritoryDays
    from maillage.planning.setup import build_data
    from maillage.planning.solving.solver import SolveParams, solve
    from maillage.planning.values import AffectedTerritories, Pairs, PlanWeights, Rules
    from maillage.planning.weights import read_weights

__all__ = [
    "AccessChange",
    "AffectedTerritories",
    "Assignment",
    "Attachment",
    "Balance",
    "BrokenRule",
    "Changes",
    "Comparison",
    "Doctor",
    "Effect",
    "LivePlan",
    "LiveProblem",
    "More",
    "NoDay",
    "Pairs",
    "Plan",
    "PlanFile",
    "PlanWeights",
    "PlannedDay",
    "PlanningData",
    "PriorityArea",
    "PriorityList",
    "Problem",
    "Progress",
    "Rechecked",
    "Replanned",
    "Result",
    "Rules",
    "Site",
    "SolveParams",
    "Step",
    "StopPlanning",
    "TerritoryDays",
    "Unserved",
    "Until",
    "Violation",
    "WhyHere",
    "Worth",
    "annualised",
    "balances",
    "build_data",
    "calendar_of",
    "changed_people",
    "changed_problem",
    "check",
    "check_result",
    "compare_plans",
    "contradictions",
    "free_dates",
    "most_moves",
    "other_figures",
    "planned_days",
    "problem_in",
    "problem_of_file",
    "problem_out",
    "read_doctors",
    "read_plan",
    "read_sites",
    "read_weights",
    "rechecked",
    "replan",
    "solve",
    "solve_around",
    "unserved",
    "useless",
    "valued",
    "why_here",
    "worth_of_more",
]  # fmt: skip

_MODULES = {
    "answers": (
        "Balance",
        "More",
        "Unserved",
        "WhyHere",
        "Worth",
        "balances",
        "unserved",
        "why_here",
        "worth_of_more",
    ),
    "anytime": (
        "Progress",
        "StopPlanning",
        "Until",
    ),
    "changes.around": (
        "solve_around",
        "valued",
    ),
    "changes.change": (
        "Changes",
        "Replanned",
        "Step",
        "changed_people",
        "changed_problem",
        "most_moves",
        "replan",
    ),
    "changes.keeping": (
        "problem_in",
        "problem_out",
    ),
    "changes.live": (
        "AccessChange",
        "Effect",
        "LivePlan",
        "LiveProblem",
        "free_dates",
    ),
    "checking.checker": (
        "check",
        "check_result",
    ),
    "checking.recheck": (
        "Rechecked",
        "other_figures",
        "problem_of_file",
        "rechecked",
    ),
    "checking.violation": (
        "BrokenRule",
        "Violation",
    ),
    "comparing": (
        "Comparison",
        "compare_plans",
    ),
    "data": (
        "PlanningData",
        "annualised",
    ),
    "days": (
        "PlannedDay",
        "planned_days",
    ),
    "document": (
        "Attachment",
        "PlanFile",
        "read_plan",
    ),
    "lists": (
        "read_doctors",
        "read_sites",
    ),
    "outputs": ("calendar_of",),
    "people": (
        "Doctor",
        "PriorityArea",
        "PriorityList",
        "Site",
    ),
    "requests": (
        "Problem",
        "contradictions",
        "useless",
    ),
    "result": (
        "Assignment",
        "NoDay",
        "Plan",
        "Result",
        "TerritoryDays",
    ),
    "setup": ("build_data",),
    "solving.solver": (
        "SolveParams",
        "solve",
    ),
    "values": (
        "AffectedTerritories",
        "Pairs",
        "PlanWeights",
        "Rules",
    ),
    "weights": ("read_weights",),
}

__getattr__, __dir__ = on_first_use(__name__, _MODULES)
