"""An agreement from its draft to its end: what each party decides, and what it does to sessions and patients."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from maillage.schemes import Half
from maillage.site.accounts.models import Membership
from maillage.site.agenda.models import Session, Slot
from maillage.site.agreements import drafting, effects, negotiating, promises, taking_effect
from maillage.site.agreements.drafting import ShareData
from maillage.site.agreements.models import Agreement, AgreementShare, AgreementVersion
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment
from maillage.site.engagements.models import Engagement, Programme
from maillage.site.refusals import InvalidField, NotAllowed, Refused, Taken, WrongState
from tests.site import factories as make
from tests.site.agreements.hospitals import (
    MONDAY,
    MONDAY_MORNING,
    TODAY,
    WEDNESDAY_MORNING,
    Network,
    network,
    practitioner,
    weeks_later,
)

pytestmark = pytest.mark.django_db
State = AgreementVersion.State


@pytest.fixture
def hospitals() -> Network:
    return network()


def test_a_draft_is_read_by_its_author_only_until_it_is_proposed(hospitals: Network) -> None:
    version = hospitals.drafted()
    other = Agreement.objects.visible_to(hospitals.cahors.desk)
    assert Agreement.objects.visible_to(hospitals.toulouse.desk).count() == 1
    assert not other.exists()
    negotiating.propose(version, "Mme Aulne", by=hospitals.toulouse.desk)
    assert other.count() == 1
    assert len(make.letters(to=hospitals.cahors.desk.email)) == 1


def test_a_party_sends_back_with_a_reason_and_then_all_sign(hospitals: Network) -> None:
    version, cahors = hospitals.drafted(), hospitals.cahors
    negotiating.propose(version, "Mme Aulne", by=hospitals.toulouse.desk)
    with pytest.raises(InvalidField, match="pourquoi"):
        negotiating.answer(version, cahors.organisation, "back", "M. Buis", by=cahors.desk)
    back = negotiating.answer(version, cahors.organisation, "back", "M. Buis", "Le mardi est pris.", by=cahors.desk)
    assert back.state == State.DRAFT
    assert any("Le mardi est pris." in one.body for one in make.letters(to=hospitals.toulouse.desk.email))
    with pytest.raises(WrongState):
        negotiating.sign(version, cahors.organisation, "M. Buis", by=cahors.desk)
    signed = hospitals.signed(version)
    assert (signed.state, signed.round) == (State.SIGNED, 2)
    engagement = Engagement.objects.get(professional=hospitals.doctor)
    assert engagement.runs
    assert engagement.authorisations.get().answered_by == "Convention ORL Cahors"


def test_nobody_answers_or_signs_for_another_party(hospitals: Network) -> None:
    version = hospitals.drafted()
    negotiating.propose(version, "Mme Aulne", by=hospitals.toulouse.desk)
    for by in (hospitals.toulouse.desk, make.user("medical_affairs", make.organisation("establishment"))):
        with pytest.raises(NotAllowed):
            negotiating.answer(version, hospitals.cahors.organisation, "yes", "M. Buis", by=by)
    coordinator = make.coordinator()
    answered = negotiating.answer(version, hospitals.cahors.organisation, "yes", "Lettre du 3 mars", by=coordinator)
    assert answered.answers.get(organisation=hospitals.cahors.organisation).noted_by == coordinator


@pytest.mark.parametrize(
    ("change", "field"),
    [({"time": (50, 49)}, "time_percent"), ({"money": (60, 41)}, "money_percent"),
     ({"ends": MONDAY - timedelta(days=1)}, "ends")],
)  # fmt: skip
def test_terms_that_do_not_hold_are_refused_on_their_field(
    hospitals: Network, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidField) as refused:
        drafting.draft(hospitals.terms(**change), hospitals.toulouse.organisation, by=hospitals.toulouse.desk)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Agreement.objects.exists()


def test_the_database_refuses_shares_of_99_percent(hospitals: Network) -> None:
    version = hospitals.drafted()
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="100 per cent"), transaction.atomic():
        AgreementShare.objects.filter(version=version, money_percent=40).update(money_percent=39)


def test_shares_of_a_later_period_make_a_whole_of_their_own(hospitals: Network) -> None:
    data = hospitals.terms()
    later = [
        ShareData(organisation=one.organisation, time_percent=50, money_percent=money, starts=weeks_later(52))
        for one, money in ((hospitals.cahors, 100), (hospitals.toulouse, 1))
    ]
    with pytest.raises(InvalidField, match=r"à partir du 05/01/2032 font 101"):
        drafting.draft(_with(data, later), hospitals.toulouse.organisation, by=hospitals.toulouse.desk)


def _with(data: drafting.TermsData, more: list[ShareData]) -> drafting.TermsData:
    return drafting.TermsData(
        name=data.name, pathway=data.pathway, starts=data.starts, ends=data.ends, shares=[*data.shares, *more]
    )


def test_a_week_that_is_not_that_of_the_shares_is_not_proposed(hospitals: Network) -> None:
    version = hospitals.drafted(week=[hospitals.presence(hospitals.cahors, MONDAY_MORNING)])
    with pytest.raises(Refused, match=r"CHU de Toulouse a 50.% du temps, et 0.% de la semaine"):
        negotiating.propose(version, "Mme Aulne", by=hospitals.toulouse.desk)


def test_what_is_signed_never_changes(hospitals: Network) -> None:
    version = hospitals.signed()
    with pytest.raises(WrongState):
        drafting.change_terms(version, hospitals.terms(), by=hospitals.toulouse.desk)
    for change in (
        lambda: AgreementVersion.objects.update(starts=TODAY), lambda: AgreementVersion.objects.update(state="draft"),
        lambda: AgreementShare.objects.update(money_percent=50), lambda: version.people.update(salary_cents=1),
        lambda: version.answers.update(name="Autre"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_one_half_day_promised_by_two_agreements_is_said_with_whom(hospitals: Network) -> None:
    hospitals.signed()
    version = hospitals.drafted("Deuxième")
    with pytest.raises(
        Refused, match=r"Jeanne Orme est déjà promis par la convention «.ORL Cahors.», le 06/01/2031 matin"
    ):
        negotiating.propose(version, "Mme Aulne", by=hospitals.toulouse.desk)


def test_the_agenda_refuses_a_half_day_taken_elsewhere_and_says_by_whom(hospitals: Network) -> None:
    version = hospitals.signed()
    make.published(
        place=make.place(), professional=hospitals.doctor, starts=make.at("2031-01-14", 9),
        programme=make.programme(name="Tournée"),
    )  # fmt: skip
    with pytest.raises(Taken, match=r"Jeanne Orme est déjà promis par «.Tournée.», le 14/01/2031"):
        taking_effect.put_in_agenda(version, 3, by=hospitals.toulouse.desk)
    assert not Programme.objects.filter(name="ORL Cahors").exists()


def test_half_days_on_holidays_are_told(hospitals: Network) -> None:
    found = promises.on_holidays(hospitals.drafted())
    assert [(one.date, one.half) for one in found][:2] == [
        (date(2031, 4, 14), Half.MORNING),
        (date(2031, 6, 2), Half.MORNING),
    ]  # fmt: skip  Easter and Whit Monday


def _booked(session: Session) -> Appointment:
    """Book the first slot that is kept for nobody, some days before."""
    slot = Slot.objects.filter(session=session, kept_for=[]).order_by("starts")[0]
    return booking.book(slot.pk, make.patient(), make.key(), now=slot.starts - timedelta(days=5)).appointment


def test_a_new_version_shows_and_keeps_what_it_does_not_move(hospitals: Network) -> None:
    first, by = hospitals.in_agenda(), hospitals.toulouse.desk
    sessions = {one.day: one for one in Session.objects.filter(programme=first.programme)}
    assert len(sessions) == 6
    kept, lost = sessions[weeks_later(1)], sessions[weeks_later(1) + timedelta(days=1)]
    booked = [_booked(one) for one in (kept, lost)]
    second = drafting.new_version(first.agreement, hospitals.toulouse.organisation, weeks_later(1), by=by)
    week = [hospitals.presence(hospitals.cahors, MONDAY_MORNING),
            hospitals.presence(hospitals.toulouse, WEDNESDAY_MORNING)]  # fmt: skip
    hospitals.with_week(second, week)
    second = hospitals.signed(second)
    effect = effects.effect_of(second, 2, TODAY)
    assert (len(effect.kept), len(effect.lost), effect.patients, effect.new) == (2, 2, 1, 2)
    with pytest.raises(Refused, match="confirmez de nouveau"):
        taking_effect.put_in_agenda(second, 2, patients=0, by=by)
    assert not Programme.objects.filter(name="ORL Cahors (version 2)").exists()
    done = taking_effect.put_in_agenda(second, 2, patients=1, by=by)
    assert (done.opened, done.kept, done.called_off) == (2, 2, 2)
    states = [Appointment.objects.get(pk=one.pk).state for one in booked]
    assert states == [Appointment.State.BOOKED, Appointment.State.CANCELLED]
    kept.refresh_from_db()
    assert kept.programme.name == "ORL Cahors (version 2)"
    first.programme.refresh_from_db()
    assert first.programme.ends == weeks_later(1) - timedelta(days=1)
    # Publishing on creates nothing twice: what was kept is known by its new key.
    assert taking_effect.put_in_agenda(second, 3, by=by).opened == 2


def test_notice_is_as_long_as_agreed_and_says_which_patients(hospitals: Network) -> None:
    version, by, mine = hospitals.in_agenda(), hospitals.cahors.desk, hospitals.cahors.organisation
    agreement, today = version.agreement, date(2030, 10, 10)
    with pytest.raises(InvalidField, match="10/01/2031 au plus tôt"):
        taking_effect.give_notice(agreement, mine, date(2031, 1, 9), "Départ.", by=by, today=today)
    last = Session.objects.filter(programme=version.programme).latest("starts")
    _booked(last)
    with pytest.raises(Refused, match="confirmez"):
        taking_effect.give_notice(agreement, mine, date(2031, 1, 10), "Départ.", by=by, today=today)
    taking_effect.give_notice(agreement, mine, date(2031, 1, 10), "Départ.", patients=1, by=by, today=today)
    assert Session.objects.filter(programme=version.programme, state="cancelled").count() == 4
    assert Programme.objects.get(pk=version.programme_id).state == Programme.State.ENDED


def test_renewing_lasts_as_long_as_before(hospitals: Network) -> None:
    version = drafting.draft(
        hospitals.terms(ends=date(2031, 12, 31)), hospitals.toulouse.organisation, by=hospitals.toulouse.desk
    )
    hospitals.with_week(version)
    signed = hospitals.signed(version)
    start = drafting.usual_start(signed.agreement, TODAY)
    renewed = drafting.new_version(signed.agreement, hospitals.cahors.organisation, start, by=hospitals.cahors.desk)
    assert (renewed.starts, renewed.ends, renewed.author) == (
        date(2032, 1, 1), date(2032, 12, 25), hospitals.cahors.organisation,
    )  # fmt: skip


def test_only_practitioners_of_the_towns_of_the_parties_are_named(hospitals: Network) -> None:
    version = hospitals.drafted()
    stranger = practitioner(hospitals.toulouse, "Saule")
    type(stranger).objects.filter(pk=stranger.pk).update(home=make.commune())
    stranger.refresh_from_db()
    who = drafting.PersonData(professional=stranger, employer=hospitals.cahors.organisation)
    with pytest.raises(Refused, match="n’est pas praticien hospitalier"):
        drafting.name_people(version, [who], by=hospitals.toulouse.desk)
    Membership.objects.all().delete()
    with pytest.raises(NotAllowed):
        drafting.name_people(version, [], by=type(hospitals.toulouse.desk).objects.get(pk=hospitals.toulouse.desk.pk))
