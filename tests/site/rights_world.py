"""A site in three parts: the user's own, a neighbour's in the same region, a stranger's in another region.

Every name contains the word of its part, so that a page showing something it must not is found by its text.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from PIL import Image

from maillage.planning import AffectedTerritories, Doctor, Pairs, PlanningData, PlanWeights, Result, Rules
from maillage.planning import Site as PlanSite
from maillage.planning.data import DesignatedTerritory
from maillage.schemes import DatedDay, DatedTemplate, RotationTemplate
from maillage.site.accounts import services as accounts
from maillage.site.accounts.models import Invitation, Membership, Organisation, User
from maillage.site.accounts.roles import ROLES
from maillage.site.accounts.services import Invitee
from maillage.site.agenda import swaps
from maillage.site.agenda.absences import AbsenceDates, during
from maillage.site.agenda.calendar_models import ThingFeed
from maillage.site.agenda.models import Absence, Claim, Session, SessionWarning, SwapOffer
from maillage.site.agenda.posts import stretch
from maillage.site.agreements import drafting
from maillage.site.agreements.group_models import HospitalGroup
from maillage.site.agreements.means_models import MeansNote
from maillage.site.agreements.models import AgreementVersion
from maillage.site.applications import services as applications
from maillage.site.applications.models import Application, WantedPlace
from maillage.site.booking import on_behalf, waiting
from maillage.site.booking import services as booking
from maillage.site.booking.models import Appointment, BookedFor, PaceAlarm
from maillage.site.booking.waiting import WaitingWish
from maillage.site.booking.waiting_models import SlotOffer, WaitingEntry
from maillage.site.calls import deciding, seats
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.review_models import CallDecision, CallReviewer, Review
from maillage.site.calls.seat_models import SeatOffer
from maillage.site.centres.models import (
    CentreContract,
    CentreLeave,
    CentreScenario,
    DeskTask,
    HomeRound,
    HomeVisit,
    PatientList,
    RegistrationRequest,
)
from maillage.site.centres.models import Rotation as CentreWeek
from maillage.site.diaries.models import DiaryRule
from maillage.site.directory import photos
from maillage.site.directory import services as directory
from maillage.site.directory.models import (
    Place,
    PlaceClosure,
    PlaceDetails,
    PlacePhoto,
    Professional,
    Resource,
    RoomOpening,
)
from maillage.site.duties.models import DutyHouse, DutyNeed, Rota, RotaMember
from maillage.site.engagements.models import Authorisation, Engagement, Programme
from maillage.site.expertise import attachments, platforms, pools, requesting
from maillage.site.expertise.models import ExpertiseRequest, PoolReader, ReaderPool, ReadingPlatform, RequestEvent
from maillage.site.fhir import services as interface
from maillage.site.fhir.models import InterfaceKey, NationalNumber
from maillage.site.files.models import StoredFile, Upload
from maillage.site.geography.models import Commune, Department, Region
from maillage.site.grants import files, importing
from maillage.site.grants import services as grants
from maillage.site.grants.models import AwardedGrant, GrantCondition, GrantDocument, GrantImport, GrantPayment
from maillage.site.grants.services import GrantData
from maillage.site.imaging.models import DicomNode, OutgoingStudy, ReceivedStudy
from maillage.site.jobs.models import Job
from maillage.site.juniors.models import JuniorYear, YearJunior, YearSupervisor
from maillage.site.observatory.models import (
    MonthlyReport,
    ProgrammeEffect,
    TerritoryList,
    ZoneAdjustment,
    ZoneCandidate,
    ZoneDesignation,
)
from maillage.site.payments import orders, services
from maillage.site.payments.models import (
    Contest,
    LineCorrection,
    MonthClosing,
    OrderedPayment,
    PaymentOrder,
    StatementLine,
)
from maillage.site.payments.payers import BankAccount, Payer, PaymentMandate
from maillage.site.plans import kept
from maillage.site.plans.models import PlanRun
from maillage.site.proposals.models import PlaceProposal, ProposalPhoto
from maillage.site.remote.models import Step
from maillage.site.webhooks import services as webhooks
from maillage.site.webhooks.models import Subscription
from maillage.site.www.monthly import making
from tests.site import call_factories as calls
from tests.site import factories as make
from tests.site import measures
from tests.site.expertise import cases
from tests.site.files import recordings
from tests.site.remote_world import open_today
from tests.site.rights_agreements import agreements_of
from tests.site.rights_agreements import terms as agreement_terms
from tests.site.rights_centres import centre_of, visit_of_a_round
from tests.site.rights_diaries import diary_of
from tests.site.rights_systems import systems_of

READING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
PREPARED = itertools.count()
OWN, NEAR, FAR = "Sienne", "Voisine", "Foraine"
PHONES = {OWN: "+33639980001", NEAR: "+33639980002", FAR: "+33639980003"}


@contextmanager
def noting_writes() -> Iterator[list[str]]:
    """Record the SQL statements that may write a row."""
    written: list[str] = []

    def note(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not str(sql).lstrip(" (\n").upper().startswith(READING):
            written.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


@dataclass
class Part:
    """One object of every kind, in one commune."""

    word: str
    commune: Commune
    region: Region
    house: Organisation
    place: Place
    doctor: Professional
    session: Session
    appointment: Appointment
    to_call: Appointment
    offer: SlotOffer
    draft: PlanRun
    published: PlanRun
    zone: ZoneDesignation
    adjustment: ZoneAdjustment
    host: User
    invitation: Invitation
    job: Job
    rotation: Programme
    payer: Payer
    order: PaymentOrder
    contest: Contest
    contestable: StatementLine
    application: Application
    absence: Absence
    swap: SwapOffer
    grant: AwardedGrant
    grant_import: GrantImport
    report: MonthlyReport
    proposal: PlaceProposal
    photo: ProposalPhoto
    place_photo: PlacePhoto
    warning: SessionWarning
    remote: Appointment
    sent: Submission
    ward: cases.Ward
    platform: ReadingPlatform
    opinion: ExpertiseRequest
    answered: ExpertiseRequest
    file: StoredFile
    upload: Upload
    node: DicomNode
    received: ReceivedStudy
    outgoing: OutgoingStudy
    examination_key: InterfaceKey
    hospital: Organisation
    agreement_draft: AgreementVersion
    agreement_signed: AgreementVersion
    means: MeansNote
    group: HospitalGroup
    seat: SeatOffer
    review: Review
    decided: CallDecision
    post_call: Call
    scenario: CentreScenario
    contract: CentreContract
    leave: CentreLeave
    rotation_draft: CentreWeek
    registration: RegistrationRequest
    desk_task: DeskTask
    visit: HomeVisit
    round_visit: HomeVisit
    key: InterfaceKey
    webhook: Subscription
    stopped_webhook: Subscription
    called: BookedFor
    referred: BookedFor
    by_telephone: BookedFor
    member: RotaMember
    rule: DiaryRule
    junior_year: JuniorYear
    desk: str = "order"

    @property
    def rota(self) -> Rota:
        """A rota that waits for wishes, with the doctor and one house."""
        return self.member.rota

    @property
    def duty_house(self) -> DutyHouse:
        """The house of this rota."""
        return self.rota.houses.get()

    @property
    def check(self) -> Authorisation:
        """What one of the desks is asked about the application."""
        return Authorisation.objects.get(check_of__application=self.application, desk=self.desk)

    @property
    def account(self) -> User:
        """The account of somebody who gives days."""
        assert self.doctor.user is not None
        return self.doctor.user

    @property
    def engagement(self) -> Engagement:
        """The doctor's engagement in a scheme of moving time; the own hours are another one."""
        return self.doctor.engagements.exclude(scheme="practice").get()

    @property
    def room(self) -> Resource:
        """The room of the place."""
        return self.place.resources.get()

    def kept(self) -> list[Model]:
        """Return the rows that nobody from another part may change."""
        return [
            self.house, self.place, self.doctor, self.session, self.appointment, self.to_call, self.offer, self.draft,
            self.engagement, self.room, self.published, self.zone, self.adjustment, self.host, self.invitation,
            self.account, self.job, self.rotation, self.payer, self.order, self.contest, self.contestable,
            self.application, self.absence, self.swap, self.grant, self.grant_import,
            self.proposal, self.photo, self.place_photo, self.warning, self.place.details, self.remote,
            self.sent, self.sent.call, self.sent.applicant,
            self.opinion, self.answered, self.ward.pool, self.file, self.upload, self.platform,
            self.agreement_draft, self.agreement_signed, self.agreement_draft.agreement,
            self.agreement_signed.agreement, self.means, self.group,
            self.scenario, self.review, self.review.reviewer, self.decided, self.post_call,
            self.scenario, self.key, self.node, self.received, self.outgoing, self.examination_key,
            self.scenario, self.rota, self.member, self.duty_house,
            self.contract, self.leave, self.rotation_draft, self.registration, self.desk_task, self.visit,
            self.rule, self.rule.diary, self.rule.diary.programme, self.junior_year,
        ]  # fmt: skip

    def listed(self) -> list[QuerySet[Any]]:
        """Return other rows of the part, of which nobody from another part may change, add or remove any."""
        return [
            self.engagement.authorisations.all(),
            NationalNumber.objects.filter(Q(place=self.place) | Q(organisation=self.house)),
            Subscription.objects.filter(organisation=self.key.organisation),
            InterfaceKey.objects.filter(organisation__in=[self.key.organisation, self.house]),
            Authorisation.objects.filter(check_of__application=self.application),
            PlaceClosure.objects.filter(place=self.place),
            RoomOpening.objects.filter(room__place=self.place),
            Membership.objects.filter(organisation=self.house),
            Invitation.objects.filter(organisation=self.house),
            PaymentMandate.objects.filter(department=self.commune.department),
            OrderedPayment.objects.filter(order__payer=self.payer),
            BankAccount.objects.filter(payer=self.payer),
            BankAccount.objects.filter(professional=self.doctor),
            self.grant.years.all(),
            GrantPayment.objects.filter(grant=self.grant),
            GrantCondition.objects.filter(grant=self.grant),
            GrantDocument.objects.filter(grant=self.grant),
            Step.objects.filter(appointment=self.remote),
            PoolReader.objects.filter(pool=self.ward.pool),
            self.platform.members.all(),
            RequestEvent.objects.filter(request__organisation=self.house),
            self.member.wishes.all(),
            self.rotation_draft.seats.all(),
            self.rule.motives.all(),
            self.junior_year.juniors.all(),
            self.junior_year.supervisors.all(),
            self.junior_year.housing.all(),
            ThingFeed.objects.filter(place=self.place),
            *(rows for one in (self.agreement_draft, self.agreement_signed)
              for rows in (one.shares.all(), one.people.all(), one.answers.all())),
        ]  # fmt: skip

    def counted(self) -> list[QuerySet[Any]]:
        """Return other rows of the part, of which nobody from another part may add or remove any."""
        regional = [Programme.objects, GrantImport.objects] if self.word == FAR else []
        return [
            Session.objects.filter(commune=self.commune),
            Claim.objects.filter(resource__professional=self.doctor),
            Professional.objects.filter(home=self.commune),
            Place.objects.filter(commune=self.commune),
            Resource.objects.filter(place=self.place),
            PlacePhoto.objects.filter(place=self.place),
            Engagement.objects.filter(professional=self.doctor),
            Absence.objects.filter(professional=self.doctor),
            ZoneAdjustment.objects.filter(epci=self.commune.intercommunality),
            Job.objects.filter(organisation=self.job.organisation),
            MonthClosing.objects.filter(payer=self.payer),
            PaymentOrder.objects.filter(payer=self.payer),
            LineCorrection.objects.filter(corrects__statement__professional=self.doctor),
            Contest.objects.filter(line__statement__professional=self.doctor),
            AwardedGrant.objects.filter(commune=self.commune),
            ExpertiseRequest.objects.filter(organisation=self.house),
            ReaderPool.objects.filter(organisation=self.ward.hospital),
            DicomNode.objects.filter(organisation=self.house),
            OutgoingStudy.objects.filter(organisation=self.house),
            self.rota.members.all(),
            self.rota.houses.all(),
            self.contract.leaves.all(),
            self.rule.changes.all(),
            DiaryRule.objects.filter(diary__place=self.place),
            CentreContract.objects.filter(centre=self.house),
            CentreWeek.objects.filter(centre=self.house),
            DeskTask.objects.filter(centre=self.house),
            HomeVisit.objects.filter(centre=self.house),
            HomeRound.objects.filter(centre=self.house),
            PatientList.objects.filter(centre=self.house),
            *(rows.filter(region=self.region) for rows in regional),
        ]

    @cached_property
    def _reading(self) -> str:
        """Name of a prepared statement that reads all these rows: planning it anew takes four times as long as it does,
        and a page of rights reads them very often.
        """
        kept = [type(row)._default_manager.filter(pk=row.pk) for row in self.kept()]
        values = [rows.values_list() for rows in kept + self.listed()] + [
            rows.values_list("pk") for rows in self.counted()
        ]
        asked = [rows.order_by("pk").query.sql_with_params() for rows in values]
        name, found = f"state_{next(PREPARED)}", (f"ARRAY(SELECT found::text FROM ({sql}) found)" for sql, _ in asked)
        with connection.cursor() as cursor:
            cursor.execute(
                f"PREPARE {name} AS SELECT {', '.join(found)}", [value for _, values in asked for value in values]
            )
        return name

    def state(self) -> list[Any]:
        """Return the values of the rows kept and listed, and the keys of those counted."""
        with connection.cursor() as cursor:
            cursor.execute(f"EXECUTE {self._reading}")
            return list(cursor.fetchone())


