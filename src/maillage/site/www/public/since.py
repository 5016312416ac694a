"""The curve of a commune since the first official vintage, its breaks, and what changed it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from maillage.site.geography.models import Commune
from maillage.site.observatory.past import OfficialPoint, Past, past_of
from maillage.site.www import french, toponyms

OFFICIAL, ESTIMATED = "officielle (DREES)", "actualisée par ce site"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 620, 260, 40, 60, 36, 44
NOTICED = 0.05


@dataclass(frozen=True)
class Point:
    """A figure of a year, its series in words, and where it stands on the curve; ``label`` is beside the year."""

    year: int
    value: float
    series: str
    x: str = "0"
    y: str = "0"

    @property
    def official(self) -> bool:
        """Whether it is a published figure."""
        return self.series == OFFICIAL


@dataclass(frozen=True)
class Line:
    """A line between two points; ``broken`` where they are of different series."""

    x1: str
    y1: str
    x2: str
    y2: str
    broken: bool

    @property
    def kind(self) -> str:
        """Class of the style of the line."""
        return "broken" if self.broken else "run"


@dataclass(frozen=True)
class Since:
    """The curve with its points and lines, the base line of the drawing, and sentences on what changed it."""

    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    causes: tuple[str, ...]
    doctors: tuple[tuple[int, float], ...]
    name: str

    @property
    def base(self) -> int:
        """Height of zero on the drawing."""
        return HEIGHT - BOTTOM

    @property
    def told(self) -> str:
        """The curve in one sentence, for whom does not see it."""
        figures = french.joined([f"{french.number(one.value, 1)} en {one.year}" for one in self.points])
        return f"Consultations accessibles par an et par habitant, {self.name}\u00a0: {figures}."


def since_of(commune: Commune, vintage: str, value: float) -> Since | None:
    """Return the curve up to the current ``value`` of ``vintage``; None for fewer than two years (two queries)."""
    past = past_of(commune.pk, vintage)
    if past is None:
        return None
    points = [Point(one.year, one.value, OFFICIAL) for one in past.official]
    measured = [*past.measured, (vintage, value)]
    points += [Point(int(year), figure, ESTIMATED) for year, figure in measured if year.isdigit()]
    points.sort(key=lambda one: (one.year, not one.official))
    if len({one.year for one in points}) < 2:
        return None
    placed = _placed(points)
    lines = [
        Line(a.x, a.y, b.x, b.y, broken=a.series != b.series or _moved(past.border, a.year, b.year))
        for a, b in pairwise(placed)
    ]
    return Since(tuple(placed), tuple(lines), tuple(_causes(past, placed)), past.doctors, toponyms.curly(commune.name))


def _placed(points: list[Point]) -> list[Point]:
    first, last = points[0].year, max(one.year for one in points)
    most = max(max(one.value for one in points) * 1.15, 0.5)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    return [
        Point(
            one.year, one.value, one.series,
            f"{LEFT + wide * (one.year - first) / (last - first):.1f}",
            f"{HEIGHT - BOTTOM - high * one.value / most:.1f}",
        )
        for one in points
    ]  # fmt: skip


def _moved(border: int, first: int, last: int) -> bool:
    return bool(border) and first < border <= last


def _causes(past: Past, points: list[Point]) -> list[str]:
    told = [_official_change(a, b) for a, b in pairwise(past.official)]
    official = [one for one in points if one.official]
    later = [one for one in points if not one.official]
    if official and later and later[-1].year > official[-1].year:
        a, b = official[-1], later[-1]
        told.append(
            f"De {a.year} à {b.year}, {_by(b.value - a.value)} selon notre calcul\u00a0: des médecins sont partis ou "
            f"arrivés à portée depuis. La population est la même aux deux bouts de ce calcul. Le chiffre de {b.year} "
            "n’est pas publié par l’État\u00a0: la ligne est coupée là où la série change."
        )
    told += [_doctors(*a, *b) for a, b in pairwise(past.doctors)]
    if past.border:
        said = f"en {past.border}" if past.border != 2020 else "après 2020"
        told.append(
            f"Cette commune a changé de limites {said}. Les chiffres d’avant réunissent ses anciennes communes, selon "
            "leurs habitants."
        )
    return [one for one in told if one]


def _official_change(before: OfficialPoint, after: OfficialPoint) -> str:
    if after.change is None:
        return ""
    said = f"De {before.year} à {after.year}, {_by(after.change)}."
    if after.by_people is None:
        return said
    rest = after.change - after.by_people
    return (
        f"{said} La population, par son nombre et son âge, y compte pour {_part(after.by_people)}, les médecins et "
        f"leur activité pour {_part(rest)}."
    )


def _doctors(first: int, before: float, last: int, after: float) -> str:
    """Say that doctors of the commune itself left or came between two counts; "" if about as many are there."""
    gap = after - before
    if abs(gap) < 0.5:
        return ""
    count = french.plural(round(abs(gap), 1), "généraliste", "généralistes")
    return (
        f"De {first} à {last}, {count} de {'plus' if gap > 0 else 'moins'} dans la commune\u00a0: "
        f"{_count(after)} au lieu de {_count(before)}."
    )


def _count(value: float) -> str:
    return french.number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def _by(change: float) -> str:
    if abs(change) < NOTICED:
        return "l’accès n’a presque pas changé"
    return f"l’accès a {'gagné' if change > 0 else 'perdu'} {french.number(abs(change), 1)}"


def _part(change: float) -> str:
    return "presque rien" if abs(change) < NOTICED else french.signed(change, 1)
