"""What a place prepares for a person, in words: nothing medical, from a closed list."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.site import languages
from maillage.site.agenda.models import Session
from maillage.site.booking.models import Patient
from maillage.site.directory.promises import PlaceDetails

SPOKEN = {"en": gettext_noop("en anglais"), "es": gettext_noop("en espagnol"), "ar": gettext_noop("en arabe")}


def words_of_needs(needs: Iterable[str], language: str) -> str:
    """Return "Un interprète en arabe, une entrée sans marche": the interpreter speaks the language of the booking."""
    said: list[str] = []
    for need in needs:
        label = str(Patient.Need(need).label)
        if need == Patient.Need.INTERPRETER.value and language in SPOKEN:
            label = f"{label} {_(SPOKEN[language])}"
        said.append(label)
    return languages.joined(said)


def not_promised(session: Session, needs: Iterable[str]) -> str:
    """Return what to do if a place has not said that a wheelchair can enter, "" if it has or nobody needs it.

    A stop of a vehicle has no such promise: the sentence stands there too.
    """
    if Patient.Need.WHEELCHAIR not in needs:
        return ""
    told = PlaceDetails.objects.filter(place=session.place_id, accessibility__contains=["step_free"])
    if session.place_id is not None and told.exists():
        return ""
    return _(
        "Ce lieu n’a pas dit que son entrée est sans marche\u00a0: appelez avant de venir, ou choisissez-en un autre."
    )
