"""Posts shared between hospitals (territorial assistants and seniors of the hospitals of western Occitanie).

A doctor works part of the week in one hospital and part in another, under an agreement that shares time and money;
half-days come from the weekly template of that agreement, in either direction. Patients are sent by a colleague or
come by themselves; a third of the slots is kept for those a colleague sends until a week before.
"""

from __future__ import annotations

from maillage.schemes.rules import (
    AgreementBetweenEstablishments,
    Allowance,
    AtMost,
    ByTemplate,
    Eligibility,
    FeeRule,
    FirstFor,
    HomeUntouched,
    Then,
)
from maillage.schemes.scheme import Scheme
from maillage.schemes.words import Authorisation, PatientGroup, Profession, ResourceKind, Status

SHARED_POST = Scheme(
    code="shared_post",
    label="Poste partagé entre hôpitaux",
    who=Eligibility(
        professions=frozenset({Profession.GP, Profession.SPECIALIST}), statuses=frozenset({Status.HOSPITAL})
    ),
    where=AgreementBetweenEstablishments(),
    quota=ByTemplate(),
    travel=AtMost(minutes=None),
    authorisations=(Authorisation.SIGNED_AGREEMENT,),
    fees=FeeRule(extra_fee_percent=0),
    allowance=Allowance(per_day_cents=0, per_half_day_cents=0, per_km_cents=60, payer="les établissements signataires"),
    audience=(
        FirstFor(frozenset({PatientGroup.REFERRED}), until_days_before=7, share_percent=34),
        Then(frozenset({PatientGroup.EVERYBODY})),
    ),
    home=HomeUntouched(),
    needs=(ResourceKind.DOCTOR, ResourceKind.ROOM),
)
