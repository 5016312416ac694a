"""What a person gives in a plan, as the planner names it: one line for each scheme, and its person and scheme again.

A line of the plan's own scheme has the reference of its person; another one adds the code of its scheme, and a number
where the person has several of one scheme: ``12-3456~salaried_centre~2``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from maillage.planning import Assignment, Doctor, Plan
from maillage.schemes import SCHEMES, DatedTemplate

MARK = "~"


def line_named(reference: str, scheme: str, own: str, number: int = 1) -> str:
    """Return the name of the ``number``-th line of a person under a scheme, in a plan whose own scheme is ``own``."""
    if scheme in ("", own) and number == 1:
        return reference
    return MARK.join([reference, scheme or own, *([str(number)] if number > 1 else [])])


def person_of(line: str) -> str:
    """Return the reference of the person of a line."""
    return _parts(line)[0]


def scheme_of(line: str, own: str) -> str:
    """Return the code of the scheme of a line, in a plan whose own scheme is ``own``."""
    return _parts(line)[1] or own


def _parts(line: str) -> tuple[str, str]:
    reference, *rest = line.split(MARK)
    return (reference, rest[0]) if rest and rest[0] in SCHEMES else (line, "")


def as_lines(doctors: Sequence[Doctor], own: str) -> dict[str, Doctor]:
    """Return the doctors of a plan made elsewhere, named as here, by the names that they had.

    Their person is the reference in the directory, their id without one.
    """
    count, found = Counter[tuple[str, str]](), dict[str, Doctor]()
    for one in doctors:
        scheme = "" if one.scheme == own else one.scheme
        count[one.one, scheme] += 1
        name = line_named(one.one, scheme, own, count[one.one, scheme])
        found[one.id] = replace(one, id=name, person="" if name == one.one else one.one, scheme=scheme)
    return found


def schemes_in(days: Iterable[Assignment], own: str) -> list[str]:
    """Return the codes of the schemes of these days, the plan's own first, if it has any."""
    return sorted({scheme_of(one.doctor_id, own) for one in days}, key=lambda code: (code != own, code))


def template_of(days: Iterable[Assignment], scheme: str, own: str) -> DatedTemplate:
    """Return the days under one scheme as a template that names people of the directory."""
    mine = (one for one in days if scheme_of(one.doctor_id, own) == scheme)
    return Plan(tuple(replace(one, doctor_id=person_of(one.doctor_id)) for one in mine)).template()
