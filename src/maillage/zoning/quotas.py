"""A number of territories shared out among regions."""

from __future__ import annotations

from collections.abc import Mapping


def shared_out(count: int, people: Mapping[str, int], most: Mapping[str, int]) -> dict[str, int]:
    """``count`` territories by region in proportion to ``people``, at most ``most`` in each.

    By the largest quotients people / (n + 1/2) (Sainte-Lague), which favours neither large nor small regions. Fewer
    than ``count`` only where ``most`` leaves no more.
    """
    found = dict.fromkeys(people, 0)
    for _ in range(count):
        open_ = [region for region in found if found[region] < most[region]]
        if not open_:
            break
        best = max(open_, key=lambda region: (people[region] / (found[region] + 0.5), region))
        found[best] += 1
    return found
