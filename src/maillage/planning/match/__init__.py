"""Junior doctors and supervisors: stable or gain-maximal matches, their independent check, and who stays.

Each name is imported on first use: pages that read a plan or a rota need no solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maillage.first_use import on_first_use

if TYPE_CHECKING:
    from maillage.planning.match.checker import blocks, check_match
    from maillage.planning.match.data import Housing, Junior, MatchProblem, Supervisor
    from maillage.planning.match.document import MatchFile, gain_of, read_match_file
    from maillage.planning.match.gains import with_gains
    from maillage.planning.match.lists import read_match
    from maillage.planning.match.solver import Aim, CurvePoint, Match, match
    from maillage.planning.match.stays import StayRules, StayYear, features_of, simulate

__all__ = [
    "Aim",
    "CurvePoint",
    "Housing",
    "Junior",
    "Match",
    "MatchFile",
    "MatchProblem",
    "StayRules",
    "StayYear",
    "Supervisor",
    "blocks",
    "check_match",
    "features_of",
    "gain_of",
    "match",
    "read_match",
    "read_match_file",
    "simulate",
    "with_gains",
]  # fmt: skip

_MODULES = {
    "checker": (
        "blocks",
        "check_match",
    ),
    "data": (
        "Housing",
        "Junior",
        "MatchProblem",
        "Supervisor",
    ),
    "document": (
        "MatchFile",
        "gain_of",
        "read_match_file",
    ),
    "gains": ("with_gains",),
    "lists": ("read_match",),
    "solver": (
        "Aim",
        "CurvePoint",
        "Match",
        "match",
    ),
    "stays": (
        "StayRules",
        "StayYear",
        "features_of",
        "simulate",
    ),
}

__getattr__, __dir__ = on_first_use(__name__, _MODULES)
