"""Decisions on what was reviewed: kept or not, with a letter; what is kept becomes a grant, or an engagement."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from maillage.site.accounts.messages import name_of
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Record
from maillage.site.calls import notices, posts, submissions
from maillage.site.calls.clock import PARIS
from maillage.site.calls.models import Submission
from maillage.site.calls.review_models import CallDecision
from maillage.site.calls.services import allowed
from maillage.site.calls.shapes import euros
from maillage.site.documents import render
from maillage.site.grants import services as grants
from maillage.site.grants.models import AwardedGrant
from maillage.site.grants.services import GrantData
from maillage.site.history import authored_by
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.messages.signature import sender
from maillage.site.questionnaires import kept_reason
from maillage.site.refusals import InvalidField, Refused

State = Submission.State
MOST_YEARS = 5
OBJECT = "training"
"""What a grant for research is for, in the register."""


@dataclass(frozen=True)
class Award:
    """The grant of a project that is kept: an amount over some years, from this one; ``commune`` is a code or ""."""

    cents: int
    years: int
    region: str
    reference: str
    commune: str = ""


def by_year(cents: int, first: int, years: int) -> dict[int, int]:
    """Return an amount in equal parts, in cents; what does not divide is in the first years."""
    whole, rest = divmod(cents, years)
    return {first + number: whole + (number < rest) for number in range(years)}


@in_transaction
def keep(row: Submission, reason: str, award: Award | None = None, *, by: User | None) -> CallDecision:
    """Keep a submission: its grant is recorded, or its author engaged; the letter is sent. Nothing is half done.

    Raises ``InvalidField``, ``Refused`` without two reviews or a post left, ``WrongState``, ``NotAllowed``.
    """
    found = allowed(row, by, (State.ADMITTED,))
    decision = CallDecision(submission=found, kept=True, reason=kept_reason(reason, "Dites en une phrase pourquoi"))
    with authored_by(by):
        if found.call.of_kind.has_budget:
            decision.cents, decision.grant = _grant(found, award, by)
        _record(decision, by)
        if found.call.of_kind.post:
            decision.engagement = posts.engage(found)
            decision.save()
        submissions.end(found, State.SELECTED)
    notices.kept(found, "" if decision.cents is None else euros(decision.cents))
    return decision


@in_transaction
def decline(row: Submission, reason: str, *, by: User | None) -> CallDecision:
    """Do not keep a submission that was reviewed; the letter is sent. Raises as :func:`keep` does."""
    found = allowed(row, by, (State.ADMITTED,))
    decision = CallDecision(submission=found, kept=False, reason=kept_reason(reason, "Dites en une phrase pourquoi"))
    with authored_by(by):
        _record(decision, by)
        found.applicant.reason = decision.reason
        submissions.end(found, State.REFUSED)
    notices.refused(found)
    return decision


def _record(decision: CallDecision, by: User | None) -> None:
    said = {
        "decided_on_two_reviews": "Il faut deux évaluations rendues avant de décider.",
        "decision_within_posts": "Tous les postes de cet appel sont pourvus.",
    }
    decision.by = decision.submission.applicant.decided_by = name_of(by)
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        if constraint_of(error) not in said:
            raise
        raise Refused(said[str(constraint_of(error))]) from error


def _grant(row: Submission, award: Award | None, by: User | None) -> tuple[int, AwardedGrant]:
    if award is None:
        raise InvalidField("cents", "Donnez le montant accordé.")
    if by is None:
        raise Refused("Une subvention s’inscrit au nom d’un compte\u00a0: décidez depuis la page du dossier.")
    asked = int(row.answers["budget"]["total"])
    if not 0 < award.cents <= asked:
        raise InvalidField("cents", f"Le projet demande {euros(asked)}\u00a0: donnez cela, ou moins.")
    if not 1 <= award.years <= MOST_YEARS:
        raise InvalidField("years", f"Donnez de 1 à {MOST_YEARS} ans.")
    today = timezone.localdate(timezone=PARIS)
    giver = row.call.organisation
    data = GrantData(
        region=award.region, reference=award.reference.strip(), giver=giver.name,
        beneficiary=row.applicant.establishment, object=OBJECT, decided_on=today,
        years=by_year(award.cents, today.year, award.years), title=str(row.answers.get("title", "")),
        commune=award.commune or None,
    )  # fmt: skip
    if by.grants.may(Record.GRANT, Act.CHANGE):
        return award.cents, grants.record(data, by)
    return award.cents, grants.record_given(data, giver, by)  # A faculty has no territory, and gives all the same.


def letter(decision: CallDecision) -> bytes:
    """Return the letter of a decision, as a PDF."""
    row = decision.submission
    data = {
        "title": f"Réponse à votre candidature, dossier {row.number}", "site": sender().name,
        "organisation": row.call.organisation.name, "name": row.applicant.full_name,
        "establishment": row.applicant.establishment, "call": row.call.title, "number": row.number,
        "kept": decision.kept, "reason": decision.reason, "by": decision.by,
        "amount": "" if decision.cents is None else euros(decision.cents),
        "reference": "" if decision.grant is None else decision.grant.reference,
        "post": posts.words(row.call) if row.call.of_kind.post else "",
        "date": date_format(decision.at.astimezone(PARIS).date(), "j F Y"),
    }  # fmt: skip
    return render("letter", data, decision.at)
