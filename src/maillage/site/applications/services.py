"""Services on an application: begin, save answers, send, withdraw, accept or refuse.

The doctor uses a link, without an account; ``by`` is the coordinator who answers, None for the command line and the
demonstration.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.schemes import SCHEMES, Profession, Scheme, Status, zone_of_commune
from maillage.site.accounts import roles, throttle
from maillage.site.accounts import services as accounts
from maillage.site.accounts.messages import name_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.applications import notices
from maillage.site.applications.answers import QUESTIONS, next_question, refuse_known
from maillage.site.applications.models import Application, ApplicationCheck
from maillage.site.applications.places import open_places
from maillage.site.applications.tokens import key_of
from maillage.site.directory import services as directory
from maillage.site.directory.models import Professional
from maillage.site.directory.services import ProfessionalData
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.engagements.services import EngagementData
from maillage.site.history import authored_by, forget_contexts
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.questionnaires import kept_email, kept_reason
from maillage.site.refusals import InvalidField, NotAllowed, Refused, WrongState
from maillage.site.sealed_fields import email_term, found_by

LIMIT = throttle.Limit("application", per_account=5, per_address=30)
DRAFT_KEPT, WITHDRAWN_KEPT, REFUSED_KEPT = timedelta(days=30), timedelta(days=30), timedelta(days=365)
GONE = "Cette candidature n’attend plus de réponse."


def find(token: str) -> Application | None:
    """Return the application of a link."""
    key = key_of(token)
    rows = Application.objects.select_related("home__department", "engagement")
    return None if key is None else rows.filter(key=key).first()


@in_transaction
def begin(scheme: Scheme, email: str, phone: str = "", *, place: int | None = None, address: str = "") -> Application:
    """Begin an application, with the place that the person looked at if any, and send its link.

    If this e-mail address already has an open application, its link is sent too, and the page does not say so. Raises
    ``Refused`` for a scheme without applications, and if the network address has asked too often.
    """
    if not scheme.volunteers:
        raise Refused("Ce dispositif ne reçoit pas de candidature. Appelez la coordination.")
    LIMIT.take(kept_email(email), address)
    row = Application(scheme=scheme.code)
    QUESTIONS["contact"].put(row, {"email": email, "phone": phone})
    row.save()
    if place is not None:
        row.wanted_places.set(open_places(scheme).filter(pk=place))
    notices.begun(row)
    return row


def send_links(email: str, address: str, now: datetime) -> None:
    """Send the links of the open applications of an e-mail address; the caller cannot tell whether there are any."""
    email = kept_email(email)
    LIMIT.take(email, address)
    for row in Application.objects.filter(found_by([email_term(email)]), state__in=Application.OPEN_STATES):
        notices.begun(row, again=f"-{now:%Y%m%d%H}")


@in_transaction
def save_answer(row: Application, question: str, values: Mapping[str, Any]) -> Application:
    """Check and store an answer. Raises ``InvalidField``; ``WrongState`` if the application was sent."""
    found = _locked(row)
    if found.state != Application.State.DRAFT:
        raise WrongState("Cette candidature est partie\u00a0: elle ne change plus. Retirez-la pour en faire une autre.")
    QUESTIONS[question].put(found, values)
    found.saved_at = timezone.now()
    found.save()
    return found


@in_transaction
def send(row: Application, *, consent: bool) -> Application:
    """Send an application: the checks of its scheme are asked of the desks. A second call changes nothing.

    Raises ``InvalidField`` for what is missing, and for a number that another application has sent meanwhile.
    """
    found = _locked(row)
    if found.state == Application.State.SENT:
        return found
    if found.state != Application.State.DRAFT:
        raise WrongState(GONE)
    missing = next_question(found)
    if missing is not None:
        raise InvalidField(missing.code, "Il reste une question sans réponse.")
    if not consent:
        raise InvalidField("consent", "Cochez cette case\u00a0: sans votre accord, rien n’est envoyé.")
    refuse_known(found, found.rpps)
    found.state, found.sent_at = Application.State.SENT, timezone.now()
    found.consented_at = found.saved_at = found.sent_at
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        if constraint_of(error) != "application_one_running":
            raise
        refuse_known(found, found.rpps)
        raise
    _ask_desks(found)
    notices.sent(found)
    return found


def _ask_desks(row: Application) -> None:
    asked = Authorisation.objects.bulk_create(engagements.to_ask(row.rules, _today(row)))
    ApplicationCheck.objects.bulk_create(ApplicationCheck(application=row, authorisation=one) for one in asked)


@in_transaction
def withdraw(row: Application, reason: str = "") -> Application:
    """Withdraw an open application for good. Raises ``WrongState`` if it was answered."""
    found = _locked(row)
    if found.state == Application.State.WITHDRAWN:
        return found
    if not found.is_open:
        raise WrongState("Cette candidature a reçu sa réponse\u00a0: appelez la coordination.")
    found.reason = " ".join(reason.split())[:500]
    _end(found, Application.State.WITHDRAWN)
    notices.withdrawn(found)
    return found


@in_transaction
def accept(row: Application, *, organisation: Organisation | None = None, by: User | None = None) -> Application:
    """Accept: create a directory entry, an engagement and an invitation; repeating it changes nothing.

    The account belongs to ``organisation``, by default the coordinator's. Raises ``WrongState`` for an application that
    does not wait for an answer, ``Refused`` while a check needed before the start is missing or if one is refused,
    ``NotAllowed`` outside the territory of ``by``.
    """
    _may_answer(row, by)
    found = _locked(row)
    if found.state == Application.State.ACCEPTED:
        return found
    if found.state != Application.State.SENT:
        raise WrongState(GONE)
    asked = list(Authorisation.objects.select_for_update().filter(check_of__application=found).order_by("pk"))
    against = reason_against(found.rules, asked)
    if against:
        raise Refused(against)
    house = organisation or _house_of(by)
    with authored_by(by):
        person = _enter(found)
        found.engagement = engagements.engage(found.rules, _commitment(found, person, asked))
        found.decided_by = name_of(by)
        _end(found, Application.State.ACCEPTED)
        role = roles.NURSE if found.profession == Profession.NURSE else roles.DOCTOR
        accounts.invite(Invitee(found.email, found.first_name, found.last_name, role.code, house, person.pk), None)
    return found


def reason_against(scheme: Scheme, asked: list[Authorisation]) -> str:
    """Return why the desks' answers do not allow acceptance yet; "" if they do."""
    states = {one.kind: one.state for one in asked}
    for wanted in scheme.authorisations:
        state = states.get(wanted.code)
        if state == Authorisation.State.REFUSED:
            return f"{wanted.label}\u00a0: c’est refusé. Cette candidature ne peut plus être acceptée."
        if wanted.before_start and state != Authorisation.State.GRANTED:
            return f"{wanted.label}\u00a0: la réponse est attendue avant d’accepter."
    return ""


