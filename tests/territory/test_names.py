import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.territory import search_key
from maillage.territory.names import full_name


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Saint-Étienne-du-Grès", "saint etienne du gres"),
        ("St Etienne du Gres", "saint etienne du gres"),
        ("Ste-Énimie", "sainte enimie"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("Œuilly", "oeuilly"),
        ("  LE   Mas-d'Azil ", "le mas d azil"),
        ("Stains", "stains"),
        ("31000", "31000"),
        ("", ""),
    ],
)
def test_search_key(text, key):
    assert search_key(text) == key


@given(st.text(alphabet=string.ascii_letters + "éèêçàüœÆ'’- .", max_size=40))
def test_search_key_is_its_own_key(text):
    once = search_key(text)
    assert search_key(once) == once
    assert search_key(text.upper()) == once


@pytest.mark.parametrize(
    ("name", "article", "full"),
    [
        ("Mées", "4", "Les Mées"),
        ("Abergement-Clémenciat", "5", "L'Abergement-Clémenciat"),
        ("Masos", "8", "Los Masos"),
        ("Albi", "1", "Albi"),
        ("Albi", None, "Albi"),
    ],
)
def test_full_name(name, article, full):
    assert full_name(name, article) == full
