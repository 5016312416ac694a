"""The rules of a scheme, one small frozen class per kind of rule.

Money is integer cents, travel is minutes, access is consultations per year and standardised inhabitant. The planner
turns these values into constraints; the agenda and booking enforce them; payments are computed from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from maillage.schemes.words import AnswerDetail, Desk, Profession, Status


def euros(amount: int) -> int:
    """Cents in ``amount`` whole euros."""
    return amount * 100


@dataclass(frozen=True)
class Eligibility:
    """Who may take part: professions and statuses."""

    professions: frozenset[Profession]
    statuses: frozenset[Status]

    def refusal(self, profession: Profession, status: Status) -> str | None:
        """Return the condition that ``profession`` or ``status`` fails, or None."""
        if profession not in self.professions:
            return f"profession '{profession}' is not among {', '.join(sorted(self.professions))}"
        if status not in self.statuses:
            return f"status '{status}' is not among {', '.join(sorted(self.statuses))}"
        return None


@dataclass(frozen=True)
class Whereabouts:
    """Input of a rule of place: where a session would be held, and where its giver comes from.

    ``designated``: the place lies in a priority territory; ``home_designated``: so does the giver's home; ``named``:
    the programme names the place, as a party's or as a stop.
    """

    designated: bool = False
    home_designated: bool = False
    named: bool = False


class Where(Protocol):
    """Where sessions may take place."""

    def allows(self, whereabouts: Whereabouts) -> bool: ...  # noqa: D102


@dataclass(frozen=True)
class PriorityTerritories:
    """Sessions take place in the designated priority territories, and the professional comes from outside them."""

    def allows(self, whereabouts: Whereabouts) -> bool:
        """Whether a session may be held there."""
        return whereabouts.designated and not whereabouts.home_designated


@dataclass(frozen=True)
class PartiesOfProgramme:
    """Sessions take place at the establishments of the programme's parties, in either direction."""

    def allows(self, whereabouts: Whereabouts) -> bool:
        """Whether a session may be held there."""
        return whereabouts.named


@dataclass(frozen=True)
class TourStops:
    """Sessions take place where the vehicle stops."""

    def allows(self, whereabouts: Whereabouts) -> bool:
        """Whether a session may be held there."""
        return whereabouts.named


@dataclass(frozen=True)
class Anywhere:
    """Sessions may take place anywhere."""

    def allows(self, whereabouts: Whereabouts) -> bool:
        """Always true."""
        return True


@dataclass(frozen=True)
class DaysPerMonth:
    """At most ``days`` days in a calendar month; the planner chooses the dates."""

    days: int

    def limit(self, offered: int) -> int:
        """Days per month of a person who offers ``offered``."""
        return min(self.days, offered)


@dataclass(frozen=True)
class ByTemplate:
    """A template repeated over the weeks gives the dates, not the planner."""

    def limit(self, offered: int) -> None:
        """No limit: the template says how often."""


Quota = DaysPerMonth | ByTemplate


@dataclass(frozen=True)
class AtMost:
    """Longest journey from home to the place, one way; None if there is no limit."""

    minutes: int | None = None

    def allows(self, minutes: float | None) -> bool:
        """Whether a journey is short enough; None is longer than the limit of the known times."""
        return self.minutes is None or (minutes is not None and minutes <= self.minutes)


@dataclass(frozen=True)
class FeeRule:
    """The fee a patient may be charged: ``extra_fee_percent`` above the regulated tariff."""

    extra_fee_percent: int = 0

    def allows(self, extra_fee_percent: int) -> bool:
        """Whether a person who charges ``extra_fee_percent`` above the tariff may take part."""
        return extra_fee_percent <= self.extra_fee_percent


@dataclass(frozen=True)
class RequiredAuthorisation:
    """A check by an outside authority (Order, health insurance). ``label`` is French.

    If it is needed ``before_start``, no session may be given without it; otherwise one may, unless it is refused.
    ``desk`` answers. It is reminded every ``reminder_days`` days while the answer is awaited, and with a yes it tells
    what ``asks`` names.
    """

    code: str
    label: str
    before_start: bool = True
    desk: Desk = Desk.COORDINATION
    reminder_days: int = 14
    asks: tuple[AnswerDetail, ...] = ()


ORDER_CHECK = RequiredAuthorisation("order_check", "Vérification par l’Ordre", desk=Desk.ORDER, reminder_days=7)
INSURANCE_NUMBER = RequiredAuthorisation(
    "insurance_number",
    "Numéro de facturation de l’assurance maladie",
    before_start=False,
    desk=Desk.INSURER,
    reminder_days=21,
    asks=(AnswerDetail.BILLING_NUMBER, AnswerDetail.CARD_EXPECTED),
)
SIGNED_AGREEMENT = RequiredAuthorisation("signed_agreement", "Convention signée")


@dataclass(frozen=True)
class Allowance:
    """What the professional receives besides fees, and for the journey, in cents; see :func:`payment`."""

    per_day_cents: int = 0
    per_half_day_cents: int = 0
    per_km_cents: int = 0
    per_replaced_day_cents: int = 0
    """For a day on which a locum works in the professional's own practice."""
    payer: str = ""

    @property
    def pays_something(self) -> bool:
        """Whether any amount is paid."""
        amounts = (self.per_day_cents, self.per_half_day_cents, self.per_km_cents, self.per_replaced_day_cents)
        return any(amounts)


@dataclass(frozen=True)
class KeepAccessAbove:
    """The access that the home territory must keep.

    No territory loses more than ``max_loss_percent`` of its access; none falls under ``floor`` consultations per year
    and inhabitant, and one that is already under it loses nothing.
    """

    floor: float
    max_loss_percent: float


@dataclass(frozen=True)
class HomeUntouched:
    """The home territory loses nothing beyond what an agreement or a budget already pays for."""


Home = KeepAccessAbove | HomeUntouched
