"""Benchmarks: the same work done here and by a peer, in one process, on the same input, with equal results checked.

Each returns a :class:`BenchReport`. Times depend on the machine and on what else it does; the ratios are what to read.
"""

from maillage.bench.report import BenchReport, BenchRow, peak_mb

__all__ = ["BenchReport", "BenchRow", "peak_mb"]
