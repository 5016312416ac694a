"""The work of the outside desks (Order, health insurance): the authorisations they are asked for, and their answers.

A desk sees those of people who practise in the territory of its organisation, and of each what its check needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Self

from django.apps import apps
from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from maillage.schemes import SCHEMES, AnswerDetail, Desk, RequiredAuthorisation, Scheme, scheme_named
from maillage.site.accounts import roles
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Record
from maillage.site.accounts.scope import NOTHING, Grants, Scope
from maillage.site.applications.models import Application
from maillage.site.database.search_keys import SearchKey
from maillage.site.directory.models import Professional
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.geography.models import Commune
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, NotAllowed, WrongState
from maillage.territory import search_key

ROLE_OF = {Desk.ORDER: roles.ORDER_COUNCIL.code, Desk.INSURER: roles.INSURER_DESK.code}
"""Role of the members of each desk; checks by the coordination itself have no desk."""
BILLING_DIGITS = 9


def desks_of(user: User) -> list[Desk]:
    """Return the desks that a user is a member of."""
    return [desk for desk, role in ROLE_OF.items() if role in user.grants.roles]


def work_of(user: User, act: Act = Act.READ) -> QuerySet[Authorisation]:
    """Return authorisations asked of the user's desks, answered or not, of people who practise in their territory.

    ``act``: those that the user may read, or may answer.
    """
    rule = NOTHING
    for desk, role in ROLE_OF.items():
        held = tuple(grant for grant in user.grants.held if grant.role == role)
        scope = Grants(user.pk, held).scope(Record.AUTHORISATION, act)
        rule |= Q(desk=desk.value) & _practising_in(scope)
    return Authorisation.objects.filter(rule).select_related(*RELATED)


RELATED = (
    "engagement__professional__home__department", "check_of__application__home__department"
)  # fmt: skip
RUNNING = ~Q(engagement__state=Engagement.State.ENDED) & (
    Q(engagement__isnull=False) | Q(check_of__application__state=Application.State.SENT)
)
"""Condition for authorisations of an engagement that has not ended or an application that waits for an answer."""


def _practising_in(scope: Scope) -> Q:
    return scope.in_territory("engagement__professional__home") | (
        Q(engagement=None) & scope.in_territory("check_of__application__home")
    )


@dataclass(frozen=True)
class CheckedPerson:
    """The person checked: only what the desks may read."""

    name: str
    rpps: str
    profession: str
    status: str
    home: Commune | None
    starts: date | None


@dataclass(frozen=True)
class DeskRow:
    """One authorisation at a desk: the rule behind it, whom it is about, how many days it has waited."""

    authorisation: Authorisation
    scheme: Scheme
    wanted: RequiredAuthorisation
    person: CheckedPerson
    age: int

    @property
    def late(self) -> bool:
        """Whether it has waited longer than the scheme's limit."""
        waits = self.authorisation.state == Authorisation.State.REQUESTED
        return waits and self.age >= self.wanted.reminder_days


def row_of(one: Authorisation, today: date) -> DeskRow:
    """Return an authorisation as its desk reads it (no query after :func:`work_of`)."""
    subject = _subject(one)
    scheme = scheme_named(subject.scheme)
    wanted = engagements.required(scheme, one.kind)
    return DeskRow(one, scheme, wanted, _person(subject), (today - one.asked_on).days)


def _subject(one: Authorisation) -> Engagement | Application:
    return one.engagement if one.engagement is not None else one.check_of.application  # type: ignore[attr-defined]


def _person(subject: Engagement | Application) -> CheckedPerson:
    who: Professional | Application = subject.professional if isinstance(subject, Engagement) else subject
    starts = subject.starts if isinstance(subject, Engagement) else None
    return CheckedPerson(
        f"{who.first_name} {who.last_name}", who.rpps or "", who.profession, who.status, who.home, starts
    )


