"""From an empty, measured site to a booked patient, by its pages only."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.schemes import PARIS
from maillage.site.accounts.models import Organisation
from maillage.site.booking.models import Appointment
from maillage.site.booking.tokens import new_key
from maillage.site.directory.models import Place, Professional
from maillage.site.engagements.models import Engagement, Programme
from maillage.site.geography.models import Commune
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.observatory.models import ProgrammeEffect
from tests.site import factories as make
from tests.site.test_one_file_scheme import HERE, measured  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def first_monday() -> date:
    """Return a Monday at least a week away whose Tuesday is in the same month."""
    today = datetime.now(PARIS).date()
    return today + timedelta(days=14 - today.weekday())


class Desk:
    """A coordinator who submits forms and follows the redirects."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(self, name: str, form: dict[str, Any], *args: object, query: str = "") -> str:
        answer = self.client.post(reverse(name, args=args) + query, form, follow=True)
        assert answer.redirect_chain, answer.content.decode()
        assert answer.status_code == 200
        return answer.content.decode()


def test_a_coordinator_sets_up_an_empty_site_until_its_first_patient(
    measured: Any,  # noqa: F811
    django_capture_on_commit_callbacks: Any,
) -> None:
    region = Commune.objects.get(pk=HERE).department.region
    client = Client()
    client.force_login(make.coordinator(region))
    desk, monday = Desk(client), first_monday()
    assert not Professional.objects.exists()

    desk.send("site-identity", {"name": "Accès Ain", "agency": "Agence", "phone": "04 74 00 00 12"})
    desk.send("territories", {"acte": "add", "epci": "200000099", "reason": "Aucun médecin ne prend de patients."})
    desk.send("organisation-add", {"name": "Mairie d’Abergement", "kind": "commune"})
    house = Organisation.objects.get(name="Mairie d’Abergement")
    desk.send("place-add", {"name": "Maison de santé", "kind": "practice_house", "commune": HERE, "rooms": "1",
                            "address": "1 rue Haute", "organisation": house.pk, "opening_weekdays": ["0"]})  # fmt: skip
    place = Place.objects.get()
    # The doctor lives outside the territory in need, eight minutes away.
    Commune.objects.filter(pk="01002").update(intercommunality=None)
    desk.send("professional-add", {"first_name": "Line", "last_name": "Vidal", "profession": "gp",
                                   "status": "retired", "home": "01002", "email": "line@example.org"})  # fmt: skip
    doctor = Professional.objects.get()
    desk.send("engagement-add", {"scheme": "solidarity", "days_per_month": "2", "extra_fee_percent": "0",
                                 "home_share_percent": "0", "starts": "2020-01-01"}, doctor.pk)  # fmt: skip
    engagement = Engagement.objects.get()
    for kind in ("order_check", "insurance_number"):
        said = {"state": "granted", "answered_by": "Dr Morel", "date": "2026-01-05"}
        desk.send("engagement", {"acte": kind, **{f"{kind}-{k}": v for k, v in said.items()}}, engagement.pk)

    rows = {"days-TOTAL_FORMS": "1", "days-INITIAL_FORMS": "0", "days-0-date": monday.isoformat(), "days-0-half": "",
            "days-0-place": place.reference, "days-0-staff": doctor.reference,
            "parties-TOTAL_FORMS": "0", "parties-INITIAL_FORMS": "0"}  # fmt: skip
    common = {"name": "Premiers jours", "scheme": "solidarity", "starts": monday, "ends": monday}
    desk.send("programme-add", common | rows, query="?forme=dated")
    programme = Programme.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        told = desk.send("programme", {"acte": "publier"}, programme.pk)
    assert "2\u00a0vacations publiées, 20\u00a0créneaux ouverts" in told
    for job in Job.objects.filter(state="waiting"):
        jobs.perform(job.pk)
    assert ProgrammeEffect.objects.get(programme=programme).figures["gainers"] > 0
    assert "Premiers jours" in client.get(reverse("effect")).content.decode()
    assert "Line Vidal" in desk.send(
        "account-invite",
        {"email": "line@example.org", "first_name": "Line", "last_name": "Vidal", "role": "doctor",
         "organisation": house.pk},
    )  # fmt: skip

    patient = Client()
    answers = {"commune": HERE, "pour": "moi", "medecin": "non", "soignant": "gp"}
    offered = patient.get(reverse("booking"), answers)
    assert "Maison de santé" in offered.content.decode()
    slot = programme.sessions.order_by("starts")[0].slots.order_by("starts")[0]
    person = {"first_name": "Paul", "last_name": "Marty", "birth_year": "1950", "email": "p@example.org", "phone": ""}
    form = {
        **answers,
        "creneau": slot.pk,
        **person,
        "etape": "reserver",
        "cle": new_key(timezone.now() - timedelta(minutes=1)),
    }
    booked = patient.post(reverse("booking"), form, follow=True)
    assert booked.redirect_chain, booked.content.decode()
    assert Appointment.objects.get().slot == slot
    assert "tel:+33474000012" in booked.content.decode()
