"""What an organiser does for the review of a call: its grid, its reviewers, and who reads what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from maillage.site.accounts import roles
from maillage.site.accounts.models import User
from maillage.site.calls import notices
from maillage.site.calls.clock import db_now, paris_words
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.review_invariants import NEEDED_REVIEWS
from maillage.site.calls.review_models import HIGHEST_MARK, HIGHEST_WEIGHT, CallCriterion, CallReviewer, Review
from maillage.site.calls.services import allowed, checked
from maillage.site.history import authored_by
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import InvalidField, Refused, WrongState

State = Submission.State
MOST_CRITERIA = 8
OWN_HOSPITAL = "Cette personne est de l’hôpital de ce dossier, ou lui est liée\u00a0: choisissez quelqu’un d’autre."


@dataclass(frozen=True)
class GridLine:
    """A criterion as an organiser writes it."""

    label: str
    most: int = 5
    weight: int = 1
    hint: str = ""


@in_transaction
def set_grid(call: Call, lines: Sequence[GridLine], *, by: User | None) -> list[CallCriterion]:
    """Replace the grid. Raises ``InvalidField`` on ``label-2``, ``Refused`` once something is marked, ``NotAllowed``.

    The criteria are numbered: a mark belongs to the place of its criterion.
    """
    found = checked(call, by)
    if not found.of_kind.reviewed:
        raise WrongState("Cet appel ne se lit pas avec une grille.")
    if Review.objects.filter(submission__call=found, state=Review.State.GIVEN).exists():
        raise Refused("Un dossier est déjà noté\u00a0: la grille ne change plus.")
    if not 1 <= len(lines) <= MOST_CRITERIA:
        raise InvalidField("label-1", f"Donnez de 1 à {MOST_CRITERIA} critères.")
    for number, one in enumerate(lines, start=1):
        _check(number, one)
    with authored_by(by):
        found.criteria.all().delete()
        return CallCriterion.objects.bulk_create(
            CallCriterion(
                call=found, position=number, code=f"c{number}", label=one.label.strip(), hint=one.hint.strip(),
                most=one.most, weight=one.weight,
            )
            for number, one in enumerate(lines, start=1)
        )  # fmt: skip


def _check(number: int, one: GridLine) -> None:
    if not one.label.strip():
        raise InvalidField(f"label-{number}", "Nommez ce critère, ou videz la ligne.")
    if not 1 <= one.most <= HIGHEST_MARK:
        raise InvalidField(f"most-{number}", f"Donnez une note la plus haute, de 1 à {HIGHEST_MARK}.")
    if not 1 <= one.weight <= HIGHEST_WEIGHT:
        raise InvalidField(f"weight-{number}", f"Donnez un poids, de 1 à {HIGHEST_WEIGHT}.")


def who_may_review(call: Call) -> QuerySet[User]:
    """Return the accounts that the organisation of a call knows as reviewers and that are not on its panel yet."""
    known = User.objects.filter(
        is_active=True, memberships__role=roles.REVIEWER.code, memberships__organisation=call.organisation_id
    )
    return known.exclude(pk__in=call.reviewers.values("user")).order_by("last_name", "first_name", "pk")


@in_transaction
def name_reviewer(call: Call, user: User, *, by: User | None) -> CallReviewer:
    """Put somebody on the panel and tell them. Raises ``InvalidField`` for one who is no reviewer, ``NotAllowed``."""
    found = checked(call, by)
    known = found.reviewers.filter(user=user).first()
    if known is not None:
        return known
    if not found.of_kind.reviewed:
        raise WrongState("Cet appel ne se lit pas avec une grille.")
    if not who_may_review(found).filter(pk=user.pk).exists():
        raise InvalidField("reviewer", "Choisissez un compte d’évaluateur de votre organisation.")
    last = found.reviewers.aggregate(last=Max("number"))["last"]
    with authored_by(by):
        row = CallReviewer.objects.create(call=found, user=user, number=(last or 0) + 1)
    notices.named(row)
    return row


@in_transaction
def remove_reviewer(reviewer: CallReviewer, *, by: User | None) -> None:
    """Take somebody off the panel, with what they had to read. Raises ``Refused`` once they marked something."""
    found = checked(reviewer.call, by)
    row = CallReviewer.objects.select_for_update(of=("self",)).get(pk=reviewer.pk, call=found)
    if row.reviews.filter(state=Review.State.GIVEN).exists():
        raise Refused("Cette personne a déjà noté un dossier\u00a0: ses notes restent, et elle aussi.")
    with authored_by(by):
        row.reviews.all().delete()
        CallReviewer.objects.filter(pk=row.pk).delete()


@in_transaction
def ask(row: Submission, reviewer: CallReviewer, *, by: User | None) -> Review:
    """Give a submission to a reviewer to read; repeating it changes nothing.

    Raises ``InvalidField`` for one who has not declared their ties, or is tied to the candidate's hospital,
    ``WrongState`` for what is not admitted, ``NotAllowed``.
    """
    found = allowed(row, by, (State.ADMITTED,))
    known = Review.objects.filter(submission=found, reviewer=reviewer).first()
    if known is not None:
        return known
    if reviewer.declared_at is None:
        raise InvalidField("reviewer", "Cette personne n’a pas encore déclaré ses liens\u00a0: attendez-la.")
    try:
        with transaction.atomic(), authored_by(by):
            return Review.objects.create(submission=found, reviewer=reviewer)
    except IntegrityError as error:
        if constraint_of(error) != "review_without_conflict":
            raise
        raise InvalidField("reviewer", OWN_HOSPITAL) from error


@in_transaction
def distribute(call: Call, *, by: User | None) -> int:
    """Give each admitted submission two reviewers, to those who have least to read first; return how many were given.

    Raises ``Refused`` before the call is closed and answered, or where two reviewers without ties are missing; nothing
    is given then.
    """
    found = checked(call, by)
    if not found.is_over(db_now()):
        raise Refused(f"Cet appel est ouvert jusqu’au {paris_words(found.closes_at)}\u00a0: attendez sa clôture.")
    if found.submissions.filter(state=State.SENT).exists():
        raise Refused("Des candidatures attendent votre réponse\u00a0: dites d’abord si elles sont recevables.")
    panel = list(found.reviewers.exclude(declared_at=None).select_related("user"))
    load = {one.pk: one.reviews.count() for one in panel}
    rows = list(found.submissions.filter(state=State.ADMITTED).select_related("applicant"))
    # Those with the fewest possible readers first: the others have more choice.
    rows.sort(key=lambda row: sum(is_free(one, row) for one in panel))
    given = 0
    for row in rows:
        given += _fill(row, panel, load, by)
    for one in panel:
        if load[one.pk]:
            notices.to_read(one)
    return given


def _fill(row: Submission, panel: Sequence[CallReviewer], load: dict[int, int], by: User | None) -> int:
    """Give a submission the reviewers that it lacks."""
    held = list(row.reviews.all())
    missing = NEEDED_REVIEWS - sum(one.state != Review.State.CONFLICT for one in held)
    known = {one.reviewer_id for one in held}
    free = [one for one in panel if one.pk not in known and is_free(one, row)]
    free.sort(key=lambda one: load[one.pk])
    if missing > len(free):
        raise Refused(
            f"{row.name}\u00a0: il manque un évaluateur sans lien avec son hôpital. Nommez-en un autre, ou attendez "
            "que tous aient déclaré leurs liens."
        )
    for one in free[: max(missing, 0)]:
        ask(row, one, by=by)
        load[one.pk] += 1
    return max(missing, 0)


def is_free(reviewer: CallReviewer, row: Submission) -> bool:
    """Return whether a reviewer may read a submission; the database asks the same."""
    if row.applicant.email.lower() == reviewer.user.email.lower():
        return False
    return not row.call.blind or row.applicant.establishment_key not in reviewer.keys
