"""Distribution of tests over the workers of pytest-xdist, and their order."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from xdist.scheduler import LoadScopeScheduling

# One demonstration, one server and one browser are shared by the whole folder; so are the states of the tables.
TOGETHER = ("tests/journeys/", "tests/site/migrations/")
# These take longest: started near the end of a run, they would leave the other workers idle.
FIRST = (
    "tests/journeys/",
    "tests/site/migrations/",
    "tests/site/test_rights.py",
    "tests/cli/test_init.py",
    "tests/site/test_rights_of_services.py",
    "tests/analysis/test_examples.py",
    "tests/travel/test_blend.py",
    "tests/demo/test_demo.py",
    "tests/analysis/test_loop.py",
    "tests/site/database/",
    "tests/planning/",
    "tests/travel/",
    "tests/site/test_serving.py",
    "tests/analysis/",
)


class ByModule(LoadScopeScheduling):
    """A module is one unit of work, as is a folder of ``TOGETHER``; units of ``FIRST`` are handed out first."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.split("::", 1)[0]
        return next((folder for folder in TOGETHER if module.startswith(folder)), module)

    def _assign_work_unit(self, node: Any) -> None:
        if not self.assigned_work.get(node):
            self.workqueue = OrderedDict(sorted(self.workqueue.items(), key=lambda piece: rank(piece[0])))
        super()._assign_work_unit(node)


def rank(scope: str) -> int:
    """Rank in the order of work; anything not in ``FIRST`` comes last."""
    return next((place for place, start in enumerate(FIRST) if scope.startswith(start)), len(FIRST))
