"""What the site holds about one person: found by a contact or the whole name, handed over, erased.

Rows about people who are cared for are found by keyed digests, since names and contacts are encrypted. What the site
holds about the same contact in another capacity (an account, a candidate) is counted and stays, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from maillage.site import telephones
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Record
from maillage.site.booking import notices, retention, services, waiting_notices
from maillage.site.booking.contacts import email_in_common, search_terms, words_in_common
from maillage.site.booking.models import Appointment, Patient, WaitingEntry
from maillage.site.booking.tokens import token_again
from maillage.site.centres.models import DeskTask, HomeVisit, PatientList, RegistrationRequest
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.messages import services as outbox
from maillage.site.messages.models import Message
from maillage.site.privacy import rules
from maillage.site.privacy.models import PageSeen, PrivacyAct
from maillage.site.refusals import InvalidField, NotAllowed
from maillage.site.sealed_fields import SealedText, found_by

Facts = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """By what a person is sought: a telephone as people write it, a whole name in any order."""

    email: str = ""
    phone: str = ""
    name: str = ""


@dataclass(frozen=True)
class Found:
    """A row about a person: ``key`` names it, ``why_kept`` says why an erasure must leave it ("" if it need not)."""

    key: str
    kind: str
    name: str
    about: str
    facts: Facts
    why_kept: str


@dataclass(frozen=True)
class Elsewhere:
    """Rows of another kind with the same contact or name, which an erasure leaves."""

    label: str
    count: int
    why: str


KINDS: dict[str, tuple[type[Model], str]] = {
    "patient": (Patient, "Patient"),
    "inscription": (RegistrationRequest, "Demande de médecin traitant"),
    "appel": (DeskTask, "Appel ou tâche d’un secrétariat"),
    "visite": (HomeVisit, "Visite à domicile"),
}


def search(asked: Asked, by: User) -> list[Found]:
    """Return the rows about the people whom a contact or a name means. Raises ``NotAllowed``, ``InvalidField``."""
    _check(by)
    terms = search_terms(email=asked.email, phone=_dialled(asked.phone), name=asked.name)
    if not terms:
        raise InvalidField("email", "Donnez une adresse électronique, un téléphone ou le nom entier.")
    now = timezone.now()
    return [
        _found(kind, row, now)
        for kind, (model, _) in KINDS.items()
        for row in model._default_manager.order_by("pk").filter(found_by(terms))
    ]


def elsewhere(asked: Asked, by: User) -> list[Elsewhere]:
    """Return what else the site holds under this contact or name, and why an erasure leaves it."""
    _check(by)
    found: list[Elsewhere] = []
    for kept in rules.kept():
        count = _same(apps.get_model(kept.model)._default_manager.order_by("pk"), asked)
        if count:
            found.append(Elsewhere(kept.label, count, kept.why))
    return found


def _same(rows: QuerySet[Any], asked: Asked) -> int:
    """Return how many rows have the address, the telephone or the words of the name."""
    names, numbers = words_in_common(asked.name), _dialled(asked.phone)
    count = 0
    fields = {field.name for field in rows.model._meta.concrete_fields}
    wanted = [name for name in ("email", "phone", "first_name", "last_name") if name in fields]
    for row in rows.values(*wanted).iterator():
        email, phone = str(row.get("email") or ""), str(row.get("phone") or "")
        same = bool(asked.email.strip() and email and email_in_common(email) == email_in_common(asked.email))
        same |= bool(numbers and phone and telephones.in_common(phone) == telephones.in_common(numbers))
        same |= bool(names and words_in_common(str(row.get("first_name")), str(row.get("last_name"))) == names)
        count += same
    return count


def _dialled(text: str) -> str:
    return (telephones.dialled(text) or text) if text.strip() else ""


def _found(kind: str, row: Any, now: datetime) -> Found:
    facts, about, why = DESCRIBED[kind](row, now)
    return Found(f"{kind}-{row.pk}", KINDS[kind][1], str(facts.get("nom", "")), about, facts, why)


def _patient(row: Any, now: datetime) -> tuple[Facts, str, str]:
    appointments = list(Appointment.objects.with_sessions().filter(patient=row))
    entries = WaitingEntry.objects.filter(patient=row).select_related("place").prefetch_related("offers__slot")
    running = any(one.state in _RUNNING and one.slot.starts <= now < one.slot.ends for one in appointments)
    facts = {
        "nom": str(row), "adresse électronique": row.email, "téléphone": row.phone,
        "année de naissance": row.birth_year, "commune": row.commune_id,
        "a un médecin traitant": row.has_treating_doctor,
        "déclaration valable jusqu’au": row.treating_doctor_declared_until,
        "langue": row.get_language_display(), "rappel par": row.get_remind_by_display(),
        "à prévoir": ", ".join(str(Patient.Need(one).label) for one in row.needs),
        "rendez-vous": [_appointment(one) for one in appointments],
        "liste d’attente": [_entry(one) for one in entries],
        "messages": _messages([*map(notices.about, appointments), *map(waiting_notices.about, entries)]),
    }  # fmt: skip
    to_come = sum(one.state == Appointment.State.BOOKED and one.slot.starts > now for one in appointments)
    about = f"{len(appointments)} rendez-vous, dont {to_come} à venir"
    return facts, about, "La consultation est en cours. Recommencez quand elle est finie." if running else ""


_RUNNING = (Appointment.State.BOOKED, Appointment.State.SEEN)


def _appointment(one: Appointment) -> Facts:
    session, booked = one.slot.session, getattr(one, "booked_for", None)
    place = session.place.name if session.place else session.stop
    return {
        "numéro": one.pk, "état": one.get_state_display(),
        "début": one.slot.starts.astimezone(session.zone), "fin": one.slot.ends.astimezone(session.zone),
        "lieu": ", ".join(part for part in (place, session.commune.name) if part), "dispositif": session.rules.label,
        "pris le": one.booked_at, "annulé le": one.cancelled_at, "rappelé le": one.reminded_at,
        "confirmé le": one.confirmed_at, "déplacé le": one.moved_at, "médecin traitant trouvé le": one.doctor_found_at,
        "pris par": f"{booked.get_way_display()}, {booked.organisation.name}" if booked is not None else "la personne",
        "historique": _history("booking.AppointmentEvent", one.pk),
    }  # fmt: skip


def _history(model: str, pk: int) -> list[Facts]:
    """Return what changed a row and when; who did is in the journal, which is about those who work."""
    events = apps.get_model(model)._default_manager.filter(pgh_obj_id=pk).order_by("pgh_id")
    return [
        {"le": event.pgh_created_at, "acte": event.pgh_label, "état": event.get_state_display()} for event in events
    ]  # fmt: skip


def _entry(one: WaitingEntry) -> Facts:
    return {
        "profession": one.profession, "lieu": one.place.name if one.place else None, "minutes": one.minutes,
        "état": one.get_state_display(), "depuis": one.created_at, "jusqu’au": one.until,
        "propositions": [
            {
                "le": offer.offered_at, "pour": offer.slot.starts,
                "état": str(offer.State(offer.state).label),
            }
            for offer in one.offers.all()
        ],
    }  # fmt: skip


def _messages(abouts: Iterable[str]) -> list[Facts]:
    rows = Message.objects.filter(about__in=list(abouts)).order_by("pk")
    return [
        {"écrit le": one.created, "état": one.get_state_display(), "objet": one.subject, "texte": one.body}
        for one in rows
    ]


def _plain(row: Model) -> Facts:
    """Return the fields of a row by their names on the pages; digests and keys tell a person nothing."""
    return {
        str(field.verbose_name): getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if isinstance(field, SealedText) or field.get_internal_type() in _TOLD
    }


_TOLD = frozenset(
    {"DateField", "DateTimeField", "BooleanField", "PositiveSmallIntegerField", "TimeField", "ForeignKey"}
)


def _request(row: RegistrationRequest, now: datetime) -> tuple[Facts, str, str]:
    del now
    facts = {**_plain(row), "nom": str(row), "pourquoi": row.get_reason_display(), "état": row.get_state_display()}
    registered = row.state == RegistrationRequest.State.REGISTERED
    why = "La personne est suivie par ce centre, qui doit d’abord la retirer de sa liste." if registered else ""
    return facts, row.get_state_display(), why


def _task(row: DeskTask, now: datetime) -> tuple[Facts, str, str]:
    del now
    return {**_plain(row), "nom": row.name or row.phone, "nature": row.get_kind_display()}, row.get_kind_display(), ""


def _visit(row: HomeVisit, now: datetime) -> tuple[Facts, str, str]:
    del now
    planned = row.round_id is not None and row.ended_at is None
    why = "La visite est prévue dans une tournée. Retirez-la d’abord de la tournée." if planned else ""
    return {**_plain(row), "nom": row.name, "où": row.get_kind_display()}, row.get_kind_display(), why


DESCRIBED: dict[str, Callable[[Any, datetime], tuple[Facts, str, str]]] = {
    "patient": _patient, "inscription": _request, "appel": _task, "visite": _visit,
}  # fmt: skip


@in_transaction
def hand_over(rows: list[Found], by: User) -> dict[str, Any]:
    """Return what a person is given about themselves, and note that it was. Raises ``NotAllowed``."""
    _check(by)
    now = timezone.now()
    PrivacyAct.objects.create(at=now, by=by, kind=PrivacyAct.Kind.EXPORTED, count=len(rows))
    return {"fait le": now, "données": [{"nature": one.kind, **one.facts} for one in rows]}


@in_transaction
def erase(rows: Iterable[Found], by: User) -> tuple[int, list[Found]]:
    """Erase rows with their history and messages; return how many, and those that must stay.

    An appointment to come is cancelled first, so that its slot goes to somebody else. Raises ``NotAllowed``.
    """
    _check(by)
    now, erased, left = timezone.now(), 0, []
    for one in rows:
        kind, _, pk = one.key.partition("-")
        row = KINDS[kind][0]._default_manager.select_for_update(of=("self",)).filter(pk=int(pk)).first()
        if row is None:
            continue
        again = _found(kind, row, now)
        if again.why_kept:
            left.append(again)
            continue
        with authored_by(by):
            ERASED[kind](row, now)
        erased += 1
    PrivacyAct.objects.create(at=now, by=by, kind=PrivacyAct.Kind.ERASED, count=erased)
    return erased, left


def _erase_patient(row: Any, now: datetime) -> None:
    for one in Appointment.objects.filter(patient=row, state=Appointment.State.BOOKED, slot__starts__gt=now):
        services.cancel(token_again(one.pk), now=now)
    entries = WaitingEntry.objects.filter(patient=row)
    outbox.forget([waiting_notices.about(one) for one in entries])
    entries.delete()
    retention.remove(Appointment.objects.filter(patient=row))
    Patient.objects.filter(pk=row.pk).delete()


def _erase_request(row: Any, now: datetime) -> None:
    del now
    outbox.forget([f"registration:{row.pk}"])
    if row.patient_list_id is not None:
        PatientList.objects.filter(pk=row.patient_list_id).update(others=F("others") + 1)
    row.delete()


def _erase_row(row: Any, now: datetime) -> None:
    del now
    row.delete()


ERASED: dict[str, Callable[[Any, datetime], None]] = {
    "patient": _erase_patient, "inscription": _erase_request, "appel": _erase_row, "visite": _erase_row,
}  # fmt: skip


def seen_by(row: Found) -> list[PageSeen]:
    """Return the pages that showed an appointment of a person: its own, and those of its session."""
    told = row.facts.get("rendez-vous", [])
    numbers = [one["numéro"] for one in told]
    sessions = Appointment.objects.filter(pk__in=numbers).values_list("slot__session", flat=True)
    about = Q(record=Record.APPOINTMENT.value, row__in=[str(pk) for pk in numbers])
    about |= Q(record=Record.SESSION.value, row__in=[str(pk) for pk in sessions])
    return list(PageSeen.objects.filter(about).select_related("user").order_by("-at")[:200])


def _check(by: User) -> None:
    if not by.grants.may(Record.PRIVACY, Act.CHANGE):
        raise NotAllowed("Cette page est celle de la protection des données.")