def _document(place: Place, doctor: Professional) -> dict[str, Any]:
    day = {"date": make.soon(14).date().isoformat(), "site": place.reference, "doctor": doctor.reference}
    return {
        "plan": [day], "objective": 40.0, "bound": 40.08, "gap": 0.002, "seed": 1, "seconds": 0.1, "data_digest": "x",
        "cost_cents": 43_210, "seconds_by_stage": {}, "explanation": "",
    }  # fmt: skip


def _problem(day: date, document: dict[str, Any], place: Place, doctor: Professional) -> str:
    """Keep a problem of one doctor and one place, for the board of a plan."""
    week = [day - timedelta(days=day.weekday()) + timedelta(days=k) for k in range(12) if k % 7 != 6]
    one, epci = np.zeros(1, dtype=np.int64), str(place.commune.intercommunality_id)
    data = PlanningData(
        doctors=(Doctor(doctor.reference, str(doctor), doctor.home_id, frozenset(week), 0.0),),
        sites=(PlanSite(str(place.reference), place.name, place.commune_id, 1, frozenset(range(6))),),
        days=tuple(week), months=(f"{day:%Y-%m}",), month_of_day=np.zeros(len(week), dtype=np.int64),
        available=np.ones((1, len(week)), dtype=np.bool_), rooms=np.ones((1, len(week)), dtype=np.int64),
        pairs=Pairs(one, one, np.array([20.0]), np.array([20_000])),
        groups=AffectedTerritories(
            (epci,), (str(place.commune.intercommunality),), np.array([900.0]), np.array([2.0]), np.array([0.1]),
            np.array([True]),
        ),
        site_gain=np.array([[0.01]]), home_loss=np.array([[0.0]]), home_of_doctor=one,
        areas=(DesignatedTerritory(epci, str(place.commune.intercommunality)),), area_of_site=one, start=week[0],
        weeks=2, rules=Rules("solidarity", 60, 2, 20, 1_000_000, 2.5, 2.0), weights=PlanWeights(),
    )  # fmt: skip
    return kept.keep(data, Result.from_document(document))