PERSON_FIELDS = {
    "first_name": "first_name", "last_name": "last_name", "rpps": "rpps", "profession": "profession",
    "status": "status", "commune": "home__name", "department": "home__department__name",
}  # fmt: skip
WaitingChecks = QuerySet[Authorisation]


def waiting_of(user: User, today: date) -> WaitingChecks:
    """Return the authorisations that wait at the user's desks, with what a queue is filtered and sorted by.

    ``late`` as :attr:`DeskRow.late`; ``last_name``, ``first_name``, ``rpps``, ``profession``, ``status``, ``commune``,
    ``department`` and ``starts`` of the person; ``search_key`` of the whole name.
    """
    waiting = _with_person(work_of(user).filter(RUNNING, state=Authorisation.State.REQUESTED))
    rows = waiting.annotate(
        scheme=Coalesce("engagement__scheme", "check_of__application__scheme"), starts=F("engagement__starts")
    )
    return rows.annotate(late=_late(today), search_key=SearchKey(Concat("first_name", Value(" "), "last_name")))


def _with_person(rows: QuerySet[Authorisation]) -> QuerySet[Authorisation]:
    found = {
        name: Coalesce(f"engagement__professional__{path}", f"check_of__application__{path}")
        for name, path in PERSON_FIELDS.items()
    }
    return rows.annotate(**found)


def _late(today: date) -> Case:
    """Return whether a check has waited longer than the limit of its scheme, by the rules of all schemes."""
    limits = [
        When(
            scheme=code, kind=wanted.code, asked_on__lte=today - timedelta(days=wanted.reminder_days),
            then=Value(value=True),
        )
        for code, rules in SCHEMES.items()
        for wanted in rules.authorisations
    ]  # fmt: skip
    return Case(*limits, default=Value(value=False), output_field=BooleanField())


def named(waiting: WaitingChecks, text: str) -> WaitingChecks:
    """Return those of a name or a number, whole or in part."""
    key = search_key(text)
    return waiting.filter(Q(search_key__contains=key) | Q(rpps__contains=key.replace(" ", ""))) if key else waiting


def queue_of(user: User, today: date) -> list[DeskRow]:
    """Return the authorisations that wait at the user's desks: late ones first, then the oldest."""
    return [row_of(one, today) for one in waiting_of(user, today).order_by("-late", "asked_on", "pk")]


def answered_of(user: User) -> QuerySet[Authorisation]:
    """Return the authorisations that the user's desks have answered, latest first, with the fields of the person."""
    return _with_person(work_of(user)).exclude(state=Authorisation.State.REQUESTED).order_by("-date", "-pk")


@dataclass(frozen=True, kw_only=True)
class DeskAnswer:
    """The answer of a desk: yes or no, the reason, and the details that the scheme wants with a yes, by code."""

    state: Authorisation.State
    reason: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    seen: str = Authorisation.State.REQUESTED.value

    def tidy(self) -> Self:
        """Return the answer without surrounding spaces."""
        details = {name: "".join(text.split()) for name, text in self.details.items() if text.strip()}
        return replace(self, reason=" ".join(self.reason.split())[:500], details=details)


@in_transaction
def answer(pk: int, given: DeskAnswer, *, by: User) -> Authorisation:
    """Record or change the answer of a desk. ``given.seen`` is the state that its page showed.

    Raises ``NotAllowed`` for an authorisation of another desk or territory, ``InvalidField`` for a missing or invalid
    detail, ``WrongState`` if another member has answered meanwhile or the authorisation is no longer needed.
    """
    row = work_of(by, Act.CHANGE).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotAllowed("Cette vérification n’est pas demandée à votre organisation.")
    house = by.memberships.filter(role__in=ROLE_OF.values()).select_related("organisation").order_by("pk").first()
    who = f"{by.get_full_name()}, {house.organisation.name}" if house is not None else by.get_full_name()
    return _note(row, given, who, by)


