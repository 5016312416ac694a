"""Professions other than GPs: integers that sum to the published totals, always marked as modelled."""

from __future__ import annotations

import numpy as np
import pytest

from maillage.access.method import UNDOCUMENTED
from maillage.errors import UnknownName
from maillage.sources.published import about, facts
from maillage.sources.supply import modelled_counts
from maillage.sources.supply_modelled import TOTALS, modelled_professions, modelled_providers, vintage_of
from maillage.territory import Territory, load_territory


@pytest.fixture(scope="module")
def territory() -> Territory:
    return load_territory()


def test_the_professions_are_those_whose_apl_is_not_documented() -> None:
    assert modelled_professions() == ("gp", *sorted(UNDOCUMENTED))
    assert {vintage_of(one) for one in modelled_professions()} == {"2024"}


def test_published_totals_name_their_source() -> None:
    rows, columns = facts(TOTALS), about(TOTALS)["columns"]
    assert set(rows[0]) == set(columns)
    assert len(rows) == 101
    assert all(int(row[name]) >= 0 for row in rows for name in columns if name != "department")
    assert sum(int(row["dentist"]) for row in rows) == 37_043


@pytest.mark.parametrize("profession", ["nurse", "psychiatrist"])
def test_each_department_has_its_published_total(territory: Territory, profession: str) -> None:
    providers = modelled_providers(territory, profession)
    count = providers.total()
    assert (count == np.floor(count)).all()
    assert providers.modelled
    assert not providers.fees_known
    assert "assumption" in providers.label
    for row in facts(TOTALS):
        inside = territory.department == row["department"]
        # Mayotte has no known population in the packaged geography: its practitioners are left out with a notice.
        expected = 0 if row["department"] == "976" else int(row[profession])
        assert count[inside].sum() == expected, row["department"]
    assert any("976" in notice for notice in providers.notices)


def test_general_practitioners_are_those_of_their_own_model(territory: Territory) -> None:
    assert np.array_equal(modelled_providers(territory).total(), modelled_counts(territory).gps)


def test_a_profession_without_totals_is_refused(territory: Territory) -> None:
    with pytest.raises(UnknownName, match="nurse"):
        modelled_providers(territory, "nurs")
