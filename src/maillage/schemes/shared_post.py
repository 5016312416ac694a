"""Posts shared between hospitals (territorial assistants and senior doctors of the hospitals of western Occitanie).

A doctor works part of the week in one hospital and part in another, under an agreement that shares time and cost;
half-days come from the weekly template of that agreement, in either direction. Patients are referred by a doctor or
come on their own; a third of the slots is kept for referred patients until a week before, a tenth for the emergencies
that the regulation sends until two hours before. That such agreements opened emergency slots is a public fact (ENT in
Cahors); the tenth and the two hours are assumptions.
"""

from __future__ import annotations

from maillage.schemes.posts import DOCTOR, ROOM, Post
from maillage.schemes.rules import SIGNED_AGREEMENT, Allowance, ByTemplate, Eligibility, FeeRule, PartiesOfProgramme
from maillage.schemes.scheme import Scheme
from maillage.schemes.windows import Window
from maillage.schemes.words import PatientGroup, Profession, Status

SHARED_POST = Scheme(
    code="shared_post",
    label="Poste partagé entre hôpitaux",
    summary="Consultation d’un médecin du CHU, sur place, avec une lettre de votre médecin.",
    who=Eligibility(
        professions=frozenset({Profession.GP, Profession.SPECIALIST}), statuses=frozenset({Status.HOSPITAL})
    ),
    where=PartiesOfProgramme(),
    quota=ByTemplate(),
    authorisations=(SIGNED_AGREEMENT,),
    fees=FeeRule(extra_fee_percent=0),
    allowance=Allowance(per_km_cents=60, payer="les établissements signataires"),
    windows=(
        Window(frozenset({PatientGroup.REFERRED}), share=34, until_days_before=7),
        Window(frozenset({PatientGroup.REGULATED}), share=10, until_hours_before=2),
        Window(frozenset({PatientGroup.EVERYBODY})),
    ),
    needs=(Post(DOCTOR), Post(ROOM)),
)