def _plan(
    part: str, region: Region, document: dict[str, Any], before: PlanRun | None, who: tuple[Place, Professional]
) -> PlanRun:  # fmt: skip
    """A published plan, or the draft that replaces the published one ``before``."""
    published = before is None
    (day,) = document["plan"]
    starts = date.fromisoformat(day["date"])
    state = {} if published else {"state": "draft", "published_at": None}
    programme = make.programme(
        DatedTemplate((DatedDay(starts, day["site"], day["doctor"]),)),
        name=f"Plan {part} {published}", region=region, starts=starts, ends=starts + timedelta(days=13), **state,
    )  # fmt: skip
    return PlanRun.objects.create(
        programme=programme, seed=1, objective=40.0, bound=40.08, gap=0.002, seconds=0.1, document=document,
        digest=f"{part}-{published}", problem=_problem(starts, document, *who), replaces=before,
    )  # fmt: skip


def _appointment(session: Session, slot: int, word: str, name: str) -> Appointment:
    who = make.patient(
        last_name=f"{name}{word}", email="", phone=PHONES[word][:-1] + str(slot), commune=session.commune_id
    )
    return booking.book(session.slots.order_by("starts")[slot].pk, who, make.key()).appointment


def _remote(place: Place, doctor: Professional, word: str, region: Region) -> Appointment:
    """A patient who is seen at a distance today."""
    nurse = make.professional(profession="nurse", home=place.commune, last_name=f"Infirmière{word}")
    kit = make.thing("kit", organisation=place.organisation, name=f"Mallette {word}")
    session = open_today(place, doctor, nurse, kit, name=f"Vidéo {word}", region=region)
    slot = session.slots.order_by("starts")[0]
    who = make.patient(
        last_name=f"Vue{word}", email="", phone=f"{PHONES[word][:-2]}9{PHONES[word][-1]}", commune=session.commune_id
    )
    return booking.book(slot.pk, who, make.key(), now=slot.starts - timedelta(days=1)).appointment


