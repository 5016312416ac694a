"""Pages of a platform: opening, inviting, joining, the agreement, delays and money with their files."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from maillage.schemes import PARIS
from maillage.site.agenda.services import hold
from maillage.site.agreements.models import Agreement
from maillage.site.duties.models import Rota, RotaMember
from maillage.site.expertise import reading
from maillage.site.expertise.models import ExpertiseRequest, ReadingPlatform
from tests.site import factories as make
from tests.site.expertise import cases
from tests.site.platforms import worlds

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def read(content: bytes) -> str:
    """The words of a PDF file."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_head_of_pathway_opens_a_platform_and_another_hospital_joins(client: Client) -> None:
    one, two = (worlds.house(*town) for town in worlds.TOWNS[:2])
    client.force_login(one.head)
    wrong = client.post("/plateformes/", {"pool": one.pool.pk, "name": "", "longest_hours": "24"})
    assert (wrong.status_code, "Donnez un nom" in wrong.text) == (422, True)
    client.post("/plateformes/", {"pool": one.pool.pk, "name": "EEG partagés", "longest_hours": "24"})
    made = ReadingPlatform.objects.get()
    page = f"/plateformes/{made.pk}"
    assert client.post(page, {"acte": "inviter", "pool": ""}).status_code == 422
    client.post(page, {"acte": "inviter", "pool": two.pool.pk})
    member = made.members.get(pool=two.pool)
    assert "invité" in client.get(page).text
    assert client.post(page, {"acte": "entrer", "membre": member.pk}).status_code == 403
    client.force_login(two.head)
    assert "Entrer dans la plateforme" in client.get(page).text
    client.post(page, {"acte": "entrer", "membre": member.pk})
    assert made.members.get(pool=two.pool).joined_at is not None
    client.force_login(two.readers[0])
    assert client.get(page).status_code == 200
    client.force_login(cases.ward().readers[0])
    assert client.get(page).status_code == 404


def test_the_organiser_of_the_hospital_makes_the_rota_of_a_platform(client: Client) -> None:
    place = worlds.world(readers=1)
    worlds.agreed(place, date(2026, 1, 1))
    client.force_login(place.first.organiser)
    monday = worlds.duty.first_monday()
    given = {
        "name": "Lectures d’hiver", "platform": place.platform.pk, "starts": monday.isoformat(), "weeks": "2",
        "wishes_until": (monday - timedelta(days=7)).isoformat(),
    }  # fmt: skip
    client.post("/gardes/nouveau", given)
    made = Rota.objects.get()
    assert (made.platform, made.department_id) == (place.platform, "31")
    house = {"name": "Poste", "commune": "31555", **dict.fromkeys(("need-reading_day", "need-reading_late"), "0")}
    client.post(f"/gardes/{made.pk}/maisons", {**house, "need-reading_evening": "1"})
    assert [one.period for one in made.houses.get().needs.all()] == ["reading_evening"]
    people = [str(one.pk) for one in place.people]
    client.post(f"/gardes/{made.pk}/medecins", {"houses": [made.houses.get().pk], "people": people})
    client.post(f"/gardes/{made.pk}", {"acte": "parts"})
    parts = {one.employer: one.share_percent for one in RotaMember.objects.select_related("employer")}
    assert parts == {
        one.organisation: part for one, part in zip(place.houses, (100, 60, 40), strict=True)
    }  # fmt: skip
    words = read(client.get(f"/gardes/{made.pk}.pdf").content)
    assert "aucun patient ne vient" in words
    assert "116" not in words
    text = client.get(f"/gardes/{made.pk}").text
    assert "Régler les parts sur la convention" in text
    assert place.platform.name in text


def test_medical_affairs_draft_the_agreement_on_the_page(client: Client) -> None:
    place = worlds.world(readers=1)
    client.force_login(place.houses[1].desk)
    page = f"/plateformes/{place.platform.pk}"
    assert "Rédiger la convention" in client.get(page).text
    asked = {"author": place.houses[1].organisation.pk, "starts": "2027-01-01"}
    answer = client.post(f"{page}/convention", asked)
    version = Agreement.objects.get(platform=place.platform).versions.get()
    assert answer["Location"] == f"/conventions/versions/{version.pk}/termes"
    text = client.get(f"/conventions/{version.agreement_id}").text
    assert "Parts de charge et de financement" in text
    assert "Nommez au moins une personne" not in text
    assert client.get(f"/conventions/versions/{version.pk}/personnes").status_code == 404
    assert client.get(f"/conventions/versions/{version.pk}.pdf")["Content-Type"] == "application/pdf"
    assert client.get(f"/conventions/{version.agreement_id}/argent")["Location"] == f"{page}/argent"


def test_delays_and_money_are_shown_and_come_as_files(client: Client) -> None:
    place = worlds.world()
    sessions = worlds.published(worlds.rota(place, starts=date(2026, 9, 7), weeks=1), place.people)
    hold(sessions[0], make.coordinator())
    worlds.agreed(place, date(2026, 9, 1))
    for _ in range(2):
        row = reading.take(cases.sent(place.ward(0)), place.first.readers[0])
        reading.answer(row, cases.ANSWER, place.first.readers[0])
    at = datetime(2026, 9, 7, 20, tzinfo=PARIS)
    ExpertiseRequest.objects.filter(pk=row.pk).update(
        platform=place.platform, sent_at=at, taken_at=at, answered_at=at, due_at=at + timedelta(hours=1)
    )
    page = f"/plateformes/{place.platform.pk}"
    client.force_login(place.houses[2].readers[0])
    text = client.get(f"{page}/delais").text
    assert "1\u00a0demande en 30" in text
    assert "Aucune demande de ce genre" in client.get(f"{page}/delais?lectures=garde&jours=7").text
    rows = client.get(f"{page}/delais.csv?jours=365").text.splitlines()
    assert rows[0].startswith("hospital,weekday,hour,sent,taken,taken_median")
    assert f"{place.asking.name},lundi,20,1,1,0.0,0.0,1,0.0,0.0,0" in rows
    ods = client.get(f"{page}/delais.csv?format=ods")
    assert ods["Content-Type"] == "application/vnd.oasis.opendocument.spreadsheet"
    text = client.get(f"{page}/argent?mois=2026-09").text
    assert "reçoit" in text
    assert "Clore ce mois" not in text
    lines = client.get(f"{page}/argent.csv?mois=2026-09").text.splitlines()
    assert sum(int(line.rpartition(",")[2]) for line in lines[1:]) == 15_000 + 2_300
    third = place.houses[2].organisation
    words = read(client.get(f"{page}/argent.pdf?mois=2026-09&hopital={third.pk}").content)
    assert "7 septembre indemnité de garde" in words
    assert client.get(f"{page}/argent.pdf?mois=2026-09&hopital={place.asking.pk}").status_code == 404
    assert client.post(f"{page}/argent?mois=2026-09", {"acte": "clore"}).status_code == 403
    client.force_login(place.houses[2].desk)
    client.post(f"{page}/argent?mois=2026-09", {"acte": "clore"})
    assert "Des gardes ne sont pas encore notées" in client.get(f"{page}/argent?mois=2026-09").text
