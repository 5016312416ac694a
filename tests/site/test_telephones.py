"""Telephone numbers of France and overseas, as people write them and as telephones dial them."""

from __future__ import annotations

import pytest

from maillage.site.telephones import InvalidNumber, dialled, written


@pytest.mark.parametrize(
    ("text", "department", "number"),
    [
        ("05 65 00 00 12", "12", "+33565000012"),
        ("0262 90 12 34", "974", "+262262901234"),
        ("0692 12 34 56", "974", "+262692123456"),
        ("0590 12 34 56", "971", "+590590123456"),
        ("0590 12 34 56", "", "+590590123456"),
        ("0692 12 34 56", "12", "+262692123456"),
        ("05 65 00 00 12", "974", "+33565000012"),
        ("+262 262 90 12 34", "", "+262262901234"),
        ("12", "974", None),
        ("personne", "", None),
    ],
)
def test_a_number_is_dialled_with_the_prefix_of_its_department(text: str, department: str, number: str | None) -> None:
    assert dialled(text, department) == number


def test_a_number_is_kept_as_it_is_written_unless_nobody_can_dial_it() -> None:
    assert written("  0262  90 12 34 ", "974") == "0262 90 12 34"
    assert written("") == ""
    with pytest.raises(InvalidNumber, match="n’est pas complet"):
        written("0262")
