"""Every rule of a scheme has an effect: the tests change every field of every scheme and check the result.

``CHECKS`` holds one check for each field. The rules of the gate are tested at each caller: the gate itself, assigning a
session, the list of candidates, publishing a programme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.planning import PlanningData, check_result, solve
from maillage.schemes import (
    BED,
    CARER,
    DOCTOR,
    INSURANCE_NUMBER,
    NURSE,
    ORDER_CHECK,
    PARIS,
    ROOM,
    SCHEMES,
    AnswerDetail,
    Anywhere,
    AtMost,
    ByTemplate,
    DatedDay,
    DatedTemplate,
    DaysPerMonth,
    Desk,
    Eligibility,
    FeeRule,
    Home,
    HomeUntouched,
    Hours,
    KeepAccessAbove,
    PartiesOfProgramme,
    PatientGroup,
    Post,
    PriorityTerritories,
    Profession,
    Scheme,
    Status,
    Stretch,
    TourStops,
    Window,
    discover,
)
from maillage.site.agenda import arrangements, services
from maillage.site.agenda.arranged import LOCUM
from maillage.site.agenda.candidates import candidates
from maillage.site.agenda.models import Session, Slot
from maillage.site.agenda.payments import due_to
from maillage.site.agenda.publishing import publish
from maillage.site.applications import services as applications
from maillage.site.applications.desks import DeskAnswer, DeskRow, answer, queue_of, row_of
from maillage.site.booking import services as booking
from maillage.site.directory.models import Professional
from maillage.site.engagements.models import Authorisation
from maillage.site.engagements.rules import reason_against
from maillage.site.observatory.services import adjust
from maillage.site.observatory.zones import designated
from maillage.site.refusals import Refused
from tests.planning.cases import make_data
from tests.site import factories as make

pytestmark = pytest.mark.django_db
CODE = "solidarity"
YEAR = datetime.now(PARIS).year + 1


@pytest.fixture(autouse=True)
def schemes() -> Iterator[None]:
    """Restore the schemes after each check."""
    discover()
    yield
    discover()


def change(**rules: Any) -> Scheme:
    """Replace the rules of the solidarity scheme for the whole site."""
    changed = replace(SCHEMES[CODE], **rules)
    SCHEMES._read()[CODE] = changed  # type: ignore[attr-defined]
    return changed


# --- The rules of the gate: who may give a session -------------------------------------------------------------------


@dataclass(frozen=True)
class Breach:
    """A person whom a rule of the current scheme refuses, and other rules that accept them."""

    person: Callable[[], Professional]
    cure: dict[str, Any]
    said: str


def _home() -> Any:
    return make.professional().home


def _far() -> Professional:
    home = make.commune("82121", "Montauban", intercommunality=make.intercommunality("82"))
    return make.engaged(make.professional(home=home))


def _used_up() -> Professional:
    person = make.engaged(days_per_month=31)
    for day in (1, 2):
        make.published(professional=person, starts=make.at(f"{YEAR}-03-0{day}"), place=make.place())
    return person


def _listed_at_home() -> Professional:
    make.designated(make.intercommunality("200000031"))
    home = make.commune("31001", "Chez elle", department=make.department("31"), intercommunality_id="200000031")
    return make.engaged(make.professional(home=home))


def _of(**who: str) -> Professional:
    return make.engaged(make.professional(make.user("doctor"), **who))


EVERYBODY = Eligibility(frozenset({Profession.GP, Profession.SPECIALIST}), frozenset(Status))
BREACHES = {
    "who.professions": Breach(
        lambda: _of(profession="dentist"),
        {"who": Eligibility(frozenset(Profession), EVERYBODY.statuses), "needs": (Post(CARER), Post(ROOM))},
        "profession",
    ),
    "who.statuses": Breach(lambda: _of(status="salaried"), {"who": EVERYBODY}, "statut"),
    "authorisations": Breach(lambda: make.engaged(missing="order_check"), {"authorisations": ()}, "Il manque"),
    "authorisations.code": Breach(
        lambda: make.engaged(missing="order_check"),
        {"authorisations": (replace(ORDER_CHECK, code="insurance_number"),)},
        "Il manque",
    ),
    "authorisations.before_start": Breach(
        lambda: make.engaged(missing="order_check"),
        {"authorisations": (replace(ORDER_CHECK, before_start=False), INSURANCE_NUMBER)},
        "Il manque",
    ),
    "authorisations.label": Breach(
        lambda: make.engaged(refused="insurance_number"),
        {"authorisations": (ORDER_CHECK,)},
        "numéro de facturation de l’assurance maladie",
    ),
    "fees.extra_fee_percent": Breach(
        lambda: make.engaged(extra_fee_percent=20), {"fees": FeeRule(20)}, "dépassement"
    ),
    "where": Breach(_listed_at_home, {"where": Anywhere()}, "n’y tienne|y tienne"),
    "travel.minutes": Breach(_far, {"travel": AtMost()}, "trajet"),
    "quota.days": Breach(_used_up, {"quota": DaysPerMonth(4)}, "donne déjà 2 jours"),
    "quota": Breach(_used_up, {"quota": ByTemplate()}, "donne déjà 2 jours"),
}  # fmt: skip


@pytest.fixture
def declined() -> Session:
    """A future session in a designated territory that lost its doctor."""
    make.designated()
    place = make.place(rooms=2, reference="site-1")
    make.minutes({(place.commune.pk, _home().pk): 20, (place.commune.pk, "31001"): 20})
    session = make.published(place=place, starts=make.at(f"{YEAR}-03-03"))
    services.decline(session, session.giver.user)
    return make.again(session)


def assign(session: Session, person: Professional) -> str:
    try:
        services.assign(session, person, make.coordinator())
    except Refused as refusal:
        return str(refusal)
    return ""


def published(person: Professional) -> str:
    day = date(YEAR, 3, 4)
    programme = make.programme(
        DatedTemplate((DatedDay(day, "site-1", person.reference),)), starts=day, ends=day, state="draft",
        published_at=None,
    )  # fmt: skip
    try:
        publish(programme)
    except Refused as refusal:
        return str(refusal)
    return ""


def asked(person: Professional, session: Session) -> dict[str, str | None]:
    """Return what each caller of the gate says against ``person``; empty if it accepts them."""
    day = date(YEAR, 3, 3)
    found: dict[str, str | None] = {
        "gate": reason_against(session.rules, person, session.place, [day], session.programme) or "",
        "candidates": "" if person in [one.professional for one in candidates(session)] else None,
        "publish": published(person),
    }
    return {**found, "assign": assign(session, person)}


@pytest.mark.parametrize("field", BREACHES)
def test_a_person_refused_by_a_rule_is_refused_everywhere(declined: Session, field: str) -> None:
    breach = BREACHES[field]
    said = asked(breach.person(), declined)
    assert said.pop("candidates") is None
    reason = said["gate"]
    assert reason
    assert any(part in reason for part in breach.said.split("|"))
    assert said["assign"] == reason
    assert str(said["publish"]).endswith(reason)
    assert Session.objects.filter(starts__date=date(YEAR, 3, 4)).count() == 0


@pytest.mark.parametrize("field", BREACHES)
def test_under_another_rule_the_same_person_is_accepted_everywhere(declined: Session, field: str) -> None:
    person = BREACHES[field].person()
    change(**BREACHES[field].cure)
    if field == "who.professions":
        declined.posts.filter(role="doctor").update(role="carer")
    assert set(asked(person, make.again(declined)).values()) == {""}


# --- What a session needs, and its hours
# -------------------------------------------------------------------------------


def open_one(**rules: Any) -> Session:
    """Publish a day under changed rules; return the morning session. Raises ``Refused``."""
    change(**rules)
    make.designated()
    place = make.place(rooms=2, reference="site-2")
    person = make.engaged()
    make.minutes({(place.commune.pk, person.home_id): 20})
    day = date(YEAR, 3, 1)
    publish(make.programme(DatedTemplate((DatedDay(day, "site-2", person.reference),)), starts=day, ends=day))
    return Session.objects.with_posts().order_by("starts")[0]


def refused(said: str, **rules: Any) -> None:
    with pytest.raises(Refused, match=said):
        open_one(**rules)


def _claims(session: Session) -> list[tuple[str, str]]:
    return [(post.role, f"{post.during.lower.astimezone(session.zone):%H:%M}") for post in session.posts.all()]


def needs_role_code() -> None:
    session = open_one(needs=(Post(replace(DOCTOR, code="visitor")), Post(ROOM)))
    assert [role for role, _ in _claims(session)] == ["visitor", "room"]


def needs_role_kind() -> None:
    refused("aucun lit n’est libre", needs=(Post(DOCTOR), Post(BED)))


def needs_role_label() -> None:
    refused("Il manque une aide", needs=(Post(DOCTOR), Post(ROOM), Post(replace(NURSE, label="une aide"))))


def needs_role_professions() -> None:
    with pytest.raises(ValueError, match="cannot be doctor"):
        change(needs=(Post(replace(DOCTOR, professions=frozenset({Profession.GP}))), Post(ROOM)))


def needs_count() -> None:
    refused("aucun cabinet n’est libre", needs=(Post(DOCTOR), Post(ROOM, count=3)))


def needs_within_starts() -> None:
    session = open_one(needs=(Post(DOCTOR), Post(ROOM, within=Stretch(30))))
    assert ("room", "09:30") in _claims(session)


def needs_within_ends() -> None:
    session = open_one(needs=(Post(DOCTOR), Post(ROOM, within=Stretch(0, 15))))
    room = session.posts.get(role="room").during
    assert room.upper - room.lower == timedelta(minutes=15)


def needs_each_slot() -> None:
    session = open_one(needs=(Post(DOCTOR), Post(ROOM, within=Stretch(0, 5), each_slot=True)))
    assert [at for role, at in _claims(session) if role == "room"][:2] == ["09:00", "09:20"]
    assert session.posts.filter(role="room").count() == session.slots.count()


def at_distance() -> None:
    session = make.published()
    token = booking.book(session.slots.first().pk, make.patient(), make.key()).token
    change(at_distance=True)
    assert "vous voit par vidéo" in Client().get(reverse("appointment", args=[token])).content.decode()


def needs_optional() -> None:
    session = open_one(needs=(Post(DOCTOR), Post(ROOM), Post(BED, optional=True)))
    assert (session.state, session.things("bed")) == ("published", [])


def needs_only_named() -> None:
    second = Post(replace(ROOM, code="second_room"), optional=True, only_named=True)
    session = open_one(needs=(Post(DOCTOR), Post(ROOM), second))
    assert session.place.resources.filter(kind="room").count() == 2
    assert len(session.things("room")) == 1


def needs_who() -> None:
    retired = Eligibility(frozenset({Profession.GP}), frozenset({Status.RETIRED}))
    nurse = Post(NURSE, optional=True, who=replace(retired, professions=frozenset({Profession.NURSE})))
    session = open_one(needs=(Post(DOCTOR), Post(ROOM), nurse))
    post = session.posts.get(role="nurse")
    for status, passes in (("practising", False), ("retired", True)):
        person = make.professional(profession="nurse", status=status)
        assert (services.reason_against_post(session, post, person) is None) == passes


def hours(name: str, starts: time, ends: time) -> Callable[[], None]:
    def check() -> None:
        open_one(hours=replace(Hours(), **{name: (starts, ends)}))
        found = [f"{s.starts.astimezone(s.zone):%H:%M}" for s in Session.objects.order_by("starts")]
        assert f"{starts:%H:%M}" in found

    return check


def slot_minutes() -> None:
    assert open_one(hours=Hours(slot_minutes=40)).slots.count() == 5


# --- Who may book ----------------------------------------------------------------------------------------------------


def _bookable(window: Window, now: datetime | None = None, **facts: Any) -> set[bool]:
    """Return whether a person may book each slot of a session in ten days, under one window."""
    change(windows=(window,))
    session = make.published()
    found = set()
    for slot in session.slots.all():
        try:
            booking.book(slot.pk, make.patient(**facts), make.key(), now=now)
            found.add(True)
        except Refused:
            found.add(False)
    return found


def windows_groups() -> None:
    treated = {"has_treating_doctor": True}
    assert _bookable(Window(frozenset({PatientGroup.NO_TREATING_DOCTOR})), **treated) == {False}
    assert _bookable(Window(frozenset({PatientGroup.EVERYBODY})), **treated) == {True}


def windows_share() -> None:
    change(windows=(Window(frozenset({PatientGroup.REFERRED}), share=30), *SCHEMES[CODE].windows[1:]))
    assert Slot.objects.filter(session=make.published()).exclude(kept_for=[]).count() == 3


def windows_opens() -> None:
    everybody = frozenset({PatientGroup.EVERYBODY})
    assert _bookable(Window(everybody, opens_days_before=5)) == {False}
    assert _bookable(Window(everybody, opens_days_before=15)) == {True}


def windows_until() -> None:
    change(windows=(Window(frozenset({PatientGroup.REFERRED}), share=100, until_days_before=4),))
    session = make.published()
    released = {slot.released_at.astimezone(session.zone).date() for slot in session.slots.all()}
    assert released == {session.starts.astimezone(session.zone).date() - timedelta(days=4)}


def windows_until_hours() -> None:
    change(windows=(Window(frozenset({PatientGroup.REFERRED}), share=100, until_hours_before=4),))
    assert {slot.starts - slot.released_at for slot in make.published().slots.all()} == {timedelta(hours=4)}


def not_seen_for_years() -> None:
    window = Window(frozenset({PatientGroup.NOT_SEEN_FOR_LONG}))
    change(not_seen_for_years=3, windows=(window,))
    assert _bookable(window, not_seen_for_years=2) == {False}
    assert _bookable(window, not_seen_for_years=3) == {True}
    open_in_reach = make.published(place=make.place())
    make.minutes({(open_in_reach.commune_id, "31001"): 20})
    answers = {"commune": open_in_reach.commune_id, "soignant": "gp", "modifier": 1}
    assert "depuis trois ans" in Client().get(reverse("booking"), answers).content.decode()


# --- What is paid, and what is told ----------------------------------------------------------------------------------


def paid(name: str, halves: int, unit: str) -> Callable[[], None]:
    def check() -> None:
        allowance = replace(SCHEMES[CODE].allowance, **{name: 4321})
        change(allowance=allowance)
        person, day, site = make.doctor(), timezone.now() - timedelta(days=3), make.place()
        type(site.commune).objects.filter(pk=site.commune_id).update(lon=site.commune.lon + 0.5)
        for half in range(halves):
            starts = day.replace(hour=8 + 5 * half)
            held = make.published(professional=person, starts=starts, place=site)
            Session.objects.filter(pk=held.pk).update(state="held")
        lines = {due.line.what: due.line.unit_cents for due in due_to(person)}
        assert lines[unit] == 4321

    return check


def replaced_day() -> None:
    change(allowance=replace(SCHEMES[CODE].allowance, per_replaced_day_cents=4321))
    person, locum = make.doctor(), make.professional(status="locum")
    session = make.published(professional=person, starts=make.soon(10))
    arrangements.replace(session, locum, make.coordinator())
    Session.objects.filter(pk=session.pk).update(state="held")
    assert {due.line.what: due.line.cents for due in due_to(person)}["replacement"] == 4321
    arrangements.give_up(session, LOCUM, make.coordinator())
    assert "replacement" not in {due.line.what for due in due_to(person)}


def payer() -> None:
    change(allowance=replace(SCHEMES[CODE].allowance, payer="la caisse d’essai"))
    assert "la caisse d’essai" in _carers()


def _carers() -> str:
    return Client().get(reverse("for-carers")).content.decode()


def told(name: str) -> Callable[[], None]:
    def check() -> None:
        change(**{name: "Des mots d’essai."})
        assert "Des mots d’essai." in _carers()

    return check


def code() -> None:
    gone = SCHEMES._read().pop(CODE)  # type: ignore[attr-defined]
    SCHEMES._read()["other"] = replace(gone, code="other")  # type: ignore[attr-defined]
    with pytest.raises(Exception, match=CODE):
        assert make.programme(scheme=CODE).rules


# --- What the planner keeps ------------------------------------------------------------------------------------------


def home(**rule: float) -> Callable[[], None]:
    """Check that a plan allowed by one rule of the home territory breaks a stricter one."""

    def check() -> None:
        loose = KeepAccessAbove(0.0, 50.0)
        data = _planned(loose)
        result = solve(data, 1)
        assert len(result.plan) > 0
        assert not check_result(data, result)
        assert check_result(_planned(replace(loose, **rule)), result)

    return check


def home_untouched() -> None:
    strict, free = _planned(SCHEMES[CODE].home).groups.may_lose, _planned(HomeUntouched()).groups.may_lose
    assert (free >= strict).all()
    assert (free > strict).any()


def _planned(home: Home) -> PlanningData:
    scheme = replace(SCHEMES[CODE], home=home)
    return make_data(communes=60, priority=2, doctors=6, weeks=4, budget_euros=20_000, scheme=scheme)


# --- One check for each field ----------------------------------------------------------------------------------------

Check = Callable[[], None]
# --- Who may apply, and the desks -------------------------------------------------------------------------------------


def volunteers() -> None:
    assert applications.begin(change(volunteers=True), "a@example.org").pk
    with pytest.raises(Refused, match="ne reçoit pas de candidature"):
        applications.begin(change(volunteers=False), "b@example.org")


def _queue(role: str, **rule: Any) -> list[DeskRow]:
    change(authorisations=(replace(ORDER_CHECK, **rule),))
    make.application()
    return queue_of(make.desk_member(role), timezone.localdate())


def desk() -> None:
    assert not _queue("insurer", desk=Desk.ORDER)
    assert len(_queue("insurer", desk=Desk.INSURER)) == 1


def reminder_days() -> None:
    later = timezone.localdate() + timedelta(days=3)
    (row,) = _queue("order_council", reminder_days=3)
    assert row_of(row.authorisation, later).late
    change(authorisations=(replace(ORDER_CHECK, reminder_days=4),))
    assert not row_of(row.authorisation, later).late


def asks() -> None:
    (row,) = _queue("order_council", asks=(AnswerDetail.BILLING_NUMBER,))
    member, yes = make.desk_member(), DeskAnswer(state=Authorisation.State.GRANTED)
    with pytest.raises(Refused, match="numéro de facturation"):
        answer(row.authorisation.pk, yes, by=member)
    change(authorisations=(ORDER_CHECK,))
    assert answer(row.authorisation.pk, yes, by=member).state == "granted"


CHECKS: dict[str, Check] = {
    "volunteers": volunteers,
    "at_distance": at_distance,
    "authorisations.desk": desk,
    "authorisations.reminder_days": reminder_days,
    "authorisations.asks": asks,
    "code": code,
    "label": told("label"),
    "summary": told("summary"),
    "not_seen_for_years": not_seen_for_years,
    "needs": needs_count,
    "needs.role.code": needs_role_code,
    "needs.role.kind": needs_role_kind,
    "needs.role.label": needs_role_label,
    "needs.role.professions": needs_role_professions,
    "needs.count": needs_count,
    "needs.within.starts": needs_within_starts,
    "needs.within.ends": needs_within_ends,
    "needs.each_slot": needs_each_slot,
    "needs.optional": needs_optional,
    "needs.only_named": needs_only_named,
    "needs.who": needs_who,
    "hours.morning": hours("morning", time(8, 0), time(11, 0)),
    "hours.afternoon": hours("afternoon", time(15, 0), time(18, 0)),
    "hours.slot_minutes": slot_minutes,
    "windows": windows_groups,
    "windows.groups": windows_groups,
    "windows.share": windows_share,
    "windows.opens_days_before": windows_opens,
    "windows.until_days_before": windows_until,
    "windows.until_hours_before": windows_until_hours,
    "allowance.per_day_cents": paid("per_day_cents", 2, "day"),
    "allowance.per_half_day_cents": paid("per_half_day_cents", 1, "half_day"),
    "allowance.per_km_cents": paid("per_km_cents", 1, "journey"),
    "allowance.per_replaced_day_cents": replaced_day,
    "allowance.payer": payer,
    "home": home_untouched,
    "home.floor": home(floor=1000.0),
    "home.max_loss_percent": home(max_loss_percent=0.0),
}


@pytest.mark.parametrize("field", CHECKS)
def test_changing_a_rule_changes_the_behaviour(field: str) -> None:
    CHECKS[field]()


def fields_of(value: Any, path: str = "") -> Iterator[str]:
    """Return the paths of a rule's fields: "who.professions", "windows.share", "where" for a rule without fields."""
    if isinstance(value, tuple) and value and all(is_dataclass(one) for one in value):
        yield path
        for one in value:
            yield from fields_of(one, path)
    elif is_dataclass(value) and fields(value):
        for one in fields(value):
            yield from fields_of(getattr(value, one.name), f"{path}.{one.name}".lstrip("."))
    else:
        yield path


