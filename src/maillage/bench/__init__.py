"""Benchmarks: the same work by Maillage and by a peer, in one process, on the same input, with results compared.

Each returns a :class:`BenchReport`. Times depend on the machine and its load, so compare the ratios.
"""

from maillage.bench.report import BenchReport, BenchRow, peak_mb

__all__ = ["BenchReport", "BenchRow", "peak_mb"]