def _offer(session: Session, word: str) -> SlotOffer:
    """Somebody who waits for a place and left only a telephone, with a slot offered to them."""
    who = make.patient(last_name=f"Attente{word}", email="", phone=PHONES[word][:-1] + "7", commune=session.commune_id)
    waiting.join(who, WaitingWish("gp", session.place, 60), make.key(), consent=True)
    entry, now = WaitingEntry.objects.latest("pk"), timezone.now()
    slot = session.slots.order_by("starts")[5]
    return SlotOffer.objects.create(entry=entry, slot=slot, offered_at=now, until=now + timedelta(hours=3))


def _money(word: str, place: Place, doctor: Professional) -> dict[str, Any]:
    """A month that is closed and ordered, one with a contested line and another, one that waits to be closed."""
    department = place.commune.department
    payer = make.payer(department=department, organisation=make.organisation("insurer", name=f"Caisse {word}"))
    desk, coordinator = make.user("payer", payer.organisation), make.coordinator(payer.region)
    for month, day in enumerate(("2026-01-12", "2026-02-09", "2026-02-16", "2026-03-09"), 1):
        make.held(coordinator, place=place, professional=doctor, starts=make.at(day, 8 + month))
    services.close(payer, date(2026, 1, 1), None)
    order = orders.make_order(payer, desk)
    services.close(payer, date(2026, 2, 1), None)
    first, second = StatementLine.objects.filter(
        statement__closing__payer=payer, what="half_day", date__month=2
    ).order_by("pk")
    contest = services.contest(first, f"Motif {word}.", doctor.user)
    return {"payer": payer, "order": order, "contest": contest, "contestable": second}


def _absence(doctor: Professional) -> Absence:
    day = make.soon(80).date()
    starts, ends = during(AbsenceDates(day, day), doctor)
    return Absence.objects.create(professional=doctor, during=stretch(starts, ends))


def _swap(place: Place, doctor: Professional) -> SwapOffer:
    """A day offered by every doctor at the same hour: none of them may take that of another."""
    session = make.published(place=place, professional=doctor, starts=make.soon(85))
    assert doctor.user is not None
    return swaps.offer([session], doctor.user)


def grant_data(part: Part, word: str = "") -> GrantData:
    """Return a grant for the commune of a part."""
    return _grant_data(part.word, part.commune, word)


