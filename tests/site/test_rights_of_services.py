"""Every service called on behalf of a user refuses users without the right, by itself.

Pages first look up the row among those that the user may change, so page tests do not show whether the service checks
again. The services are collected by inspection: one without a call here fails.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from maillage.planning import Assignment, Plan
from maillage.schemes import RotationTemplate, TourStop, TourTemplate, scheme_named
from maillage.site.accounts import moves
from maillage.site.accounts import services as accounts
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import RIGHTS, Act, Record, Right
from maillage.site.accounts.services import Invitee
from maillage.site.agenda import (
    absences,
    arrangements,
    calendar_access,
    closing,
    leaving,
    moving,
    proposing,
    publishing,
    reminding,
    swaps,
    warning,
)
from maillage.site.agenda import services as agenda
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.departure_models import Departure
from maillage.site.agenda.models import Session
from maillage.site.agenda.proposing import ProposedDay
from maillage.site.agenda.swap_models import SwapReply
from maillage.site.agreements import closing as agreement_months
from maillage.site.agreements import drafting, groups, means, negotiating, parties, taking_effect
from maillage.site.agreements.drafting import TermsData
from maillage.site.agreements.groups import GroupData
from maillage.site.agreements.means import MeansData
from maillage.site.applications import desks
from maillage.site.applications import reminding as desk_reminding
from maillage.site.applications import services as applications
from maillage.site.applications.desks import DeskAnswer
from maillage.site.booking import calling, empty_slots, on_behalf, outcomes, overbooking, waiting
from maillage.site.calls import certificates, deciding, panel, posts, reviewing, seats
from maillage.site.calls import services as call_services
from maillage.site.calls.panel import GridLine
from maillage.site.calls.services import CallData
from maillage.site.centres import contracts, desk, on_the_round, registration, rotations, rounds, scenarios
from maillage.site.centres import own as centres
from maillage.site.centres.contracts import ContractData
from maillage.site.centres.desk import TaskData
from maillage.site.centres.models import PatientList
from maillage.site.centres.rounds import VisitData
from maillage.site.centres.scenarios import ScenarioData
from maillage.site.diaries import changing, writing
from maillage.site.directory import services as directory
from maillage.site.directory.models import Professional
from maillage.site.directory.photos import KeptPhoto
from maillage.site.directory.services import PlaceData, ProfessionalData, PromiseData, ThingData
from maillage.site.duties import drafts
from maillage.site.duties import publishing as duty_publishing
from maillage.site.duties import services as duties
from maillage.site.duties.models import DutyHouse, DutyNeed, Rota, RotaMember
from maillage.site.duties.services import HouseData, LimitsData, MemberData, RotaData
from maillage.site.engagements import programmes
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Authorisation
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.engagements.services import EngagementData
from maillage.site.expertise import attachments, platforms, pools, reading, requesting
from maillage.site.fhir import services as interface
from maillage.site.files.models import StoredFile
from maillage.site.grants import files as grant_files
from maillage.site.grants import importing
from maillage.site.grants import services as grants
from maillage.site.grants.importing import Reading
from maillage.site.imaging import attaching, machines, sending
from maillage.site.imaging.machines import NodeData
from maillage.site.juniors import matching as junior_matching
from maillage.site.juniors import services as juniors
from maillage.site.juniors.models import JuniorYear
from maillage.site.juniors.problem import fingerprint
from maillage.site.juniors.services import (
    JuniorData,
    JuniorWishes,
    SupervisorData,
    SupervisorWishes,
    YearData,
)
from maillage.site.observatory import background as measures
from maillage.site.observatory import loading
from maillage.site.observatory import services as observatory
from maillage.site.observatory.background import MeasureRequest
from maillage.site.observatory.loading import LoadRequest
from maillage.site.payments import orders
from maillage.site.payments import services as payments
from maillage.site.payments.bank import give_account
from maillage.site.plans import background as plans
from maillage.site.plans import board as boards
from maillage.site.plans import replacing
from maillage.site.plans import services as plan_services
from maillage.site.plans.changed import Changed
from maillage.site.plans.models import PlanRun
from maillage.site.plans.request import AskedScheme, PlanRequest
from maillage.site.platforms import closing as platform_months
from maillage.site.platforms import setting_up
from maillage.site.privacy import delays, people
from maillage.site.privacy.people import Asked
from maillage.site.proposals import services as proposals
from maillage.site.refusals import InvalidField, NotAllowed, Refused
from maillage.site.remote import calls, course, guests
from maillage.site.remote import services as remote
from maillage.site.webhooks import services as webhooks
from tests.site import factories as make
from tests.site import rights_world
from tests.site.call_factories import local, post_data
from tests.site.centre_factories import monday as centres_monday
from tests.site.expertise import cases
from tests.site.rights_agreements import terms as agreement_terms
from tests.site.rights_diaries import rule_data
from tests.site.rights_world import Part, Site

pytestmark = pytest.mark.django_db
APPS = (
    "accounts", "agenda", "agreements", "applications", "booking", "directory", "engagements", "observatory",
    "payments", "plans", "jobs", "grants", "proposals", "remote", "calls",
    "expertise", "files", "centres", "fhir", "duties", "platforms", "diaries", "webhooks", "privacy", "imaging",
    "juniors",
)  # fmt: skip
ANSWER = date(2026, 1, 5)
MORNINGS = [(day, time(8), time(13)) for day in range(5)]
ANSWERED = DeskAnswer(state=Authorisation.State.GRANTED, reason="Par courrier du 3 janvier.")
IBAN = "FR7630006000011234567890189"
Call = Callable[[Part, User], object]

HANDS_ON = {
    "booking.empty_slots.waiting_notices", "booking.empty_slots.undo_notices",  # of one's own messages only
    "agenda.reminding.waiting_reminders", "agenda.reminding.undo_reminders",  # of one's own messages only
    "accounts.services.role_was_taken", "accounts.services.was_answered",  # they read: see below
    "jobs.services.ask", "jobs.services.ask_again", "observatory.background.ask",  # asked of rows one may change
    "plans.matching.ask_match", "plans.touring.ask_tour",  # its tables are of nobody in the directory
    "plans.background.ask_import",  # the file names its region: ``plans.services.import_file`` asks when it is read
    "observatory.background.on_publication",  # a signal of what was published already
    "plans.problem.problem_of", "plans.services.store", "plans.services.import_file",  # by programmes.create
    "plans.problem.volunteers", "plans.problem.with_volunteers", "plans.replanning.replanned",  # read those one may see
    "plans.board.store_days", "plans.board.store_result",  # by programmes.create
    "agenda.proposing.considered",  # reads those whom one may see
    "directory.services.create_organisation",  # an organisation is nobody's at first: see below
    "expertise.acting.check", "expertise.acting.move", "expertise.acting.note", "expertise.acting.why_not",  # of others
    "expertise.reports.make", "files.vault.keep", "files.uploads.begin",  # called by services that ask
    "expertise.attachments.note_all_opened", "expertise.acting.note_read_by_program",  # of what one may read
    "imaging.sending.receivers",  # reads what is one's own
    "expertise.attachments.note_opened", "expertise.attachments.upload_of",  # of what one may read; of oneself
    "grants.importing.start",  # a table names territories line by line: tests/site/grants/test_import.py
    "payments.services.on_session_held", "payments.services.on_session_unheld",  # signals of what was noted already
    "booking.on_behalf.open_to_caller", "booking.on_behalf.open_to_person",  # they read what anybody may, or ask
    "booking.on_behalf.open_at_own_places", "booking.on_behalf.own_places",  # read what one keeps
    "agenda.services.call_off",  # whoever changes the programme was asked
    "agreements.parties.authors", "agreements.parties.acts_for", "agreements.drafting.may_draft",  # read what one may
    "agenda.warning.on_promise_changed", "agenda.warning.on_opening_changed",  # signals of what was changed already
}  # fmt: skip
"""Services with an author that do not refuse anybody themselves."""


def _days(part: Part) -> list[Assignment]:
    return sorted(boards.board_of(part.draft).days)


def _supervisor(part: Part) -> SupervisorData:
    return SupervisorData(first_name="R", last_name="N", commune=part.commune.pk)


def _junior_wishes(part: Part) -> JuniorWishes:
    key = part.junior_year.supervisors.get().pk
    return JuniorWishes([(key, key)])


def _other_year(part: Part) -> JuniorYear:
    """Another year of the region, with one of each side, beds, and a wish."""
    today = timezone.localdate()
    data = YearData(name="Autre promotion", starts=today + timedelta(days=90), wishes_until=today)
    year = juniors.create(part.region, data, None)
    juniors.add_housing(year, "Foyer", 2, None)
    (junior,) = juniors.add_juniors(year, [JuniorData(first_name="R", last_name="N")], None)
    key = juniors.add_supervisor(year, _supervisor(part), None).pk
    juniors.wish(junior, JuniorWishes([(key, key)]), None)
    return year


def _matched(part: Part) -> JuniorYear:
    """Another year, with a match in which nobody has a place yet."""
    year = _other_year(part)
    return junior_matching.keep(year, {"match": [], "stable": False, "asked": fingerprint(year)})


def _changed_plan(part: Part) -> PlanRun:
    """The draft with a day taken out on its board."""
    boards.change(part.draft, _days(part), [], None)
    return part.draft


def _undone_plan(part: Part) -> PlanRun:
    boards.undo(_changed_plan(part), None)
    return part.draft


def _person(part: Part) -> ProfessionalData:
    return ProfessionalData(
        first_name="Rose", last_name="Nouvelle", profession="gp", status="locum", home=part.commune.pk
    )


def _place(part: Part) -> PlaceData:
    return PlaceData(
        name="Salle", kind="practice", commune=part.commune.pk, address="1 rue", organisation=part.house
    )  # fmt: skip


def _programme(part: Part, *, by_parties: bool = False) -> ProgrammeData:
    """Return a rotation of the region, or (``by_parties``) of an organisation with its place there."""
    key = "maison" if by_parties else str(part.place.reference)
    return ProgrammeData(
        scheme=scheme_named("shared_post"), name=f"Tour {part.word} {by_parties}", starts=date(2027, 1, 4),
        template=RotationTemplate(key, date(2027, 1, 4), (part.doctor.reference,)),
        region="" if by_parties else part.region.pk,
        parties=(PartyData(organisation=part.house, key=key, place=part.place),) if by_parties else (),
    )  # fmt: skip


def _call(part: Part) -> CallData:
    """Return the call of a part as it is."""
    one = part.sent.call
    return CallData(
        kind=one.kind, title=one.title, text=one.text, organisation=one.organisation,
        opens=local(one.opens_at), closes=local(one.closes_at),
    )  # fmt: skip


def _option(part: Part, by: User) -> object:
    """Add a week to a call of the same organisation that has seats."""
    training = call_services.create(replace(_call(part), kind="training"), by=None)
    return call_services.add_option(training, "Une semaine", date(2027, 3, 1), date(2027, 3, 5), 1, by=by)


def _commitment(part: Part) -> EngagementData:
    return EngagementData(professional=part.doctor, starts=date(2027, 1, 1), days_per_month=2)


def _request(part: Part) -> PlanRequest:
    return PlanRequest(
        region=part.region.pk, schemes=(AskedScheme(scheme=scheme_named("solidarity")),), starts=date(2027, 1, 4),
        weeks=2, budget_cents=100_000, seconds=5.0,
    )  # fmt: skip


def _invitee(part: Part) -> Invitee:
    return Invitee("rose@example.org", "Rose", "C", "host", part.house)


def _rota(part: Part) -> RotaData:
    """Return the rota of a part under another name."""
    one = part.rota
    return RotaData(
        name="Autre", department=one.department_id, starts=one.starts, weeks=1, wishes_until=one.wishes_until
    )


def _duty_house(part: Part) -> HouseData:
    return HouseData(name="Autre", commune=part.commune.pk, needs={"sunday": 1})


def _other_rota(part: Part, *people: Professional) -> Rota:
    """Return another rota of the same organisation, with a house elsewhere and these doctors."""
    one, there = part.rota, make.commune("31555", "Toulouse", department=make.department("31"), intercommunality=None)
    rota = Rota.objects.create(
        organisation=one.organisation, department=one.department, name="Autre", starts=one.starts, weeks=1,
        wishes_until=one.wishes_until,
    )  # fmt: skip
    house = DutyHouse.objects.create(rota=rota, name="Ailleurs", commune=there)
    DutyNeed.objects.create(house=house, period="sunday")
    for person in people:
        RotaMember.objects.create(rota=rota, professional=person).houses.add(house)
    return rota


def _house_elsewhere(part: Part) -> int:
    return DutyHouse.objects.filter(rota__organisation=part.rota.organisation, name="Ailleurs").latest("pk").pk


def _all_holes(part: Part, *people: Professional) -> Rota:
    """Return a rota with a draft that put nobody anywhere."""
    return drafts.keep(_other_rota(part, *people), drafts.Draft({}, None, 0.0, ""))


def _hole(part: Part, by: User) -> Session:
    """Return a duty that the doctor of a part may take; engaged only if it is the doctor who asks and may."""
    rota = duty_publishing.publish(_all_holes(part, part.doctor), None)
    if by == part.account and by.grants.may(Record.DUTY, Act.CHANGE):
        data = EngagementData(professional=part.doctor, starts=timezone.localdate())
        engagements.engage(scheme_named("duty_rota"), data)
    return duty_publishing.sessions_of(rota)[0]


def _locum(part: Part) -> Professional:
    return make.professional(profession=part.doctor.profession, status="locum")


def _bus(part: Part) -> Any:
    return make.vehicle(organisation=part.house)


def _measure(part: Part) -> MeasureRequest:
    return MeasureRequest(region=part.region.pk)


def _load(part: Part) -> LoadRequest:
    return LoadRequest(part.region.pk, "bpe", pull=True)


FAR_OFF = make.soon(70).date()


def _reply(part: Part) -> SwapReply:
    return SwapReply.objects.create(offer=part.swap, professional=make.engaged(), made_at=timezone.now())


def _means(part: Part) -> MeansData:
    pathway = part.agreement_signed.agreement.pathway
    return MeansData(pathway=pathway, kind="beds_open", month=date(2026, 2, 1), count=3, source="Tableau des lits")


def _agreement_terms(part: Part, name: str = "bis") -> TermsData:
    return agreement_terms(f"Convention {part.word} {name}", part.hospital, part.agreement_draft.parties[-1])


CALLS: dict[str, tuple[Call, ...]] = {
    "agreements.parties.check_party": (lambda part, by: parties.check_party(part.agreement_draft.agreement, by),),
    "agreements.parties.check_acts_for": (
        lambda part, by: parties.check_acts_for(part.agreement_draft, part.hospital, by),
    ),
    "agreements.drafting.draft": (lambda part, by: drafting.draft(_agreement_terms(part), part.hospital, by=by),),
    "agreements.drafting.change_terms": (
        lambda part, by: drafting.change_terms(part.agreement_draft, _agreement_terms(part, "ter"), by=by),
    ),
    "agreements.drafting.name_people": (lambda part, by: drafting.name_people(part.agreement_draft, [], by=by),),
    "agreements.drafting.draw_week": (
        lambda part, by: drafting.draw_week(part.agreement_draft.people.get(), [], by=by),
    ),
    "agreements.drafting.new_version": (
        lambda part, by: drafting.new_version(
            part.agreement_signed.agreement, part.hospital, date(2032, 1, 5), by=by
        ),
    ),
    "agreements.negotiating.propose": (lambda part, by: negotiating.propose(part.agreement_draft, "Moi", by=by),),
    "agreements.negotiating.answer": (
        lambda part, by: negotiating.answer(part.agreement_draft, part.hospital, "yes", "Moi", by=by),
    ),
    "agreements.negotiating.sign": (
        lambda part, by: negotiating.sign(part.agreement_draft, part.hospital, "Moi", by=by),
    ),
    "agreements.negotiating.take_back": (lambda part, by: negotiating.take_back(part.agreement_draft, by=by),),
    "agreements.negotiating.drop": (lambda part, by: negotiating.drop(part.agreement_draft, by=by),),
    "agreements.taking_effect.put_in_agenda": (
        lambda part, by: taking_effect.put_in_agenda(part.agreement_signed, 2, by=by),
    ),
    "agreements.taking_effect.give_notice": (
        lambda part, by: taking_effect.give_notice(
            part.agreement_signed.agreement, part.hospital, date(2035, 1, 1), "Fin.", by=by
        ),
    ),
    "accounts.services.invite": (lambda part, by: accounts.invite(_invitee(part), by),),
    "accounts.services.withdraw": (lambda part, by: accounts.withdraw(part.invitation, by),),
    "accounts.services.take_role": (lambda part, by: accounts.take_role(part.host.memberships.get(), by),),
    "accounts.moves.move_role": (
        lambda part, by: moves.move_role(part.host.memberships.get(), part.house, FAR_OFF, by),
    ),
    "accounts.moves.keep_role": (lambda part, by: moves.keep_role(part.host.memberships.get(), by),),
    "accounts.services.set_active": (lambda part, by: accounts.set_active(part.host, False, by),),
    "accounts.services.new_password_link": (lambda part, by: accounts.new_password_link(part.host, by),),
    "agenda.services.accept": (lambda part, by: agenda.accept(part.session, by),),
    "agenda.services.decline": (lambda part, by: agenda.decline(part.session, by),),
    "agenda.services.assign": (lambda part, by: agenda.assign(part.session, part.doctor, by),),
    "agenda.services.cancel": (lambda part, by: agenda.cancel(part.session, by),),
    "agenda.services.hold": (lambda part, by: agenda.hold(part.session, by),),
    "agenda.absences.declare": (
        lambda part, by: absences.declare(part.doctor, AbsenceDates(FAR_OFF, FAR_OFF), by),
    ),
    "agenda.arrangements.look_for_bed": (lambda part, by: arrangements.look_for_bed(part.session, by),),
    "agenda.arrangements.give_up": (lambda part, by: arrangements.give_up(part.session, "lodging", by),),
    "agenda.arrangements.replace": (lambda part, by: arrangements.replace(part.session, _locum(part), by),),
    "agenda.arrangements.state_wishes": (
        lambda part, by: arrangements.state_wishes(part.engagement, "eve", replaced_at_home=True, by=by),
    ),
    "agenda.calendar_access.write_absence": (
        lambda part, by: calendar_access.write_absence(part.doctor, "a.ics", _day_off(), by),
    ),
    "agenda.calendar_access.remove_absence": (
        lambda part, by: calendar_access.remove_absence(part.doctor, f"absence-{part.absence.pk}.ics", by),
    ),
    "agenda.absences.remove": (lambda part, by: absences.remove(part.absence, by),),
    "agenda.leaving.end_engagement": (lambda part, by: leaving.end_engagement(part.engagement, FAR_OFF, by),),
    "agenda.leaving.leave": (
        lambda part, by: leaving.leave(part.doctor, Departure.Kind.WITHDRAWAL, FAR_OFF, by),
        lambda part, by: leaving.leave(part.doctor, Departure.Kind.DEATH, make.soon(0).date(), by),
    ),
    "agenda.proposing.propose": (
        lambda part, by: proposing.propose(
            ProposedDay(scheme_named("solidarity"), part.place, FAR_OFF), make.engaged(), by
        ),
    ),
    "agenda.swaps.offer": (lambda part, by: swaps.offer([part.session], by),),
    "agenda.swaps.withdraw": (lambda part, by: swaps.withdraw(part.swap, by),),
    "agenda.swaps.take": (lambda part, by: swaps.take(part.swap, by),),
    "agenda.swaps.answer": (lambda part, by: swaps.answer(part.swap, [part.session], by),),
    "agenda.swaps.agree": (lambda part, by: swaps.agree(_reply(part), by),),
    "agenda.swaps.refuse": (lambda part, by: swaps.refuse(_reply(part), by),),
    "agenda.publishing.publish": (lambda part, by: publishing.publish(part.draft.programme, by),),
    "applications.services.accept": (
        lambda part, by: applications.accept(part.application, by=by),
    ),
    "applications.services.refuse": (
        lambda part, by: applications.refuse(part.application, "Une raison assez longue.", by=by),
    ),
    "applications.desks.answer": (lambda part, by: desks.answer(part.check.pk, ANSWERED, by=by),),
    "applications.desks.answer_for": (
        lambda part, by: desks.answer_for(part.check.pk, ANSWERED, "Dr Morel", by=by),
    ),
    "applications.reminding.remind_desks_of": (
        lambda part, by: desk_reminding.remind_desks_of(part.application, by, ANSWER),
    ),
    "agenda.reminding.remind_givers": (lambda part, by: reminding.remind_givers([part.session.pk], by),),
    "booking.empty_slots.tell_places": (lambda part, by: empty_slots.tell_places([part.session.pk], by),),
    "agenda.services.take_back": (lambda part, by: agenda.take_back(part.session, by),),
    "agenda.services.undo_hold": (lambda part, by: agenda.undo_hold(part.session, by),),
    "agenda.services.report_absence": (lambda part, by: agenda.report_absence(part.session, "no_news", by),),
    "remote.calls.join": (lambda part, by: calls.join(part.remote, by),),
    "remote.guests.invite": (lambda part, by: guests.invite(part.remote, "expert", "Ève Sauge", by),),
    "remote.guests.withdraw": (lambda part, by: guests.withdraw(part.remote, by),),
    "remote.services.act": (lambda part, by: remote.act(part.remote, course.Act.NO_SHOW, by),),
    "booking.outcomes.mark": (lambda part, by: outcomes.mark(part.appointment, part.appointment.State.SEEN, by),),
    "booking.outcomes.note_doctor_found": (
        lambda part, by: outcomes.note_doctor_found(part.appointment, by, consent=True),
    ),
    "agenda.closing.close_place": (
        lambda part, by: closing.close_place(part.place, date(2035, 1, 1), "", {}, by=by),
    ),
    "agenda.moving.move": (lambda part, by: moving.move(part.session, part.place, by),),
    "agenda.warning.settle": (lambda part, by: warning.settle(part.warning, by),),
    "proposals.services.set_visit": (
        lambda part, by: proposals.set_visit(part.proposal, date(2035, 1, 1), "Moi", by=by),
    ),
    "proposals.services.note_visit": (lambda part, by: proposals.note_visit(part.proposal, [], by=by),),
    "proposals.services.approve": (lambda part, by: proposals.approve(part.proposal, by=by),),
    "proposals.services.send_back": (
        lambda part, by: proposals.send_back(part.proposal, "Une raison assez longue.", by=by),
    ),
    "proposals.services.refuse": (
        lambda part, by: proposals.refuse(part.proposal, "Une raison assez longue.", by=by),
    ),
    "calls.services.create": (lambda part, by: call_services.create(_call(part), by=by),),
    "calls.services.change": (lambda part, by: call_services.change(part.sent.call, _call(part), by=by),),
    "calls.services.publish": (lambda part, by: call_services.publish(part.sent.call, by=by),),
    "calls.services.add_option": (lambda part, by: _option(part, by),),
    "calls.services.admit": (lambda part, by: call_services.admit(part.sent, by=by),),
    "calls.services.send_back": (
        lambda part, by: call_services.send_back(part.sent, "Il manque une page.", make.soon(9), by=by),
    ),
    "calls.panel.set_grid": (
        lambda part, by: panel.set_grid(part.sent.call, [GridLine("La question")], by=by),
    ),
    "calls.panel.name_reviewer": (
        lambda part, by: panel.name_reviewer(part.sent.call, part.review.reviewer.user, by=by),
    ),
    "calls.panel.remove_reviewer": (lambda part, by: panel.remove_reviewer(part.review.reviewer, by=by),),
    "calls.panel.ask": (lambda part, by: panel.ask(part.review.submission, part.review.reviewer, by=by),),
    "calls.panel.distribute": (lambda part, by: panel.distribute(part.review.submission.call, by=by),),
    "calls.reviewing.declare": (lambda part, by: reviewing.declare(part.review.reviewer, "CH", by=by),),
    "calls.reviewing.give": (lambda part, by: reviewing.give(part.review, {}, "Une raison.", by=by),),
    "calls.reviewing.step_aside": (
        lambda part, by: reviewing.step_aside(part.review, "Je connais cette équipe.", by=by),
    ),
    "calls.reviewing.say": (lambda part, by: reviewing.say(part.review, "Bien.", by=by),),
    "calls.deciding.keep": (lambda part, by: deciding.keep(part.review.submission, "Un projet utile.", by=by),),
    "calls.deciding.decline": (
        lambda part, by: deciding.decline(part.review.submission, "Hors du sujet de l’appel.", by=by),
    ),
    "calls.posts.describe": (
        lambda part, by: posts.describe(part.post_call, post_data(specialty="Neurologie"), by=by),
    ),
    "calls.seats.offer_seats": (lambda part, by: seats.offer_seats(part.seat.submission.call, by=by),),
    "calls.certificates.note_attendance": (
        lambda part, by: certificates.note_attendance(part.seat, [], by=by),
    ),
    "calls.certificates.certify": (lambda part, by: certificates.certify(part.seat, by=by),),
    "calls.services.refuse": (lambda part, by: call_services.refuse(part.sent, "Hors du sujet.", by=by),),
    "directory.services.state_promise": (
        lambda part, by: directory.state_promise(part.place, PromiseData(parking="street"), by=by),
    ),
    "directory.services.open_room": (lambda part, by: directory.open_room(part.room, MORNINGS, by=by),),
    "directory.services.close": (
        lambda part, by: directory.close(part.place, date(2035, 1, 1), date(2035, 1, 2), by=by),
    ),
    "directory.services.reopen": (
        lambda part, by: directory.reopen(part.place.closures.get(), by=by),
    ),
    "directory.services.add_photo": (
        lambda part, by: directory.add_photo(part.place, KeptPhoto("a" * 64, 9, 9), by=by),
    ),
    "directory.services.remove_photo": (lambda part, by: directory.remove_photo(part.place_photo, by=by),),
    "directory.services.create_professionals": (
        lambda part, by: directory.create_professionals([_person(part)], by=by),
    ),
    "directory.services.create_professional": (lambda part, by: directory.create_professional(_person(part), by=by),),
    "directory.services.change_professional": (
        lambda part, by: directory.change_professional(part.doctor, _person(part), by=by),
    ),
    "directory.services.create_places": (lambda part, by: directory.create_places([_place(part)], by=by),),
    "directory.services.create_place": (lambda part, by: directory.create_place(_place(part), by=by),),
    "directory.services.change_place": (lambda part, by: directory.change_place(part.place, _place(part), by=by),),
    "directory.services.hand_over": (
        lambda part, by: directory.hand_over(part.place, make.organisation("practice"), FAR_OFF, by),
    ),
    "directory.services.keep_with": (lambda part, by: directory.keep_with(part.place, by),),
    "directory.services.add_things": (
        lambda part, by: directory.add_things([ThingData(kind="bed", name="Lit")], part.place, by=by),
        lambda part, by: directory.add_things([ThingData(kind="kit", name="Valise")], part.house, by=by),
    ),
    "directory.services.rename_thing": (
        lambda part, by: directory.rename_thing(part.room, "Autre nom", by=by),
        lambda part, by: directory.rename_thing(_bus(part), "Autre nom", by=by),
    ),
    "directory.services.remove_thing": (
        lambda part, by: directory.remove_thing(part.room, by=by),
        lambda part, by: directory.remove_thing(_bus(part), by=by),
    ),
    "engagements.services.engage_all": (
        lambda part, by: engagements.engage_all(scheme_named("medical_bus"), [_commitment(part)], by=by),
    ),
    "engagements.services.engage": (
        lambda part, by: engagements.engage(scheme_named("medical_bus"), _commitment(part), by=by),
    ),
    "engagements.services.answer": (
        lambda part, by: engagements.answer(
            [part.engagement], "order_check", Authorisation.State.GRANTED, ANSWER, answered_by="M", by=by
        ),
    ),
    "engagements.services.end": (lambda part, by: engagements.end(part.engagement, date(2030, 1, 1), by=by),),
    "engagements.programmes.create": (
        lambda part, by: programmes.create(_programme(part), by=by),
        lambda part, by: programmes.create(_programme(part, by_parties=True), by=by),
    ),
    "engagements.programmes.edit": (lambda part, by: programmes.edit(part.rotation, _programme(part), by=by),),
    "engagements.programmes.end": (lambda part, by: programmes.end(part.rotation, date(2030, 1, 1), by=by),),
    "observatory.background.ask_measure": (lambda part, by: measures.ask_measure(_measure(part), {}, by),),
    "observatory.loading.ask_load": (lambda part, by: loading.ask_load(_load(part), {}, by),),
    "observatory.background.ask_designation": (lambda part, by: measures.ask_designation(_measure(part), {}, by),),
    "observatory.services.adjust": (
        lambda part, by: observatory.adjust(
            part.region, part.zone.epci, "remove", "Une raison assez longue.", by
        ),
    ),
    "observatory.services.choose_list": (
        lambda part, by: observatory.choose_list(part.region, "official", by),
    ),
    "expertise.requesting.draft": (
        lambda part, by: requesting.draft(part.house, cases.data(part.ward.pool), by),
    ),
    "expertise.requesting.change": (
        lambda part, by: requesting.change(part.opinion, cases.data(part.ward.pool), by),
    ),
    "expertise.requesting.send": (lambda part, by: requesting.send(part.opinion, by),),
    "expertise.requesting.give_more": (lambda part, by: requesting.give_more(part.opinion, "Oui.", by),),
    "expertise.requesting.withdraw": (lambda part, by: requesting.withdraw(part.opinion, by),),
    "expertise.requesting.mark_read": (lambda part, by: requesting.mark_read(part.answered, by),),
    "expertise.requesting.close": (lambda part, by: requesting.close(part.answered, by),),
    "expertise.attachments.begin": (lambda part, by: attachments.begin(part.opinion, 10, by),),
    "expertise.attachments.add_piece": (lambda part, by: attachments.add_piece(part.upload, 0, b"0", by),),
    "expertise.attachments.add_whole": (lambda part, by: attachments.add_whole(part.opinion, [b"0"], 1, by),),
    "expertise.attachments.remove": (lambda part, by: attachments.remove(part.opinion, part.file, by),),
    "expertise.attachments.adopt": (
        lambda part, by: attachments.adopt(part.opinion, StoredFile.objects.filter(holder="study:0"), by),
    ),
    "imaging.machines.add": (
        lambda part, by: machines.add(part.house, NodeData("PACS", f"PACS{make.number()}"[:16], "10.1.2.3"), by),
    ),
    "imaging.machines.change": (
        lambda part, by: machines.change(part.node, NodeData("PACS", part.node.title, "10.1.2.3"), by),
    ),
    "imaging.machines.remove": (lambda part, by: machines.remove(part.node, by),),
    "imaging.attaching.attach": (lambda part, by: attaching.attach(part.received, part.opinion, by),),
    "imaging.attaching.attach_matching": (lambda part, by: attaching.attach_matching(part.opinion, by),),
    "imaging.sending.queue": (lambda part, by: sending.queue(part.opinion, part.node, by),),
    "imaging.sending.again": (lambda part, by: sending.again(part.outgoing, by),),
    "imaging.sending.test": (lambda part, by: sending.test(part.node, by),),
    "fhir.services.give_examination_key": (
        lambda part, by: interface.give_examination_key(part.house, "PACS", part.ward.requester, by),
    ),
    "expertise.attachments.cancel": (lambda part, by: attachments.cancel(part.upload, by),),
    "expertise.reading.take": (lambda part, by: reading.take(part.opinion, by),),
    "expertise.reading.give_back": (lambda part, by: reading.give_back(part.answered, by),),
    "expertise.reading.pass_on": (lambda part, by: reading.pass_on(part.opinion, part.ward.pool, by),),
    "expertise.reading.decline": (lambda part, by: reading.decline(part.opinion, "no_reader", by),),
    "expertise.reading.ask_more": (lambda part, by: reading.ask_more(part.answered, "Quel âge ?", by),),
    "expertise.reading.answer": (
        lambda part, by: reading.answer(part.answered, cases.ANSWER, by, why="Erreur de côté."),
    ),
    "expertise.pools.create_pool": (lambda part, by: pools.create_pool(part.ward.hospital, "imaging", by),),
    "expertise.pools.open_pool": (lambda part, by: pools.open_pool(part.ward.pool, by, is_open=False),),
    "expertise.pools.add_reader": (
        lambda part, by: pools.add_reader(part.ward.pool, make.user("expert", part.ward.hospital), by),
    ),
    "expertise.pools.remove_reader": (
        lambda part, by: pools.remove_reader(part.ward.pool.readers.first(), by),
    ),
    "expertise.platforms.create": (
        lambda part, by: platforms.create(part.ward.pool, f"Autre plateforme {make.number()}", by),
    ),
    "expertise.platforms.invite": (
        lambda part, by: platforms.invite(part.platform, pools.create_pool(part.house, part.platform.pathway), by),
    ),
    "expertise.platforms.join": (
        lambda part, by: platforms.join(part.platform.members.get(pool=part.ward.pool), by),
    ),
    "expertise.platforms.leave": (lambda part, by: platforms.leave(part.platform.members.last(), by),),
    "platforms.closing.close": (
        lambda part, by: platform_months.close(part.platform, date(2031, 1, 1), by),
    ),
    "platforms.setting_up.draft_agreement": (
        lambda part, by: setting_up.draft_agreement(part.platform, part.hospital, date(2031, 1, 6), by),
    ),
    "platforms.setting_up.share_load": (lambda part, by: setting_up.share_load(part.rota, by),),
    "booking.on_behalf.book_for_caller": (
        lambda part, by: on_behalf.book_for_caller(
            part.session.slots.order_by("starts")[4].pk, make.patient(commune=part.commune.pk), make.key(), by
        ),
    ),
    "booking.on_behalf.book_as_referrer": (
        lambda part, by: on_behalf.book_as_referrer(
            part.session.slots.order_by("starts")[4].pk, make.patient(commune=part.commune.pk), make.key(), by
        ),
    ),
    "booking.on_behalf.book_by_telephone": (
        lambda part, by: on_behalf.book_by_telephone(
            part.session.slots.order_by("starts")[4].pk, make.patient(commune=part.commune.pk), make.key(), by
        ),
    ),
    "booking.overbooking.overbook": (
        lambda part, by: overbooking.overbook(part.session, 1, "Beaucoup d’absents ici.", by),
    ),
    "booking.on_behalf.cancel": (lambda part, by: on_behalf.cancel(part.called, by),),
    "booking.calling.note_called": (lambda part, by: calling.note_called(part.to_call, by, timezone.now()),),
    "fhir.services.name_regulator": (
        lambda part, by: interface.name_regulator(part.called.by, "810100050075", by),
    ),
    "fhir.services.give_key": (lambda part, by: interface.give_key(part.key.organisation, "Autre", by),),
    "privacy.people.search": (lambda part, by: people.search(Asked(name=f"Patiente {part.word}"), by),),
    "privacy.people.elsewhere": (lambda part, by: people.elsewhere(Asked(name=f"Patiente {part.word}"), by),),
    "privacy.people.hand_over": (lambda _, by: people.hand_over([], by),),
    "privacy.people.erase": (lambda _, by: people.erase([], by),),
    "privacy.delays.set_months": (lambda part, by: delays.set_months(part.house, 12, by),),
    "webhooks.services.subscribe": (
        lambda part, by: webhooks.subscribe(
            part.key.organisation, "https://a.example/", ["appointment.booked"], "a@example.org", by
        ),
    ),
    "webhooks.services.stop": (lambda part, by: webhooks.stop(part.webhook, by),),
    "webhooks.services.start_again": (lambda part, by: webhooks.start_again(part.stopped_webhook, by),),
    "webhooks.services.try_out": (lambda part, by: webhooks.try_out(part.webhook, by),),
    "fhir.services.revoke_key": (lambda part, by: interface.revoke_key(part.key, by),),
    "fhir.services.set_number": (
        lambda part, by: interface.set_number(part.place, "120000013", by),
        lambda part, by: interface.set_number(part.house, "120000013", by),
    ),
    "grants.services.record": (lambda part, by: grants.record(rights_world.grant_data(part, " bis"), by),),
    "grants.services.record_given": (
        lambda part, by: grants.record_given(rights_world.grant_data(part, " bis"), part.sent.call.organisation, by),
    ),
    "grants.services.change": (
        lambda part, by: grants.change(part.grant, rights_world.grant_data(part, " ter"), by),
    ),
    "grants.services.check_may_change": (lambda part, by: grants.check_may_change(part.grant, by),),
    "grants.services.pay": (lambda part, by: grants.pay(part.grant, date(2026, 1, 7), 1_00, by),),
    "grants.services.correct": (
        lambda part, by: grants.correct(part.grant.payments.get(corrects=None), 5_00, "Erreur.", by),
    ),
    "grants.services.add_condition": (lambda part, by: grants.add_condition(part.grant, "Autre.", by),),
    "grants.services.meet_condition": (
        lambda part, by: grants.meet_condition(part.grant.conditions.get(), date(2026, 1, 8), by),
    ),
    "grants.files.attach": (lambda part, by: grant_files.attach(part.grant, "b.pdf", b"%PDF-b", by),),
    "grants.files.detach": (lambda part, by: grant_files.detach(part.grant.documents.get(), by),),
    "grants.importing.read_as": (
        lambda part, by: importing.read_as(part.grant_import, Reading.from_json(part.grant_import.reading), by),
    ),
    "grants.importing.apply": (lambda part, by: importing.apply(part.grant_import, by),),
    "grants.importing.leave": (lambda part, by: importing.leave(part.grant_import, by),),
    "payments.bank.give_account": (lambda part, by: give_account(IBAN, by, payer=part.payer),),
    "payments.orders.make_order": (lambda part, by: orders.make_order(part.payer, by),),
    "payments.orders.settle": (lambda part, by: orders.settle(part.order, [], by),),
    "payments.orders.settle_outside": (
        lambda part, by: orders.settle_outside(
            part.contestable.statement, date(2026, 3, 2), "Chèque au notaire.", by
        ),
    ),
    "payments.services.name_payer": (
        lambda part, by: payments.name_payer(
            part.house, part.region, ["solidarity"], [part.commune.department], by
        ),
    ),
    "payments.services.close": (lambda part, by: payments.close(part.payer, date(2026, 3, 1), by),),
    "payments.services.contest": (lambda part, by: payments.contest(part.contestable, "Non.", by),),
    "payments.services.answer_contest": (lambda part, by: payments.answer_contest(part.contest, "Non.", by),),
    "payments.services.correct": (lambda part, by: payments.correct(part.contestable, 0, "Non.", by),),
    "booking.waiting.answer_by_phone": (
        lambda part, by: waiting.answer_by_phone(part.offer.pk, by, accepts=True),
        lambda part, by: waiting.answer_by_phone(part.offer.pk, by, accepts=False),
    ),
    "centres.scenarios.check_may_change": (lambda part, by: scenarios.check_may_change(part.house, by),),
    "centres.scenarios.save": (lambda part, by: scenarios.save(part.house, 2, ScenarioData("Autre", {}), by),),
    "centres.scenarios.drop": (lambda part, by: scenarios.drop(part.scenario, by),),
    "agreements.closing.close": (
        lambda part, by: agreement_months.close(part.agreement_signed.agreement, date(2031, 1, 1), by),
    ),
    "agreements.closing.close_with": (
        lambda part, by: agreement_months.close_with(part.agreement_signed.agreement, date(2031, 1, 1), by, dict),
    ),
    "centres.own.check": (lambda part, by: centres.check(part.house, Record.CENTRE, by),),
    "centres.contracts.sign": (lambda part, by: contracts.sign(part.house, _contract(part), by),),
    "centres.contracts.end": (lambda part, by: contracts.end(part.contract, centres_monday(40), by),),
    "centres.contracts.take_leave": (
        lambda part, by: contracts.take_leave(
            part.contract, "paid", AbsenceDates(centres_monday(22), centres_monday(22)), by
        ),
    ),
    "centres.contracts.drop_leave": (lambda part, by: contracts.drop_leave(part.leave, by),),
    "centres.rotations.propose": (lambda part, by: rotations.propose(part.house, centres_monday(13), by),),
    "centres.rotations.draft": (lambda part, by: rotations.draft(part.house, centres_monday(13), {}, by),),
    "centres.rotations.change_day": (lambda part, by: rotations.change_day(part.rotation_draft, 1, {}, by),),
    "centres.rotations.drop": (lambda part, by: rotations.drop(part.rotation_draft, by),),
    "centres.rotations.put_in_agenda": (lambda part, by: rotations.put_in_agenda(part.rotation_draft, 1, by=by),),
    "centres.desk.note": (lambda part, by: desk.note(part.house, TaskData("other", note="Clés"), by),),
    "centres.desk.take": (lambda part, by: desk.take(part.desk_task, by),),
    "centres.desk.do": (lambda part, by: desk.do(part.desk_task, by),),
    "centres.desk.pass_on": (lambda part, by: desk.pass_on(part.desk_task, None, "Merci", by),),
    "centres.registration.set_list": (lambda part, by: registration.set_list(part.house, None, 20, 0, by),),
    "centres.registration.offer": (
        lambda part, by: registration.offer(part.registration, PatientList.objects.get(centre=part.house), by),
    ),
    "centres.registration.answer": (
        lambda part, by: registration.answer(part.registration, accepts=True, by=by, by_phone=True),
    ),
    "centres.registration.take_back": (lambda part, by: registration.take_back(part.registration, by),),
    "centres.registration.leave": (lambda part, by: registration.leave(part.registration, by, by_phone=True),),
    "centres.rounds.ask": (
        lambda part, by: rounds.ask(part.house, VisitData("home", "Rose", "Rue", part.commune.pk), by),
    ),
    "centres.rounds.make": (
        lambda part, by: rounds.make(part.house, part.doctor, centres_monday(1), rotations.HALVES[0], by),
    ),
    "centres.rounds.drop_visit": (lambda part, by: rounds.drop_visit(part.visit, by),),
    "centres.on_the_round.done": (lambda part, by: on_the_round.done(part.visit, by),),
    "centres.on_the_round.not_done": (
        lambda part, by: on_the_round.not_done(part.visit, "nobody", by, again=True),
    ),
    "centres.on_the_round.move": (lambda part, by: on_the_round.move(part.visit, by, earlier=True),),
    "agreements.means.note": (lambda part, by: means.note(part.hospital, _means(part), by=by),),
    "agreements.groups.write": (
        lambda part, by: groups.write(GroupData(name="Autre", members=[part.hospital]), part.group, by=by),
    ),
    "agreements.groups.drop": (lambda part, by: groups.drop(part.group, by=by),),
    "agreements.means.forget": (lambda part, by: means.forget(part.means, by=by),),
    "centres.rounds.cancel": (lambda part, by: rounds.cancel(part.visit, by),),
    "diaries.writing.check_place": (
        lambda part, by: writing.check_place(part.rule.diary.place, part.rule.professional, by),
    ),
    "diaries.writing.write_rule": (
        lambda part, by: writing.write_rule(None, _opening(part), by),
        lambda part, by: writing.write_rule(part.rule, _opening(part), by),
    ),
    "diaries.writing.write_day": (lambda part, by: writing.write_day(part.rule, part.rule.first, None, by),),
    "diaries.writing.write_absence": (
        lambda part, by: writing.write_absence(part.doctor, AbsenceDates(FAR_OFF, FAR_OFF), by),
    ),
    "diaries.writing.forget_day": (lambda part, by: writing.forget_day(part.rule, part.rule.first, by),),
    "diaries.changing.preview": (
        lambda part, by: changing.preview(partial(writing.write_rule, None, _opening(part), by), by),
    ),
    "diaries.changing.apply": (
        lambda part, by: changing.apply(partial(writing.write_rule, None, _opening(part), by), {}, by),
    ),
    "plans.background.ask": (lambda part, by: plans.ask(_request(part), by),),
    "plans.background.ask_complete": (lambda part, by: plans.ask_complete(part.draft, by),),
    "plans.background.ask_replan": (
        lambda part, by: plans.ask_replan(part.draft, Changed(since=part.draft.programme.starts), by),
    ),
    "plans.board.change": (lambda part, by: boards.change(part.draft, _days(part), [], by),),
    "plans.board.fix": (lambda part, by: boards.fix(part.draft, _days(part), by),),
    "plans.board.complete": (
        lambda part, by: boards.complete(part.draft, Plan(()), boards.mark_of(part.draft), by),
    ),
    "plans.board.undo": (lambda part, by: boards.undo(_changed_plan(part), by),),
    "plans.board.redo": (lambda part, by: boards.redo(_undone_plan(part), by),),
    "plans.board.keep": (lambda part, by: boards.keep(_changed_plan(part), by),),
    "plans.services.publish": (lambda part, by: plan_services.publish(part.draft, by),),
    # It deletes the draft: that of the part stays for others to name.
    "plans.replacing.publish_change": (
        lambda part, by: replacing.publish_change(PlanRun.objects.get(pk=part.draft.pk), by),
    ),
    "juniors.services.create": (
        lambda part, by: juniors.create(
            part.region, YearData(name="Autre", starts=date(2035, 1, 1), wishes_until=date(2034, 1, 1)), by
        ),
    ),
    "juniors.services.postpone": (lambda part, by: juniors.postpone(part.junior_year, timezone.localdate(), by),),
    "juniors.services.add_housing": (lambda part, by: juniors.add_housing(part.junior_year, "Internat", 2, by),),
    "juniors.services.drop_housing": (
        lambda part, by: juniors.drop_housing(_other_year(part).housing.get(), by),
    ),
    "juniors.services.add_juniors": (
        lambda part, by: juniors.add_juniors(part.junior_year, [JuniorData(first_name="R", last_name="N")], by),
    ),
    "juniors.services.add_supervisor": (
        lambda part, by: juniors.add_supervisor(part.junior_year, _supervisor(part), by),
    ),
    "juniors.services.change_supervisor": (
        lambda part, by: juniors.change_supervisor(part.junior_year.supervisors.get(), _supervisor(part), by),
    ),
    "juniors.services.change_junior": (
        lambda part, by: juniors.change_junior(
            part.junior_year.juniors.get(), JuniorData(first_name="R", last_name="N"), None, by
        ),
    ),
    "juniors.services.drop": (lambda part, by: juniors.drop(part.junior_year.juniors.get(), by),),
    "juniors.services.wish": (
        lambda part, by: juniors.wish(part.junior_year.juniors.get(), _junior_wishes(part), by),
    ),
    "juniors.services.offer": (
        lambda part, by: juniors.offer(part.junior_year.supervisors.get(), SupervisorWishes(1, (1, 2), {}), by),
    ),
    "juniors.services.may_change": (lambda part, by: juniors.may_change(part.junior_year, by),),
    "juniors.matching.ask": (lambda part, by: junior_matching.ask(_other_year(part), "stable", 1, by),),
    "juniors.matching.publish": (lambda part, by: junior_matching.publish(_matched(part), by),),
    "duties.services.create": (lambda part, by: duties.create(part.rota.organisation, _rota(part), by),),
    "duties.services.add_house": (lambda part, by: duties.add_house(part.rota, _duty_house(part), by),),
    "duties.services.drop_house": (lambda part, by: duties.drop_house(part.duty_house, by),),
    "duties.services.add_members": (
        lambda part, by: duties.add_members(_other_rota(part), [part.doctor], [_house_elsewhere(part)], by),
    ),
    "duties.services.change_member": (
        lambda part, by: duties.change_member(part.member, MemberData(houses=[part.duty_house.pk]), by),
    ),
    "duties.services.drop_member": (lambda part, by: duties.drop_member(part.rota.members.get(pk=part.member.pk), by),),
    "duties.services.give_wishes": (
        lambda part, by: duties.give_wishes(part.member, {part.rota.starts + timedelta(days=6): "cannot"}, by),
    ),
    "duties.services.say_limits": (lambda part, by: duties.say_limits(part.member, LimitsData(waives_age=True), by),),
    "duties.services.may_change": (lambda part, by: duties.may_change(part.rota, by),),
    "duties.drafts.ask": (
        lambda part, by: drafts.ask(_other_rota(part, *(make.professional() for _ in range(2))), by),
    ),
    "duties.publishing.publish": (lambda part, by: duty_publishing.publish(_all_holes(part), by),),
    "duties.publishing.take": (lambda part, by: duty_publishing.take(_hole(part, by), by),),
}  # fmt: skip


def _day_off() -> bytes:
    day, after = (f"{one:%Y%m%d}" for one in (FAR_OFF, FAR_OFF + timedelta(days=1)))
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", f"DTSTART;VALUE=DATE:{day}", f"DTEND;VALUE=DATE:{after}",
             "END:VEVENT", "END:VCALENDAR", ""]  # fmt: skip
    return "\r\n".join(lines).encode()


def _opening(part: Part) -> writing.RuleData:
    return rule_data(part.rule.diary.place, part.rule.professional, starts=time(6), ends=time(7))


def _contract(part: Part) -> ContractData:
    return ContractData(professional=part.doctor, starts=centres_monday(1), weekly_minutes=2100, leave_days=25)


def organiser(part: Part) -> User:
    """Return a coordinator of the organisation that opened the call of a part."""
    return make.user("coordinator", part.sent.call.organisation)


def _manager(part: Part) -> User:
    return make.user("centre_manager", part.house)


def _keeper(part: Part) -> User:
    return make.user("secretary", part.rule.diary.place.organisation)


ONES_OWN: dict[str, Callable[[Part], Any]] = {
    **{
        f"privacy.{name}": lambda _: make.user("data_protection_officer", make.organisation("operator"))
        for name in ("people.search", "people.elsewhere", "people.hand_over", "people.erase", "delays.set_months")
    },
    "booking.on_behalf.book_for_caller": lambda part: part.called.by,
    "booking.on_behalf.book_as_referrer": lambda part: part.referred.by,
    "booking.on_behalf.book_by_telephone": lambda part: part.by_telephone.by,
    "booking.on_behalf.cancel": lambda part: part.called.by,
    "booking.calling.note_called": lambda part: part.by_telephone.by,
    "remote.services.act": lambda part: part.account,
    **{name: organiser for name in CALLS if name.startswith("calls.")},
    "grants.services.record_given": organiser,
    "remote.calls.join": lambda part: part.account,
    "remote.guests.invite": lambda part: part.account,
    "remote.guests.withdraw": lambda part: part.account,
    **{name: organiser for name in CALLS if name.startswith("calls.services.")},
    **{
        name: lambda part: make.user("faculty", part.seat.submission.call.organisation)
        for name in CALLS
        if name.startswith(("calls.seats.", "calls.certificates."))
    },
    **{name: lambda part: part.review.reviewer.user for name in CALLS if name.startswith("calls.reviewing.")},
    "payments.services.contest": lambda part: part.doctor.user,
    **{
        name: lambda part: make.user("duty_organiser", part.rota.organisation)
        for name in CALLS
        if name.startswith("duties.")
    },
    "duties.publishing.take": lambda part: part.account,
    **{name: _manager for name in CALLS if name.startswith("centres.")},
    **{name: _keeper for name in CALLS if name.startswith("diaries.")},
    "applications.desks.answer": lambda part: make.desk_member(of_region=part.region),
    **dict.fromkeys(
        (name for name in CALLS if name.startswith(("expertise.requesting.", "expertise.attachments."))),
        lambda part: part.ward.requester,
    ),
    **dict.fromkeys(
        (name for name in CALLS if name.startswith("expertise.reading.")), lambda part: part.ward.readers[0]
    ),
    **dict.fromkeys((name for name in CALLS if name.startswith("expertise.pools.")), lambda part: part.ward.head),
    **dict.fromkeys((name for name in CALLS if name.startswith("expertise.platforms.")), lambda part: part.ward.head),
    "platforms.closing.close": lambda part: make.user("medical_affairs", part.hospital),
    "platforms.setting_up.draft_agreement": lambda part: make.user("medical_affairs", part.hospital),
    "platforms.setting_up.share_load": lambda part: make.user("duty_organiser", part.rota.organisation),
    "diaries.writing.write_absence": lambda part: part.account,
    **dict.fromkeys(
        (
            *(name for name in CALLS if name.startswith("imaging.machines.")),
            "imaging.sending.again",
            "imaging.sending.test",
            "fhir.services.give_examination_key",
        ),
        lambda part: make.user("systems_manager", part.house),
    ),
    **dict.fromkeys(
        ("imaging.attaching.attach", "imaging.attaching.attach_matching", "imaging.sending.queue"),
        lambda part: part.ward.requester,
    ),
    "agenda.swaps.take": lambda _: make.engaged().user,
    "agenda.swaps.answer": lambda _: make.engaged().user,
    **{f"agenda.swaps.{name}": lambda part: part.doctor.user for name in ("offer", "withdraw", "agree", "refuse")},
}
"""Services for whose row it is, and nobody on their behalf."""


def services_on_behalf() -> Iterator[str]:
    """Return the public functions of the domain apps that take ``by``."""
    for app in APPS:
        package = importlib.import_module(f"maillage.site.{app}")
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                own = f"{function.__module__}.".startswith(f"{module.__name__}.") and not name.startswith("_")
                if own and "by" in inspect.signature(function).parameters:
                    yield f"{app}.{found.name}.{name}"


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """Create the three parts once; each test's changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield rights_world.build()
        transaction.set_rollback(True)


