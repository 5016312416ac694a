"""Whose centre it is: the one check of all services of a centre."""

from __future__ import annotations

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.directory.models import Place
from maillage.site.refusals import NotAllowed, Refused

NOT_YOURS = "Ce centre ne relève pas de votre compte."


def check(centre: Organisation, record: Record, by: User | None) -> None:
    """Raise ``NotAllowed`` if ``by`` may not change this kind of row of ``centre``; None is the command line."""
    if by is not None and centre.pk not in by.grants.scope(record, Act.CHANGE).organisations:
        raise NotAllowed(NOT_YOURS)


def places_of(centre: Organisation) -> list[Place]:
    """Return the places of a centre, those with most rooms first. Raises ``Refused`` where it has none."""
    rows = Place.objects.filter(organisation=centre).select_related("commune__department")
    found = list(rows.prefetch_related("resources").order_by("pk"))
    if not found:
        raise Refused(
            f"{centre.name} n’a pas encore de lieu dans l’annuaire. Demandez à la coordination de l’y mettre."
        )
    return sorted(found, key=lambda one: -sum(thing.kind == "room" for thing in one.resources.all()))


def region_of(centre: Organisation) -> str:
    """Return the code of the region of a centre, "" where it has no place."""
    place = Place.objects.filter(organisation=centre).select_related("commune__department").order_by("pk").first()
    department = None if place is None else place.commune.department
    return "" if department is None else str(department.region_id or "")
