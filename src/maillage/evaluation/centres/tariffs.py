"""Regulated tariffs that were loaded, as assumptions of a budget."""

from __future__ import annotations

from maillage.evaluation.centres.assumptions import ASSUMPTIONS
from maillage.sources.catalogue import Holdings
from maillage.sources.catalogue.tariffs import tariffs_held

# Each fee as a sum of acts (medical convention of 2024): the consultation of a GP, with the supplement of children
# under six, the visit with its travel, the supplement of an act that the regulation sends. The first known sum counts.
FEES = {
    "consultation_fee": (("G",), ("GS",)),
    "child_fee": (("G", "MEG"), ("GS", "MEG")),
    "home_fee": (("VG", "MD"), ("VGS", "MD"), ("V", "MD"), ("G", "MD"), ("GS", "MD")),
    "unscheduled_fee": (("SNP",),),
}


def loaded_tariffs(holdings: Holdings) -> tuple[dict[str, float], str]:
    """Assumptions from the loaded tariffs, in euros, and where they come from; nothing and "" if none are loaded."""
    held = tariffs_held(holdings)
    if held is None:
        return {}, ""
    euros, loaded = held
    found: dict[str, float] = {}
    for code, sums in FEES.items():
        known = next((acts for acts in sums if all(act in euros for act in acts)), None)
        if known is not None:
            amount = sum(euros[act] for act in known)
            found[code] = min(max(amount, ASSUMPTIONS[code].least), ASSUMPTIONS[code].most)
    return found, f"{loaded.producer}, {loaded.year}"
