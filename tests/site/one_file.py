"""Schemes in an installed package: one file and its entry point, which Maillage does not name."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

LONGEST = 40  # maximum lines of a scheme's file

ROTATION = dedent(
    '''
    """Centres kept by an association: one GP a week in rotation, housed, from anywhere in the country."""

    from maillage.schemes import (
        BED, DOCTOR, ORDER_CHECK, ROOM, Allowance, Anywhere, ByTemplate, Eligibility, FeeRule, PatientGroup, Post,
        Profession, Scheme, Status, Window, euros,
    )

    ASSOCIATION_CENTRE = Scheme(
        code="association_centre",
        label="Centre associatif",
        summary="Consultation au centre, avec un généraliste qui change chaque semaine.",
        who=Eligibility(professions=frozenset({Profession.GP}), statuses=frozenset({Status.LOCUM, Status.RETIRED})),
        where=Anywhere(),
        quota=ByTemplate(),
        authorisations=(ORDER_CHECK,),
        fees=FeeRule(extra_fee_percent=10),
        allowance=Allowance(per_day_cents=euros(250), per_half_day_cents=euros(125), per_km_cents=9, payer="l’ONG"),
        windows=(Window(frozenset({PatientGroup.EVERYBODY})),),
        needs=(Post(DOCTOR), Post(ROOM), Post(BED)),
    )
    '''
)

PLANNED = dedent(
    '''
    """Retired doctors give three days a month, as far as they like, in the territories most in need."""

    from maillage.schemes import (
        DOCTOR, ORDER_CHECK, ROOM, Allowance, DaysPerMonth, Eligibility, KeepAccessAbove, PatientGroup, Post,
        PriorityTerritories, Profession, Scheme, Status, Window, euros,
    )

    RETIRED_DOCTORS = Scheme(
        code="retired_doctors",
        label="Médecins retraités solidaires",
        summary="Consultation avec un médecin retraité.",
        who=Eligibility(professions=frozenset({Profession.GP}), statuses=frozenset({Status.RETIRED})),
        where=PriorityTerritories(),
        quota=DaysPerMonth(3),
        authorisations=(ORDER_CHECK,),
        allowance=Allowance(per_day_cents=euros(180), per_half_day_cents=euros(90), per_km_cents=40, payer="la Région"),
        windows=(Window(frozenset({PatientGroup.EVERYBODY})),),
        home=KeepAccessAbove(floor=0.5, max_loss_percent=5.0),
        needs=(Post(DOCTOR), Post(ROOM)),
    )
    '''
)


def write_package(folder: Path, module: str, text: str) -> None:
    """Write a package of one module into ``folder`` as an installer would, with its entry point."""
    assert text.strip().count("\n") < LONGEST
    metadata = folder / f"{module}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[maillage.schemes]\nonly = {module}\n")
    (folder / f"{module}.py").write_text(text, encoding="utf-8")
