"""Assisted teleconsultation: a nurse installs the patient where the kit is, and the doctor comes by video.

The nurse is there for the first ten minutes of every consultation, leaves doctor and patient alone, and comes back for
the last five, when the three talk; between these times she may serve a second room. Doctors are of the same territory,
at most an hour away: they send patients to colleagues whom they know, and may become their treating doctor. Source: the
scheme of the Tarn (two communities of professionals). The minutes of the nurse are an assumption of this project.
"""

from __future__ import annotations

from datetime import time

from maillage.schemes.calendar import Hours
from maillage.schemes.posts import DOCTOR, KIT, NURSE, ROOM, Post, Stretch
from maillage.schemes.rules import ORDER_CHECK, Allowance, Anywhere, AtMost, ByTemplate, Eligibility, FeeRule
from maillage.schemes.scheme import Scheme
from maillage.schemes.windows import Window
from maillage.schemes.words import PatientGroup, Profession, Status

WITH_NURSE = (Post(NURSE, within=Stretch(0, 10), each_slot=True), Post(NURSE, within=Stretch(-5), each_slot=True))
TELECONSULTATION = Scheme(
    code="teleconsultation",
    label="Téléconsultation assistée",
    summary="Consultation par vidéo, avec un infirmier à vos côtés au début et à la fin.",
    who=Eligibility(professions=frozenset({Profession.GP, Profession.SPECIALIST}), statuses=frozenset(Status)),
    at_distance=True,
    where=Anywhere(),
    quota=ByTemplate(),
    travel=AtMost(minutes=60),
    authorisations=(ORDER_CHECK,),
    fees=FeeRule(extra_fee_percent=0),
    allowance=Allowance(payer="l’ARS et le Département"),
    windows=(
        Window(frozenset({PatientGroup.NO_TREATING_DOCTOR}), share=50, until_days_before=3),
        Window(frozenset({PatientGroup.INHABITANTS})),
    ),
    hours=Hours((time(9), time(12)), (time(14), time(17)), slot_minutes=30),
    needs=(Post(DOCTOR), *WITH_NURSE, Post(ROOM), Post(KIT)),
)
