"""Resources of FHIR R4, by the profiles of the guide of the SAS (1.1.0); elements without a value are left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from maillage.site.directory.models import Professional
from maillage.site.fhir import numbers
from maillage.site.fhir.finding import Community, FoundSlot, Spot, ToldSession
from maillage.site.telephones import dialled

Resource = dict[str, Any]

OLD, GUIDE = (
    "http://sas.fr/fhir/StructureDefinition/",
    "https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/",
)
"""The guide names its first profiles by an older address, and keeps both."""
SLOT, SCHEDULE = OLD + "FrSlotAgregateur", OLD + "FrScheduleAgregateur"
PRACTITIONER, ROLE = OLD + "FrPractitionerAgregateur", OLD + "FrPractitionerRoleExerciceAgregateur"
LOCATION, BUNDLE = OLD + "FrLocationAgregateur", OLD + "BundleAgregateur"
CPTS_SLOT, CPTS_BUNDLE = GUIDE + "sas-cpts-slot-aggregator", GUIDE + "sas-cpts-bundle-aggregator"
CPTS_SERVICE, CPTS_ORGANISATION = (
    GUIDE + "sas-cpts-healthcareservice-aggregator",
    GUIDE + "sas-cpts-organization-aggregator",
)
SOS_SLOT, SOS_SCHEDULE = GUIDE + "sas-sos-slot-aggregator", GUIDE + "sas-sos-schedule-aggregator"
SOS_LOCATION, SOS_ORGANISATION = GUIDE + "sas-sos-location-aggregator", GUIDE + "sas-sos-organization-aggregator"
SOS_BUNDLE = GUIDE + "sas-sos-bundle-aggregator"

IDENTIFIER_TYPES = "http://interopsante.org/fhir/CodeSystem/fr-v2-0203"
LOCATION_TYPES = "http://interopsante.org/fhir/CodeSystem/fr-location-identifier-type"
SLOT_KINDS = "https://mos.esante.gouv.fr/NOS/TRE_R314-TypeCreneau/FHIR/TRE-R314-TypeCreneau"
ENCOUNTERS = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
REASONS = "http://terminology.hl7.org/CodeSystem/v2-0276"
SPECIALTIES = "https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale"
CATEGORIES = "https://mos.esante.gouv.fr/NOS/TRE_R66-CategorieEtablissement/FHIR/TRE-R66-CategorieEtablissement"
SERVICE_OF_R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Slot.serviceType"
GENERAL_MEDICINE, COMMUNITY = "SM54", "604"
"""General medicine in TRE_R38; a community of professionals (CPTS) in TRE_R66."""
OFFICE, VIDEO = "AMB", "VR"


def instant(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as the guide writes it, by the clock of the place."""
    return at.astimezone(zone).isoformat(timespec="milliseconds")


def role_key(giver: Professional, spot: Spot) -> str:
    """Return the id of the diary of a person at a spot, and of their role there."""
    return f"{giver.pk}-{spot.key}"


class Slots:
    """Writes slots: what those of one session share is made once. ``agenda`` is where those of a commune are booked."""

    def __init__(self, agenda: Callable[[FoundSlot], str]) -> None:
        self._agenda = agenda
        self._shared: dict[tuple[int, int | None], Resource] = {}
        self._metas: dict[tuple[str, tuple[str, ...]], Resource] = {}

    def slot(self, found: FoundSlot, *, community: bool = False) -> Resource:
        """Return the Slot of a practitioner, or (``community``) of one of a CPTS."""
        schedule = f"Schedule/{role_key(found.giver, found.spot)}"
        return self._slot(found, CPTS_SLOT if community else SLOT, schedule)

    def sos_slot(self, found: FoundSlot) -> Resource:
        """Return the Slot of a structure."""
        return self._slot(found, SOS_SLOT, f"Schedule/{found.spot.key}")

    def _slot(self, found: FoundSlot, profile: str, schedule: str) -> Resource:
        zone = found.session.zone
        key = found.session.pk, found.community.pk if found.community is not None else None
        if key not in self._shared:
            self._shared[key] = self._of_session(found, schedule)
        return {
            "resourceType": "Slot",
            "id": str(found.pk),
            "meta": self._meta(profile, found.kinds),
            **self._shared[key],
            "start": instant(found.starts, zone),
            "end": instant(found.ends, zone),
        }

    def _meta(self, profile: str, kinds: tuple[str, ...]) -> Resource:
        if (profile, kinds) not in self._metas:
            security = [{"system": SLOT_KINDS, "code": code} for code in kinds]
            self._metas[profile, kinds] = {"profile": [profile], "security": security}
        return self._metas[profile, kinds]

    def _of_session(self, found: FoundSlot, schedule: str) -> Resource:
        kinds: list[Resource] = [
            {"coding": [{"system": ENCOUNTERS, "code": encounter_of(found.session)}]},
            {"text": found.session.rules.label},
        ]
        if found.community is not None:
            service = {"reference": f"HealthcareService/cpts-{found.community.pk}"}
            told: Resource = {
                "extension": [{"url": SERVICE_OF_R5, "valueReference": service}],
                "coding": [{"system": CATEGORIES, "code": COMMUNITY}],
            }
            kinds.insert(1, told)
        return {
            "serviceType": kinds,
            "specialty": [specialty_of(found.giver)],
            "appointmentType": {"coding": [{"system": REASONS, "code": "ROUTINE"}]},
            "schedule": {"reference": schedule},
            "status": "free",
            "comment": self._agenda(found),
        }


