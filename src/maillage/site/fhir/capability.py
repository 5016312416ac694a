"""What the interface offers, as a ``CapabilityStatement``."""

from __future__ import annotations

from datetime import date
from typing import Any

import maillage

SINCE = date(2026, 11, 28)
GUIDE = "https://interop.esante.gouv.fr/ig/fhir/sas/CapabilityStatement/"
SERVED = ("SAS-GestionnaireAgenda-PsIndiv", "SAS-GestionnaireAgenda-CPTS", "SAS-GestionnaireAgenda-SOS")
UNCHECKED = "Non validé par l’ANS."


def statement(root: str) -> dict[str, Any]:
    """Return the resource; ``root`` is the address of the site."""
    return {
        "resourceType": "CapabilityStatement",
        "id": "maillage",
        "status": "active",
        "date": SINCE.isoformat(),
        "publisher": "Maillage",
        "description": "Créneaux libres pour la régulation (116 117, SAS), avis à distance pour les logiciels des "
        f"établissements. {UNCHECKED}",
        "kind": "instance",
        "software": {"name": "Maillage", "version": maillage.__version__},
        "implementation": {"description": "Maillage", "url": f"{root}/fhir"},
        "instantiates": [GUIDE + name for name in SERVED],
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "application/json+fhir", "json"],
        "rest": [
            {
                "mode": "server",
                "security": {
                    "cors": False,
                    "description": "TLS mutuel au bord du site, puis une clé d’organisation (Authorization: Bearer).",
                },
                "resource": [_slot(), _schedule(), _practitioner(), *_opinions()],
            }
        ],
    }


def _slot() -> dict[str, Any]:
    return {
        "type": "Slot",
        "supportedProfile": [
            "http://sas.fr/fhir/StructureDefinition/FrSlotAgregateur",
            "https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-cpts-slot-aggregator",
        ],
        "interaction": [{"code": "search-type"}],
        "searchInclude": [
            "Slot:schedule", "Schedule:actor", "Slot:service-type-reference", "HealthcareService:organization",
        ],
        "searchParam": [
            {"name": "start", "type": "date", "documentation": "Deux fois, avec ge et le."},
            {"name": "status", "type": "token", "documentation": "free."},
            {
                "name": "schedule.actor:Practitioner.identifier",
                "type": "token",
                "documentation": "1 à 25 IdNatPS, séparés par des virgules.",
            },
        ],
    }  # fmt: skip


def _practitioner() -> dict[str, Any]:
    return {
        "type": "Practitioner",
        "supportedProfile": ["https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/FrPractitionerRegul"],
        "interaction": [{"code": "create"}, {"code": "update"}],
        "conditionalUpdate": True,
        "searchParam": [{"name": "identifier", "type": "token", "documentation": "Le régulateur à changer."}],
    }


def _schedule() -> dict[str, Any]:
    return {
        "type": "Schedule",
        "supportedProfile": [
            "https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/sas-sos-schedule-aggregator"
        ],
        "interaction": [{"code": "search-type"}],
        "searchInclude": ["Schedule:actor:Location", "Location:organization"],
        "searchRevInclude": ["Slot:schedule"],
        "searchParam": [
            {"name": "_has:Slot:schedule:start", "type": "date", "documentation": "Deux fois, avec ge et le."},
            {"name": "_has:Slot:schedule:status", "type": "token", "documentation": "free."},
            {
                "name": "actor:Location.organization.identifier",
                "type": "token",
                "documentation": "1 à 25 SIRET précédés de 3, séparés par des virgules.",
            },
        ],
    }


OPINIONS: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "ServiceRequest": (
        ("read", "create", "update", "search-type"),
        {
            "_id": "token", "identifier": "token", "subject": "reference", "status": "token", "_lastUpdated": "date",
            "authored": "date",
        },
        "Demandes d’avis de l’établissement\u00a0: draft garde, active envoie, revoked retire.",
    ),
    "DiagnosticReport": (
        ("read", "vread", "search-type"),
        {
            "_id": "token", "based-on": "reference", "identifier": "token", "subject": "reference", "status": "token",
            "_lastUpdated": "date", "issued": "date",
        },
        "Réponses signées\u202f; une correction est une nouvelle version.",
    ),
    "Communication": (
        ("read", "create", "search-type"),
        {"_id": "token", "based-on": "reference", "_lastUpdated": "date", "sent": "date"},
        "Ce que le lecteur demande, et ce que le demandeur ajoute.",
    ),
    "Binary": (("read",), {}, "Comptes rendus signés (PDF)."),
    "HealthcareService": (("search-type",), {}, "Groupes de lecteurs qui reçoivent des demandes."),
    "Questionnaire": (("read",), {}, "Ce que demande une filière."),
}  # fmt: skip
"""What is offered of opinions by resource: interactions, parameters of searches with their types, what it is."""


def _opinions() -> list[dict[str, Any]]:
    """Return the resources of opinions, opened by a key to examinations."""
    made: list[dict[str, Any]] = []
    for name, (interactions, parameters, text) in OPINIONS.items():
        one: dict[str, Any] = {
            "type": name,
            "profile": f"http://hl7.org/fhir/StructureDefinition/{name}",
            "documentation": text,
            "interaction": [{"code": code} for code in interactions],
        }
        if "update" in interactions:
            one["versioning"] = "versioned-update"
        if parameters:
            one["searchParam"] = [{"name": parameter, "type": kind} for parameter, kind in parameters.items()]
        made.append(one)
    return made