def _grant_data(word: str, commune: Commune, more: str = "") -> GrantData:
    assert commune.department is not None
    return GrantData(
        region=str(commune.department.region_id), reference=f"Décision {word}{more}", giver=f"Donneur {word}",
        beneficiary=f"Centre {word}", object="kit", decided_on=date(2026, 1, 5), years={2026: 100_00},
        commune=commune.pk,
    )  # fmt: skip


def _grants(word: str, commune: Commune) -> dict[str, Any]:
    """A grant with a payment, a condition and a document, and a table that waits to be imported."""
    by = make.coordinator(commune.department.region if commune.department else None)
    grant = grants.record(_grant_data(word, commune), by)
    grants.pay(grant, date(2026, 1, 6), 10_00, by, reference=f"Mandat {word}")
    grants.add_condition(grant, f"Ouvrir, {word}.", by)
    files.attach(grant, f"{word}.pdf", f"%PDF-{word}".encode(), by)
    region = Region.objects.get(pk=grant.region_id)
    table = f"Référence;Qui donne\n{word} 2;Donneur {word}\n".encode()
    return {"grant": grant, "grant_import": importing.start(f"{word}.csv", table, region, by)}


def _opinions(word: str, house: Organisation) -> dict[str, Any]:
    """A request that waits for a reader of a hospital, and one that was answered."""
    ward = cases.ward()
    ward.asking, ward.requester = house, make.user("requester", house, last_name=f"Demandeuse{word}")
    opinion, content = cases.draft(ward), recordings.edf(seconds=2)
    file = attachments.add_whole(opinion, [content], len(content), ward.requester)
    upload = attachments.begin(opinion, 100, ward.requester)
    requesting.send(opinion, ward.requester)
    return {
        "ward": ward, "opinion": cases.fresh(opinion), "answered": cases.answered(ward).request, "file": file,
        "upload": upload, **systems_of(word, ward, opinion),
    }  # fmt: skip


def _platform(word: str, ward: cases.Ward, other: Organisation) -> ReadingPlatform:
    """A platform of the hospital that reads, with another one, and the draft of its agreement."""
    made = platforms.create(ward.pool, f"Lecture {word}", None)
    platforms.join(platforms.invite(made, pools.create_pool(other, ward.pool.pathway), None), None)
    drafting.draft(replace(agreement_terms(f"Lecture {word}", other, ward.hospital), platform=made), other)
    return made


def _interface_key(word: str, commune: Commune) -> InterfaceKey:
    """A key of the service of regulation of a department."""
    house = make.organisation("regulation", name=f"Régulation {word}")
    house.departments.add(commune.department)  # type: ignore[arg-type]
    return interface.give_key(house, f"Plateforme {word}", None).row


def _webhooks(key: InterfaceKey, word: str) -> dict[str, Subscription]:
    """Two addresses of a service of regulation that are told what happens; the second is stopped."""
    made = [
        webhooks.subscribe(
            key.organisation, f"https://{name}.{word}.example/", ["appointment.booked"], "a@example.org", None
        ).row
        for name in ("une", "deux")
    ]
    webhooks.stop(made[1], None)
    return {"webhook": made[0], "stopped_webhook": Subscription.objects.get(pk=made[1].pk)}


def _called(key: InterfaceKey, session: Session, word: str) -> BookedFor:
    """Somebody who called the regulation, for whom a regulator has booked."""
    who = make.patient(
        last_name=f"Appelante{word}", email="", phone=PHONES[word][:-1] + "6", commune=session.commune_id,
        birth_year=None, has_treating_doctor=None,
    )  # fmt: skip
    slot = session.slots.filter(kept_for=[]).order_by("starts").last()
    by = make.user("regulator", key.organisation, first_name=word, last_name="Régulatrice")
    done = on_behalf.book_for_caller(slot.pk, who, make.key(), by)
    return BookedFor.objects.get(appointment=done.appointment)


def _referred(commune: Commune, session: Session, word: str) -> BookedFor:
    """Somebody for whom a pharmacist has booked."""
    house = make.organisation("pharmacy", name=f"Pharmacie {word}")
    by = make.user("referrer", house, first_name=word, last_name="Pharmacienne")
    who = make.patient(last_name=f"Aidée{word}", email="", phone=PHONES[word][:-1] + "5", commune=commune.pk)
    slot = session.slots.filter(kept_for=[], appointments=None).order_by("starts").last()
    return BookedFor.objects.get(appointment=on_behalf.book_as_referrer(slot.pk, who, make.key(), by).appointment)


def _by_telephone(house: Organisation, session: Session, word: str) -> BookedFor:
    """Somebody who called the secretariat."""
    by = make.user("secretary", house, first_name=word, last_name="Secrétaire")
    who = make.patient(last_name=f"Appelée{word}", email="", phone=PHONES[word][:-1] + "4", commune=session.commune_id)
    slot = session.slots.filter(kept_for=[], appointments=None).order_by("starts").last()
    return BookedFor.objects.get(appointment=on_behalf.book_by_telephone(slot.pk, who, make.key(), by).appointment)


