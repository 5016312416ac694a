"""Words and colours of every measure that a map can show, in French typography."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.access.indicators import CoverageMethod
from maillage.site.observatory.choice import MINUTES, PROFESSIONS, Choice, ShownIndicator, choose
from maillage.site.www.public.explorer import scales, wording
from maillage.site.www.public.explorer.scales import legible_septiles, written

PLAIN_SPACE = re.compile(r" [;!?:%»]|« |\d (?:minutes|habitants)")
CHOICES = [
    choose(profession, indicator, minutes)
    for profession in PROFESSIONS
    for indicator in ShownIndicator
    if profession == "gp" or indicator != ShownIndicator.APL
    for minutes in (15, 45)
]
GP = Choice()
DENTIST = choose("dentist", ShownIndicator.NEAREST, 30)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_every_choice_has_words_with_french_spaces(choice: Choice) -> None:
    texts = [
        wording.title(choice, "en Occitanie"), wording.unit(choice), wording.short_unit(choice),
        wording.short_unit(choice, one=True), wording.heading(choice), wording.explained(choice),
        wording.fees_unknown(choice),
    ]  # fmt: skip
    if choice.profession != "gp":
        texts.append(wording.refused(choice))
    for text in texts:
        assert text
        assert not PLAIN_SPACE.search(text), text
        assert "'" not in text
        assert not re.search(r"\b(de|le|la|que) [aeiouéèh]", text.replace("de haut", "")), text
    if choice.minutes:
        assert f"{choice.minutes}\u00a0minutes" in wording.explained(choice)
        assert f"_{choice.minutes}" in wording.column(choice)


def test_a_profession_has_its_article_and_its_gender() -> None:
    nouns = {name: noun.nearest for name, noun in wording.NOUNS.items()}
    assert nouns["gp"] == "le généraliste le plus proche"
    assert nouns["midwife"] == "la sage-femme la plus proche"
    assert nouns["nurse"] == "l’infirmier le plus proche"
    assert wording.unit(DENTIST) == "minutes jusqu’au dentiste le plus proche"
    assert wording.unit(DENTIST, 0.0).startswith("minute jusqu’au")
    assert wording.unit(choose("midwife", ShownIndicator.NEAREST, 0)) == "minutes jusqu’à la sage-femme la plus proche"
    count = choose("nurse", ShownIndicator.COUNT, 15)
    assert wording.unit(count, 1.0) == "infirmier à moins de 15\u00a0minutes"
    assert (wording.short_unit(count), wording.short_unit(count, one=True)) == ("infirmiers", "infirmier")
    assert set(wording.NOUNS) == set(PROFESSIONS) == set(wording.SLUGS)


@pytest.mark.parametrize(
    ("profession", "count", "words"),
    [
        ("gp", 1, "un médecin"), ("gp", 2, "deux médecins"), ("gp", 0.5, "un médecin à mi-temps"),
        ("gp", 1.5, "1,5\u00a0médecin"), ("midwife", 1, "une sage-femme"), ("midwife", 3, "trois sages-femmes"),
        ("nurse", 20, "20 infirmiers"), ("dentist", 2.25, "2,25\u00a0dentistes"),
    ],
)  # fmt: skip
def test_practitioners_in_words(profession: str, count: float, words: str) -> None:
    assert wording.NOUNS[profession].counted(count) == words


@pytest.mark.parametrize(
    ("choice", "value", "text"),
    [
        (GP, 2.345, "2,3"), (DENTIST, 23.4, "23"), (DENTIST, 1.4, "1,4"), (DENTIST, 0.0, "0"),
        (DENTIST, 60.0, "60 ou plus"), (choose("gp", ShownIndicator.COUNT, 30), 1234.0, "1\u202f234"),
        (choose("gp", ShownIndicator.COUNT, 30), 2.5, "2,5"), (choose("gp", ShownIndicator.SHARED, 30), 78.94, "78,9"),
    ],
)  # fmt: skip
def test_figures_are_formatted(choice: Choice, value: float, text: str) -> None:
    assert written(choice, value) == text


@given(st.lists(st.floats(0, 1e5, allow_nan=False), max_size=80), st.booleans())
def test_six_bounds_always_rise(values: list[float], whole: bool) -> None:
    bounds = legible_septiles(values, whole=whole)
    assert len(bounds) == 6
    assert all(low < high for low, high in pairwise(bounds))
    assert all(len(scales.bound_text(bound)) <= 6 for bound in bounds)
    if whole:
        assert all(bound == int(bound) for bound in bounds)


def test_bounds_are_near_the_septiles() -> None:
    values = np.linspace(0.0, 140.0, 10_000)
    bounds = np.array(legible_septiles(values))
    assert np.abs(bounds - 20 * np.arange(1, 7)).max() <= 10
    share = np.bincount(np.searchsorted(bounds, values, side="right"), minlength=7) / len(values)
    assert share.min() > 0.05


def test_losses_are_plum_for_every_indicator() -> None:
    more, less = scales.change_of(GP, evolution=False), scales.change_of(DENTIST, evolution=False)
    for classes, loss in ((more, -9.0), (less, 9.0)):
        worst = int(classes.scale.classes(np.array([loss]))[0])
        assert classes.boxes[worst].css == "d1"
        assert classes.scale.colours[worst] == more.scale.colours[0]
    still = int(less.scale.classes(np.array([0.0]))[0])
    assert less.boxes[still].css == "d4"
    assert less.scale.bounds == tuple(sorted(less.scale.bounds))


@pytest.mark.parametrize("indicator", list(ShownIndicator))
@pytest.mark.parametrize("evolution", [False, True])
def test_unnoticeable_changes_have_the_colour_of_no_change(indicator: ShownIndicator, evolution: bool) -> None:
    choice = choose("gp", indicator, 30)
    classes = scales.change_of(choice, evolution=evolution)
    least = 0.99 * scales.noticed(choice)
    for value in (-least, 0.0, least):
        assert classes.boxes[int(classes.scale.classes(np.array([value]))[0])].css == "d4"


def test_coverage_has_the_four_classes_of_its_method() -> None:
    classes, mean = scales._four(80.0), 80.0
    values = np.array([0.0, 31.9, 32.0, 32.1, 55.9, 56.1, 79.0, 103.9, 104.1, 300.0])
    kinds = CoverageMethod.load().classes(values / mean - 1)
    assert classes.scale.classes(values).tolist() == kinds.tolist()
    assert scales.class_words(values, mean) == [wording.CLASS_WORDS[kind] for kind in kinds]
    assert [box.label for box in classes.boxes] == list(wording.CLASS_WORDS)
    assert [box.under for box in classes.boxes] == ["moins de 32", "dès 32", "dès 56", "dès 104"]


@given(st.lists(st.floats(0, 60_000, allow_nan=False), min_size=1, max_size=50))
def test_figures_fit_two_bytes(values: list[float]) -> None:
    found = np.array(values)
    factor = scales.factor_of(found)
    assert found.max() * factor <= scales.LARGEST
    assert factor == 1000 or found.max() * factor * 10 > scales.LARGEST


def test_a_missing_measure_names_the_profession_and_its_replacement() -> None:
    text = wording.refused(choose("midwife", ShownIndicator.SHARED, MINUTES[0]))
    assert "pour les sages-femmes" in text
    assert "ne sont publiés que pour les généralistes" in text
