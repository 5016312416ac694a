"""The matrix of rights: what each role may read and change, for each kind of row, and how far.

Every gate of a page (``www.gates``) and the ``visible_to`` and ``changeable_by`` of every queryset follow from it. One
test tries every page with every role against it. A right that is not written here is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from maillage.site.accounts import roles


class Act(StrEnum):
    """What a user does with a row."""

    READ = "read"
    CHANGE = "change"


class Reach(StrEnum):
    """How far a right extends.

    OWN: rows of the account itself; ORGANISATION: rows of the organisation that gave the role; TERRITORY: rows in the
    regions and intercommunalities of that organisation; EVERYTHING: every row of the site.
    """

    OWN = "own"
    ORGANISATION = "organisation"
    TERRITORY = "territory"
    EVERYTHING = "everything"


class Record(StrEnum):
    """A kind of row that a user may read or change."""

    ACCOUNT = "account"
    AGREEMENT = "agreement"
    APPLICATION = "application"
    APPOINTMENT = "appointment"
    AUTHORISATION = "authorisation"
    BOOKED_FOR = "booked_for"
    CALL = "call"
    CENTRE = "centre"
    CENTRE_DESK = "centre_desk"
    DUTY = "duty"
    ENGAGEMENT = "engagement"
    EXPERTISE = "expertise"
    GRANT = "grant"
    JOB = "job"
    PATHWAY = "pathway"
    PAYMENT = "payment"
    PLACE = "place"
    PLAN = "plan"
    PRIVACY = "privacy"
    PROFESSIONAL = "professional"
    PROPOSAL = "proposal"
    READER_POOL = "reader_pool"
    READING_PLATFORM = "reading_platform"
    REVIEW = "review"
    REGULATION = "regulation"
    SESSION = "session"
    SITE = "site"
    SYSTEM = "system"
    ZONE = "zone"


@dataclass(frozen=True)
class Right:
    """How far a role may read and change one kind of row; None means not at all."""

    read: Reach | None
    change: Reach | None = None

    def reach(self, act: Act) -> Reach | None:
        """Return how far ``act`` extends."""
        return self.read if act is Act.READ else self.change


OWN, ORGANISATION, TERRITORY, EVERYTHING = Reach
_READ_TERRITORY = {
    Record.AGREEMENT: Right(TERRITORY),
    Record.APPLICATION: Right(TERRITORY),
    Record.APPOINTMENT: Right(TERRITORY),
    Record.ENGAGEMENT: Right(TERRITORY),
    Record.GRANT: Right(TERRITORY),
    Record.PATHWAY: Right(TERRITORY),
    Record.PAYMENT: Right(TERRITORY),
    Record.PLACE: Right(TERRITORY),
    Record.PLAN: Right(TERRITORY),
    Record.PROFESSIONAL: Right(TERRITORY),
    Record.PROPOSAL: Right(TERRITORY),
    Record.SESSION: Right(TERRITORY),
    Record.ZONE: Right(TERRITORY),
}
_OWN_DAYS = {
    Record.APPOINTMENT: Right(OWN, OWN),
    Record.CENTRE: Right(OWN),
    Record.CENTRE_DESK: Right(OWN, OWN),
    Record.DUTY: Right(OWN, OWN),
    Record.ENGAGEMENT: Right(OWN),
    Record.PAYMENT: Right(OWN, OWN),
    Record.PROFESSIONAL: Right(OWN),
    Record.SESSION: Right(OWN, OWN),
}
_OWN_PLACES = {
    Record.APPOINTMENT: Right(ORGANISATION, ORGANISATION),
    Record.PLACE: Right(ORGANISATION),
    Record.SESSION: Right(ORGANISATION, ORGANISATION),
}
_KEEPS_PLACES = {**_OWN_PLACES, Record.PLACE: Right(ORGANISATION, ORGANISATION)}
"""Of a place one keeps: to read its days, and to change what it promises."""
_ANSWERS = {Record.AUTHORISATION: Right(TERRITORY, TERRITORY)}

RIGHTS: dict[str, dict[Record, Right]] = {
    roles.COORDINATOR.code: {
        Record.ACCOUNT: Right(TERRITORY, TERRITORY),
        Record.CALL: Right(ORGANISATION, ORGANISATION),
        Record.DUTY: Right(TERRITORY),
        Record.JOB: Right(ORGANISATION, ORGANISATION),
        **{record: Right(TERRITORY, TERRITORY) for record in (*_READ_TERRITORY, Record.REGULATION, Record.SITE)},
    },
    roles.ANALYST.code: {Record.DUTY: Right(TERRITORY), Record.JOB: Right(ORGANISATION), **_READ_TERRITORY},
    roles.AGENCY_DESK.code: {Record.DUTY: Right(TERRITORY), Record.JOB: Right(ORGANISATION), **_READ_TERRITORY},
    roles.DOCTOR.code: _OWN_DAYS,
    roles.NURSE.code: _OWN_DAYS,
    roles.HOST.code: _KEEPS_PLACES,
    roles.SECRETARY.code: {**_OWN_PLACES, Record.CENTRE_DESK: Right(ORGANISATION, ORGANISATION)},
    roles.CENTRE_MANAGER.code: {
        **_KEEPS_PLACES,
        Record.CENTRE: Right(ORGANISATION, ORGANISATION),
        Record.CENTRE_DESK: Right(ORGANISATION, ORGANISATION),
    },
    roles.ORDER_COUNCIL.code: _ANSWERS,
    roles.INSURER_DESK.code: _ANSWERS,
    roles.DUTY_ORGANISER.code: {Record.DUTY: Right(ORGANISATION, ORGANISATION)},
    roles.PAYER.code: {Record.PAYMENT: Right(ORGANISATION, ORGANISATION)},
    roles.FACULTY_DESK.code: {Record.CALL: Right(ORGANISATION, ORGANISATION), Record.GRANT: Right(ORGANISATION)},
    roles.REVIEWER.code: {Record.REVIEW: Right(OWN, OWN)},
    roles.REFERRER.code: {Record.BOOKED_FOR: Right(OWN, OWN)},
    roles.REGULATOR.code: {Record.BOOKED_FOR: Right(ORGANISATION, ORGANISATION)},
    roles.GRANT_DESK.code: {Record.GRANT: Right(ORGANISATION)},
    roles.REQUESTER.code: {Record.EXPERTISE: Right(ORGANISATION, ORGANISATION)},
    roles.EXPERT.code: {Record.EXPERTISE: Right(OWN, OWN), Record.READING_PLATFORM: Right(ORGANISATION)},
    roles.SYSTEMS_MANAGER.code: {Record.SYSTEM: Right(ORGANISATION, ORGANISATION)},
    roles.HEAD_OF_PATHWAY.code: {
        Record.PATHWAY: Right(ORGANISATION, ORGANISATION),
        Record.READER_POOL: Right(ORGANISATION, ORGANISATION),
        Record.READING_PLATFORM: Right(ORGANISATION, ORGANISATION),
    },
    roles.MEDICAL_AFFAIRS.code: {
        Record.AGREEMENT: Right(ORGANISATION, ORGANISATION),
        Record.PATHWAY: Right(ORGANISATION, ORGANISATION),
        Record.READING_PLATFORM: Right(ORGANISATION),
    },
    roles.ADMINISTRATOR.code: {
        Record.ACCOUNT: Right(EVERYTHING, EVERYTHING),
        Record.REGULATION: Right(EVERYTHING, EVERYTHING),
        Record.SITE: Right(EVERYTHING, EVERYTHING),
    },
    roles.DATA_PROTECTION.code: {
        Record.ACCOUNT: Right(EVERYTHING),
        Record.PRIVACY: Right(EVERYTHING, EVERYTHING),
    },
}
"""Roles that are missing here have an account but no page yet: they open nothing."""


def reach_of(role: str, record: Record, act: Act) -> Reach | None:
    """Return how far a role extends for a kind of row; None for not at all."""
    right = RIGHTS.get(role, {}).get(record)
    return right.reach(act) if right is not None else None


def roles_reaching(record: Record, act: Act, reach: Reach) -> frozenset[str]:
    """Return the codes of the roles whose right is exactly ``reach``."""
    return frozenset(role for role in RIGHTS if reach_of(role, record, act) is reach)


TERRITORIAL = frozenset(
    role for role in RIGHTS if any(reach_of(role, record, Act.READ) is Reach.TERRITORY for record in Record)
)
"""Roles that open the territory of their organisation."""
