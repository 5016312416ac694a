"""The ``maillage`` command: one file per group of commands."""

from maillage.cli.main import main

__all__ = ["main"]
