"""The invented centre of the demonstration: where it is, who works there, who sits in which room when."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.demo.people import DemoSite, Names, Person
from maillage.schemes import Profession

CENTRE, BRANCH = "centre-salarie", "centre-salarie-antenne"
STAFF = (
    ("centre-g1", Profession.GP), ("centre-g2", Profession.GP), ("centre-g3", Profession.GP),
    ("centre-g4", Profession.GP), ("centre-ipa", Profession.NURSE), ("centre-sf", Profession.MIDWIFE),
)  # fmt: skip
G1, G2, G3, G4, NURSE, MIDWIFE = (reference for reference, _ in STAFF)
ROOMS_OF_THE_WEEK = (
    (G1, G2, NURSE), (G1, G3, MIDWIFE), (G2, G3, NURSE), (G1, G2, MIDWIFE), (G3, G4, NURSE),
    (G2, G4, MIDWIFE), (G1, G3, NURSE), (G2, G3, MIDWIFE), (G1, G4, NURSE), (G2, G3, MIDWIFE),
)  # fmt: skip
"""Who sits in the three rooms of the centre, from Monday morning to Friday afternoon; the others are on visits."""
HELD_DAYS = 3
BRANCH_OF_THE_WEEK = {0: G3, 2: G1, 6: G2}


@dataclass(frozen=True)
class DemoCentre:
    """The invented centre: where it is, where its branch is, who works there."""

    site: DemoSite
    branch: DemoSite
    people: tuple[tuple[str, Profession, Person], ...]


def demo_centre(sites: list[DemoSite], seed: int = 1) -> DemoCentre:
    """A centre in the first town of the first priority territory, its branch in the second one."""
    names = Names(seed + 7000, "centre.example", first_number=9000)
    people = tuple((reference, profession, names.person()) for reference, profession in STAFF)
    return DemoCentre(sites[0], sites[min(1, len(sites) - 1)], people)
