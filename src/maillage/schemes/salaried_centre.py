"""Salaried health centre: general practitioners, advanced-practice nurses and midwives employed by one centre.

The centre pays salaries, so the scheme pays no allowance; half-days come from its weekly template, at its own places.
Part of the slots is kept for people without a treating doctor until two days before, another part for the regulator of
unscheduled care until two hours before each slot; what is left is then open to whoever calls. The shares of 20 % and
the two hours are assumptions: the regional group of centres states the duty and the priority, not the numbers.
"""

from __future__ import annotations

from maillage.schemes.posts import CARER, ROOM, Post
from maillage.schemes.rules import ORDER_CHECK, Allowance, ByTemplate, Eligibility, FeeRule, PartiesOfProgramme
from maillage.schemes.scheme import Scheme
from maillage.schemes.windows import Window
from maillage.schemes.words import PatientGroup, Profession, Status

SALARIED_CENTRE = Scheme(
    code="salaried_centre",
    label="Centre de santé salarié",
    summary="Consultation au centre de santé, au tarif de la sécurité sociale, sans avance de frais.",
    who=Eligibility(
        professions=frozenset({Profession.GP, Profession.SPECIALIST, Profession.NURSE, Profession.MIDWIFE}),
        statuses=frozenset({Status.SALARIED}),
    ),
    where=PartiesOfProgramme(),
    quota=ByTemplate(),
    authorisations=(ORDER_CHECK,),
    fees=FeeRule(extra_fee_percent=0),
    allowance=Allowance(payer="le centre, par le salaire"),
    windows=(
        Window(frozenset({PatientGroup.NO_TREATING_DOCTOR}), share=20, until_days_before=2),
        Window(frozenset({PatientGroup.REGULATED}), share=20, until_hours_before=2),
        Window(frozenset({PatientGroup.EVERYBODY})),
    ),
    needs=(Post(CARER), Post(ROOM)),
)
