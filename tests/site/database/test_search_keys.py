"""The database's key of a name is that of Python."""

from __future__ import annotations

import pytest
from django.db.models import Value
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.site.database.search_keys import SearchKey
from maillage.site.geography.models import Region
from maillage.territory import search_key
from tests.site import factories as make

LETTERS = st.text(alphabet="aBzéÈçÇœŒæÆñÿÏ '’-. 9st", max_size=20)
KNOWN = ["Saint-Étienne", "Ste-Foy", "STE FOY", "Les Sts d’Œil", "Stéphane", "Best", "L’Haÿ-les-Roses", "  ", ""]


@pytest.mark.django_db
@settings(max_examples=40)
@given(st.lists(LETTERS | st.sampled_from(KNOWN), min_size=8, max_size=8))
def test_a_name_has_the_same_key_in_the_database(names: list[str]) -> None:
    make.region()
    keys = {str(place): SearchKey(Value(name)) for place, name in enumerate([*names, *KNOWN])}
    found = Region.objects.annotate(**{f"key_{place}": key for place, key in keys.items()}).values().get()
    assert [found[f"key_{place}"] for place in keys] == [search_key(name) for name in [*names, *KNOWN]]
