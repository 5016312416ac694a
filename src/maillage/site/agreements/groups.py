"""Groups of public hospitals (GHT): who belongs to which, and the pathways that signed agreements name there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.agreements import parties
from maillage.site.agreements.group_models import GroupMember, HospitalGroup
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed
from maillage.site.texts import visible

LONGEST_NAME = 150


@dataclass(frozen=True, kw_only=True)
class GroupData:
    """What is said of a group."""

    name: str
    members: Sequence[Organisation]
    university_hospital: Organisation | None = None
    faculty: Organisation | None = None


@in_transaction
def write(data: GroupData, row: HospitalGroup | None = None, *, by: User | None) -> HospitalGroup:
    """Make a group of hospitals, or change ``row``.

    Raises ``InvalidField``; ``NotAllowed`` for a group or a hospital outside the region of ``by``.
    """
    name = " ".join(visible(data.name).split())
    if not data.members:
        raise InvalidField("members", "Cochez au moins un hôpital.")
    region = parties.region_of(data.members[0])
    for one in {*map(parties.region_of, data.members), *(() if row is None else (row.region_id,))}:
        _check_in_charge(one, by)
    _check(data, name, row)
    with authored_by(by):
        found = row or HospitalGroup()
        found.name, found.region_id = name, region
        found.university_hospital, found.faculty = data.university_hospital, data.faculty
        found.save()
        kept = {one.pk for one in data.members}
        for left in found.members.exclude(organisation__in=kept):
            left.delete()
        known = set(found.members.values_list("organisation", flat=True))
        for one in data.members:
            if one.pk not in known:
                GroupMember.objects.create(group=found, organisation=one)
    return found


def _check(data: GroupData, name: str, row: HospitalGroup | None) -> None:
    if not name or len(name) > LONGEST_NAME:
        raise InvalidField("name", f"Donnez un nom, en {LONGEST_NAME} lettres au plus.")
    others = HospitalGroup.objects.exclude(pk=None if row is None else row.pk)
    if others.filter(name=name).exists():
        raise InvalidField("name", "Un groupement porte déjà ce nom.")
    if any(one.kind != roles.ESTABLISHMENT.code for one in data.members):
        raise InvalidField("members", "Un groupement réunit des hôpitaux.")
    elsewhere = GroupMember.objects.filter(organisation__in=data.members, group__in=others).select_related(
        "group", "organisation"
    )
    if (taken := elsewhere.first()) is not None:
        raise InvalidField("members", f"{taken.organisation} est déjà dans {taken.group}\u00a0: retirez-le d’abord.")
    if data.university_hospital is not None and data.university_hospital.kind != roles.ESTABLISHMENT.code:
        raise InvalidField("university_hospital", "Choisissez un hôpital.")
    if data.faculty is not None and data.faculty.kind != roles.FACULTY.code:
        raise InvalidField("faculty", "Choisissez une faculté.")


@in_transaction
def drop(row: HospitalGroup, *, by: User | None) -> None:
    """Remove a group; its hospitals and their agreements stay. Raises ``NotAllowed``."""
    _check_in_charge(row.region_id, by)
    with authored_by(by):
        row.delete()


def _check_in_charge(region: str, by: User | None) -> None:
    if by is None:
        return
    scope = by.grants.scope(Record.PATHWAY, Act.CHANGE)
    if not (scope.everywhere or region in scope.regions):
        raise NotAllowed(parties.NOT_YOURS)


def pathways_of(agreements: Collection[Agreement]) -> dict[Organisation, list[str]]:
    """Return the hospitals of signed versions of these agreements, by name, with their pathways (two queries)."""
    rows = AgreementVersion.objects.filter(
        agreement__in=agreements, state=AgreementVersion.State.SIGNED, shares__organisation__kind="establishment"
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for pathway, hospital in rows.order_by().values_list("agreement__pathway", "shares__organisation"):
        found[hospital].add(pathway)
    hospitals = Organisation.objects.filter(pk__in=found).order_by("name")
    return {one: sorted(found[one.pk]) for one in hospitals}


def group_names(hospitals: Collection[Organisation]) -> dict[int, str]:
    """Return the name of the group of each of these hospitals that has one, by the key of the hospital (one query)."""
    rows = GroupMember.objects.filter(organisation__in=hospitals).select_related("group")
    return {one.organisation_id: one.group.name for one in rows}
