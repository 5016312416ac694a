"""Medical bus: a vehicle with its professionals on tour through the communes of several groupings.

One commune a week by template; general practitioners and dentists take turns aboard. People without a treating doctor,
or not seen for two years, come first; the other inhabitants get what is left two days before. Source: the bus of the
Tarn (first tour of nine communes in three groupings; of 304 appointments booked, 169 patients were seen).
"""

from __future__ import annotations

from maillage.schemes.rules import (
    Allowance,
    AtMost,
    ByTemplate,
    Eligibility,
    FeeRule,
    FirstFor,
    HomeUntouched,
    Then,
    TourStops,
)
from maillage.schemes.scheme import Scheme
from maillage.schemes.words import Authorisation, PatientGroup, Profession, ResourceKind, Status

MEDICAL_BUS = Scheme(
    code="medical_bus",
    label="Bus médical",
    who=Eligibility(
        professions=frozenset({Profession.GP, Profession.DENTIST, Profession.MIDWIFE}),
        statuses=frozenset({Status.SALARIED, Status.LOCUM, Status.RETIRED, Status.HOSPITAL}),
    ),
    where=TourStops(stay_weeks=1),
    quota=ByTemplate(),
    travel=AtMost(minutes=None),
    authorisations=(Authorisation.ORDER_CHECK,),
    fees=FeeRule(extra_fee_percent=0),
    allowance=Allowance(per_day_cents=0, per_half_day_cents=0, per_km_cents=0, payer="le porteur du bus"),
    audience=(
        FirstFor(
            frozenset({PatientGroup.NO_TREATING_DOCTOR, PatientGroup.NOT_SEEN_FOR_LONG}),
            until_days_before=2,
            share_percent=80,
        ),
        Then(frozenset({PatientGroup.INHABITANTS})),
    ),
    home=HomeUntouched(),
    needs=(ResourceKind.DOCTOR, ResourceKind.VEHICLE),
)
