"""A centre with a doctor, and a service of regulation that holds a key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from maillage.site.accounts.models import Organisation
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Place, Professional
from maillage.site.fhir import services
from tests.site import factories as make

FINESS, CPTS_FINESS, SIRET = "120000013", "310000013", "73282932000074"
OF_PERSON = "schedule.actor:Practitioner.identifier"
OF_STRUCTURE = "actor:Location.organization.identifier"


@dataclass
class World:
    regulation: Organisation
    key: str
    doctor: Professional
    place: Place
    session: Session
    client: Client = field(default_factory=Client)

    def get(self, path: str, query: list[tuple[str, str]], **headers: str) -> HttpResponse:
        told = {"authorization": f"Bearer {self.key}", "accept": "application/json+fhir", **headers}
        return self.client.get(f"/fhir/{path}?{urlencode(query)}", headers=told)

    def slots(self, *changes: tuple[str, str], drop: str = "", **headers: str) -> HttpResponse:
        return self.get("Slot", [one for one in self.search() if one[0] != drop] + list(changes), **headers)

    def search(self, *rpps: str) -> list[tuple[str, str]]:
        people = rpps or (self.doctor.rpps or "",)
        return [
            ("_include", "Slot:schedule"), ("_include:iterate", "Schedule:actor"),
            ("start", "ge" + make.soon(0, 0).isoformat()), ("start", "le" + make.soon(40, 0).isoformat()),
            (OF_PERSON, ",".join(f"urn:oid:1.2.250.1.71.4.2.1|8{one}" for one in people)), ("status", "free"),
        ]  # fmt: skip

    def community_search(self) -> list[tuple[str, str]]:
        more = [("_include", "Slot:service-type-reference"), ("_include:iterate", "HealthcareService:organization")]
        return [*self.search(), *more]

    def structure_search(self, siret: str = SIRET) -> list[tuple[str, str]]:
        return [
            ("_revinclude", "Slot:schedule"), ("_include", "Schedule:actor:Location"),
            ("_include:iterate", "Location:organization"),
            ("_has:Slot:schedule:start", "ge" + make.soon(0, 0).isoformat()),
            ("_has:Slot:schedule:start", "le" + make.soon(40, 0).isoformat()),
            ("_has:Slot:schedule:status", "free"), (OF_STRUCTURE, f"urn:oid:1.2.250.1.71.4.2.2|3{siret}"),
        ]  # fmt: skip


def build(starts: datetime | None = None, **fields: Any) -> World:
    """A morning of ten slots at a centre, two of them kept for the regulator, in ten days or at ``starts``."""
    commune = make.commune()
    regulation = make.organisation("regulation")
    regulation.departments.add(commune.department)  # type: ignore[arg-type]
    place = make.place(phone="05 65 43 00 01", organisation=make.organisation("centre", name="Centre de Decazeville"))
    services.set_number(place, FINESS, None)
    doctor = make.professional(rpps=make.rpps(), phone="06 39 98 00 04", status="salaried")
    session = session_of(doctor, place, starts, **fields)
    return World(regulation, services.give_key(regulation, "essai", None).text, doctor, place, session)


def session_of(doctor: Professional, place: Place, starts: datetime | None = None, **fields: Any) -> Session:
    begins = starts or make.soon(10)
    return make.published(
        scheme=fields.pop("scheme", "salaried_centre"), starts=begins, ends=begins + timedelta(minutes=200),
        place=place, professional=doctor, **fields,
    )  # fmt: skip


def community(world: World) -> Organisation:
    """A CPTS of the intercommunality of the centre."""
    made = make.organisation("coordination", name="CPTS du Lot")
    made.intercommunalities.add(world.place.commune.intercommunality)  # type: ignore[arg-type]
    services.set_number(made, CPTS_FINESS, None)
    return made


def of_type(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one["resource"] for one in bundle.get("entry", []) if one["resource"]["resourceType"] == kind]
