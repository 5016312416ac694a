"""Accounts of regulators, created and changed by the platform (INT_R02): no message asks to confirm anything.

A regulator is known by a national number (IdNatPS) or by a UUID of the platform, which a later request replaces by the
national number. An account of somebody else is never changed: a regulator whose address has an account already is
given the role by the coordination.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from maillage.site.accounts.models import Membership, Organisation, User
from maillage.site.accounts.roles import REGULATION, REGULATOR
from maillage.site.booking.patients import InvalidPatient, kept_email, kept_name
from maillage.site.fhir.numbers import PERSONS, STRUCTURES
from maillage.site.fhir.outcome import Refusal
from maillage.site.fhir.sending import TECHNICAL
from maillage.site.fhir.sent_models import RegulatorNumber

NATIONAL, INTERNAL = "IDNPS", "INTRN"
NUMBERS = {
    NATIONAL: re.compile(r"8[0-9]{11}|[0-7][0-9A-Za-z/.-]{5,40}"),
    INTERNAL: re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
}
# An example of the guide names the system of structures for a person's number.
SYSTEMS = {NATIONAL: (PERSONS, STRUCTURES), INTERNAL: (TECHNICAL,)}
FOLLOWED = "Lists: one element, as the profile FrPractitionerRegul says."


@dataclass(frozen=True)
class Regulator:
    """What the platform says of a regulator."""

    number: str
    first_name: str
    last_name: str
    email: str
    active: bool


def read(resource: Any) -> Regulator:
    """Return what a resource Practitioner says. Raises ``Refusal``: 400 for its form, 422 for a value."""
    if not isinstance(resource, dict) or resource.get("resourceType") != "Practitioner":
        raise Refusal(400, "structure", "Send a resource Practitioner (profile FrPractitionerRegul).")
    identifier = _only(resource, "identifier")
    coding = _only(identifier.get("type") or {}, "coding")
    name, telecom = _only(resource, "name"), _only(resource, "telecom")
    given, active = name.get("given"), resource.get("active")
    if not isinstance(active, bool) or not isinstance(given, list) or len(given) != 1:
        raise Refusal(400, "required", "'active' is true or false, 'name.given' is one name.")
    if telecom.get("system") != "email":
        raise Refusal(422, "value", "'telecom.system' is email.")
    number = _number(str(coding.get("code")), str(identifier.get("system")), str(identifier.get("value")))
    try:
        first, last = kept_name("name.given", str(given[0])), kept_name("name.family", str(name.get("family") or ""))
        email = kept_email(str(telecom.get("value") or ""))
    except InvalidPatient as error:
        raise Refusal(422, "value", f"{error.field}: {error}") from error
    if not email:
        raise Refusal(422, "required", "'telecom.value' is the address of the regulator.")
    return Regulator(number, first, last, email, active)


def _only(part: Any, name: str) -> dict[str, Any]:
    found = part.get(name) if isinstance(part, dict) else None
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], dict):
        raise Refusal(400, "structure", f"'{name}' is missing. {FOLLOWED}")
    return found[0]


def _number(kind: str, system: str, value: str) -> str:
    if kind not in NUMBERS or system not in SYSTEMS[kind] or not NUMBERS[kind].fullmatch(value):
        raise Refusal(422, "value", "'identifier' is a national number (IDNPS) or a UUID of the platform (INTRN).")
    return value


def named(text: str) -> str:
    """Return the number that a conditional update names, ``system|value``. Raises ``Refusal``."""
    system, _, value = text.partition("|")
    kind = INTERNAL if system == TECHNICAL else NATIONAL
    return _number(kind, system, value)


@transaction.atomic
def create(said: Regulator, service: Organisation) -> User:
    """Create the account of a regulator of a service. Raises ``Refusal`` (422) for one that exists."""
    check_service(service)
    if RegulatorNumber.objects.filter(number=said.number).exists():
        raise Refusal(422, "duplicate", "A regulator with this identifier exists already.")
    if User.objects.filter(email=said.email).exists():
        raise Refusal(422, "duplicate", "This address has an account. The coordination gives it the role of regulator.")
    user = User.objects.create_user(
        said.email, first_name=said.first_name, last_name=said.last_name, is_active=said.active
    )
    RegulatorNumber.objects.create(user=user, number=said.number)
    _set_role(user, service, active=said.active)
    return user


@transaction.atomic
def update(number: str, said: Regulator, service: Organisation) -> tuple[User, bool]:
    """Change the regulator of a number, or create one who is unknown; return the account and whether it is new.

    Raises ``Refusal`` (422) for an account that is not this service's alone.
    """
    check_service(service)
    held = RegulatorNumber.objects.select_for_update(of=("self",)).select_related("user").filter(number=number).first()
    if held is None:
        return create(said, service), True
    user = held.user
    if user.memberships.exclude(organisation=service, role=REGULATOR.code).exists():
        raise Refusal(422, "business-rule", "This account has other roles. The coordination changes it.")
    if RegulatorNumber.objects.filter(number=said.number).exclude(pk=held.pk).exists():
        raise Refusal(422, "duplicate", "Another regulator has this identifier.")
    if User.objects.filter(email=said.email).exclude(pk=user.pk).exists():
        raise Refusal(422, "duplicate", "Another account has this address.")
    user.email, user.first_name, user.last_name = said.email, said.first_name, said.last_name
    user.is_active = said.active
    user.save(update_fields=["email", "first_name", "last_name", "is_active"])
    held.number = said.number
    held.save(update_fields=["number"])
    _set_role(user, service, active=said.active)
    return user, False


def check_service(service: Organisation) -> None:
    """Refuse a key that is of no service: an account belongs to one."""
    if service.kind != REGULATION.code:
        raise Refusal(422, "business-rule", "Regulators belong to a service: use the key of the service.")


def _set_role(user: User, service: Organisation, *, active: bool) -> None:
    if active:
        Membership.objects.get_or_create(user=user, organisation=service, role=REGULATOR.code)
    else:
        user.memberships.filter(organisation=service, role=REGULATOR.code).delete()
