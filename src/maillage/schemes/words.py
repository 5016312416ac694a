"""The closed lists the rules of a scheme are written in."""

from __future__ import annotations

from enum import StrEnum


class Profession(StrEnum):
    """Who can give time."""

    GP = "gp"
    SPECIALIST = "specialist"
    DENTIST = "dentist"
    NURSE = "nurse"
    MIDWIFE = "midwife"


class Status(StrEnum):
    """How a professional works today."""

    PRACTISING = "practising"
    LOCUM = "locum"
    HOSPITAL = "hospital"
    RETIRED = "retired"
    SALARIED = "salaried"


class Authorisation(StrEnum):
    """What must be granted before the first session."""

    ORDER_CHECK = "order_check"
    INSURANCE_NUMBER = "insurance_number"
    SIGNED_AGREEMENT = "signed_agreement"


class ResourceKind(StrEnum):
    """What a session takes and nobody else may take at the same time."""

    DOCTOR = "doctor"
    NURSE = "nurse"
    ROOM = "room"
    VEHICLE = "vehicle"


class PatientGroup(StrEnum):
    """Groups that the audience of a scheme is made of, by what a patient declares; never a medical motive."""

    NO_TREATING_DOCTOR = "no_treating_doctor"
    NOT_SEEN_FOR_LONG = "not_seen_for_long"
    INHABITANTS = "inhabitants"
    REFERRED = "referred"
    EVERYBODY = "everybody"


class Half(StrEnum):
    """Half of a day: the length of a session."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class Activity(StrEnum):
    """What a half-day of presence is for; only consultations can be booked."""

    CONSULTATIONS = "consultations"
    THEATRE = "theatre"
    TEACHING = "teaching"
