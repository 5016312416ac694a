"""Permanence of care: evenings, nights, Saturdays, Sundays and holidays, shared out by a rota of a department.

A duty is a doctor's time at a duty house, or on the telephone of the regulation; patients come through the 15, so
nothing can be booked. Dates and rests are rules of the rota (``planning/rota/parameters/duty.toml``). Amounts are an
assumption, to be replaced by those of the region's rules (cahier des charges, code de la santé publique, R. 6315-6):
150 EUR a duty of up to six hours, 300 EUR a longer one.
"""

from __future__ import annotations

from maillage.schemes.posts import DOCTOR, Post
from maillage.schemes.rules import Allowance, Anywhere, ByTemplate, Eligibility, FeeRule, euros
from maillage.schemes.scheme import Scheme
from maillage.schemes.windows import Window
from maillage.schemes.words import PatientGroup, Profession, Status

DUTY_ROTA = Scheme(
    code="duty_rota",
    label="Permanence des soins",
    summary="Garde de médecine générale, le soir, la nuit, le week-end et les jours fériés, par le 15.",
    who=Eligibility(professions=frozenset({Profession.GP}), statuses=frozenset(Status)),
    where=Anywhere(),
    quota=ByTemplate(),
    fees=FeeRule(extra_fee_percent=0),
    allowance=Allowance(per_day_cents=euros(300), per_half_day_cents=euros(150), payer="l’assurance maladie"),
    windows=(Window(frozenset({PatientGroup.REGULATED})),),
    needs=(Post(DOCTOR),),
)
