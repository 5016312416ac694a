"""Names of the groups of patients used in windows, for pages and refusals."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from maillage.schemes import PatientGroup
from maillage.site import languages

FOR = {
    PatientGroup.NO_TREATING_DOCTOR: _("aux personnes sans médecin traitant"),
    PatientGroup.NOT_SEEN_FOR_LONG: _("à celles qui n’ont pas vu ce soignant depuis longtemps"),
    PatientGroup.INHABITANTS: _("aux habitants du territoire"),
    PatientGroup.REFERRED: _("aux patients adressés par un médecin"),
    PatientGroup.REGULATED: _("aux patients orientés par la régulation"),
    PatientGroup.EVERYBODY: _("à tous"),
}


def whom(groups: Iterable[str]) -> str:
    """Return "aux personnes sans médecin traitant et aux habitants du territoire", in the order of the table above."""
    chosen = {PatientGroup(group) for group in groups}
    found = [str(words) for group, words in FOR.items() if group in chosen]
    return languages.joined(found)
