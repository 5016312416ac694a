"""Telephone numbers of France and overseas, as people write and dial them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.telephones import InvalidNumber, dialled, dialled_anywhere, in_common, written


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
        ("06 39 98 00 01", "", "+33639980001"),
        ("06 39 98 00 01", "976", "+33639980001"),
        ("06 39 12 34 56", "", "+262639123456"),
        ("06 39 12 34 56", "976", "+262639123456"),
        ("+33 690 12 34 56", "", "+590690123456"),
        ("00590690123456", "75", "+590690123456"),
        ("07 08 41 23 45", "", "+508708412345"),
        ("06 12 34 56 78", "974", "+33612345678"),
        ("06\u200b12345678", "12", "+33612345678"),
        ("+262 639 98 00 01", "", "+262639980001"),
        ("27 12 34", "988", "+687271234"),
        ("41 23 45", "975", "+508412345"),
        ("40 50 60 70", "987", "+68940506070"),
        ("27 12 34", "12", None),
        ("12", "974", None),
        ("personne", "", None),
    ],
)
def test_a_number_is_dialled_with_the_prefix_of_its_department(text: str, department: str, number: str | None) -> None:
    assert dialled(text, department) == number


def test_a_number_is_stored_as_written_unless_it_cannot_be_dialled() -> None:
    assert written("  0262  90 12 34 ", "974") == "0262 90 12 34"
    assert written("") == ""
    with pytest.raises(InvalidNumber, match="n’est pas complet"):
        written("0262")


def test_a_number_is_recognised_by_its_nine_digits() -> None:
    """A number stored before its code was known, or under another code, is recognised as the same."""
    kept = ("+33690123456", "+590690123456", "+33708412345", "+508708412345", "+33639980001", "+262639980001")
    assert [in_common(number) for number in kept] == [
        "690123456", "690123456", "708412345", "708412345", "639980001", "639980001",
    ]  # fmt: skip
    assert in_common("+508412345") == "+508412345"
    assert in_common("+687271234") == "+687271234"


@given(
    st.from_regex(r"0[1-79][0-9]{8}", fullmatch=True), st.sampled_from(["", "12", "971", "974", "975", "976", "988"])
)
def test_a_ten_digit_number_is_the_same_wherever_it_is_written(text: str, department: str) -> None:
    number = dialled(text, department)
    assert number is not None
    assert in_common(number) == text[1:]
    assert dialled(number) == number


def test_a_number_without_prefix_is_tried_in_every_plan() -> None:
    assert dialled_anywhere("27 12 34") >= {"+687271234"}
    assert dialled_anywhere("06 12 34 56 78") == {"+33612345678"}
    assert dialled_anywhere("personne") == set()
