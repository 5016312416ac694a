"""Solidarity consultations ("Un médecin près de chez vous").

Volunteer doctors, general practitioners first, give up to two days per month in a priority territory. They are paid at
the regulated tariff plus 200 euros per day by the local health insurance. Source: the national scheme of 2025 for
territorial solidarity (151 priority groupings of communes). Payment of the journey by the kilometre is an assumption of
this project. No territory may lose more than 2 % of its access or fall under 2.5 consultations per year and inhabitant,
the threshold below which a territory must be zoned for priority intervention.
"""

from __future__ import annotations

from maillage.schemes.posts import DOCTOR, ROOM, Post
from maillage.schemes.rules import (
    INSURANCE_NUMBER,
    ORDER_CHECK,
    Allowance,
    AtMost,
    DaysPerMonth,
    Eligibility,
    FeeRule,
    KeepAccessAbove,
    PriorityTerritories,
    euros,
)
from maillage.schemes.scheme import Scheme
from maillage.schemes.windows import Window
from maillage.schemes.words import PatientGroup, Profession, Status

SOLIDARITY = Scheme(
    code="solidarity",
    label="Consultations solidaires",
    summary="Consultation au cabinet avec un médecin volontaire, qui peut devenir votre médecin traitant.",
    who=Eligibility(
        professions=frozenset({Profession.GP, Profession.SPECIALIST}),
        statuses=frozenset({Status.PRACTISING, Status.LOCUM, Status.HOSPITAL, Status.RETIRED}),
    ),
    volunteers=True,
    where=PriorityTerritories(),
    quota=DaysPerMonth(2),
    travel=AtMost(minutes=60),
    authorisations=(ORDER_CHECK, INSURANCE_NUMBER),
    fees=FeeRule(extra_fee_percent=0),
    allowance=Allowance(per_day_cents=euros(200), per_half_day_cents=euros(100), per_km_cents=60, payer="CPAM"),
    windows=(
        Window(frozenset({PatientGroup.NO_TREATING_DOCTOR}), share=50, until_days_before=3),
        Window(frozenset({PatientGroup.INHABITANTS})),
        Window(frozenset({PatientGroup.EVERYBODY}), opens_days_before=2),
    ),
    home=KeepAccessAbove(floor=2.5, max_loss_percent=2.0),
    needs=(Post(DOCTOR), Post(ROOM)),
)
