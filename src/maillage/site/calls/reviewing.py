"""What a reviewer does: declare their ties, mark what they read, step aside, discuss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.calls.establishments import known_as
from maillage.site.calls.models import Submission
from maillage.site.calls.naming import establishment_key
from maillage.site.calls.review_models import CallReviewer, Review, ReviewNote
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.questionnaires import kept_text
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState

Given = Review.State
LONGEST_WORD, LONGEST_NOTE, LONGEST_LINKS = 3000, 2000, 1000
ENOUGH = 10


@in_transaction
def declare(row: CallReviewer, establishment: str, links: str = "", *, by: User) -> CallReviewer:
    """Declare where one works and to which other establishments one is tied, one a line.

    Raises ``InvalidField``; ``WrongState`` once something is given to read: then one steps aside; ``NotAllowed``.
    """
    if not CallReviewer.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise NotAllowed("Cette déclaration n’est pas la vôtre.")
    found = CallReviewer.objects.select_for_update(of=("self",)).select_related("call", "user").get(pk=row.pk)
    if found.reviews.exists():
        raise WrongState("Des dossiers vous sont confiés\u00a0: dites pour chacun si vous avez un lien.")
    own = " ".join(establishment.split())
    if not any(letter.isalpha() for letter in own) or len(own) > 200:
        raise InvalidField("establishment", "Donnez le nom de votre établissement.")
    others = kept_text({"links": links}, "links", LONGEST_LINKS)
    houses = found.user.memberships.values_list("organisation__name", flat=True)
    names = [own, *filter(None, others.splitlines()), *houses]
    found.establishment, found.links, found.declared_at = own, others, timezone.now()
    found.keys = sorted({key for name in names for key in (establishment_key(name), known_as(name))})
    with authored_by(by):
        found.save()
    return found


@in_transaction
def give(row: Review, marks: Mapping[str, Any], word: str, *, by: User) -> Review:
    """Mark a submission; one's marks may be corrected until it is decided.

    ``marks`` are whole numbers by code of criterion. Raises ``InvalidField`` on the criterion that has no mark or one
    out of bounds, or on ``word``; ``WrongState`` for what is decided or was put aside; ``NotAllowed``.
    """
    found = _own(row, by)
    if found.state == Given.CONFLICT:
        raise WrongState("Vous avez déclaré un lien avec ce dossier\u00a0: vous ne le notez pas.")
    kept: dict[str, int] = {}
    for one in found.submission.call.criteria.all():
        mark = marks.get(one.code)
        if not isinstance(mark, int) or not 0 <= mark <= one.most:
            raise InvalidField(one.code, f"Donnez une note de 0 à {one.most}.")
        kept[one.code] = mark
    clean = kept_text({"word": word}, "word", LONGEST_WORD)
    if len(clean) < ENOUGH:
        raise InvalidField("word", "Écrivez une phrase qui explique vos notes.")
    found.marks, found.word, found.state, found.answered_at = kept, clean, Given.GIVEN, timezone.now()
    with authored_by(by):
        found.save()
    return found


@in_transaction
def step_aside(row: Review, tie: str, *, by: User) -> Review:
    """Declare a tie with a submission: one reads it no more, and one's marks do not count.

    Raises ``InvalidField`` on ``tie``, ``WrongState``, ``NotAllowed``.
    """
    found = _own(row, by)
    clean = " ".join(tie.split())[:500]
    if len(clean) < ENOUGH:
        raise InvalidField("tie", "Dites en une phrase quel est ce lien\u00a0: l’organisateur la lira.")
    if found.state == Given.GIVEN and ReviewNote.objects.filter(
        submission=found.submission_id, reviewer=found.reviewer_id
    ):
        raise Refused("Vous avez pris part à la discussion\u00a0: écrivez à l’organisme qui a ouvert l’appel.")
    found.state, found.conflict, found.marks, found.word = Given.CONFLICT, clean, {}, ""
    found.answered_at = timezone.now()
    with authored_by(by):
        found.save()
    return found


@in_transaction
def say(row: Review, text: str, *, by: User) -> ReviewNote:
    """Add a word to the discussion. Raises ``InvalidField``; ``WrongState`` before one has marked; ``NotAllowed``."""
    found = _own(row, by)
    if found.state != Given.GIVEN:
        raise WrongState("Notez d’abord ce dossier\u00a0: la discussion s’ouvre ensuite.")
    clean = kept_text({"text": text}, "text", LONGEST_NOTE)
    if not any(letter.isalnum() for letter in clean):
        raise InvalidField("text", "Écrivez votre message.")
    with authored_by(by):
        return ReviewNote.objects.create(submission=found.submission, reviewer=found.reviewer, text=clean)


def _own(row: Review, by: User) -> Review:
    if not Review.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise NotAllowed("Ce dossier n’est pas confié à vous.")
    rows = Review.objects.select_for_update(of=("self",)).select_related("submission__call", "reviewer")
    found = rows.get(pk=row.pk)
    if found.submission.state != Submission.State.ADMITTED:
        raise WrongState("Ce dossier est décidé\u00a0: les notes ne changent plus.")
    return found
