"""The independent check of a match: seats, beds, accreditation, couples and stability, without code of the solver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from maillage.planning.checking.violation import Violation
from maillage.planning.match.data import SEMESTERS, MatchProblem


def check_match(problem: MatchProblem, placed: Mapping[str, str], stable: bool = True) -> list[Violation]:
    """Every rule that a match breaks; ``placed`` is the wish granted to each junior who has a place.

    With ``stable``, also every junior or couple and wish that block it.
    """
    found: list[Violation] = []
    for name, wish in placed.items():
        if name not in problem.junior:
            found.append(Violation("names", f"there is no junior '{name}'"))
        elif wish not in problem.junior[name].wishes:
            found.append(Violation("wishes", f"{name} does not wish {wish}"))
        elif reason := problem.refusal(problem.junior[name], wish):
            found.append(Violation("place", f"{name} cannot have {wish}: {reason}"))
    if found:
        return found
    found += _full(problem, placed)
    for junior in problem.juniors:
        if junior.partner and junior.id < junior.partner and not _together(problem, junior.id, junior.partner, placed):
            found.append(Violation("couple", f"{junior.id} and {junior.partner} are not placed in one area"))
    if stable and not found:
        found += [
            Violation("stability", f"{' and '.join(names)} and {' and '.join(wishes)} prefer each other")
            for names, wishes in blocks(problem, placed)
        ]
    return found


def _held(problem: MatchProblem, placed: Mapping[str, str]) -> dict[tuple[str, str, int], set[str]]:
    held: dict[tuple[str, str, int], set[str]] = {}
    for name, wish in placed.items():
        for semester in SEMESTERS:
            place = problem.junior[name].places(wish)[semester - 1]
            held.setdefault(("seat", place, semester), set()).add(name)
            if problem.junior[name].lodged:
                held.setdefault(("bed", problem.supervisor[place].housing, semester), set()).add(name)
    return held


def _most(problem: MatchProblem, key: tuple[str, str, int]) -> int:
    if key[0] == "seat":
        return problem.supervisor[key[1]].capacity
    return next(one.beds for one in problem.housing if one.id == key[1])


def _full(problem: MatchProblem, placed: Mapping[str, str]) -> list[Violation]:
    return [
        Violation("capacity", f"{key[1]} has {_most(problem, key)} {key[0]}s, not {len(who)}, in semester {key[2]}")
        for key, who in sorted(_held(problem, placed).items())
        if len(who) > _most(problem, key)
    ]


def _together(problem: MatchProblem, a: str, b: str, placed: Mapping[str, str]) -> bool:
    if (a in placed) != (b in placed):
        return False
    if a not in placed:
        return True
    areas = [[problem.supervisor[place].area for place in problem.junior[name].places(placed[name])] for name in (a, b)]
    return areas[0] == areas[1]


def _before(problem: MatchProblem, key: tuple[str, str, int], a: str, b: str) -> bool:
    """Whether a resource wants junior ``a`` more than ``b``."""

    def at(name: str) -> tuple[int, int, str]:
        prefers = problem.supervisor[key[1]].prefers if key[0] == "seat" else ()
        junior = problem.junior[name]
        return (prefers.index(name), 0, "") if name in prefers else (len(prefers), junior.rank, name)

    return at(a) < at(b)


def blocks(problem: MatchProblem, placed: Mapping[str, str]) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Juniors (one, or a couple) and wishes that they prefer to their place, and that would keep them."""
    held = _held(problem, placed)
    for junior in problem.juniors:
        if junior.partner and junior.id > junior.partner:
            continue
        names = (junior.id, junior.partner) if junior.partner else (junior.id,)
        lists = [problem.junior[name].wishes for name in names]
        now = tuple(placed.get(name, "") for name in names)
        limit = _worth(problem, names, now)
        for wishes in product(*lists):
            if _worth(problem, names, wishes) >= limit:
                continue
            if any(problem.refusal(problem.junior[n], w) for n, w in zip(names, wishes, strict=True)):
                continue
            asked = dict(zip(names, wishes, strict=True))
            if len(names) == 2 and not _together(problem, *names, asked):
                continue
            if all(
                _takes(problem, key, held.get(key, set()), names, new) for key, new in _held(problem, asked).items()
            ):
                yield names, wishes


def _worth(problem: MatchProblem, names: tuple[str, ...], wishes: tuple[str, ...]) -> tuple[float, tuple[int, ...]]:
    """The lower the better: the sum of places in the lists, where equal that of the first member."""
    if not all(wishes):
        return float("inf"), ()
    ranks = tuple(problem.junior[n].wishes.index(w) for n, w in zip(names, wishes, strict=True))
    return float(sum(ranks)), ranks


def _takes(
    problem: MatchProblem, key: tuple[str, str, int], there: set[str], names: tuple[str, ...], new: set[str]
) -> bool:
    others = there - set(names)
    for name in new:
        rivals = [one for one in (*others, *new) if one != name and _before(problem, key, one, name)]
        if len(rivals) >= _most(problem, key):
            return False
    return True
