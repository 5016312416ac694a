"""A year of junior doctors as the planner reads it; rows are named by their keys."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from maillage.site.juniors.models import JuniorYear, YearJunior, YearSupervisor

if TYPE_CHECKING:
    from maillage.planning.match import Junior, MatchProblem, Supervisor


def problem_of(year: JuniorYear) -> MatchProblem:
    """Return the problem of a year, with the wishes of both sides as they are now (five queries)."""
    from maillage.planning.match import Housing, MatchProblem

    juniors = year.juniors.prefetch_related("wishes")
    supervisors = year.supervisors.select_related("commune").prefetch_related("wishes")
    return MatchProblem(
        tuple(_junior(one) for one in juniors),
        tuple(_supervisor(one) for one in supervisors),
        tuple(Housing(str(one.pk), "", one.beds) for one in year.housing.all()),
        year.starts,
    )


def fingerprint(year: JuniorYear) -> str:
    """Return a digest of people, places, beds and wishes as they are now, without the planner (five queries)."""
    supervisors = year.supervisors.select_related("commune").prefetch_related("wishes")
    juniors = year.juniors.prefetch_related("wishes")
    told = [
        year.starts.isoformat(),
        [(one.pk, one.rank, one.partner_id, one.lodged, _wishes(one)) for one in juniors],
        [
            (
                one.pk, one.commune_id, one.capacity, one.first_semester, one.second_semester,
                str(one.accredited_until), one.housing_id,
                sorted((wish.junior_id, wish.position or 0) for wish in one.wishes.all()),
            )
            for one in supervisors
        ],
        [(one.pk, one.beds) for one in year.housing.all()],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _wishes(row: YearJunior) -> tuple[str, ...]:
    return tuple(
        str(one.first_id) if one.first_id == one.second_id else f"{one.first_id}/{one.second_id}"
        for one in row.wishes.all()
    )


def _junior(row: YearJunior) -> Junior:
    from maillage.planning.match import Junior

    partner = "" if row.partner_id is None else str(row.partner_id)
    return Junior(str(row.pk), "", _wishes(row), row.rank, partner, row.lodged)


def _supervisor(row: YearSupervisor) -> Supervisor:
    from maillage.planning.match import Supervisor

    wishes = list(row.wishes.all())
    semesters = frozenset(number for number, open_ in ((1, row.first_semester), (2, row.second_semester)) if open_)
    return Supervisor(
        id=str(row.pk),
        name="",
        commune=row.commune_id,
        area=row.commune.intercommunality_id or row.commune_id,
        capacity=row.capacity,
        semesters=semesters,
        accredited_until=row.accredited_until,
        prefers=tuple(str(one.junior_id) for one in wishes if not one.refuses),
        refuses=frozenset(str(one.junior_id) for one in wishes if one.refuses),
        housing="" if row.housing_id is None else str(row.housing_id),
    )