def _report(region: Region, month: date) -> MonthlyReport:
    """A report on paper; its file says nothing."""
    key = f"essai-{region.pk}-{month}.pdf"
    (making.folder() / key).write_bytes(b"%PDF-")
    return MonthlyReport.objects.create(region=region, month=month, key=key, made_at=timezone.now())


def _application(word: str, first_name: str, home: Commune) -> Application:
    """Somebody who applied before the territory of their practice was designated."""
    row = make.application(first_name=first_name, last_name=word)
    Application.objects.filter(pk=row.pk).update(home=home)
    return Application.objects.get(pk=row.pk)


def _proposal(word: str, where: Commune) -> PlaceProposal:
    """A place that was proposed, visited and waits for the decision, with a photo."""
    return make.proposal(
        commune=where.pk, place_name=f"Foyer {word}", organisation_name=f"Commune {word}", visited=True
    )  # fmt: skip


def _sent(word: str) -> Submission:
    """What somebody sent to a call, with a file."""
    house = make.organisation("agency")
    call = calls.call("research", by=house, title=f"Appel {word}", text=f"Appel {word}.", host=f"CHU {word}")
    return calls.sent(call, last_name=word, establishment=f"CH {word}")


def _reviewed(word: str, house: Organisation) -> dict[str, Any]:
    """A research project to mark, another one that was not kept, and a call for a post that is being written."""
    made = calls.Panel(calls.call("research", by=house, title=f"Projets {word}", text=f"Projets {word}."), region=False)
    row, other = (calls.admitted(made.call, last_name=word, establishment=f"CH {word}") for _ in range(2))
    for mark in (1, 2):
        made.marked(other, mark)
    reason = f"Hors du sujet de l’appel, {word}."
    return {
        "review": made.asked(row),
        "decided": deciding.decline(other, reason, by=None),
        "post_call": calls.draft_call("post", by=house, title=f"Poste {word}", text=f"Poste {word}."),
    }


def _seat(word: str) -> SeatOffer:
    """A seat of a training that somebody accepted."""
    house = make.organisation("faculty")
    call = calls.call(by=house, title=f"Formation {word}", seats=(1,))
    row = calls.admitted(call, last_name=word)
    until = timezone.now() + timedelta(days=1)
    offer = SeatOffer.objects.create(submission=row, option=call.options.get(), expires_at=until)
    return seats.answer(offer, accepts=True)


def _photo(model: type[Any], colour: int, **of: Any) -> Any:
    data = io.BytesIO()
    Image.new("RGB", (8, 8), (colour, 0, 0)).save(data, "JPEG")
    kept = photos.keep(data, 100)
    return model.objects.create(digest=kept.digest, width=kept.width, height=kept.height, **of)


def part(word: str, commune: Commune, day: int) -> Part:
    """Create one part."""
    region, epci = commune.department.region, commune.intercommunality
    type(epci).objects.filter(pk=epci.pk).update(name=f"Communauté {word}")
    Department.objects.filter(pk=commune.department.pk).update(name=f"Pays {word}")
    house = make.organisation("centre", name=f"Centre {word}")
    place = make.place(commune=commune, organisation=house, name=f"Maison {word}", reference=f"S-{word}")
    owner = make.user("doctor", house, first_name=word, last_name="Soignante")
    doctor = make.engaged(make.professional(owner, home=commune, last_name=f"Docteure{word}", reference=f"D-{word}"))
    session = make.published(place=place, professional=doctor, starts=make.soon(day))
    document = _document(place, doctor)
    told = _appointment(session, 1, word, "Prévenue")
    Appointment.objects.filter(pk=told.pk).update(
        state="cancelled", cancelled_at=timezone.now(), notice=Appointment.Notice.TO_GIVE
    )
    invitation, _ = accounts.invite(Invitee(f"invitee-{word}@example.org", "Invitée", word, "host", house), None)
    zone = ZoneDesignation.objects.create(
        region=region, rank=day, epci=epci, population=12_000, score=80.0, modelled=True, criteria={},
        reason=f"Peu de soignants, zone {word}.",
    )  # fmt: skip
    TerritoryList.objects.get_or_create(region=region, defaults={"published": 9})
    ZoneCandidate.objects.create(region=region, rank=day, epci=epci, reason=f"Comparée, {word}.", official=True)
    published = _plan(word, region, document, None, (place, doctor))
    ProgrammeEffect.objects.create(
        programme=published.programme, figures={"days": day, "consultations": 20.0 * day, "cost_cents": 43_210 * day}
    )
    job = Job.objects.create(
        kind="effect", args={"programmes": [], "part": word}, state="failed", error=f"Panne {word}.",
        organisation=make.organisation("agency", name=f"Agence {word}"), asked_at=timezone.now(),
        ended_at=timezone.now(),
    )  # fmt: skip
    PlaceDetails.objects.create(place=place, equipment=["ecg"], keys=f"Clés {word}")
    PlaceClosure.objects.create(place=place, starts="2034-01-01", ends="2034-01-02", reason=word)
    proposal, application = _proposal(word, commune), _application(word, "Candidate", commune)
    WantedPlace.objects.create(application=application, place=place)
    make.thing("vehicle", name=f"Bus {word}", organisation=house)
    sent, opinions, agreements = _sent(word), _opinions(word, house), agreements_of(word, commune)
    key = _interface_key(word, commune)
    return Part(
        sent=sent,
        **_reviewed(word, sent.call.organisation),
        seat=_seat(word),
        absence=_absence(doctor),
        swap=_swap(place, doctor),
        proposal=proposal,
        photo=_photo(ProposalPhoto, 10, proposal=proposal),
        place_photo=_photo(PlacePhoto, 20, place=place),
        remote=_remote(place, doctor, word, region),
        warning=SessionWarning.objects.create(session=session, text=f"Équipement retiré, {word}."),
        application=application,
        **_grants(word, commune),
        **opinions,
        platform=_platform(word, opinions["ward"], agreements["hospital"]),
        **centre_of(word, house, commune),
        round_visit=visit_of_a_round(word, house, doctor),
        rule=diary_of(place, doctor),
        junior_year=_junior_year(word, commune),
        key=key,
        **_webhooks(key, word),
        called=_called(key, session, word),
        referred=_referred(commune, session, word),
        by_telephone=_by_telephone(house, session, word),
        scenario=CentreScenario.objects.create(centre=house, rank=1, name=f"Budget {word}", changes={}),
        member=_rota(word, commune, doctor),
        report=_report(region, date(2026, 1, 1) if word == FAR else date(2025, day, 1)),
        **_money(word, place, doctor),
        **agreements,
        job=job, word=word, commune=commune, region=region, house=house, place=place, doctor=doctor, session=session,
        appointment=_appointment(session, 0, word, "Patiente"), to_call=told,
        offer=_offer(session, word), zone=zone,
        draft=_plan(word, region, document, published, (place, doctor)), published=published,
        adjustment=ZoneAdjustment.objects.create(
            region=region, epci=epci, kind="add", reason=f"Demande des élus, {word}.", author=make.coordinator(region)
        ),
        host=make.user("host", house, first_name=word, last_name="Hôtesse"), invitation=invitation,
        rotation=make.programme(
            RotationTemplate(place.reference, date(2027, 1, 4), (doctor.reference,)), name=f"Rotation {word}",
            region=region, state="draft", published_at=None,
        ),
    )  # fmt: skip


