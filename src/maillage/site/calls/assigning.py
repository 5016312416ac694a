"""Who is offered which seat: a stable assignment of wishes (deferred acceptance, Gale and Shapley 1962).

Nobody prefers another seat that is free or held by somebody who ranks lower there, and no candidate gains by hiding a
wish.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Candidate = TypeVar("Candidate")
Option = TypeVar("Option")
Rank = tuple[float, ...]


def assign(
    seats: Mapping[Option, int], wishes: Mapping[Candidate, Sequence[Option]], rank: Callable[[Candidate, Option], Rank]
) -> dict[Candidate, Option]:
    """Return the option of each candidate who gets one.

    ``seats`` are free seats by option, ``wishes`` options by candidate, the preferred first; ``rank`` orders candidates
    at an option, the smallest first, and is never equal for two of them.
    """
    held: dict[Option, list[Candidate]] = {option: [] for option in seats}
    left = {candidate: [one for one in asked if seats.get(one, 0) > 0] for candidate, asked in wishes.items()}
    free = list(wishes)
    while free:
        candidate = free.pop()
        if not left[candidate]:
            continue
        option = left[candidate].pop(0)
        held[option].append(candidate)
        if len(held[option]) > seats[option]:
            last = max(held[option], key=lambda one: rank(one, option))
            held[option].remove(last)
            free.append(last)
    return {candidate: option for option, found in held.items() for candidate in found}
