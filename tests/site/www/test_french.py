"""French typography of numbers, times and dates, and a check of all templates."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.site.www import french

PAGES = sorted(Path(french.__file__).parents[1].rglob("*.html"))
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>|<[^<>]*>", re.DOTALL)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234567, 0, "1\u202f234\u202f567"),
        (-1234.56, 1, "−1\u202f234,6"),
        (2.5, 0, "3"),
        (0.125, 2, "0,13"),
        (-0.001, 1, "0,0"),
    ],
)
def test_numbers(value: float, decimals: int, text: str) -> None:
    assert french.number(value, decimals) == text


@given(st.integers(-(10**12), 10**12))
def test_a_formatted_number_parses_back(value: int) -> None:
    assert int(french.number(value).replace("\u202f", "").replace("−", "-")) == value


def test_a_month_and_a_first_of_the_month_are_written_as_one_says_them() -> None:
    from maillage.site.www.public.templatetags import french as filters

    said = [filters.de_mois(dt.date(2026, month, 1)) for month in (4, 5, 8, 10)]
    assert said == ["d’avril 2026", "de mai 2026", "d’août 2026", "d’octobre 2026"]
    assert filters.majuscule(filters.date_longue(dt.date(2026, 12, 1))).startswith("<span>Mardi 1<sup>er")
    assert filters.majuscule("mardi 2 décembre") == "Mardi 2 décembre"


def test_money_minutes_and_times_of_day() -> None:
    assert french.euros(760_000) == "7\u202f600\u00a0€"
    assert french.euros(1_050) == "10,50\u00a0€"
    assert french.minutes(17.4) == "17\u00a0min"
    assert french.minutes(65) == "1\u00a0h\u00a005"
    assert french.minutes(59.6) == "1\u00a0h"
    assert french.clock(dt.datetime(2026, 12, 1, 8, 20, tzinfo=dt.UTC)) == "9\u00a0h\u00a020"
    assert french.clock(dt.time(10, 0)) == "10\u00a0h"


def test_a_date_is_that_of_paris() -> None:
    late = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)
    assert french.date_text(late) == "mercredi 1er\u00a0juillet"
    assert french.short_date(late) == "mer.\u00a01er\u00a0juil."


def test_weeks() -> None:
    assert french.day_span(dt.date(2026, 12, 7), dt.date(2026, 12, 11)) == "7 – 11\u00a0déc."
    assert french.day_span(dt.date(2026, 11, 30), dt.date(2026, 12, 4)) == "30\u00a0nov. – 4\u00a0déc."


@given(st.floats(0, 1))
def test_a_share_in_words_grows_with_the_share(share: float) -> None:
    values = {"une": 1, "deux": 2, "trois": 3, "quatre": 4, "six": 6, "neuf": 9, "dix-neuf": 19}
    bases = {"vingt": 20, "dix": 10, "cinq": 5, "quatre": 4, "trois": 3, "deux": 2}
    words = french.share_in_words(share)
    if words.startswith("presque"):
        assert share <= 0.02 or share >= 0.98
    else:
        count, base = words.split(" sur ")
        assert abs(values[count] / bases[base] - share) <= 0.0601


def test_plural_starts_at_two() -> None:
    assert french.plural(1.5, "jour") == "1,5\u00a0jour"
    assert french.plural(2, "patient inscrit", "patients inscrits") == "2\u00a0patients inscrits"


def visible(page: str) -> str:
    """Return the visible text of a template: text, labels, alternatives."""
    spoken = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]*)"', page)
    return " ".join([TAGS.sub("\ufffc", page), *(TAGS.sub("\ufffc", text) for text in spoken)])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_follow_french_typography(path: Path) -> None:
    text = visible(path.read_text(encoding="utf-8"))
    wrong = re.findall(r".{0,30}(?: [;!?:%»]|« |(?<=\w)'(?=\w)|\d [€%]|-\d).{0,20}", text)
    assert wrong == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_templates_hold_no_inline_style_or_script(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    # A block of linked data is read by search engines and run by nobody.
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! type=.application/ld\+json.>)(?![^>]*src=)", page)


def test_templates_are_found() -> None:
    assert len(PAGES) > 40
