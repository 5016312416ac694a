"""Two hospitals with a place each, those who answer for them, and a practitioner whose time they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from maillage.schemes import Half, Presence
from maillage.site.accounts.models import Organisation, User
from maillage.site.agreements import drafting, negotiating, taking_effect
from maillage.site.agreements.drafting import PersonData, ShareData, TermsData
from maillage.site.agreements.models import AgreementVersion
from maillage.site.directory.models import Place, Professional
from tests.site import factories as make

MONDAY = date(2031, 1, 6)
TODAY = date(2030, 12, 2)
MONDAY_MORNING, TUESDAY_MORNING, WEDNESDAY_MORNING = ((day, Half.MORNING) for day in range(3))


@dataclass
class Hospital:
    """A hospital: its organisation, its place, who answers for it."""

    organisation: Organisation
    place: Place
    desk: User

    @property
    def key(self) -> str:
        """The name of its place in templates."""
        return str(self.place.reference)


def hospital(name: str, code: str, town: str, rooms: int = 2) -> Hospital:
    where = make.commune(code, town, department=make.department(code[:2]), intercommunality=None)
    organisation = make.organisation("establishment", name=name)
    place = make.place(
        rooms, name=name, kind="hospital", commune=where, organisation=organisation, reference=f"ch-{code}"
    )
    return Hospital(organisation, place, make.user("medical_affairs", organisation))


@dataclass
class Network:
    """The hospitals of Cahors and Toulouse, and a shared ENT doctor who lives in Toulouse."""

    cahors: Hospital
    toulouse: Hospital
    doctor: Professional

    def terms(self, name: str = "ORL Cahors", *, time: tuple[int, int] = (50, 50), money: tuple[int, int] = (60, 40),
              starts: date = MONDAY, ends: date | None = None) -> TermsData:  # fmt: skip
        """Terms between the two, with these shares of Cahors and Toulouse."""
        shares = [
            ShareData(organisation=one.organisation, time_percent=hours, money_percent=euros)
            for one, hours, euros in zip((self.cahors, self.toulouse), time, money, strict=True)
        ]
        return TermsData(name=name, pathway="ORL", starts=starts, ends=ends, shares=shares)

    def presence(self, at: Hospital, half: tuple[int, Half], staff: Professional | None = None) -> Presence:
        return Presence(half[0], half[1], at.key, (staff or self.doctor).reference)

    def drafted(
        self, name: str = "ORL Cahors", week: Sequence[Presence] | None = None, *, starts: date = MONDAY,
        doctor: Professional | None = None,
    ) -> AgreementVersion:  # fmt: skip
        """A draft of Toulouse: Monday morning in Cahors, Tuesday morning in Toulouse."""
        by, person = self.toulouse.desk, doctor or self.doctor
        version = drafting.draft(self.terms(name, starts=starts), self.toulouse.organisation, by=by)
        self.with_week(version, week, person)
        return AgreementVersion.objects.with_terms().get(pk=version.pk)

    def with_week(
        self, version: AgreementVersion, week: Sequence[Presence] | None = None, person: Professional | None = None
    ) -> None:
        by, person = self.toulouse.desk, person or self.doctor
        who = PersonData(
            professional=person, employer=self.toulouse.organisation, salary_cents=800_000, bonus_cents=50_000
        )
        drafting.name_people(version, [who], by=by)
        if week is None:
            week = [
                self.presence(self.cahors, MONDAY_MORNING, person),
                self.presence(self.toulouse, TUESDAY_MORNING, person),
            ]
        drafting.draw_week(version.people.get(), week, by=by)

    def agreed(self, version: AgreementVersion) -> AgreementVersion:
        """Proposed and accepted."""
        negotiating.propose(version, "Mme Aulne", by=self.toulouse.desk)
        return negotiating.answer(version, self.cahors.organisation, "yes", "M. Buis", by=self.cahors.desk)

    def signed(self, version: AgreementVersion | None = None) -> AgreementVersion:
        """Signed by both."""
        version = self.agreed(version or self.drafted())
        for one in (self.toulouse, self.cahors):
            version = negotiating.sign(version, one.organisation, "La direction", by=one.desk)
        return version

    def in_agenda(self, weeks: int = 3) -> AgreementVersion:
        """Signed and published."""
        version = self.signed()
        taking_effect.put_in_agenda(version, weeks, by=self.toulouse.desk)
        return AgreementVersion.objects.with_terms().get(pk=version.pk)


def network() -> Network:
    toulouse = hospital("CHU de Toulouse", "31555", "Toulouse")
    cahors = hospital("CH de Cahors", "46042", "Cahors")
    doctor = practitioner(toulouse, "Orme")
    return Network(cahors, toulouse, doctor)


def practitioner(at: Hospital, name: str) -> Professional:
    return make.professional(
        home=at.place.commune, status="hospital", profession="specialist", last_name=name, reference=f"p-{name.lower()}"
    )


def weeks_later(count: int) -> date:
    return MONDAY + timedelta(weeks=count)
