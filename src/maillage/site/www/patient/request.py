"""The answers given so far to the questions of a booking, as addresses and forms carry them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from maillage.schemes import PatientFacts
from maillage.site.agenda.models import Session, Slot, posts_and_claims
from maillage.site.geography.current import commune_of
from maillage.site.geography.models import Commune
from maillage.site.www.numbers import whole
from maillage.site.www.patient import motives
from maillage.site.www.patient.forms import given_professions

LONGEST_AGO = 100  # Years


@dataclass(frozen=True)
class Request:
    """The answers given so far; they contain no name and no contact."""

    commune: Commune | None
    who: str
    treating: bool | None
    profession: str
    slot: Slot | None
    not_seen_for_years: int = 0
    referred: bool = False
    motive: str = ""

    @property
    def facts(self) -> PatientFacts:
        """The facts that the windows of the schemes need."""
        return PatientFacts(
            has_treating_doctor=bool(self.treating), not_seen_for_years=self.not_seen_for_years, referred=self.referred
        )

    @property
    def before(self) -> PatientFacts:
        """The facts without the answers about the chosen profession: whether these are asked must not change."""
        return PatientFacts(has_treating_doctor=bool(self.treating))

    @property
    def other(self) -> bool:
        return self.who == "autre"

    @property
    def told(self) -> dict[str, str]:
        """Answers that only some schemes ask for, as URLs and forms write them."""
        years = {"pas_vu": str(self.not_seen_for_years)} if self.not_seen_for_years else {}
        return {**years, **({"lettre": "oui"} if self.referred else {})}

    @cached_property
    def waiting(self) -> str:
        """The address of the waiting list with the same answers; "" as long as some are missing."""
        if self.commune is None or self.treating is None or not self.profession:
            return ""
        return self.query(creneau="").replace(_path("booking"), _path("waiting-list"), 1)

    def query(self, **changes: object) -> str:
        """The answers as a query string."""
        answers = {
            "commune": self.commune.pk if self.commune else "",
            "pour": self.who,
            "medecin": "" if self.treating is None else "oui" if self.treating else "non",
            "soignant": self.profession,
            **self.told,
            "creneau": self.slot.pk if self.slot else "",
            "motif": self.motive if self.slot else "",
        }
        kept = {name: value for name, value in (answers | changes).items() if value not in ("", None)}
        return f"{_path('booking')}?{urlencode(kept)}"


@cache
def _path(name: str) -> str:
    """Return the path of a page: every link to a list of times needs it."""
    return reverse(name)


def slot_of(text: str) -> Slot | None:
    """Return the slot named in a form or URL, None if it cannot be booked (three queries)."""
    pk = whole(text)
    if pk is None:
        return None
    rows = Slot.objects.select_related("session__programme", "session__commune", "session__place")
    rows = rows.defer("session__programme__template").prefetch_related(posts_and_claims("session__posts"))
    return rows.filter(pk=pk, session__activity=Session.Activity.CONSULTATIONS).first()


def answers_of(answers: Any) -> Request:
    """Read the answers from a query string or a form; ignore invalid ones.

    Also sets the time zone of the page to that of the commune.
    """
    code = answers.get("commune", "")[:5]
    commune = commune_of(code) if code else None
    if commune is not None:
        timezone.activate(commune.zone)
    who = answers.get("pour", "")
    profession = answers.get("soignant", "")
    treating = {"oui": True, "non": False}.get(answers.get("medecin", ""))
    motive = answers.get("motif", "")
    return Request(
        commune=commune,
        who=who if who in ("moi", "autre") else "",
        treating=treating,
        profession=profession if profession in given_professions() else "",
        slot=slot_of(answers.get("creneau", "")),
        not_seen_for_years=min(whole(answers.get("pas_vu", "")) or 0, LONGEST_AGO),
        referred=answers.get("lettre") == "oui",
        motive=motive if motive in motives.LABELS else "",
    )