def _rota(word: str, commune: Commune, doctor: Professional, more: str = "") -> RotaMember:
    """A rota with one house and one doctor, whose wishes are open."""
    house = make.organisation("duty_association", name=f"Médecins de garde {word}{more}")
    house.departments.add(str(commune.department_id))
    monday = timezone.localdate() + timedelta(days=35 - timezone.localdate().weekday())
    rota = Rota.objects.create(
        organisation=house, department=commune.department, name=f"Gardes {word}{more}", starts=monday, weeks=2,
        wishes_until=monday - timedelta(days=7),
    )  # fmt: skip
    place = DutyHouse.objects.create(rota=rota, name=f"Garde {word}", commune=commune)
    DutyNeed.objects.create(house=place, period="sunday")
    member = RotaMember.objects.create(rota=rota, professional=doctor)
    member.houses.add(place)
    return member


def _junior_year(word: str, commune: Commune) -> JuniorYear:
    """A year of junior doctors whose wishes are open, with one of each side."""
    today = timezone.localdate()
    year = JuniorYear.objects.create(
        region=commune.department.region, name=f"Promotion {word}", starts=today + timedelta(days=90),
        wishes_until=today + timedelta(days=30),
    )  # fmt: skip
    YearJunior.objects.create(year=year, first_name="Junior", last_name=word, rank=1)
    YearSupervisor.objects.create(year=year, first_name="Maître", last_name=word, commune=commune)
    return year


def stir(part: Part, helper: Professional | None = None) -> None:
    """Create one more object of every kind and state that a page may list or count, in this part only.

    ``helper``, if given, is a professional of another part, who gives a day in this one.
    """
    state = Session.State
    region, commune = part.region, part.commune
    bench = make.engaged(make.professional(home=commune, last_name=f"Renfort{part.word}"))
    for day, became in enumerate((state.PUBLISHED, state.ACCEPTED, state.DECLINED, state.CANCELLED, state.HELD), 2):
        session = make.published(
            place=part.place, professional=bench, starts=make.soon(day), programme=make.programme(region=region)
        )
        for slot, outcome in enumerate((Appointment.State.BOOKED, Appointment.State.SEEN, Appointment.State.MISSED)):
            phone = f"+3363998{day}{slot}{'0' if part.word == NEAR else '1'}1"
            who = make.patient(
                first_name="Suite",
                last_name=f"{part.word}{'ABCDEFG'[day]}{'ABC'[slot]}",
                email="",
                phone=phone,
                commune=commune.pk,
            )
            made = booking.book(session.slots.order_by("starts")[slot].pk, who, make.key()).appointment
            Appointment.objects.filter(pk=made.pk).update(state=outcome, notice=Appointment.Notice.TO_GIVE)
        Session.objects.filter(pk=session.pk).update(state=became)
        PaceAlarm.objects.create(session=session, at=timezone.now(), here=5, around=9)
    if helper is not None:
        day, programme = make.soon(30 + part.zone.rank), make.programme(region=region)
        make.published(place=part.place, professional=helper, starts=day, programme=programme)
    Place.objects.create(
        commune=commune, organisation=part.house, name=f"Annexe {part.word}", kind="practice", address="2 rue"
    )
    make.user("host", part.house, first_name=part.word, last_name="Remplaçante")
    accounts.invite(Invitee(f"suite-{part.word}@example.org", "Invitée", part.word, "host", part.house), None)
    make.programme(name=f"Suite {part.word}", region=region, state="draft", published_at=None)
    _application(part.word, "Suite", commune)
    by = make.coordinator(region)
    grants.record(grant_data(part, " suite"), by)
    importing.start(f"{part.word}-suite.csv", b"a;b\n1;2\n", region, by)
    applications.refuse(_application(part.word, "Refus", commune), f"Trop tard, {part.word}.")
    _proposal(f"{part.word} bis", commune)
    SessionWarning.objects.create(session=part.session, text=f"Logement retiré, {part.word}.")
    directory.close(part.place, make.soon(60).date(), make.soon(61).date(), part.word)
    _rota(part.word, commune, bench, " suite")
    _plan(
        f"{part.word} suite", region, _document(part.place, part.doctor), part.published, (part.place, part.doctor)
    )  # fmt: skip


