"""Colour classes of a measure and of its change, and the format of its figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.access.indicators import CoverageMethod
from maillage.evaluation import NOTICEABLE
from maillage.site.cartography.palette import ACCESS, CHANGE, Scale
from maillage.site.observatory.choice import Choice, ShownIndicator
from maillage.site.observatory.workbench import Workbench
from maillage.site.www import french
from maillage.site.www.public.explorer.wording import CLASS_WORDS, short_unit, unit

FOUR = (2, 4, 5, 7)  # classes of the palette that stand for desert, difficult, satisfactory, abundant
NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
WHOLE = tuple(float(x) for x in (*range(1, 13), 15, 18, 20, 25, 30, 35, 40, 45, 50, 55))
ROUND_MINUTES = (5.0, 10.0, 15.0, 20.0, 30.0, 45.0)  # the same for all professions, so that their maps can be compared
CHANGES = {
    ShownIndicator.APL: CHANGE.bounds,
    ShownIndicator.NEAREST: (-15.0, -6.0, -2.0, -0.5, 0.5, 2.0, 6.0),
    ShownIndicator.COUNT: (-5.0, -1.0, -0.05, 0.05, 1.0, 2.0, 5.0),
    ShownIndicator.SHARED: (-2.0, -0.5, -0.05, 0.05, 0.5, 2.0, 5.0),
    ShownIndicator.COVERAGE: (-2.0, -0.5, -0.05, 0.05, 0.5, 2.0, 5.0),
}
"""Class bounds of the change by a scenario."""
EVOLUTIONS = {
    ShownIndicator.APL: (-1.0, -0.5, -0.05, 0.05, 0.5, 1.0, 2.0),
    ShownIndicator.NEAREST: CHANGES[ShownIndicator.NEAREST],
    ShownIndicator.COUNT: (-20.0, -5.0, -0.5, 0.5, 5.0, 20.0, 50.0),
    ShownIndicator.SHARED: (-20.0, -5.0, -0.5, 0.5, 5.0, 20.0, 50.0),
    ShownIndicator.COVERAGE: (-20.0, -5.0, -0.5, 0.5, 5.0, 20.0, 50.0),
}
"""Class bounds of the change between two vintages, which is larger than that by a scenario."""
NOTICED = {ShownIndicator.APL: NOTICEABLE, ShownIndicator.NEAREST: 0.5}
"""Smallest change that is reported, in the unit of the measure; 0.05 for the others."""
LARGEST = 65_535


def noticed(choice: Choice) -> float:
    """Return the smallest change that is reported."""
    return NOTICED.get(choice.indicator, 0.05)


def decimals(choice: Choice, *, fine: bool = False) -> int:
    """Return the number of decimals of a figure, or of a figure in a table (``fine``)."""
    if choice.indicator == ShownIndicator.APL:
        return 2 if fine else 1
    if choice.indicator in (ShownIndicator.NEAREST, ShownIndicator.COUNT):
        return 1 if fine else 0
    return 1


def written(choice: Choice, value: float, *, fine: bool = False) -> str:
    """Format a figure: "2,3"; "60 ou plus" for minutes beyond the limit; whole practitioners without decimals."""
    if choice.indicator == ShownIndicator.COUNT:
        return french.number(value, 0 if abs(value - round(value)) < 0.05 else 1)
    if choice.less_is_better and value >= 60:
        return "60 ou plus"
    # One decimal for a few minutes: a mean of 1.4 differs from one of 0.6.
    short = choice.less_is_better and 0 < value < 10
    return french.number(value, 1 if short else decimals(choice, fine=fine))


def grows(before: float, after: float) -> bool:
    """Return whether the APL of GPs grows noticeably and its formatted figure changes."""
    return after - before >= NOTICEABLE and written(Choice(), after) != written(Choice(), before)


def moved(choice: Choice, gain: float) -> str:
    """Format a change with its sign."""
    whole = choice.indicator == ShownIndicator.COUNT and abs(gain - round(gain)) < 0.05
    return french.signed(gain, 0 if whole else decimals(choice, fine=True))


@dataclass(frozen=True)
class Box:
    """A box of the legend: the CSS class of its colour, its lower bound or its name."""

    css: str
    label: str
    under: str = ""


@dataclass(frozen=True, eq=False)
class Classes:
    """Colour classes of a measure: ``scale`` and ``boxes`` in ascending order, ``ends`` in words.

    ``mean_at`` is the place of the national mean on the legend, in per cent of its width.
    """

    scale: Scale
    boxes: tuple[Box, ...]
    ends: tuple[str, str]
    mean_at: float

    @property
    def labels(self) -> list[str]:
        """Names of the classes: "moins de 1", "1 à 1,75"..., "5,5 et plus", or the words of their boxes."""
        if any(box.under for box in self.boxes):
            return [f"{box.label} ({box.under})" for box in self.boxes]
        text = [box.label for box in self.boxes[1:]]
        return [f"moins de {text[0]}", *(f"{a} à {b}" for a, b in pairwise(text)), f"{text[-1]} et plus"]

    def css(self, value: float) -> int:
        """Return the number of a figure's colour, 1 (little access) to 7 (much)."""
        return int(self.boxes[int(self.scale.classes(np.array([value]))[0])].css[1:])


