"""The secretariat of the invented centre: calls and tasks, people who ask for a treating doctor, visits and a round."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maillage.demo.accounts import SECRETARIAT_EMAIL
from maillage.demo.people import LANDLINE, Names, phone
from maillage.site.accounts.models import Organisation, User
from maillage.site.booking.patients import PatientData
from maillage.site.booking.tokens import new_key
from maillage.site.centres import desk, registration, rounds
from maillage.site.centres.desk import TaskData
from maillage.site.centres.models import RegistrationRequest
from maillage.site.centres.registration import Wish
from maillage.site.centres.rounds import FreeHalf, VisitData
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Commune

BIRTH_YEARS = (1941, 1988, 1956, 2022, 1973, 1949, 1995, 1962)
WAITED_DAYS = (12, 250, 40, 5, 420, 90, 3, 200)
"""Eight people who ask for a treating doctor: when they were born, how long they have waited."""
TASKS = (
    TaskData("call_back", "Mme Aubier", phone(LANDLINE, 9101), "Demande si le certificat est prêt"),
    TaskData("document", "", "", "Envoyer l’attestation de présence à la crèche"),
    TaskData("appointment", "M. Sorbier", phone(LANDLINE, 9102), "Décaler son rendez-vous de jeudi"),
    TaskData("message", "", "", "La pharmacie ferme plus tôt vendredi"),
)


def create_desk(centre: Organisation, commune: str, people: list[Professional], seed: int) -> None:
    """Fill the desk: two lists of patients, a waiting list with a place offered, tasks, visits, a round."""
    secretary = User.objects.get(email=SECRETARIAT_EMAIL)
    registration.set_list(centre, people[0], 900, 870, secretary)
    registration.set_list(centre, None, 400, 400, secretary)
    _waiting(centre, commune, seed, secretary)
    tasks = [desk.note(centre, one, secretary) for one in TASKS]
    desk.take(tasks[0], secretary)
    _visits(centre, commune, secretary)


def _waiting(centre: Organisation, commune: str, seed: int, secretary: User) -> None:
    names = Names(seed + 7200, "patients.example", first_number=3400)
    now = timezone.now()
    for k, (born, days) in enumerate(zip(BIRTH_YEARS, WAITED_DAYS, strict=True)):
        person = names.person()
        who = PatientData(
            first_name=person.first_name, last_name=person.last_name, birth_year=born, commune=commune,
            has_treating_doctor=False, phone=person.phone,
        )  # fmt: skip
        wish = Wish(("left", "moved", "never")[k % 3], home_visits=born < 1945)
        found = registration.find(registration.ask(centre, who, wish, new_key(), consent=True))
        if found is not None:
            RegistrationRequest.objects.filter(pk=found.pk).update(asked_at=now - timedelta(days=days))
    first = registration.queue(centre, now)[0].request
    wanted = next(one.row for one in registration.lists_of(centre) if one.left > 0)
    registration.offer(first, wanted, secretary)


def _visits(centre: Organisation, commune: str, secretary: User) -> None:
    """Visits in the commune of the centre and two others of its intercommunality, and the next round that can be."""
    here = Commune.objects.get(pk=commune)
    near = Commune.objects.filter(intercommunality=here.intercommunality_id).exclude(pk=commune).order_by("pk")[:2]
    where = [here, *near] if here.intercommunality_id else [here]
    today = timezone.localdate()
    for k, name in enumerate(("Mme Charme", "M. Cormier", "Mme Érable", "M. Frêne", "Mme Genêt")):
        rounds.ask(centre, VisitData("home", name, f"{k + 2} rue des Jardins", where[k % len(where)].pk), secretary)
    rounds.ask(
        centre,
        VisitData("care_home", "EHPAD Les Tilleuls", "1 allée des Tilleuls", here.pk, residents=4, every_weeks=4,
                  before=today + timedelta(days=14)),
        secretary,
    )  # fmt: skip
    free = [one for one in rounds.free_halves(centre, today, 14) if one.round is None]
    # First whoever has an account to try, so that they find their round.
    for one in sorted(free, key=_without_account)[:1]:
        rounds.make(centre, one.person, one.date, one.half, secretary)
    rounds.ask(centre, VisitData("home", "Mme Houx", "9 rue du Pré", here.pk), secretary)


def _without_account(one: FreeHalf) -> bool:
    return one.person.user_id is None
