"""French names of the groups of patients used in windows, for pages and refusals."""

from __future__ import annotations

from collections.abc import Iterable

from maillage.schemes import PatientGroup

FOR = {
    PatientGroup.NO_TREATING_DOCTOR: "aux personnes sans médecin traitant",
    PatientGroup.NOT_SEEN_FOR_LONG: "à celles qui n’ont pas vu ce soignant depuis longtemps",
    PatientGroup.INHABITANTS: "aux habitants du territoire",
    PatientGroup.REFERRED: "aux patients adressés par un médecin",
    PatientGroup.REGULATED: "aux patients orientés par la régulation",
    PatientGroup.EVERYBODY: "à tous",
}


def whom(groups: Iterable[str]) -> str:
    """Return "aux personnes sans médecin traitant et aux habitants du territoire", in the order of the table above."""
    chosen = {PatientGroup(group) for group in groups}
    found = [words for group, words in FOR.items() if group in chosen]
    return " et ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
