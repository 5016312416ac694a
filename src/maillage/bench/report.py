"""Result of a benchmark: a row for each engine, ratios of peer over ours, and checks that results are equal."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# Peers are not needed to measure and plan, so ``make setup`` does not install them.
ABSENT = "absent"
INSTALL = ".venv/bin/python -m pip install '.[bench]'"


@dataclass(frozen=True)
class BenchRow:
    """One engine's figures. ``seconds`` is None if the engine did not run; ``note`` says why, or what was timed."""

    engine: str
    seconds: float | None
    peak_mb: float | None = None
    note: str = ""
    detail: Mapping[str, float] = field(default_factory=dict[str, float])


def absent(engine: str) -> BenchRow:
    """The row of a peer that is not installed, with the command that installs it."""
    return BenchRow(engine, None, None, f"{ABSENT}: to run it too, {INSTALL}")


@dataclass(frozen=True)
class BenchReport:
    """Rows, ratios (name to peer over ours, None if the peer did not run) and checks (name to true or false)."""

    rows: list[BenchRow]
    ratios: Mapping[str, float | None]
    checks: Mapping[str, bool]
    size: Mapping[str, float] = field(default_factory=dict[str, float])

    def to_json(self) -> str:
        """One JSON object on one line; the ratio to a peer that is not installed is ``"absent"``."""
        rows: list[dict[str, Any]] = []
        for row in self.rows:
            values = asdict(row)
            rows.append({**values.pop("detail"), **values})
        ratios = {name: ABSENT if value is None else value for name, value in self.ratios.items()}
        document = {"rows": rows, "ratios": ratios, "checks": dict(self.checks), "size": dict(self.size)}
        return json.dumps(document, ensure_ascii=False)

    def to_text(self) -> str:
        """The same as a small text table."""
        lines = ["  ".join(f"{name} {value:,.0f}" for name, value in self.size.items())]
        for row in self.rows:
            seconds = "-" if row.seconds is None else f"{row.seconds:,.2f} s"
            peak = "" if row.peak_mb is None else f"{row.peak_mb:,.0f} MB"
            detail = "  ".join(f"{name} {value:,.4g}" for name, value in row.detail.items())
            lines.append(f"{row.engine:<28}{seconds:>12}{peak:>12}  {detail}{'  ' if detail else ''}{row.note}")
        for name, value in self.ratios.items():
            lines.append(f"ratio {name}: {ABSENT if value is None else f'{value:.1f}'}")
        lines.extend(f"check {name}: {'yes' if good else 'NO'}" for name, good in self.checks.items())
        return "\n".join(lines)


def peak_mb() -> float:
    """Peak memory of this process so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
