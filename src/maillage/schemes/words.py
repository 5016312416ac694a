"""The enumerations used in the rules of a scheme."""

from __future__ import annotations

from enum import StrEnum


class Profession(StrEnum):
    """Professions that can give time."""

    GP = "gp"
    SPECIALIST = "specialist"
    DENTIST = "dentist"
    NURSE = "nurse"
    MIDWIFE = "midwife"


class Status(StrEnum):
    """Current employment status of a professional."""

    PRACTISING = "practising"
    LOCUM = "locum"
    HOSPITAL = "hospital"
    RETIRED = "retired"
    SALARIED = "salaried"


class ResourceKind(StrEnum):
    """Kind of a resource that a session takes exclusively."""

    PROFESSIONAL = "professional"
    ROOM = "room"
    VEHICLE = "vehicle"
    BED = "bed"
    KIT = "kit"
    SEAT = "seat"


class PatientGroup(StrEnum):
    """Groups of patients named in the windows of a scheme; never a medical reason.

    The patient declares ``NO_TREATING_DOCTOR``, ``NOT_SEEN_FOR_LONG`` and ``REFERRED``. ``INHABITANTS`` follows from
    the commune; ``REGULATED`` are patients for whom the regulator of unscheduled care books.
    """

    NO_TREATING_DOCTOR = "no_treating_doctor"
    NOT_SEEN_FOR_LONG = "not_seen_for_long"
    INHABITANTS = "inhabitants"
    REFERRED = "referred"
    REGULATED = "regulated"
    EVERYBODY = "everybody"


class Desk(StrEnum):
    """Whose work an authorisation is: a kind of organisation, by its code; the coordination notes what it settles."""

    COORDINATION = "coordination"
    ORDER = "order"
    INSURER = "insurer"


class AnswerDetail(StrEnum):
    """What a desk tells when it grants an authorisation."""

    BILLING_NUMBER = "billing_number"
    CARD_EXPECTED = "card_expected"


class Half(StrEnum):
    """Half of a day: the length of a session."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class Activity(StrEnum):
    """Purpose of a half-day of presence; only consultations can be booked."""

    CONSULTATIONS = "consultations"
    THEATRE = "theatre"
    TEACHING = "teaching"
    DUTY = "duty"