@in_transaction
def refuse(row: Application, reason: str, *, by: User | None = None) -> Application:
    """Refuse with a reason that the doctor reads. Raises like :func:`accept`; ``InvalidField`` without a reason."""
    _may_answer(row, by)
    found = _locked(row)
    if found.state == Application.State.REFUSED:
        return found
    if found.state != Application.State.SENT:
        raise WrongState(GONE)
    found.reason = kept_reason(reason, "Dites en une phrase pourquoi")
    found.decided_by = name_of(by)
    with authored_by(by):
        _end(found, Application.State.REFUSED)
    notices.refused(found)
    return found


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete abandoned drafts, and withdrawn or refused applications, after their retention period; return how many."""
    state = Application.State
    rows = Application.objects.filter(state=state.DRAFT, saved_at__lt=now - DRAFT_KEPT)
    rows |= Application.objects.filter(state=state.WITHDRAWN, ended_at__lt=now - WITHDRAWN_KEPT)
    rows |= Application.objects.filter(state=state.REFUSED, ended_at__lt=now - REFUSED_KEPT)
    keys = list(rows.values_list("pk", flat=True))
    checks = list(Authorisation.objects.filter(check_of__application__in=keys).values_list("pk", flat=True))
    Authorisation.objects.filter(pk__in=checks).delete()
    Application.objects.filter(pk__in=keys).delete()
    notices.forget(keys)
    # The deletion itself writes an event, so the history is deleted after the rows.
    apps.get_model("applications", "ApplicationEvent").objects.filter(pgh_obj_id__in=keys).delete()
    apps.get_model("engagements", "AuthorisationEvent").objects.filter(pgh_obj_id__in=checks).delete()
    if keys:
        forget_contexts(now)
    return len(keys)


def schemes_for_volunteers() -> list[Scheme]:
    """Return the schemes that accept applications."""
    return [scheme for scheme in SCHEMES.values() if scheme.volunteers]


def scheme_for_volunteers(code: str) -> Scheme | None:
    """Return the scheme of this code if it accepts applications; without a code, the only one that does."""
    found = schemes_for_volunteers()
    if not code and len(found) == 1:
        return found[0]
    return next((scheme for scheme in found if scheme.code == code), None)


def _locked(row: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).select_related("home").get(pk=row.pk)


def _end(row: Application, state: Application.State) -> None:
    row.state, row.ended_at = state, timezone.now()
    row.save()


def _may_answer(row: Application, by: User | None) -> None:
    if by is not None and not Application.objects.changeable_by(by).filter(pk=row.pk).exists():
        raise NotAllowed("Cette candidature ne relève pas de votre territoire.")


def _house_of(by: User | None) -> Organisation:
    membership = None if by is None else by.memberships.filter(role=roles.COORDINATOR.code).order_by("pk").first()
    if membership is None:
        raise Refused("Aucune organisation n’invite cette personne.")
    return membership.organisation


def _enter(row: Application) -> Professional:
    """Return the directory entry: an existing one with this number, or a new one."""
    known = Professional.objects.filter(rpps=row.rpps).first()
    if known is not None:
        return known
    return directory.create_professional(
        ProfessionalData(
            first_name=row.first_name,
            last_name=row.last_name,
            profession=row.profession,
            status=row.status,
            home=row.home_id or "",
            rpps=row.rpps,
            email=row.email,
            phone=row.phone,
        )
    )


def _commitment(row: Application, person: Professional, asked: list[Authorisation]) -> EngagementData:
    """Convert half-days to days; a day is missed at home if the person has a practice without replacement."""
    keeps = row.status in (Status.PRACTISING, Status.HOSPITAL, Status.SALARIED)
    return EngagementData(
        professional=person,
        days_per_month=-(-(row.half_days_per_month or 1) // 2),
        home_share_percent=100 if keeps and not row.replaced_at_home else 0,
        starts=_today(row),
        authorisations=asked,
        night=Engagement.Night.EVE if row.lodging_wanted else Engagement.Night.NONE,
        replaced_at_home=keeps and bool(row.replaced_at_home),
    )


def _today(row: Application) -> date:
    """Return today's date at the place of practice."""
    return timezone.localdate(timezone=zone_of_commune(row.home_id or ""))
