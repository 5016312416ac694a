"""A treating doctor for those who have none: the waiting list of a centre, places offered, consent, the lists."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Count, F
from django.utils import timezone

from maillage.parameters import load_toml
from maillage.schemes import zone_of_commune
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.agenda.services import author
from maillage.site.booking.patients import PatientData, checked, identity_of
from maillage.site.booking.tokens import digest_of
from maillage.site.centres import own
from maillage.site.centres.models import CentreContract, PatientList, RegistrationRequest
from maillage.site.centres.registration_notices import tell_offer
from maillage.site.directory.models import Professional
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import AlreadyDone, InvalidField, Refused, WrongState

State, Reason = RegistrationRequest.State, RegistrationRequest.Reason
_RULES = load_toml("maillage.site.centres", "registration")
POINTS: dict[str, int] = _RULES["points"]
AGES: dict[str, int] = _RULES["ages"]
DAYS_TO_ANSWER = timedelta(days=int(_RULES["offer"]["days_to_answer"]))
LEFT_KEPT = timedelta(days=int(_RULES["keeping"]["left_days"]))
HALF_YEAR = timedelta(days=182)
FULL = "Cette liste est complète\u00a0: augmentez sa capacité, ou choisissez-en une autre."


@dataclass(frozen=True)
class Wish:
    """What is asked beside who one is."""

    reason: str
    home_visits: bool = False


@dataclass(frozen=True)
class Standing:
    """A request with its points and why, and its rank among those who wait."""

    request: RegistrationRequest
    points: int
    why: tuple[str, ...]
    rank: int = 0


@dataclass(frozen=True)
class ListState:
    """A list with its patients, the places offered, and those left."""

    row: PatientList
    registered: int
    offered: int

    @property
    def left(self) -> int:
        """Places left."""
        return self.row.capacity - self.registered - self.offered


@dataclass(frozen=True)
class RegionCounter:
    """People without a treating doctor whom the centres of a region know: waiting, registered by them so far."""

    waiting: int
    registered: int


@in_transaction
def ask(centre: Organisation, data: PatientData, wish: Wish, key: str, *, consent: bool) -> str:
    """Put somebody on the waiting list of a centre; return the secret of their link. The same ``key`` adds nobody.

    Raises ``InvalidPatient`` or ``InvalidField`` naming a field, ``AlreadyDone`` for somebody who waits already.
    """
    known = RegistrationRequest.objects.filter(key=digest_of(key)).first()
    if known is not None:
        return token_of(known.pk)
    now = timezone.now()
    patient = checked(data, now)
    if wish.reason not in Reason.values:
        raise InvalidField("reason", "Choisissez dans la liste.")
    if not consent:
        raise InvalidField("accord", "Sans votre accord, nous ne pouvons pas garder votre demande.")
    if not PatientList.objects.filter(centre=centre).exists():
        raise Refused("Ce centre n’inscrit pas de patients sur ce site.")
    row = RegistrationRequest(
        centre=centre, first_name=patient.first_name, last_name=patient.last_name, birth_year=patient.birth_year,
        commune_id=patient.commune, email=patient.email, phone=patient.phone, reason=wish.reason,
        home_visits=wish.home_visits, asked_at=now, consent_at=now, identity=identity_of(patient), key=digest_of(key),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except DatabaseError as error:
        if constraint_of(error) == "registration_once":
            raise AlreadyDone("Cette personne est déjà sur la liste d’attente de ce centre.") from error
        raise
    return token_of(row.pk)


def token_of(pk: int) -> str:
    """Return the secret of the link of a request: signed by this site, stored nowhere."""
    told = hmac.new(settings.SECRET_KEY.encode(), f"treating doctor:{pk}".encode(), hashlib.sha256).hexdigest()[:32]
    return f"{pk}-{told}"


def find(token: str) -> RegistrationRequest | None:
    """Return the request that a link names; None if this site has not signed it."""
    text = token.partition("-")[0]
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        return None
    if not hmac.compare_digest(token.encode(), token_of(int(text)).encode()):
        return None
    return (
        RegistrationRequest.objects.select_related("centre", "patient_list__professional").filter(pk=int(text)).first()
    )


def points_of(row: RegistrationRequest, now: datetime) -> tuple[int, tuple[str, ...]]:
    """Return the points of a request, and what each part is for."""
    age = now.astimezone(zone_of_commune(row.commune_id)).year - row.birth_year
    found = [
        (POINTS["aged_75"], "75\u00a0ans ou plus", age >= AGES["old"]),
        (POINTS["aged_65"], "65\u00a0ans ou plus", AGES["older"] <= age < AGES["old"]),
        (POINTS["under_6"], "moins de 6\u00a0ans", age < AGES["child"]),
        (POINTS["home_visits"], "doit être vu à domicile", row.home_visits),
        (POINTS["doctor_left"], "son médecin est parti", row.reason == Reason.LEFT),
    ]
    halves = row.has_waited(now) // HALF_YEAR
    waited = [(POINTS["half_year_of_waiting"] * halves, f"attend depuis plus de {6 * halves}\u00a0mois", halves > 0)]
    kept = [(points, why) for points, why, true in [*found, *waited] if true]
    return sum(points for points, _ in kept), tuple(why for _, why in kept)


def queue(centre: Organisation, now: datetime) -> list[Standing]:
    """Return those who wait, by need (points), then by the age of the request (one query)."""
    rows = RegistrationRequest.objects.filter(centre=centre, state=State.WAITING).select_related("commune")
    found = [Standing(row, *points_of(row, now)) for row in rows]
    found.sort(key=_turn)
    return [Standing(one.request, one.points, one.why, rank) for rank, one in enumerate(found, start=1)]


def _turn(one: Standing) -> tuple[int, datetime, int]:
    return -one.points, one.request.asked_at, one.request.pk


def lists_of(centre: Organisation) -> list[ListState]:
    """Return the lists of a centre with their patients (two queries)."""
    states: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = RegistrationRequest.objects.filter(centre=centre, patient_list__isnull=False).order_by()
    for key, state in rows.values_list("patient_list", "state"):
        states[key][state] += 1
    found = PatientList.objects.filter(centre=centre).select_related("professional")
    return [
        ListState(row, row.others + states[row.pk][State.REGISTERED], states[row.pk][State.OFFERED]) for row in found
    ]


def counter(region: str) -> RegionCounter:
    """Return who waits in the centres of a region, and whom they registered so far (one query)."""
    rows = RegistrationRequest.objects.filter(commune__department__region=region).order_by()
    found = dict(rows.values_list("state").annotate(Count("pk")))
    return RegionCounter(found.get(State.WAITING, 0) + found.get(State.OFFERED, 0), found.get(State.REGISTERED, 0))


@in_transaction
def set_list(
    centre: Organisation, professional: Professional | None, capacity: int, others: int, by: User | None
) -> PatientList:
    """Open the list of a doctor, or of the team, or change how many people it can follow.

    Raises ``InvalidField`` below those who are on it, or for somebody without a contract.
    """
    own.check(centre, Record.CENTRE_DESK, by)
    today = timezone.localdate()
    if professional is not None:
        contracts = CentreContract.objects.filter(centre=centre, professional=professional).on(today)
        if not contracts.exists():
            raise InvalidField("professional", "Cette personne n’a pas de contrat avec le centre.")
    if others > capacity:
        raise InvalidField("capacity", "La capacité est plus petite que le nombre de patients déjà inscrits.")
    with author(by):
        try:
            with transaction.atomic():
                row, _ = PatientList.objects.update_or_create(
                    centre=centre, professional=professional, defaults={"capacity": capacity, "others": others}
                )
        except DatabaseError as error:
            if constraint_of(error) == "patient_list_full":
                raise InvalidField(
                    "capacity", "Plus de personnes sont déjà inscrites, ou ont une place proposée."
                ) from error
            raise
    return row


@in_transaction
def offer(request: RegistrationRequest, wanted: PatientList, by: User | None, now: datetime | None = None) -> date:
    """Offer a place of a list; the person is told and answers within two weeks. Raises ``Refused`` for a full list."""
    row = _locked(request, by)
    if row.state != State.WAITING:
        raise WrongState("Cette personne n’attend plus.")
    day = timezone.localdate(now or timezone.now()) + DAYS_TO_ANSWER
    row.state, row.patient_list, row.offered_until, row.decided_by = State.OFFERED, wanted, day, by
    try:
        with transaction.atomic():
            row.save()
    except DatabaseError as error:
        if constraint_of(error) == "patient_list_full":
            raise Refused(FULL) from error
        raise
    tell_offer(row, wanted, day, token_of(row.pk))
    return day


@in_transaction
def answer(request: RegistrationRequest, *, accepts: bool, by: User | None = None, by_phone: bool = False) -> str:
    """Accept or decline the place offered: by the link of the person, or ``by_phone``, noted by the secretariat.

    Who declines keeps their turn. Accepting twice changes nothing.
    """
    row = (
        _locked(request, by)
        if by_phone
        else RegistrationRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    )
    if row.state == State.REGISTERED and accepts:
        return State.REGISTERED.value
    if row.state != State.OFFERED:
        raise WrongState("Cette place n’est plus proposée.")
    now = timezone.now()
    if accepts:
        row.state, row.accepted_at, row.ended_at, row.offered_until = State.REGISTERED, now, now, None
    else:
        row.state, row.patient_list, row.offered_until = State.WAITING, None, None
    row.save()
    return row.state


@in_transaction
def take_back(request: RegistrationRequest, by: User | None) -> None:
    """Take a place back that was not answered in time; the person waits again."""
    row = _locked(request, by)
    if row.state != State.OFFERED or row.offered_until is None:
        raise WrongState("Cette place n’est plus proposée.")
    if row.offered_until >= timezone.localdate():
        raise WrongState(f"La personne peut répondre jusqu’au {row.offered_until:%d/%m/%Y}.")
    row.state, row.patient_list, row.offered_until = State.WAITING, None, None
    row.save()


@in_transaction
def leave(request: RegistrationRequest, by: User | None = None, *, by_phone: bool = False) -> None:
    """Leave the waiting list, or the list of the doctor; what is known of the person is deleted after a month."""
    row = (
        _locked(request, by)
        if by_phone
        else RegistrationRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    )
    if row.state == State.LEFT:
        return
    row.state, row.patient_list, row.offered_until, row.ended_at = State.LEFT, None, None, timezone.now()
    row.save()


@transaction.atomic
def purge(now: datetime) -> int:
    """Delete those who left a month ago, and registered ones after the months of their centre; they stay counted."""
    gone = RegistrationRequest.objects.filter(state=State.LEFT, ended_at__lt=now - LEFT_KEPT).delete()[0]
    for centre in Organisation.objects.filter(patient_lists__isnull=False).distinct():
        limit = now - relativedelta(months=centre.retention_months)
        for one in PatientList.objects.select_for_update(of=("self",)).filter(centre=centre).order_by("pk"):
            count = one.requests.filter(state=State.REGISTERED, accepted_at__lt=limit).delete()[0]
            if count:
                PatientList.objects.filter(pk=one.pk).update(others=F("others") + count)
            gone += count
    return gone


def _locked(request: RegistrationRequest, by: User | None) -> RegistrationRequest:
    row = RegistrationRequest.objects.select_for_update(of=("self",)).select_related("centre").get(pk=request.pk)
    own.check(row.centre, Record.CENTRE_DESK, by)
    return row
