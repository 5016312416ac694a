"""What an application waits for, in words, for the applicant and for the coordination."""

from __future__ import annotations

from maillage.schemes import Desk
from maillage.site.applications.models import Application
from maillage.site.engagements.models import Authorisation


def checks_of(row: Application) -> list[tuple[str, Authorisation]]:
    """Return the checks of an application with their labels, in the order of its scheme."""
    given = {check.authorisation.kind: check.authorisation for check in row.checks.all()}
    return [(wanted.label, given[wanted.code]) for wanted in row.rules.authorisations if wanted.code in given]


def waits_for(row: Application) -> str:
    """Return what comes next: a desk's answer needed before the start, the coordination, the doctor; "" at the end."""
    state = Application.State
    if row.state == state.DRAFT:
        return "la fin de vos réponses"
    if row.state == state.ACCEPTED:
        return "l’ouverture du compte" if row.engagement_id and not _has_account(row) else ""
    if row.state != state.SENT:
        return ""
    given = {check.authorisation.kind: check.authorisation.state for check in row.checks.all()}
    if Authorisation.State.REFUSED in given.values():
        return "la décision de la coordination, un avis est négatif"
    for wanted in row.rules.authorisations:
        if wanted.before_start and given.get(wanted.code) == Authorisation.State.REQUESTED:
            return wanted.label[:1].lower() + wanted.label[1:]
    return "la décision de la coordination"


DESKS = {Desk.ORDER: "l’Ordre", Desk.INSURER: "l’assurance maladie"}
"""Desks that somebody can be reminded at, as a sentence names them."""


def waited_desk(row: Application) -> str:
    """Return the desk whose answer an application waits for, in words; "" for none."""
    given = {check.authorisation.kind: check.authorisation.state for check in row.checks.all()}
    if row.state != Application.State.SENT or Authorisation.State.REFUSED in given.values():
        return ""
    waiting = (one for one in row.rules.authorisations if given.get(one.code) == Authorisation.State.REQUESTED)
    return next((DESKS[one.desk] for one in waiting if one.before_start and one.desk in DESKS), "")


def _has_account(row: Application) -> bool:
    return row.engagement is not None and row.engagement.professional.user_id is not None
