"""The own diary of a practice, a centre or a hospital: consultations that somebody gives where they practise.

No scheme pays for it and no rule but those of the agenda limits it: one person, one room and one piece of equipment are
held once at a time. It is part of the care that is measured already, so that it is no gain of a programme.
"""

from __future__ import annotations

from maillage.schemes.posts import CARER, KIT, ROOM, SECOND, Post
from maillage.schemes.rules import ByTemplate, Eligibility, PartiesOfProgramme
from maillage.schemes.scheme import Scheme
from maillage.schemes.windows import Window
from maillage.schemes.words import PatientGroup, Profession, Status

PRACTICE = Scheme(
    code="practice",
    label="Consultation",
    summary="Consultation sur place, aux heures d’ouverture.",
    who=Eligibility(professions=frozenset(Profession), statuses=frozenset(Status)),
    where=PartiesOfProgramme(),
    quota=ByTemplate(),
    windows=(Window(frozenset({PatientGroup.EVERYBODY})),),
    needs=(Post(CARER), Post(ROOM), Post(SECOND, optional=True), Post(KIT, optional=True, only_named=True)),
)
