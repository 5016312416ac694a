"""The answer to the question of the gate: may a doctor take this duty beside their others, by the rules of the rota?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.posts import stretch
from maillage.site.duties.models import SCHEMES, RotaMember
from maillage.site.duties.periods import duty_named
from maillage.site.duties.problem import duty_of, person_of, rules
from maillage.site.duties.said import RULES

AROUND = timedelta(weeks=5)
"""How far from a duty others count: weekends are counted over four weeks."""
STRANGER = "Cette personne n’est pas du tableau de garde."


def reason_of_rest(
    scheme: str,
    person: int,
    programme: int | None,
    times: Collection[tuple[datetime, datetime]],
    sessions: Collection[int] = (),
    without: Collection[int] = (),
) -> str | None:
    """Return why a doctor may not take the duties ``sessions`` (keys) of a rota; None for other schemes.

    A rota that is being published is not in the agenda yet: it was checked as a whole.
    """
    if scheme not in SCHEMES or not sessions or not times:
        return None
    from maillage.planning.rota import RotaProblem, check_person

    member = RotaMember.objects.filter(rota__programme=programme, professional=person).prefetch_related("houses")
    found = member.select_related("rota", "professional").first()
    if found is None:
        return STRANGER
    houses = {house.pk: house for house in found.rota.houses.all()}
    wanted = Session.objects.filter(pk__in=list(sessions)).select_related("commune")
    asked = [duty_of(one, houses.get(duty_named(one.key).house)) for one in wanted]
    who, rota = person_of(found), found.rota
    problem = RotaProblem((who,), (), rota.starts, rota.weeks, rota.department_id, rules())
    refused = next((rule for one in asked if (rule := problem.refusal(who, one)) is not None), None)
    if refused is not None:
        return RULES[refused]
    own = [*asked, *(duty_of(one) for one in _others(person, times, {*sessions, *without}))]
    broken = check_person(rules(), who.id, sorted({one.id: one for one in own}.values(), key=lambda one: one.starts))
    return RULES[broken[0].rule] if broken else None


def _others(person: int, times: Collection[tuple[datetime, datetime]], without: Collection[int]) -> list[Session]:
    """Return the other duties of a doctor around these times (one query)."""
    first, last = min(starts for starts, _ in times) - AROUND, max(ends for _, ends in times) + AROUND
    held = Claim.objects.filter(
        active=True, resource__professional=person, post__session__programme__scheme__in=SCHEMES,
        during__overlap=stretch(first, last),
    ).exclude(post__session__in=list(without))  # fmt: skip
    rows = Session.objects.filter(pk__in=held.values("post__session")).exclude(state=Session.State.CANCELLED)
    return list(rows.select_related("commune"))