def test_every_service_on_behalf_of_somebody_is_called_here() -> None:
    assert set(services_on_behalf()) == set(CALLS) | HANDS_ON


def refused(call: Call, part: Part, by: User) -> bool:
    """Return whether a call is refused without changing anything; roll back any change."""
    before = part.state()
    with transaction.atomic():
        try:
            call(part, by)
        except NotAllowed:
            return part.state() == before
        except Refused:
            return False
        finally:
            transaction.set_rollback(True)
    return False


@contextmanager
def nobody_changing() -> Iterator[None]:
    """Let every role read what it reads now, and change nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for role, held in RIGHTS.items():
            patch.setitem(RIGHTS, role, {record: Right(right.read) for record, right in held.items()})
        yield


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_service_refuses_users_without_the_right(site: Site, name: str) -> None:
    agency = make.organisation("agency", name="Agence du lecteur")
    agency.regions.add(site.own.region)
    nearby = make.organisation("coordination", name="Bureau voisin")
    nearby.intercommunalities.add(site.near.commune.intercommunality)
    people = {
        "a coordinator of another region": make.coordinator(site.far.region),
        "a coordinator of another part of the region": make.user("coordinator", nearby),
        "an analyst of the region": make.user("analyst", agency),
        "somebody without a role": make.user(),
    }
    for call in CALLS[name]:
        let = [who for who, by in people.items() if not refused(call, site.own, by)]
        assert let == []
        may = ONES_OWN.get(name, lambda part: make.coordinator(part.region))
        assert not refused(call, site.own, may(site.own)), "the coordinator of the region may, or whose row it is"
        with nobody_changing():
            assert refused(call, site.own, may(site.own)), "not if their role reads only"


def test_answered_invitations_and_taken_roles_are_visible_within_the_charge_only(site: Site) -> None:
    boss, stranger = make.coordinator(site.own.region), make.coordinator(site.far.region)
    role = site.own.host.memberships.get()
    with transaction.atomic():
        accounts.withdraw(site.own.invitation, boss)
        accounts.take_role(role, boss)
        for by, told in ((boss, True), (stranger, False)):
            assert (accounts.was_answered(site.own.invitation.pk, by) is not None) is told
            assert accounts.role_was_taken(site.own.host.pk, by) is told
        transaction.set_rollback(True)


def test_the_keeper_of_a_place_must_be_in_the_territory(site: Site) -> None:
    kept, boss = replace(_place(site.own), organisation=site.far.house), make.coordinator(site.own.region)
    with pytest.raises(NotAllowed), transaction.atomic():
        directory.change_place(site.own.place, kept, by=boss)
    with pytest.raises(NotAllowed), transaction.atomic():
        directory.create_places([kept], by=boss)


def test_a_day_is_proposed_to_people_of_the_own_territory_only(site: Site) -> None:
    day, boss = ProposedDay(scheme_named("solidarity"), site.own.place, FAR_OFF), make.coordinator(site.own.region)
    with pytest.raises(NotAllowed, match="soignant"), transaction.atomic():
        proposing.propose(day, site.far.doctor, boss)


def test_who_coordinates_a_region_gives_its_departments_to_a_council(site: Site) -> None:
    own, far = site.own.commune.department_id, site.far.commune.department_id
    boss = make.coordinator(site.own.region)
    for kind, departments, problem in (
        ("order", [], InvalidField), ("practice", [own], InvalidField), ("order", [own, far], NotAllowed),
    ):  # fmt: skip
        with pytest.raises(problem):
            directory.create_organisation("Conseil", kind, departments=departments, by=boss)
    local = site.user("coordinator", local=True)
    with pytest.raises(NotAllowed):
        directory.create_organisation("Conseil", "order", departments=[own], by=local)
    with transaction.atomic():
        made = directory.create_organisation("Conseil", "order", departments=[own], by=boss)
        assert list(made.departments.values_list("pk", flat=True)) == [own]
        transaction.set_rollback(True)


def test_coordinators_create_organisations_without_territory(site: Site) -> None:
    boss = make.coordinator(site.own.region)
    analyst = make.user("analyst", boss.memberships.get().organisation)
    with pytest.raises(NotAllowed):
        directory.create_organisation("Nouvelle maison", "practice", by=analyst)
    with pytest.raises(NotAllowed):
        directory.create_organisation("Nouvelle maison", "practice", regions=[site.own.region.pk], by=boss)
    with transaction.atomic():
        assert directory.create_organisation("Nouvelle maison", "practice", by=boss).pk
        transaction.set_rollback(True)


def test_a_tour_stops_in_the_territory_of_who_writes_it(site: Site) -> None:
    boss, stop = make.coordinator(site.own.region), TourStop(site.far.commune.pk, "Devant la mairie")
    tour = TourTemplate(str(site.own.room.reference), date(2027, 1, 4), (stop,), ())
    with pytest.raises(Refused, match=f"{site.far.commune.name} n’est pas de votre territoire"):
        programmes.create(replace(_programme(site.own), template=tour), by=boss)


MOVES: dict[str, Callable[[Part, Part, User], object]] = {
    "professional": lambda mine, other, by: directory.change_professional(mine.doctor, _person(other), by=by),
    "place": lambda mine, other, by: directory.change_place(
        mine.place, replace(_place(mine), commune=other.commune.pk), by=by
    ),
    "programme": lambda mine, other, by: programmes.edit(mine.rotation, _programme(other), by=by),
    "place of a programme": lambda mine, other, by: programmes.edit(
        mine.rotation, replace(_programme(mine), template=_programme(other).template), by=by
    ),
    "programme of parties": lambda mine, other, by: programmes.edit(
        mine.rotation, _programme(other, by_parties=True), by=by
    ),
}


@pytest.mark.parametrize("what", sorted(MOVES))
def test_rows_cannot_be_moved_into_or_out_of_the_own_territory(site: Site, what: str) -> None:
    boss = make.coordinator(site.own.region)
    for mine, other in ((site.own, site.far), (site.far, site.own)):
        assert refused(lambda part, by, other=other: MOVES[what](part, other, by), mine, boss)