def encounter_of(session: ToldSession) -> str:
    """Return how patients are seen: at a distance, or at the place or the stop."""
    return VIDEO if session.rules.at_distance else OFFICE


def specialty_of(giver: Professional) -> Resource:
    """Return the specialty: coded for general medicine, in words for professions that TRE_R38 does not have."""
    if giver.profession == Professional.Profession.GP:
        return {"coding": [{"system": SPECIALTIES, "code": GENERAL_MEDICINE}]}
    return {"text": str(Professional.Profession(giver.profession).label)}


def schedule(giver: Professional, spot: Spot) -> Resource:
    """Return the diary of a person at a spot."""
    key = role_key(giver, spot)
    return {
        "resourceType": "Schedule",
        "id": key,
        "meta": {"profile": [SCHEDULE]},
        "actor": [{"reference": f"Practitioner/{giver.pk}"}, {"reference": f"PractitionerRole/{key}"}],
    }


def practitioner(giver: Professional) -> Resource:
    """Return who sees the patients."""
    made: Resource = {
        "resourceType": "Practitioner",
        "id": str(giver.pk),
        "meta": {"profile": [PRACTITIONER]},
        "identifier": [person_identifier(giver.rpps or "")],
        "name": [{"family": giver.last_name, "given": [giver.first_name]}],
    }
    return {**made, **_telecom(giver.phone, giver.home.department_id or "")}


def person_identifier(rpps: str) -> Resource:
    """Return the IdNatPS of a person."""
    return {"type": _type(IDENTIFIER_TYPES, "IDNPS"), "system": numbers.PERSONS, "value": numbers.person(rpps)}


def role(giver: Professional, spot: Spot) -> Resource:
    """Return the role of a person at a spot, with the location inside."""
    return {
        "resourceType": "PractitionerRole",
        "id": role_key(giver, spot),
        "meta": {"profile": [ROLE]},
        "contained": [{**_location(spot, LOCATION), **_telecom(spot.phone, spot.department)}],
        "practitioner": {"reference": f"Practitioner/{giver.pk}"},
        "organization": {"identifier": _structure(spot.number, IDENTIFIER_TYPES)},
        "location": [{"reference": f"#{spot.key}"}],
    }


def _location(spot: Spot, profile: str) -> Resource:
    return {
        "resourceType": "Location",
        "id": spot.key,
        "meta": {"profile": [profile]},
        "identifier": [{"type": _type(LOCATION_TYPES, "INTRN"), "system": "urn:maillage:place", "value": spot.key}],
        "name": spot.name,
        "address": {"line": [spot.line], "city": spot.city, "postalCode": spot.postcode},
    }


def _structure(number: str, types: str) -> Resource:
    return {"type": _type(types, "IDNST"), "system": numbers.STRUCTURES, "value": numbers.structure(number)}


def _type(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _telecom(phone: str, department: str) -> Resource:
    number = dialled(phone, department) if phone else None
    return {} if number is None else {"telecom": [{"system": "phone", "value": number}]}


def community_service(community: Community) -> Resource:
    """Return what a CPTS offers."""
    return {
        "resourceType": "HealthcareService",
        "id": f"cpts-{community.pk}",
        "meta": {"profile": [CPTS_SERVICE]},
        "providedBy": {"reference": f"Organization/cpts-{community.pk}"},
    }


def community_organisation(community: Community) -> Resource:
    """Return a CPTS."""
    return {
        "resourceType": "Organization",
        "id": f"cpts-{community.pk}",
        "meta": {"profile": [CPTS_ORGANISATION]},
        "identifier": [_structure(community.number, LOCATION_TYPES)],
        "name": community.name,
    }


def sos_schedule(spot: Spot) -> Resource:
    """Return the diary of a place, whoever sees the patients."""
    actor = [{"reference": f"Location/{spot.key}"}]
    return {"resourceType": "Schedule", "id": spot.key, "meta": {"profile": [SOS_SCHEDULE]}, "actor": actor}


def sos_location(spot: Spot) -> Resource:
    """Return a place of a structure."""
    owner = {"managingOrganization": {"reference": f"Organization/{spot.keeper.pk}"}}
    return {**_location(spot, SOS_LOCATION), **_telecom(spot.phone, spot.department), **owner}


def sos_organisation(spot: Spot) -> Resource:
    """Return the structure that keeps a place."""
    return {
        "resourceType": "Organization",
        "id": str(spot.keeper.pk),
        "meta": {"profile": [SOS_ORGANISATION]},
        "identifier": [_structure(spot.number, LOCATION_TYPES)],
        "name": spot.keeper.name,
    }


def agendas(root: str) -> Callable[[FoundSlot], str]:
    """Return what gives the address of the page where slots of a commune are booked."""
    page = f"{root}{reverse('booking')}"
    return lambda found: f"{page}?commune={found.session.commune}"
