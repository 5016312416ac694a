"""Makes the site of the benchmark: two teleconsultations of today, in two sessions with their own doctor and nurse.

Run as ``python -m maillage.bench.call.setting FOLDER``; writes ``call.json`` there.
"""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix

from maillage.territory import Territory, load_territory
from maillage.travel import TravelTimes

if TYPE_CHECKING:
    from maillage.schemes import Profession
    from maillage.site.directory.models import Place, Professional

DEPARTMENT, REGION, TOWN, SITE = "81", "76", "81004", "81003"
MINUTES = 30
SESSIONS = 2


@dataclass(frozen=True)
class Consultation:
    """One consultation: the accounts of doctor and nurse, its key, and the secret of its patient's link."""

    doctor: str
    nurse: str
    appointment: int
    token: str


@dataclass(frozen=True)
class Setting:
    """The consultations of the site, and the password of its accounts."""

    password: str
    consultations: tuple[Consultation, ...]

    def save(self, file: Path) -> None:
        """Write it for another process."""
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> Setting:
        """Read what :meth:`save` wrote."""
        values = json.loads(file.read_text(encoding="utf-8"))
        return cls(values["password"], tuple(Consultation(**one) for one in values["consultations"]))


def main(folder: Path) -> None:
    """Make the site and write what the browsers need to know."""
    country = load_territory()
    from maillage.site.runtime import open_site

    server = open_site(folder)
    try:
        _fill(folder, country.only(country.in_department(DEPARTMENT)))
    finally:
        if server is not None:
            server.stop()


def _fill(folder: Path, territory: Territory) -> None:
    from maillage.site.geography import services
    from maillage.site.geography.travel import store_times

    services.load(territory)
    store_times(_between(territory))
    password = secrets.token_urlsafe(16)
    made = tuple(_consultation(rank, password) for rank in range(SESSIONS))
    Setting(password, made).save(folder / "call.json")


def _between(territory: Territory) -> TravelTimes:
    """Return times with one journey, the one that the rules ask about."""
    pair = [int(np.flatnonzero(territory.code == code)[0]) for code in (TOWN, SITE)]
    size = len(territory.code)
    seconds = np.full(2, MINUTES * 60, dtype=np.uint16)
    matrix = csr_matrix((seconds, (pair, pair[::-1])), shape=(size, size))
    return TravelTimes(
        code=territory.code, indptr=matrix.indptr.astype(np.int64), indices=matrix.indices, seconds=matrix.data,
        limit_seconds=3600, source="benchmark", vintage="benchmark",
    )  # fmt: skip


def _consultation(rank: int, password: str) -> Consultation:
    """Publish a morning of a doctor and a nurse at a site of their own, and book its first slot."""
    from django.utils import timezone

    from maillage.schemes import DatedDay, DatedTemplate, Half, Profession, scheme_named
    from maillage.site.agenda.models import Session, Slot
    from maillage.site.agenda.publishing import publish
    from maillage.site.booking.patients import PatientData
    from maillage.site.booking.services import book
    from maillage.site.booking.tokens import new_key
    from maillage.site.engagements import programmes
    from maillage.site.engagements import services as engagements
    from maillage.site.engagements.models import Authorisation
    from maillage.site.engagements.programmes import ProgrammeData
    from maillage.site.engagements.services import EngagementData

    scheme, today, letter = scheme_named("teleconsultation"), timezone.localdate(), "AB"[rank]
    place = _place(rank, letter)
    doctor, doctor_email = _person(f"medecin{rank}", letter, Profession.GP, place, password)
    nurse, nurse_email = _person(f"soin{rank}", letter, Profession.NURSE, place, password)
    found = engagements.engage_all(scheme, [EngagementData(professional=doctor, starts=today)])
    for wanted in scheme.authorisations:
        engagements.answer(found, wanted.code, Authorisation.State.GRANTED, today)
    day = DatedDay(today, f"site-{rank}", doctor.reference, (Half.MORNING,), takes={"nurse": (nurse.reference,)})
    dates = DatedTemplate((day,))
    publish(
        programmes.create(
            ProgrammeData(
                scheme=scheme, name=f"Vidéo {letter}", template=dates, starts=today, ends=today, region=REGION
            )
        )
    )  # fmt: skip
    slot = Slot.objects.filter(session=Session.objects.get(place=place)).order_by("starts")[0]
    patient = PatientData("Essai", f"Patient {letter}", 1951, SITE, False, phone=f"06 39 98 00 0{rank}")
    booked = book(slot.pk, patient, new_key(), now=slot.starts - timedelta(days=1))
    return Consultation(doctor_email, nurse_email, booked.appointment.pk, booked.token)


def _place(rank: int, letter: str) -> Place:
    from maillage.schemes import ResourceKind
    from maillage.site.accounts import roles
    from maillage.site.directory import services as directory
    from maillage.site.directory.models import Place
    from maillage.site.directory.services import PlaceData, ThingData

    kit = ThingData(kind=ResourceKind.KIT, name=f"Mallette {letter}")
    return directory.create_place(
        PlaceData(
            reference=f"site-{rank}", name=f"Site {letter}", kind=Place.Kind.PRACTICE_HOUSE, commune=SITE,
            address="1 rue de l’Essai",
            organisation=directory.create_organisation(f"Équipe {letter}", roles.PRACTICE.code),
            opening_weekdays=range(7), things=[*directory.rooms(1), kit],
        )
    )  # fmt: skip


def _person(name: str, letter: str, profession: Profession, place: Place, password: str) -> tuple[Professional, str]:
    """Return a professional with an account, and its address."""
    from maillage.schemes import Status
    from maillage.site.accounts import roles
    from maillage.site.accounts import services as accounts
    from maillage.site.accounts.services import Invitee
    from maillage.site.directory import services as directory
    from maillage.site.directory.services import ProfessionalData

    email = f"{name}@maillage.example"
    made = directory.create_professional(
        ProfessionalData(
            reference=name, first_name="Essai", last_name=f"Soignant {letter}", profession=profession,
            status=Status.SALARIED, home=TOWN, email=email,
        )
    )  # fmt: skip
    role = roles.DOCTOR if profession == "gp" else roles.NURSE
    _, token = accounts.invite(
        Invitee(email, made.first_name, made.last_name, role.code, place.organisation, made.pk), None
    )
    accounts.accept(token, password=password)
    return made, email


if __name__ == "__main__":
    main(Path(sys.argv[1]))
