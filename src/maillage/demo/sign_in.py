"""Sign-in with one click, on a demonstration only: the accounts with the work that waits for each."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.demo.accounts import REMOTE_DOCTOR_EMAIL, REMOTE_NURSE_EMAIL, accounts
from maillage.demo.models import DemoStep
from maillage.demo.remote import page_of, patient_to_try
from maillage.site.accounts import proof, roles
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.accounts.roles import AccountRole, held
from maillage.site.accounts.showcase import ShownAccount
from maillage.site.agenda.models import Session
from maillage.site.applications import desks
from maillage.site.applications.models import Application
from maillage.site.booking.models import Appointment, BookedFor
from maillage.site.calls.seat_models import SeatOffer
from maillage.site.duties.models import Rota
from maillage.site.expertise import states
from maillage.site.expertise.models import ExpertiseRequest, ReaderPool
from maillage.site.grants.models import AwardedGrant, GrantCondition
from maillage.site.imaging.models import DicomNode
from maillage.site.payments.models import MonthlyStatement
from maillage.site.www import french
from maillage.site.www.network.waiting import tasks

State = Session.State
PATIENT = "patient"


def shown() -> list[ShownAccount]:
    """Return the demonstration's accounts; none where it was not made, whatever the setting says."""
    if not DemoStep.objects.filter(name="people").exists():
        return []
    people = {user.email: user for user in User.objects.filter(email__in=[one.email for one in accounts()])}
    return [_shown(people[one.email]) for one in accounts() if one.email in people] + _patient()


def _patient() -> list[ShownAccount]:
    """The patient of a teleconsultation of today, who has no account but a link."""
    found = patient_to_try()
    if found is None:
        return []
    return [ShownAccount(PATIENT, str(found.patient), "Patient", "le lien de sa consultation par vidéo, sans compte")]


def _shown(user: User) -> ShownAccount:
    role = held(user.grants.roles)[0]
    return ShownAccount(user.email, user.get_full_name(), role.label, _waits(user, role))


def _waits(user: User, role: AccountRole) -> str:
    """Say in a few words what an account finds to do."""
    now = timezone.now()
    if role in (roles.ORDER_COUNCIL, roles.INSURER_DESK):
        asked = desks.waiting_of(user, timezone.localdate(now)).count()
        return french.plural(asked, "vérification attend", "vérifications attendent")
    if role == roles.PAYER:
        statements = MonthlyStatement.objects.visible_to(user, Reach.ORGANISATION).count()
        return french.plural(statements, "relevé à verser ou versé", "relevés à verser ou versés")
    if role == roles.GRANT_DESK:
        asked = GrantCondition.objects.filter(grant__in=AwardedGrant.objects.visible_to(user), met_on=None).count()
        return french.plural(asked, "condition de subvention à remplir", "conditions de subventions à remplir")
    if role in (roles.REQUESTER, roles.EXPERT, roles.HEAD_OF_PATHWAY):
        return _opinions(user, role)
    if role == roles.SYSTEMS_MANAGER:
        nodes = DicomNode.objects.visible_to(user, Reach.ORGANISATION).in_use().count()
        return french.plural(nodes, "machine reliée", "machines reliées")
    if role == roles.MEDICAL_AFFAIRS:
        waiting = len(tasks(user, Reach.ORGANISATION, timezone.localdate(now)))
        return french.plural(waiting, "convention attend", "conventions attendent")
    if role == roles.DUTY_ORGANISER:
        rotas = Rota.objects.visible_to(user, Reach.ORGANISATION).count()
        return french.plural(rotas, "tableau de garde", "tableaux de garde")
    if role == roles.FACULTY_DESK:
        held = SeatOffer.objects.visible_to(user, Reach.ORGANISATION).filter(state=SeatOffer.State.WAITING).count()
        return french.plural(held, "place proposée attend", "places proposées attendent")
    if role == roles.DATA_PROTECTION:
        return "les données d’une personne à remettre ou à effacer, le journal à lire"
    if role == roles.ANALYST:
        return "le bilan du mois à lire, les territoires à comparer"
    if role == roles.COORDINATOR:
        silent = Session.objects.visible_to(user, Reach.TERRITORY).filter(state=State.PUBLISHED, starts__gt=now).count()
        waiting = Application.objects.visible_to(user, Reach.TERRITORY).sent().count()
        return (
            f"{french.plural(waiting, 'candidature attend', 'candidatures attendent')}, "
            f"{french.plural(silent, 'vacation', 'vacations')} sans réponse"
        )
    if role in (roles.REGULATOR, roles.REFERRER):
        taken = BookedFor.objects.visible_to(user).count()
        return french.plural(taken, "rendez-vous pris pour quelqu’un", "rendez-vous pris pour quelqu’un")
    if user.email in (REMOTE_DOCTOR_EMAIL, REMOTE_NURSE_EMAIL):
        by_video = (
            Appointment.objects.visible_to(user, Reach.OWN).active().filter(slot__starts__date=timezone.localdate())
        )
        return french.plural(by_video.count(), "consultation par vidéo", "consultations par vidéo") + " aujourd’hui"
    ahead = Session.objects.visible_to(user).filter(starts__gt=now)
    if role == roles.DOCTOR:
        return french.plural(ahead.filter(state=State.PUBLISHED).count(), "vacation à accepter", "vacations à accepter")
    return french.plural(
        ahead.exclude(state=State.DRAFT).count(), "consultation à préparer", "consultations à préparer"
    )


def _opinions(user: User, role: AccountRole) -> str:
    """Say what waits in remote opinions for who asks, who reads and who heads."""
    if role == roles.REQUESTER:
        rows = ExpertiseRequest.objects.visible_to(user, Reach.ORGANISATION)
        answered = rows.filter(state=states.State.ANSWERED).count()
        asked = rows.filter(state=states.State.ASKED).count()
        return f"{french.plural(answered, 'réponse')} à lire, {french.plural(asked, 'complément')} à donner"
    if role == roles.EXPERT:
        waiting = ExpertiseRequest.objects.visible_to(user, Reach.OWN).filter(state__in=states.WAITING).count()
        return french.plural(waiting, "demande attend un lecteur", "demandes attendent un lecteur")
    pools = ReaderPool.objects.visible_to(user, Reach.ORGANISATION).count()
    return f"les délais de {french.plural(pools, 'groupe')} de lecteurs"


@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with an account of the demonstration, and no other."""
    key = request.POST.get("compte", "")
    if key == PATIENT and (found := patient_to_try()) is not None:
        return redirect(page_of(found))
    if key not in {one.key for one in shown()}:
        raise Http404("Ce compte n’est pas de la démonstration.")
    return proof.sign_in(request, User.objects.get(email=key, is_active=True), proof.PASSWORD)
