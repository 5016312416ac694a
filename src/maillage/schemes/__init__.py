"""The schemes: one file each, rules as data."""

from collections.abc import Mapping
from types import MappingProxyType

from maillage.errors import UnknownName, nearest_names
from maillage.schemes.agreements import Agreement, Funder, Party, agreement_problems
from maillage.schemes.calendar import PARIS, FrenchCalendar, Hours, half_day, local_instant
from maillage.schemes.medical_bus import MEDICAL_BUS
from maillage.schemes.rules import (
    AgreementBetweenEstablishments,
    Allowance,
    AtMost,
    ByTemplate,
    DaysPerMonth,
    Eligibility,
    FeeRule,
    FirstFor,
    HomeUntouched,
    KeepAccessAbove,
    PriorityTerritories,
    Then,
    TourStops,
    euros,
)
from maillage.schemes.scheme import PatientFacts, Scheme, SlotAudience, SlotTime
from maillage.schemes.shared_post import SHARED_POST
from maillage.schemes.solidarity import SOLIDARITY
from maillage.schemes.templates import (
    Crew,
    Presence,
    SessionDate,
    Template,
    TourStop,
    TourTemplate,
    WeeklyTemplate,
    session_dates,
    template_from_json,
    template_to_json,
)
from maillage.schemes.words import Activity, Authorisation, Half, PatientGroup, Profession, ResourceKind, Status

SCHEMES: Mapping[str, Scheme] = MappingProxyType({s.code: s for s in (SOLIDARITY, SHARED_POST, MEDICAL_BUS)})


def scheme_named(code: str) -> Scheme:
    """The scheme of that code. Raises ``UnknownName`` with the nearest codes."""
    found = SCHEMES.get(code)
    if found is None:
        raise UnknownName("scheme", code, nearest_names(code, SCHEMES) or sorted(SCHEMES))
    return found


__all__ = [
    "MEDICAL_BUS", "PARIS", "SCHEMES", "SHARED_POST", "SOLIDARITY",
    "Activity", "Agreement", "AgreementBetweenEstablishments", "Allowance", "AtMost", "Authorisation", "ByTemplate",
    "Crew", "DaysPerMonth", "Eligibility", "FeeRule", "FirstFor", "FrenchCalendar", "Funder", "Half", "HomeUntouched",
    "Hours", "KeepAccessAbove", "Party", "PatientFacts", "PatientGroup", "Presence", "PriorityTerritories",
    "Profession", "ResourceKind", "Scheme", "SessionDate", "SlotAudience", "SlotTime", "Status", "Template", "Then",
    "TourStop", "TourStops", "TourTemplate", "WeeklyTemplate",
    "agreement_problems", "euros", "half_day", "local_instant", "scheme_named", "session_dates", "template_from_json",
    "template_to_json",
]  # fmt: skip
