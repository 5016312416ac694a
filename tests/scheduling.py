"""Which tests go to which worker of pytest-xdist, and in what order."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from xdist.scheduler import LoadScopeScheduling

# One demonstration, one server and one browser serve the whole folder.
TOGETHER = ("tests/journeys/",)
# They take the longest: a worker that begins one at the end of a run leaves the others without work.
FIRST = (
    "tests/journeys/",
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
    """A module is one piece of work, a folder of ``TOGETHER`` too; pieces of ``FIRST`` are handed out first."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.split("::", 1)[0]
        return next((folder for folder in TOGETHER if module.startswith(folder)), module)

    def _assign_work_unit(self, node: Any) -> None:
        if not self.assigned_work.get(node):
            self.workqueue = OrderedDict(sorted(self.workqueue.items(), key=lambda piece: rank(piece[0])))
        super()._assign_work_unit(node)


def rank(scope: str) -> int:
    """Place in the order of work; what is not in ``FIRST`` comes last."""
    return next((place for place, start in enumerate(FIRST) if scope.startswith(start)), len(FIRST))
