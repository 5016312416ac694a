"""The pages of duty rotas: errors on their fields, a rota from its first day to publication, those of the doctors."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from maillage.site.duties import background, drafts, publishing, services
from maillage.site.duties.models import Rota
from maillage.site.jobs.models import Job
from maillage.site.jobs.services import perform
from tests.site import duty_factories as duty
from tests.site import factories as make

pytestmark = pytest.mark.django_db
NEEDS = {f"need-{code}": "0" for code in ("evening", "night", "saturday", "sunday", "late_weekend")}


def signed(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def rota_fields(**fields: object) -> dict[str, object]:
    monday = duty.first_monday()
    return {
        "name": "Printemps", "department": "12", "starts": monday.isoformat(), "weeks": "4",
        "wishes_until": (monday - timedelta(days=9)).isoformat(), "like": "", **fields,
    }  # fmt: skip


def test_a_rota_is_set_up_filled_and_published_from_its_pages() -> None:
    by = duty.organiser()
    client, people = signed(by), duty.doctors(8, accounts=8)
    wrong = client.post(reverse("rota-add"), rota_fields(department="75", starts="2027-01-05"))
    assert wrong.status_code == 422
    assert "Choisissez dans la liste" in wrong.content.decode()
    client.post(reverse("rota-add"), rota_fields())
    made = Rota.objects.get()
    page, board = reverse("rota-house", args=[made.pk]), reverse("rota", args=[made.pk])
    house = {"name": "Maison de garde", "commune": make.commune().pk, "phone": "", **NEEDS}
    assert "au moins une période" in client.post(page, house).content.decode()
    elsewhere = client.post(page, {**house, "commune": make.elsewhere().pk, "need-sunday": "1"})
    assert "commune du département" in elsewhere.content.decode()
    assert client.post(page, {**house, "need-sunday": "1", "need-saturday": "1"}).status_code == 302
    assert "0 médecin dans le tableau" in client.post(board, {"acte": "calculer"}, follow=True).content.decode()
    added = {"houses": [made.houses.get().pk], "people": [one.pk for one in people]}
    assert client.post(reverse("rota-members", args=[made.pk]), added).status_code == 302
    client.post(board, {"acte": "demander"})
    assert [one.subject for one in make.letters()].count("Vos vœux de garde") == 8
    assert "Le projet se calcule" in client.post(board, {"acte": "calculer"}, follow=True).content.decode()
    perform(Job.objects.get(kind=drafts.DRAFT).pk)
    text = client.get(board).content.decode()
    assert "Toutes les gardes ont un médecin" in text
    assert "Publier les gardes" in text
    client.post(board, {"acte": "publier"})
    made.refresh_from_db()
    assert made.is_published
    paper = client.get(reverse("rota-pdf", args=[made.pk]))
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert f"Dr\u00a0{people[0].last_name}" in words or people[0].last_name in words
    rows = client.get(reverse("rota-csv", args=[made.pk])).content.decode().splitlines()
    assert len(rows) == 1 + len(publishing.sessions_of(made))


def test_a_member_is_changed_and_what_is_wrong_is_told_on_its_field() -> None:
    by = duty.organiser()
    made = duty.rota(by, duty.doctors(2))
    member = made.members.all()[0]
    page = reverse("rota-member", args=[member.pk])
    fields = {"houses": [made.houses.get().pk], "share_percent": "50", "born": "1960-02-01", "waives_age": ["oui"]}
    late = {**fields, "no_nights_from": "2027-03-01", "no_nights_until": "2027-02-01"}
    assert "avant la première" in signed(by).post(page, late).content.decode()
    assert signed(by).post(page, fields).status_code == 302
    member.refresh_from_db()
    assert (member.share_percent, member.waives_age) == (50, True)
    signed(by).post(page, {"acte": "retirer"})
    assert made.members.count() == 1


def test_a_rota_that_cannot_be_filled_says_on_its_page_what_would_fill_it() -> None:
    by = duty.organiser()
    made = duty.rota(by, duty.doctors(8), weeks=2)
    day = services.wish_dates(made.members.all()[0])[0]
    for member in made.members.all():
        services.give_wishes(member, {day: "cannot"}, by)
    background.make(lambda *_: None, rota=made.pk)  # type: ignore[arg-type]
    text = signed(by).get(reverse("rota", args=[made.pk])).content.decode()
    assert "1\u00a0garde sans médecin" in text
    assert "Le plus petit changement qui les remplirait" in text
    assert f"prend une garde le {day:%d/%m/%Y}, malgré son absence" in text
    coordinator = make.coordinator(make.region())
    assert "ont un médecin" in signed(coordinator).get(reverse("regional-duties")).content.decode()
    made.refresh_from_db()
    publishing.publish(made, by)
    region = signed(coordinator).get(reverse("regional-duties")).content.decode()
    assert "1\u00a0garde à venir sans médecin" in region


def test_a_doctor_gives_wishes_and_reads_their_duties_and_counts() -> None:
    by = duty.organiser()
    made = duty.rota(by, duty.doctors(8, accounts=8))
    member = made.members.select_related("professional__user").all()[0]
    doctor, days = member.professional.user, services.wish_dates(member)
    client, page = signed(doctor), reverse("own-wishes", args=[made.pk])
    assert "Donner mes vœux" in client.get(reverse("own-duties")).content.decode()
    starts = make.at(days[0].isoformat(), 0)
    from maillage.site.agenda.models import Absence
    from maillage.site.agenda.posts import stretch

    Absence.objects.create(professional=member.professional, during=stretch(starts, starts + timedelta(days=1)))
    refused = client.post(page, {days[0].isoformat(): "would_like"})
    assert refused.status_code == 422
    assert f'id="id_{days[0].isoformat()}_error"' in refused.content.decode()
    out_of_order = {"no_nights_from": "2027-03-02", "no_nights_until": "2027-03-01"}
    assert "Cette date est avant la première" in client.post(page, out_of_order).content.decode()
    type(member).objects.filter(pk=member.pk).update(born=date(1950, 1, 1))
    assert "Renoncer à la dispense" in client.get(page).content.decode()
    first, last = days[0], days[-1]
    nights = {"no_nights_from": first.isoformat(), "no_nights_until": last.isoformat(), "waives_age": ["oui"]}
    assert client.post(page, {days[1].isoformat(): "cannot", **nights}).status_code == 302
    member.refresh_from_db()
    assert (member.no_nights_from, member.no_nights_until, member.waives_age) == (first, last, True)
    board = signed(by).get(reverse("rota", args=[made.pk])).content.decode()
    assert "renonce à la dispense d’âge, sans nuits du" in board
    assert [(one.date, one.kind) for one in member.wishes.all()] == [(days[1], "cannot")]
    noted, desk = reverse("rota-member-wishes", args=[member.pk]), signed(by)
    assert "Vous notez ce que ce médecin" in desk.get(noted).content.decode()
    told = {days[1].isoformat(): "cannot", days[2].isoformat(): "rather_not", **nights}
    assert desk.post(noted, told).status_code == 302
    assert member.wishes.count() == 2
    publishing.publish(duty.drafted(made), by)
    text = client.get(reverse("own-duties")).content.decode()
    assert "À venir" in text
    assert "Proposez" in text or "proposer à l’échange" in text
    assert client.get(page).status_code == 200


def test_the_secret_address_tells_the_duties_until_it_is_renewed() -> None:
    from maillage.site.agenda import feeds

    made = duty.published(duty.organiser(), duty.doctors(8, accounts=8))
    person = publishing.sessions_of(made)[0].giver
    assert person is not None
    page = reverse("calendar-feed", args=[feeds.secret_of(feeds.renew(person))])
    assert "Permanence des soins" in Client().get(page).content.decode()
    feeds.renew(person)
    assert Client().get(page).status_code == 404
