"""The schemes, one file each, with rules as data. ``SCHEMES`` holds those of this room and of other packages."""

from maillage.schemes.agreements import Agreement, Funder, Party, ShareProblem, agreement_problems, share_problems
from maillage.schemes.calendar import (
    OWN_CLOCKS,
    PARIS,
    Calendars,
    FrenchCalendar,
    Hours,
    department_of,
    half_day,
    local_instant,
    next_month,
    zone_of,
    zone_of_commune,
    zone_of_region,
)
from maillage.schemes.discovery import SCHEMES, discover, scheme_named
from maillage.schemes.kilometres import kilometres
from maillage.schemes.payment import PaidDay, PaymentLine, halves_of, payment, shared_by_weight, total_cents
from maillage.schemes.posts import (
    BED,
    CARER,
    DENTIST,
    DOCTOR,
    GIVER,
    KIT,
    NURSE,
    ROOM,
    SEAT,
    SUPERVISOR,
    VEHICLE,
    WHOLE,
    Post,
    PostTime,
    Role,
    Stretch,
)
from maillage.schemes.rules import (
    INSURANCE_NUMBER,
    ORDER_CHECK,
    SIGNED_AGREEMENT,
    Allowance,
    Anywhere,
    AtMost,
    ByTemplate,
    DaysPerMonth,
    Eligibility,
    FeeRule,
    Home,
    HomeUntouched,
    KeepAccessAbove,
    PartiesOfProgramme,
    PriorityTerritories,
    Quota,
    RequiredAuthorisation,
    TourStops,
    Where,
    Whereabouts,
    euros,
)
from maillage.schemes.scheme import PatientFacts, Scheme
from maillage.schemes.templates import LONGEST_DELAY, SHAPES, SessionDate, Template, template_from_json
from maillage.schemes.templates.dated import DatedDay, DatedTemplate
from maillage.schemes.templates.duties import DutyDate, DutyTemplate
from maillage.schemes.templates.rotation import RotationTemplate
from maillage.schemes.templates.tour import Crew, TourStop, TourTemplate
from maillage.schemes.templates.weekly import Presence, WeeklyTemplate
from maillage.schemes.windows import NO_HORIZON, SlotTime, Window
from maillage.schemes.words import Activity, AnswerDetail, Desk, Half, PatientGroup, Profession, ResourceKind, Status

__all__ = [
    "BED", "CARER", "DENTIST", "DOCTOR", "GIVER", "INSURANCE_NUMBER", "KIT", "LONGEST_DELAY", "NO_HORIZON", "NURSE",
    "ORDER_CHECK", "OWN_CLOCKS", "PARIS", "ROOM", "SCHEMES", "SEAT", "SHAPES", "SIGNED_AGREEMENT", "SUPERVISOR",
    "VEHICLE", "WHOLE", "Activity", "Agreement", "Allowance", "AnswerDetail", "Anywhere", "AtMost", "ByTemplate",
    "Calendars", "Crew", "DatedDay", "DatedTemplate", "DaysPerMonth", "Desk", "DutyDate", "DutyTemplate",
    "Eligibility", "FeeRule", "FrenchCalendar", "Funder", "Half", "Home", "HomeUntouched", "Hours", "KeepAccessAbove",
    "PaidDay", "PartiesOfProgramme", "Party", "PatientFacts", "PatientGroup", "PaymentLine", "Post", "PostTime",
    "Presence", "PriorityTerritories", "Profession", "Quota", "RequiredAuthorisation", "ResourceKind", "Role",
    "RotationTemplate", "Scheme", "SessionDate", "ShareProblem", "SlotTime", "Status", "Stretch", "Template",
    "TourStop", "TourStops", "TourTemplate", "WeeklyTemplate", "Where", "Whereabouts", "Window", "agreement_problems",
    "department_of", "discover", "euros", "half_day", "halves_of", "kilometres", "local_instant", "next_month",
    "payment", "scheme_named", "share_problems", "shared_by_weight", "template_from_json", "total_cents", "zone_of",
    "zone_of_commune", "zone_of_region",
]  # fmt: skip
