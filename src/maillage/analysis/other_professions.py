"""Access to other professions than doctors in one plan, measured on counts of them by commune."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.access import AccessModel, gp_model
from maillage.analysis.inputs import GivenTables, given, rows_named
from maillage.analysis.world import territory
from maillage.errors import MaillageError, UnknownName
from maillage.planning import Attachment, PlanFile
from maillage.schemes import Profession

if TYPE_CHECKING:
    from maillage.analysis.access import AccessTable
    from maillage.analysis.inputs import TableLike


@dataclass(frozen=True, eq=False)
class OtherMeasure:
    """The access to a profession, and the counts that it is measured on."""

    model: AccessModel
    counts: Attachment


def measures_of(access: AccessTable, tables: Mapping[str, TableLike]) -> dict[Profession, OtherMeasure]:
    """Measure access to professions on tables ``code,gps`` by name, with the times and needs of ``access``.

    The operator is that for doctors, as other professions have no documented parameters of their own. Raises
    ``UnknownName`` for an unknown profession, ``BadInput`` for a table that cannot be read.
    """
    known = [one.value for one in Profession if one not in (Profession.GP, Profession.SPECIALIST)]
    found: dict[Profession, OtherMeasure] = {}
    for name, table in tables.items():
        if name not in known:
            raise UnknownName("profession", name, known)
        path = given(table, f"counts of profession {name}", "gps")
        if path is None:
            raise MaillageError(f"There are no counts of profession '{name}'. Give a table code,gps.")
        with rows_named():
            model = gp_model(territory(), access.model.times, path, access.study.need)
        content = GivenTables.of(path, None, None).content(path)
        assert content is not None
        found[Profession(name)] = OtherMeasure(model, Attachment(*content))
    return found


def measures_of_file(access: AccessTable, file: PlanFile) -> dict[Profession, OtherMeasure]:
    """The same from the counts that a plan file holds."""
    with tempfile.TemporaryDirectory() as room:
        return measures_of(access, {name: one.unpack(Path(room) / name) for name, one in file.measures.items()})
