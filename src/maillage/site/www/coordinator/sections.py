"""Sections of the coordinator's first page that other folders of pages add: a registry filled in ``AppConfig.ready``.

A section is a function of the user and the time that returns a :class:`~.task_rows.Task`, of which ``count`` 0 shows
nothing; ``order`` places it among the others, the most urgent first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from maillage.site.accounts.models import User

if TYPE_CHECKING:
    from maillage.site.www.coordinator.task_rows import Task

Section = Callable[[User, datetime], "Task"]
_sections: dict[str, tuple[int, Section]] = {}


def add_section(name: str, order: int, section: Section) -> None:
    """Add a section, or replace the one of this name."""
    _sections[name] = (order, section)


def sections() -> list[tuple[int, Section]]:
    """Return the added sections with their order."""
    return sorted(_sections.values(), key=lambda pair: pair[0])
