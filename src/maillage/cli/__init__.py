"""The ``maillage`` command: one file per group of commands."""

from maillage.cli.entry import main

__all__ = ["main"]
