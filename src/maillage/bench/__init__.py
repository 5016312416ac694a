"""Benchmarks: the same work done here and by a peer, in one process, on the same input, with equal results checked.

Each returns a :class:`Report`. Times depend on the machine and on what else it does; the ratios are what to read.
"""

from maillage.bench.report import Report, Row, peak_mb

__all__ = ["Report", "Row", "peak_mb"]