@dataclass
class Site:
    """The parts; the stranger's is created last, so that it comes first on pages sorted by date."""

    own: Part
    near: Part
    far: Part

    @property
    def parts(self) -> tuple[Part, Part, Part]:
        """The own part, the neighbour's and the stranger's."""
        return self.own, self.near, self.far

    def user(self, role: str, local: bool) -> User:
        """Create a user with ``role`` over the own part: its territory, place or doctor; ``local``: its commune."""
        kinds = ROLES[role].kinds
        if role == "payer":
            return make.user(role, self.own.payer.organisation, first_name="Moi")
        if role == "duty_organiser":
            return make.user(role, self.own.rota.organisation, first_name="Moi")
        if role == "regulator":
            return make.user(role, self.own.key.organisation, first_name="Moi")
        if role == "referrer":
            user = make.user(role, self.own.referred.organisation, first_name="Moi")
            BookedFor.objects.filter(pk=self.own.referred.pk).update(by=user)
            return user
        if role == "medical_affairs":
            return make.user(role, self.own.hospital, first_name="Moi")
        if role in ("expert", "head_of_pathway"):
            user = make.user(role, self.own.ward.hospital, first_name="Moi")
            if role == "head_of_pathway":
                MeansNote.objects.filter(pk=self.own.means.pk).update(organisation=self.own.ward.hospital)
            if role == "expert":
                PoolReader.objects.create(pool=self.own.ward.pool, user=user)
            return user
        if role == "reviewer":
            user = make.user(role, self.own.sent.call.organisation, first_name="Moi")
            CallReviewer.objects.filter(pk=self.own.review.reviewer_id).update(user=user)
            return user
        for part in self.parts:
            part.desk = "insurer" if role == "insurer" else "order"
        if ROLES[role].of_directory:
            user = make.user(role, self.own.house, first_name="Moi")
            Professional.objects.filter(pk=self.own.doctor.pk).update(user=user)
            return user
        if self.own.house.kind in kinds:
            return make.user(role, self.own.house, first_name="Moi")
        where = make.organisation("coordination" if local else make.kind_giving(role, "agency"), name="Mon bureau")
        if local:
            where.intercommunalities.add(self.own.commune.intercommunality)
            GrantImport.objects.filter(pk=self.own.grant_import.pk).update(organisation=where)
        else:
            where.regions.add(self.own.region)
        if role == "faculty":
            AwardedGrant.objects.filter(pk=self.own.grant.pk).update(giver=where)
        Job.objects.filter(pk=self.own.job.pk).update(organisation=where)
        mine = [
            self.own.sent.call_id, self.own.seat.submission.call_id, self.own.review.submission.call_id,
            self.own.post_call.pk,
        ]  # fmt: skip
        Call.objects.filter(pk__in=mine).update(organisation=where)
        return make.user(role, where, first_name="Moi")


def build() -> Site:
    """Create the three parts and measure access in all of them."""
    communes = [
        make.commune("12089", "Bourgsien", intercommunality=make.intercommunality("200000001"), population=5000),
        make.commune(
            "81004",
            "Villevoisine",
            intercommunality=make.intercommunality("200000002"),
            population=5000,
            department=make.department("81"),
        ),
        make.elsewhere(),
    ]
    parts = [
        part(word, commune, 8 + k) for k, (word, commune) in enumerate(zip((OWN, NEAR, FAR), communes, strict=True))
    ]
    land = measures.Land(sorted(communes, key=lambda one: one.pk))
    measures.keep(land, np.array([2.0, 2.0, 2.0]), np.array([2.5, 2.5, 2.5]))
    pairs = {(a.pk, b.pk): 10 for a in communes for b in communes if a.pk < b.pk}
    make.minutes(pairs)
    return Site(*parts)