def test_every_field_of_every_scheme_has_its_check() -> None:
    found = {path for scheme in discover().values() for path in fields_of(scheme)}
    enforced = set(BREACHES) | set(CHECKS)
    assert found <= enforced, f"nothing enforces {sorted(found - enforced)}: enforce these fields or remove them"


def test_every_rule_of_place_accepts_some_and_refuses_others(declined: Session) -> None:
    elsewhere = make.place(commune=make.commune("12001", "Ailleurs", intercommunality=make.intercommunality("2")))
    make.minutes({(declined.commune_id, _home().pk): 20, ("12001", _home().pk): 20})
    person, day = make.engaged(), [date(YEAR, 3, 3)]
    for rule, here, there in (
        (PriorityTerritories(), True, False),
        (Anywhere(), True, True),
        (PartiesOfProgramme(), False, False),
        (TourStops(), False, False),
    ):
        scheme = change(where=rule)
        assert (reason_against(scheme, person, declined.place, day, declined.programme) is None) == here
        assert (reason_against(scheme, person, elsewhere, day, declined.programme) is None) == there


def test_a_territory_taken_off_the_list_keeps_what_is_published_and_gets_nothing_new(declined: Session) -> None:
    epci, person, day = declined.commune.intercommunality, make.engaged(), [date(YEAR, 3, 3)]
    adjust(make.region(), epci, "remove", "Ajoutée par erreur, deux médecins y arrivent.", make.coordinator())
    assert reason_against(declined.rules, person, declined.place, day, declined.programme)
    assert "y tienne une vacation" in published(person)
    assert [one.professional for one in candidates(declined)] == [person]
    assert assign(declined, person) == ""
    assert make.again(declined).state == "published"


def test_a_territory_added_by_mistake_is_removed_again() -> None:
    make.commune()
    for kind in ("add", "remove", "add"):
        adjust(make.region(), make.intercommunality(), kind, "Une erreur, que l’on corrige.", make.coordinator())
        assert (make.intercommunality().pk in designated("76")) == (kind == "add")