@lru_cache(maxsize=16)
def classes_of(bench: Workbench) -> Classes:
    """Return the classes of a measure: fixed ones for the APL and coverage, else rounded septiles of the communes."""
    choice, values = bench.choice, bench.model.access()
    if choice.indicator == ShownIndicator.APL:
        return apl_classes(bench.mean)
    if choice.indicator == ShownIndicator.COVERAGE:
        return _four(bench.mean)
    if choice.indicator == ShownIndicator.NEAREST:
        return _seven(choice, ROUND_MINUTES, bench.mean)
    whole = choice.indicator == ShownIndicator.COUNT
    return _seven(choice, legible_septiles(values, whole=whole), bench.mean)


def apl_classes(mean: float) -> Classes:
    """Return the published classes of the APL, with the national ``mean`` marked."""
    return _seven(Choice(), ACCESS.bounds, mean)


@dataclass(frozen=True, eq=False)
class Legend:
    """The legend of a map: the unit, the colours, the national mean and its place (per cent)."""

    unit: str
    classes: Classes
    mean: str

    @property
    def mean_at(self) -> str:
        """Place of the mean, as an SVG value."""
        return f"{self.classes.mean_at:.1f}"

    @property
    def anchor(self) -> str:
        """SVG text anchor of the mean's label that keeps it on the page."""
        return "start" if self.classes.mean_at < 22 else "end" if self.classes.mean_at > 78 else "middle"


def legend_of(bench: Workbench) -> Legend:
    """Return the legend of a measure."""
    return Legend(unit(bench.choice), classes_of(bench), written(bench.choice, bench.mean))


def apl_legend(mean: float) -> Legend:
    """Return the legend of the APL of GPs, used by all pages with this figure only."""
    return Legend(unit(Choice()), apl_classes(mean), written(Choice(), mean))


def legible_septiles(values: ArrayLike, *, whole: bool = False) -> tuple[float, ...]:
    """Return six rising bounds near the septiles of the figures above 0, rounded to readable numbers."""
    found = np.asarray(values, dtype=np.float64)
    found = found[found > 0]
    ladder = np.array(WHOLE) if whole else np.array([n * 10.0**k for k in range(-2, 5) for n in NICE])
    if whole and len(found) and found.max() > WHOLE[-1]:
        ladder = np.concatenate([ladder, [n * 10.0**k for k in range(1, 5) for n in NICE if n * 10**k > WHOLE[-1]]])
    wanted = np.quantile(found, np.arange(1, 7) / 7) if len(found) else np.zeros(6)
    place, last = list[int](), -1
    for number, value in enumerate(wanted):
        nearest = int(np.abs(ladder - value).argmin())
        # Each bound is above the last, and leaves enough steps of the ladder for those that follow.
        last = min(max(nearest, last + 1), len(ladder) - 6 + number)
        place.append(last)
    return tuple(float(ladder[one]) for one in place)


