"""Who acts for others in the demonstration: a regulator, a France Services desk, who have booked; data protection."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from maillage.demo.accounts import PRIVACY_EMAIL, REFERRER_EMAIL, REGULATOR_EMAIL, open_account
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

SOON = timedelta(hours=2)


def create_helpers(centre: Programme, seed: int) -> None:
    """Open the accounts of a regulator and of France Services, who each book a slot, and of data protection."""
    party = centre.parties.select_related("place__commune__department").order_by("pk")[0]
    assert party.place is not None
    commune = party.place.commune
    assert commune.department is not None
    service = _service(commune)
    open_account(Invitee(REGULATOR_EMAIL, "Naïma", "Alisier", roles.REGULATOR.code, service))
    desk = directory.create_organisation(
        f"France Services {toponyms.commune(commune.name).of}", roles.FRANCE_SERVICES.code
    )
    open_account(Invitee(REFERRER_EMAIL, "Gaston", "Cornier", roles.REFERRER.code, desk))
    operator = directory.create_organisation("Exploitation du site", roles.OPERATOR.code)
    open_account(Invitee(PRIVACY_EMAIL, "Solange", "Troène", roles.DATA_PROTECTION.code, operator))
    people = Names(seed + 7300, "patients.example", first_number=3900)
    slots = free().filter(session__programme=centre, starts__gt=timezone.now() + SOON).order_by("starts", "pk")
    kept = slots.filter(kept_for=["regulated"]).first()
    if kept is not None:
        caller = _person(people, commune)
        on_behalf.book_for_caller(kept.pk, caller, new_key(), User.objects.get(email=REGULATOR_EMAIL))
    open_to_all = slots.filter(kept_for=[]).first()
    if open_to_all is not None:
        helped = replace(_person(people, commune), birth_year=1938, has_treating_doctor=False, phone="")
        on_behalf.book_as_referrer(open_to_all.pk, helped, new_key(), User.objects.get(email=REFERRER_EMAIL))


def _person(people: Names, commune: Commune) -> PatientData:
    person = people.person()
    return PatientData(
        first_name=person.first_name, last_name=person.last_name, birth_year=None, commune=commune.pk,
        has_treating_doctor=None, phone=person.phone,
    )  # fmt: skip


def _service(commune: Commune) -> Organisation:
    department = commune.department
    assert department is not None
    name = f"Service d’accès aux soins {toponyms.department(department.pk, department.name).of}"
    known = Organisation.objects.filter(kind=roles.REGULATION.code, departments=department).order_by("pk").first()
    return known or directory.create_organisation(name, roles.REGULATION.code, departments=[department.pk])
