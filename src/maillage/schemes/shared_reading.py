"""Reading duty shared between hospitals: evenings, weekends and holidays of a platform such as the PIMM.

Readers of the member hospitals are on duty for all of them, at a distance. Hours and rests are those of the rota; how
readings, hours and money are shared is in the agreement of the platform. The hospital that employs the reader pays the
duty. Amounts are an assumption, to be replaced by those of the agreement: 150 EUR a duty of up to six hours, 300 EUR a
longer one.
"""

from __future__ import annotations

from maillage.schemes.posts import DOCTOR, Post
from maillage.schemes.rules import Allowance, Anywhere, ByTemplate, Eligibility, FeeRule, euros
from maillage.schemes.scheme import Scheme
from maillage.schemes.windows import Window
from maillage.schemes.words import PatientGroup, Profession, Status

SHARED_READING = Scheme(
    code="shared_reading",
    label="Lecture partagée",
    summary="Lecture d’examens à distance, le soir, le week-end et les jours fériés, pour plusieurs hôpitaux.",
    who=Eligibility(
        professions=frozenset({Profession.GP, Profession.SPECIALIST}), statuses=frozenset({Status.HOSPITAL})
    ),
    where=Anywhere(),
    quota=ByTemplate(),
    fees=FeeRule(extra_fee_percent=0),
    allowance=Allowance(per_day_cents=euros(300), per_half_day_cents=euros(150), payer="l’hôpital du lecteur"),
    windows=(Window(frozenset({PatientGroup.REGULATED})),),
    needs=(Post(DOCTOR),),
)
