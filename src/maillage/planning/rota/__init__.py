"""Duty rotas: who takes which evening, night, weekend and holiday, under rules of rest, as fairly as possible.

Each name is imported on first use: pages that read a plan or a rota need no solver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maillage.first_use import on_first_use

if TYPE_CHECKING:
    from maillage.planning.rota.changes import Change, ImpossibleRota, SmallestChange, smallest_change
    from maillage.planning.rota.checker import check_person, check_rota
    from maillage.planning.rota.data import Count, Duty, DutyRole, DutyRules, Kind, Pattern, Person, RotaProblem, Rule
    from maillage.planning.rota.document import RotaFile, read_rota_file
    from maillage.planning.rota.lists import read_rota, read_rules
    from maillage.planning.rota.outputs import Part, calendar_of, parts
    from maillage.planning.rota.solver import Rota, fill

__all__ = [
    "Change",
    "Count",
    "Duty",
    "DutyRole",
    "DutyRules",
    "ImpossibleRota",
    "Kind",
    "Part",
    "Pattern",
    "Person",
    "Rota",
    "RotaFile",
    "RotaProblem",
    "Rule",
    "SmallestChange",
    "calendar_of",
    "check_person",
    "check_rota",
    "fill",
    "parts",
    "read_rota",
    "read_rota_file",
    "read_rules",
    "smallest_change",
]  # fmt: skip

_MODULES = {
    "changes": (
        "Change",
        "ImpossibleRota",
        "SmallestChange",
        "smallest_change",
    ),
    "checker": (
        "check_person",
        "check_rota",
    ),
    "data": (
        "Count",
        "Duty",
        "DutyRole",
        "DutyRules",
        "Kind",
        "Pattern",
        "Person",
        "RotaProblem",
        "Rule",
    ),
    "document": (
        "RotaFile",
        "read_rota_file",
    ),
    "lists": (
        "read_rota",
        "read_rules",
    ),
    "outputs": (
        "Part",
        "calendar_of",
        "parts",
    ),
    "solver": (
        "Rota",
        "fill",
    ),
}

__getattr__, __dir__ = on_first_use(__name__, _MODULES)