@in_transaction
def answer_for(pk: int, given: DeskAnswer, answered_by: str, *, by: User | None = None) -> Authorisation:
    """Record, as coordinator, the answer of a desk that does not use the site, with who gave it and the reason.

    Raises like :func:`answer`.
    """
    row = Authorisation.objects.select_for_update(of=("self",)).select_related(*RELATED).filter(pk=pk).first()
    applications = Application.objects.all() if by is None else Application.objects.changeable_by(by)
    if row is None or not applications.filter(checks__authorisation=row.pk).exists():
        raise NotAllowed("Cette vérification ne relève pas de votre territoire.")
    who = " ".join(answered_by.split())
    if not who:
        raise InvalidField("answered_by", "Dites qui a répondu.")
    if not given.reason.strip():
        raise InvalidField("reason", "Dites comment cette réponse est venue, ou pourquoi c’est refusé.")
    return _note(row, given, who, by)


def _note(row: Authorisation, given: DeskAnswer, who: str, by: User | None) -> Authorisation:
    if not Authorisation.objects.filter(RUNNING, pk=row.pk).exists():
        raise WrongState("Cette vérification n’est plus attendue\u00a0: la candidature ou l’engagement a pris fin.")
    if given.seen != row.state:
        raise WrongState("Quelqu’un a répondu entre-temps. Relisez la réponse avant d’en donner une autre.")
    wanted = engagements.required(scheme_named(_subject(row).scheme), row.kind)
    given = given.tidy()
    _check(wanted, given)
    row.state, row.reason, row.answered_by = given.state, given.reason, who[:200]
    row.date = timezone.localdate()
    row.details = dict(given.details) if given.state == Authorisation.State.GRANTED else {}
    with authored_by(by):
        engagements.note_answer(row)
    return row


def _check(wanted: RequiredAuthorisation, given: DeskAnswer) -> None:
    if given.state == Authorisation.State.REQUESTED:
        raise InvalidField("state", "Choisissez la réponse.")
    if given.state == Authorisation.State.REFUSED:
        if not given.reason:
            raise InvalidField("reason", "Dites pourquoi c’est refusé, en une phrase.")
        return
    unknown = sorted(set(given.details) - {detail.value for detail in wanted.asks})
    if unknown:
        raise InvalidField(unknown[0], "Ce dispositif ne demande pas cette précision.")
    for detail in wanted.asks:
        CHECKS[detail](given.details.get(detail.value, ""))


def _billing_number(text: str) -> None:
    if not (text.isascii() and text.isdigit() and len(text) == BILLING_DIGITS):
        raise InvalidField(
            AnswerDetail.BILLING_NUMBER, f"Donnez le numéro de facturation\u00a0: {BILLING_DIGITS} chiffres."
        )


def _card_expected(text: str) -> None:
    """Empty where no new card is needed."""
    try:
        if text:
            date.fromisoformat(text)
    except ValueError as error:
        raise InvalidField(AnswerDetail.CARD_EXPECTED, "Écrivez cette date\u00a0: jour, mois, année.") from error


CHECKS = {AnswerDetail.BILLING_NUMBER: _billing_number, AnswerDetail.CARD_EXPECTED: _card_expected}


@dataclass(frozen=True)
class CheckEvent:
    """An event of an authorisation: the day, what happened, who said so, who recorded it."""

    at: Any
    state: str
    said_by: str
    reason: str


def history_of(row: Authorisation) -> list[CheckEvent]:
    """Return everything asked and answered, latest first."""
    events = apps.get_model("engagements", "AuthorisationEvent").objects.filter(pgh_obj_id=row.pk)
    rows = events.order_by("-pgh_id").values_list("pgh_created_at", "state", "answered_by", "reason", "details")
    found: list[CheckEvent] = []
    before: tuple[Any, ...] | None = None
    for at, *said in reversed(list(rows)):
        if tuple(map(str, said)) != before:
            found.append(CheckEvent(at, str(Authorisation.State(said[0]).label), said[1], said[2]))
        before = tuple(map(str, said))
    return found[::-1]
