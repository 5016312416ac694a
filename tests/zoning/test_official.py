from __future__ import annotations

import pytest

from maillage.errors import MaillageError, UnknownName
from maillage.sources.published import about
from maillage.territory import Territory
from maillage.zoning.official import LIST, official_list


def test_the_list_reports_the_number_of_missing_territories(territory: Territory) -> None:
    found = official_list(territory, "Occitanie")
    assert (len(found.rows), found.published, found.complete) == (21, 28, False)
    codes = [row.code for row in found.rows]
    assert codes == sorted(set(codes))
    assert "241200542" in codes  # Réquistanais
    assert 0 < sum(row.population for row in found.rows) < about(LIST)["regions"]["76"]["inhabitants"]
    assert list(found.to_columns()) == ["code", "name", "department", "population"]


def test_a_region_without_a_list_is_refused_with_a_remedy(territory: Territory) -> None:
    with pytest.raises(MaillageError, match=r"only of Occitanie.*zones designate"):
        official_list(territory, "94")
    with pytest.raises(UnknownName):
        official_list(territory, "Ocitanie")