def bound_text(value: float) -> str:
    """Format a bound without trailing zeros: "1,75", "0", "12"."""
    text = french.number(value, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text


def _seven(choice: Choice, bounds: tuple[float, ...], mean: float) -> Classes:
    order = range(7, 0, -1) if choice.less_is_better else range(1, 8)
    colours = ACCESS.colours[::-1] if choice.less_is_better else ACCESS.colours
    boxes = tuple(
        Box(f"c{css}", bound_text(bound)) for css, bound in zip(order, (0.0, *bounds), strict=True)
    )  # fmt: skip
    edges = [0.0, *bounds, bounds[-1] + (bounds[-1] - bounds[-2])]
    at = float(np.interp(mean, edges, np.linspace(0.0, 100.0, len(edges))))
    ends = ("tout près", "loin") if choice.less_is_better else ("peu d’accès", "beaucoup")
    return Classes(Scale(bounds, colours), boxes, ends, at)


def _four(mean: float) -> Classes:
    """Return four classes from desert to abundant around the national mean; a bound belongs to the poorer class."""
    bounds = [mean * (1 + bound) for bound in CoverageMethod.load().bounds]
    under = [f"moins de {french.number(bound)}" for bound in bounds]
    said = (under[0], *(f"dès {french.number(bound)}" for bound in bounds))
    boxes = tuple(Box(f"c{css}", word, text) for css, word, text in zip(FOUR, CLASS_WORDS, said, strict=True))
    edges = [0.0, *bounds, bounds[-1] + (bounds[-1] - bounds[-2])]
    colours = tuple(ACCESS.colours[css - 1] for css in FOUR)
    scale = Scale(tuple(float(np.nextafter(bound, np.inf)) for bound in bounds), colours)
    return Classes(scale, boxes, ("", ""), float(np.interp(mean, edges, np.linspace(0, 100, 5))))


def class_words(values: NDArray[np.float64], mean: float) -> list[str]:
    """Return the class of each figure in words, desert to abundant, by the engine's rule."""
    found = CoverageMethod.load().classes(values / mean - 1 if mean > 0 else np.zeros(len(values)))
    return [CLASS_WORDS[int(one)] for one in found]


@dataclass(frozen=True, eq=False)
class ChangeClasses:
    """Colour classes of a change, from the largest loss to the largest gain of the figure."""

    scale: Scale
    boxes: tuple[Box, ...]
    ends: tuple[str, str]


@lru_cache(maxsize=16)
def change_of(choice: Choice, *, evolution: bool) -> ChangeClasses:
    """Return the classes of the change by a scenario, or between two vintages; losses are always plum."""
    bounds = tuple((EVOLUTIONS if evolution else CHANGES)[choice.indicator])
    colours, order, ends = CHANGE.colours, range(1, 9), ("perd", "gagne")
    if choice.less_is_better:
        colours, order, ends = CHANGE.colours[::-1], range(8, 0, -1), ("plus près", "plus loin")
    still = min(abs(bound) for bound in bounds)
    labels = ["", *("" if np.isclose(abs(bound), still) else _signed(bound) for bound in bounds)]
    boxes = tuple(Box(f"d{css}", label) for css, label in zip(order, labels, strict=True))
    return ChangeClasses(Scale(bounds, colours), boxes, ends)


def _signed(bound: float) -> str:
    return f"{french.MINUS if bound < 0 else '+'}{bound_text(abs(bound))}"


def thousandths(choice: Choice, gain: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return changes (n,) in whole thousandths; unnoticeable ones stay below the smallest reported change."""
    least = round(1000 * noticed(choice))
    found = np.rint(1000 * gain).astype(np.int64)
    return np.where(np.abs(gain) < noticed(choice), np.clip(found, 1 - least, least - 1), found)


def factor_of(values: NDArray[np.float64]) -> int:
    """Return the largest factor of 1000, 100, 10 and 1 with which the figures fit two bytes."""
    largest = float(values.max()) if len(values) else 0.0
    return next((factor for factor in (1000, 100, 10) if largest * factor <= LARGEST), 1)


def for_script(bench: Workbench, *, evolution: bool) -> dict[str, Any]:
    """Return the classes and formats that the script uses."""
    choice, classes = bench.choice, classes_of(bench)
    change = change_of(choice, evolution=evolution)
    return {
        "factor": factor_of(bench.model.access()),
        "bounds": list(classes.scale.bounds),
        "colours": list(classes.scale.colours),
        "change_bounds": list(change.scale.bounds),
        "change_colours": list(change.scale.colours),
        "unit": short_unit(choice),
        "one": short_unit(choice, one=True),
        "whole": choice.indicator == ShownIndicator.COUNT,
        "decimals": [decimals(choice), decimals(choice, fine=True)],
        "noticed": noticed(choice),
        "most": 60 if choice.less_is_better else None,
    }
