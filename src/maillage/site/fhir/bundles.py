"""Answers of the searches: a ``searchset`` of slots, then what was asked to be included, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import uuid4

from maillage.site.fhir import resources as r
from maillage.site.fhir.asked import Asked
from maillage.site.fhir.finding import FoundSlot
from maillage.site.fhir.resources import Resource

Page = Callable[[int], str]
"""The address of a page of the same search, by the number of slots before it."""


def by_practitioner(asked: Asked, found: list[FoundSlot], root: str, page: Page) -> Resource:
    """Return the answer of flow INT_R01, or INT_R04 of a community; ``root`` is the address of the site."""
    shown = _shown(asked, found)
    written = r.Slots(r.agendas(root))
    slots = [written.slot(one, community=asked.community) for one in shown]
    profile = r.CPTS_BUNDLE if asked.community else r.BUNDLE
    return _bundle(asked, len(found), profile, slots, _around(asked, shown), root, page)


def _around(asked: Asked, shown: list[FoundSlot]) -> Iterator[Resource]:
    if "Slot:schedule" in asked.includes:
        yield from (r.schedule(one.giver, one.spot) for one in _once(shown, lambda one: (one.giver.pk, one.spot.key)))
        if "Schedule:actor" in asked.includes:
            yield from (r.practitioner(one.giver) for one in _once(shown, lambda one: one.giver.pk))
            yield from (r.role(one.giver, one.spot) for one in _once(shown, lambda one: (one.giver.pk, one.spot.key)))
    communities = {one.community.pk: one.community for one in shown if one.community is not None}
    yield from (r.community_service(one) for one in communities.values())
    if "HealthcareService:organization" in asked.includes:
        yield from (r.community_organisation(one) for one in communities.values())


def by_structure(asked: Asked, found: list[FoundSlot], root: str, page: Page) -> Resource:
    """Return the answer of the search of SOS Médecins."""
    shown = _shown(asked, found)
    written = r.Slots(r.agendas(root))
    slots = [written.sos_slot(one) for one in shown]
    places = list(_once(shown, lambda one: one.spot.key))
    around = [r.sos_schedule(one.spot) for one in places]
    if "Schedule:actor:Location" in asked.includes:
        around += [r.sos_location(one.spot) for one in places]
        if asked.includes & {"Location:organization", "Location:Organization"}:
            around += [r.sos_organisation(one.spot) for one in _once(places, lambda one: one.spot.keeper.pk)]
    return _bundle(asked, len(found), r.SOS_BUNDLE, slots, around, root, page)


def _shown(asked: Asked, found: list[FoundSlot]) -> list[FoundSlot]:
    return found[asked.offset : asked.offset + asked.count]


def _once(found: Iterable[FoundSlot], key: Callable[[FoundSlot], Any]) -> list[FoundSlot]:
    """Return the first slot with each key."""
    return list({key(one): one for one in reversed(list(found))}.values())[::-1]


def _bundle(
    asked: Asked, total: int, profile: str, slots: list[Resource], around: Iterable[Resource], root: str, page: Page
) -> Resource:
    entries = [(one, "match") for one in slots] + [(one, "include") for one in around]
    links = [{"relation": "self", "url": page(asked.offset)}]
    if 0 < asked.count < total - asked.offset:
        links.append({"relation": "next", "url": page(asked.offset + asked.count)})
    made: Resource = {
        "resourceType": "Bundle",
        "id": str(uuid4()),
        "meta": {"profile": [profile]},
        "type": "searchset",
        "total": total,
        "link": links,
    }
    if entries:
        made["entry"] = [
            {
                "fullUrl": f"{root}/fhir/{one['resourceType']}/{one['id']}",
                "resource": one,
                "search": {"mode": mode},
            }
            for one, mode in entries
        ]
    return made
