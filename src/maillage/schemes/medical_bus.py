"""Medical bus: a vehicle with its professionals that tours the communes of several groupings.

The template gives one commune per week; general practitioners and dentists alternate. People without a treating doctor,
or not seen for two years, may book first; the remaining slots open to other inhabitants, and two days before to whoever
comes from elsewhere (an assumption: better than an empty slot). Source: the
bus of the Tarn (first tour of nine communes in three groupings; of 304 appointments booked, 169 patients were seen).
"""

from __future__ import annotations

from maillage.schemes.posts import CARER, VEHICLE, Post
from maillage.schemes.rules import ORDER_CHECK, Allowance, ByTemplate, Eligibility, FeeRule, TourStops
from maillage.schemes.scheme import Scheme
from maillage.schemes.windows import Window
from maillage.schemes.words import PatientGroup, Profession, Status

MEDICAL_BUS = Scheme(
    code="medical_bus",
    label="Bus médical",
    summary="Consultation dans le bus médical, garé dans la commune.",
    who=Eligibility(
        professions=frozenset({Profession.GP, Profession.DENTIST, Profession.MIDWIFE}),
        statuses=frozenset({Status.SALARIED, Status.LOCUM, Status.RETIRED, Status.HOSPITAL}),
    ),
    where=TourStops(),
    quota=ByTemplate(),
    authorisations=(ORDER_CHECK,),
    fees=FeeRule(extra_fee_percent=0),
    allowance=Allowance(payer="le porteur du bus"),
    windows=(
        Window(
            frozenset({PatientGroup.NO_TREATING_DOCTOR, PatientGroup.NOT_SEEN_FOR_LONG}), share=80, until_days_before=2
        ),
        Window(frozenset({PatientGroup.INHABITANTS})),
        Window(frozenset({PatientGroup.EVERYBODY}), opens_days_before=2),
    ),
    needs=(Post(CARER), Post(VEHICLE)),
)
