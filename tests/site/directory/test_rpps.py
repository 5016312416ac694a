"""RPPS numbers: the check digit finds every wrong digit."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.applications.models import RegisterEntry
from maillage.site.directory.rpps import kept_rpps, key_of
from maillage.site.refusals import InvalidField
from tests.site import factories as make

TEN = st.text("0123456789", min_size=10, max_size=10)


@given(TEN, st.integers(0, 10), st.integers(1, 9))
def test_a_number_with_its_key_is_kept_and_one_with_a_wrong_digit_is_refused(ten: str, place: int, by: int) -> None:
    number = f"{ten}{key_of(ten)}"
    assert kept_rpps(f" {number[:3]} {number[3:7]}\u00a0{number[7:]} ") == number
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(InvalidField, match="un chiffre est faux"):
        kept_rpps(wrong)


def test_a_known_number_has_its_key() -> None:
    # The example of ISO/IEC 7812-1, as published: 7992739871 and its key 3.
    assert key_of("7992739871") == 3


@pytest.mark.parametrize("text", ["", "   ", "1000000000", "100000000000", "1000000000a", "１００００００００００"])
def test_what_is_no_number_of_eleven_digits_is_refused_on_its_field(text: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        kept_rpps(text)
    assert refusal.value.field == "rpps"


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["10000000018", "10000000001", "99999999999"])
def test_the_database_refuses_a_number_whose_key_is_wrong_in_every_table(number: str) -> None:
    rows = (make.professional(), make.application(sent=False), RegisterEntry(profession="gp"))
    for row, constraint in zip(rows, ("professional", "application", "register"), strict=True):
        for rpps in (f"{number[:10]}{key_of(number[:10])}", number):
            row.rpps = rpps
            if rpps != number:
                row.save()
                continue
            with pytest.raises(IntegrityError, match=f"{constraint}_rpps_key"), transaction.atomic():
                row.save()
