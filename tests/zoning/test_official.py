from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.errors import MaillageError, UnknownName
from maillage.sources.published import about
from maillage.territory import Territory
from maillage.zoning.official import LIST, Basis, codes_in_force, official_list


def test_the_list_reports_the_number_of_missing_territories(territory: Territory) -> None:
    found = official_list(territory, "Occitanie")
    assert (len(found.rows), found.published, found.complete) == (21, 28, False)
    codes = [row.code for row in found.rows]
    assert codes == sorted(set(codes))
    assert "241200542" in codes  # Réquistanais
    assert 0 < sum(row.population for row in found.rows) < about(LIST)["regions"]["76"]["inhabitants"]
    columns = found.to_columns()
    assert list(columns) == ["code", "name", "department", "population", "kind", "vintage", "source"]
    assert (set(columns["kind"]), set(columns["vintage"])) == ({"official"}, {found.vintage})


def test_a_region_without_a_list_is_refused_with_a_remedy(territory: Territory) -> None:
    with pytest.raises(MaillageError, match=r"only of Occitanie.*zones designate"):
        official_list(territory, "94")
    with pytest.raises(UnknownName):
        official_list(territory, "Ocitanie")


@given(st.permutations(list("abcdefgh")), st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh")))
def test_a_completed_list_holds_the_official_one_and_fills_up_in_the_order_of_need(
    order: list[str], computed: set[str], official: set[str]
) -> None:
    found = codes_in_force(order, computed, official, Basis.COMPLETED)
    assert official <= set(found)
    assert len(found) == max(len(official), len(computed))
    assert found == [code for code in order if code in set(found)]
    others = set(found) - official
    left_out = computed - official - others
    assert others <= computed or not left_out  # those of the computed list come before any other
    assert codes_in_force(order, computed, official, Basis.OFFICIAL) == [one for one in order if one in official]
    assert codes_in_force(order, computed, official, Basis.COMPUTED) == [one for one in order if one in computed]


def test_a_territory_that_was_not_compared_is_left_out() -> None:
    assert codes_in_force(["a", "b", "c"], {"a"}, {"z", "c"}, Basis.COMPLETED) == ["c"]
    assert codes_in_force(["a", "b", "c"], {"a", "b"}, {"z", "c"}, Basis.COMPLETED) == ["a", "c"]
