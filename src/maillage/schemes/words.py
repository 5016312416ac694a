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


class ResourceKind(StrEnum):
    """Nature of what a session takes and nobody else may take at the same time."""

    PROFESSIONAL = "professional"
    ROOM = "room"
    VEHICLE = "vehicle"
    BED = "bed"
    KIT = "kit"
    SEAT = "seat"


class PatientGroup(StrEnum):
    """Groups that the windows of a scheme name; never a medical motive.

    The patient declares ``NO_TREATING_DOCTOR``, ``NOT_SEEN_FOR_LONG`` and ``REFERRED``. ``INHABITANTS`` follows from
    the commune; ``REGULATED`` are those whom the regulator of unscheduled care sends and books for.
    """

    NO_TREATING_DOCTOR = "no_treating_doctor"
    NOT_SEEN_FOR_LONG = "not_seen_for_long"
    INHABITANTS = "inhabitants"
    REFERRED = "referred"
    REGULATED = "regulated"
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
