"""``compare_plans``: two or three plan files side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from maillage.errors import AllAtOnce, MaillageError
from maillage.planning import Comparison, PlanFile, read_plan
from maillage.planning import compare_plans as compared

__all__ = ["compare_plans"]

LEAST, MOST = 2, 3


def compare_plans(paths: Sequence[Path | str]) -> tuple[Comparison, tuple[str, ...]]:
    """Compare plan files, the first being the base: figures, days that differ, territories and doctors.

    Returns the comparison, and notices: objectives of different problems cannot be compared. Raises ``MaillageError``
    naming every file that cannot be read or was changed.

    ```python
    plan = maillage.plan("Corse", count=4, start="2027-01-04", weeks=4)
    plan.save("plan.json")
    maillage.replan("plan.json", left=[plan.result.plan.assignments[0].doctor_id]).plan.save("again.json")
    comparison, notices = maillage.compare_plans(["plan.json", "again.json"])
    comparison.territories
    ```
    """
    if not LEAST <= len(paths) <= MOST:
        raise MaillageError(f"{len(paths)} plans are given. Compare two or three.")
    request = AllAtOnce()
    files = [file for path in paths if (file := request.read(lambda path=path: _whole(Path(path)), None)) is not None]
    request.refuse()
    problems = {(file.region, file.start, file.weeks, file.scheme) for file in files}
    notice = "regions, dates or schemes differ, so that objectives cannot be compared"
    return compared([file.result for file in files]), (notice,) if len(problems) > 1 else ()


def _whole(path: Path) -> PlanFile:
    file, whole = read_plan(path)
    if not whole:
        raise MaillageError(f"{path} was changed after it was written. Check it with 'maillage plan check'.")
    return file
