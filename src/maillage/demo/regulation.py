"""The regulation of the demonstration: the service of the centre's department, a regulator, a caller with a slot."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from maillage.demo.accounts import REGULATOR_EMAIL, open_account
from maillage.demo.people import Names
from maillage.site.accounts import roles
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.booking import on_behalf
from maillage.site.booking.patients import PatientData
from maillage.site.booking.slots import free
from maillage.site.booking.tokens import new_key
from maillage.site.directory import services as directory
from maillage.site.engagements.models import Programme
from maillage.site.geography.models import Commune
from maillage.site.www import toponyms


def create_regulation(centre: Programme, seed: int) -> None:
    """Open the account of a regulator, who gives a caller the first slot that is kept for the regulation."""
    party = centre.parties.select_related("place__commune__department").order_by("pk")[0]
    assert party.place is not None
    commune = party.place.commune
    assert commune.department is not None
    service = _service(commune)
    open_account(Invitee(REGULATOR_EMAIL, "Naïma", "Alisier", roles.REGULATOR.code, service))
    kept = free().filter(Q(kept_for__contains=["regulated"]), session__programme=centre, starts__gt=timezone.now())
    slot = kept.order_by("starts", "pk").first()
    if slot is None:
        return
    person = Names(seed + 7300, "patients.example", first_number=3900).person()
    caller = PatientData(
        first_name=person.first_name, last_name=person.last_name, birth_year=None, commune=commune.pk,
        has_treating_doctor=None, phone=person.phone,
    )  # fmt: skip
    on_behalf.book_for_caller(slot.pk, caller, new_key(), User.objects.get(email=REGULATOR_EMAIL))


def _service(commune: Commune) -> Organisation:
    department = commune.department
    assert department is not None
    name = f"Service d’accès aux soins {toponyms.department(department.pk, department.name).of}"
    known = Organisation.objects.filter(kind=roles.REGULATION.code, departments=department).order_by("pk").first()
    return known or directory.create_organisation(name, roles.REGULATION.code, departments=[department.pk])
