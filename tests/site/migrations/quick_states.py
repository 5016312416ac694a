"""Quicker states of migrations: Django renders the models of each state again and again, most of the time of a run.

What the database gets is the same: the tables made one by one this way are compared with the stored ones, which
``tools/keep_tables.py`` makes without this module.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db.migrations.state import ProjectState
from django.db.models import Field

READ_ONCE = ("related_model", "path_infos", "reverse_path_infos", "cached_col")
"""What a field keeps once it was read; a copy for another model must read it again."""


made_anew = Field.clone


def copied(field: Field[Any, Any]) -> Field[Any, Any]:
    """Copy a field of a state, which belongs to no model, instead of making it anew from its arguments."""
    if hasattr(field, "model"):
        return made_anew(field)
    found = copy.deepcopy(field)
    for name in READ_ONCE:
        found.__dict__.pop(name, None)
    return found


def reload_one(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    """Render only the model itself where Django postpones the others (a column, constraint, index or trigger)."""
    if "apps" not in self.__dict__:
        return
    if not delay:
        self._reload(self._find_reload_model(app_label, model_name))
        return
    self.is_delayed = True
    self._reload({(app_label, model_name)})


@contextmanager
def quick_states() -> Iterator[None]:
    """Render models of states by copies of their fields, and only those that change."""
    with mock.patch.object(Field, "clone", copied), mock.patch.object(ProjectState, "reload_model", reload_one):
        yield
