"""Publishing a rota: its duties become sessions of the agenda, those without a doctor too; a doctor takes a hole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from maillage.schemes import DutyDate, DutyTemplate, scheme_named
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda import posts, publishing
from maillage.site.agenda.candidates import empty_post
from maillage.site.agenda.models import Claim, Session
from maillage.site.agenda.services import locked, reason_against_post
from maillage.site.directory.models import Professional
from maillage.site.duties.drafts import broken_rules, draft_of
from maillage.site.duties.models import Rota
from maillage.site.duties.problem import problem_of
from maillage.site.duties.services import may_change
from maillage.site.engagements import programmes
from maillage.site.engagements.programmes import ProgrammeData
from maillage.site.history import authored_by
from maillage.site.locks import RESOURCES, in_transaction, lock_in_order
from maillage.site.refusals import NotAllowed, Refused, WrongState

if TYPE_CHECKING:
    from maillage.planning.rota import Duty

TOO_OLD = "Depuis ce projet, des vœux, des absences ou des médecins ont changé. Calculez-le de nouveau."


@in_transaction
def publish(rota: Rota, by: User | None) -> Rota:
    """Put the duties of the draft into the agenda, all or none; those without a doctor are holes there.

    Doctors have said their wishes: their duties count as accepted. Raises ``WrongState`` without a draft, if it is
    published, or if a rule is no longer kept; ``Taken`` for a doctor who is not free any more.
    """
    may_change(rota, by)
    row = Rota.objects.select_for_update(of=("self",)).select_related("department").get(pk=rota.pk)
    draft = draft_of(row)
    if row.is_published:
        raise WrongState("Ce tableau est déjà publié.")
    if draft is None:
        raise WrongState("Calculez d’abord un projet.")
    problem = problem_of(row)
    names = {duty.id for duty in problem.duties}
    if broken_rules(problem, draft) or not set(draft.filled) <= names:
        raise WrongState(TOO_OLD)
    with authored_by(by):
        programme = programmes.create(
            ProgrammeData(
                scheme=scheme_named(row.scheme),
                name=f"Gardes, {row.name} ({row.organisation})"[:200],
                template=_template(row, draft.filled, problem.duties),
                starts=row.starts,
                ends=row.starts + timedelta(weeks=row.weeks, days=-1),
                region=row.department.region_id or "",
            )
        )
        publishing.publish(programme, by, checked=True)
        _accept(programme.pk)
        row.programme = programme
        row.save(update_fields=["programme"])
    return row


def _template(rota: Rota, filled: Mapping[str, str], duties: Sequence[Duty]) -> DutyTemplate:
    houses = {str(house.pk): house for house in rota.houses.all()}
    staff = dict(Professional.objects.filter(rota_members__rota=rota).values_list("pk", "resource__reference"))
    return DutyTemplate(
        tuple(
            DutyDate(
                duty.id, duty.date, duty.pattern.starts, duty.pattern.ends, houses[duty.pattern.sector].commune_id,
                houses[duty.pattern.sector].name, staff[int(filled[duty.id])] if duty.id in filled else "",
            )
            for duty in duties
        )
    )  # fmt: skip


def _accept(programme: int) -> None:
    """Let the duties of a programme count as accepted by who has them; one that has begun is only noted as held."""
    now, sessions = timezone.now(), Session.objects.filter(programme=programme)
    Claim.objects.filter(post__session__in=sessions.filter(starts__gt=now), active=True).update(accepted_at=now)
    posts.refresh_states(sessions)


def sessions_of(rota: Rota) -> list[Session]:
    """Return the duties of a published rota that are not cancelled, by start (three queries)."""
    if not rota.is_published:
        return []
    rows = Session.objects.filter(programme=rota.programme_id).exclude(state=Session.State.CANCELLED)
    return list(rows.with_posts().order_by("starts", "pk"))


def holes_for(person: Professional, now: datetime) -> list[Session]:
    """Return the duties to come without a doctor in the rotas of a doctor, the soonest first (three queries)."""
    rows = Session.objects.filter(
        programme__rota__members__professional=person, state=Session.State.DECLINED, starts__gt=now
    )
    return list(rows.with_posts().order_by("starts", "pk"))


def reason_not_to_take(session: Session, person: Professional) -> str | None:
    """Return why a doctor may not take a duty without a doctor; None if they may."""
    wanted = empty_post(session)
    if wanted is None:
        return "Un autre médecin a pris cette garde."
    taken = Claim.objects.filter(active=True, resource=person.resource_id, during__overlap=wanted.during)
    return posts.TAKEN_THEN if taken.exists() else reason_against_post(session, wanted, person)


@in_transaction
def take(session: Session, by: User) -> Session:
    """Take a duty without a doctor, by the rules of the rota. Raises ``Refused`` with the rule that forbids it.

    Raises ``NotAllowed`` for somebody outside the rota, ``WrongState`` if it is taken or has begun.
    """
    row = locked(session)
    person = Professional.objects.select_related("home", "resource").filter(user=by).first()
    if person is None or not Rota.objects.changeable_by(by, Reach.OWN).filter(programme=row.programme_id).exists():
        raise NotAllowed("Vous n’êtes pas de ce tableau de garde.")
    if row.state != Session.State.DECLINED or row.starts <= timezone.now():
        raise WrongState("Cette garde n’est plus à prendre.")
    # Lock the person before the rules are read: two duties taken at once wait for each other.
    lock_in_order(RESOURCES, [person.resource_id])
    reason, wanted = reason_not_to_take(row, person), empty_post(row)
    if reason is not None or wanted is None:
        raise Refused(reason or "Un autre médecin a pris cette garde.")
    with authored_by(by):
        posts.fill_all([(wanted, person.resource)], accepted_at=timezone.now())
        posts.refresh_states([row])
    return row
