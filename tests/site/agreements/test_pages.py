"""The pages of agreements: drafted by one hospital, answered by the other, put into the agenda, changed, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session
from maillage.site.agreements import drafting
from maillage.site.agreements.models import Agreement, AgreementVersion
from tests.site import factories as make
from tests.site.agreements.hospitals import MONDAY, MONDAY_MORNING, Network, network

pytestmark = pytest.mark.django_db
NAMED = {"name": "Mme Aulne, directrice"}


@pytest.fixture
def hospitals() -> Network:
    return network()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def formset(prefix: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    return found | {f"{prefix}-{k}-{name}": value for k, row in enumerate(rows) for name, value in row.items()}


def terms(hospitals: Network, *, cahors: int = 50) -> dict[str, Any]:
    rows = [
        {"organisation": one.organisation.pk, "time_percent": time, "money_percent": 50}
        for one, time in ((hospitals.cahors, cahors), (hospitals.toulouse, 50))
    ]
    head = {"author": hospitals.toulouse.organisation.pk, "name": "ORL partagé", "pathway": "ORL",
            "starts": MONDAY.isoformat(), "notice_months": 3}  # fmt: skip
    return head | formset("parts", rows)


def test_an_agreement_goes_from_a_draft_to_the_agenda_by_its_pages(hospitals: Network) -> None:
    author, other = signed_in(hospitals.toulouse.desk), signed_in(hospitals.cahors.desk)
    added = author.post(reverse("own-agreement-add"), terms(hospitals))
    version = AgreementVersion.objects.get()
    people = reverse("own-agreement-people", args=[version.pk])
    assert added.headers["Location"] == people
    assert "Jeanne Orme" in author.get(people).text
    person = {"professional": hospitals.doctor.pk, "employer": hospitals.toulouse.organisation.pk, "salary": "7 800",
              "bonus": "500,50"}  # fmt: skip
    named = author.post(people, formset("personnes", [person]))
    row = version.people.get()
    assert (row.salary_cents, row.bonus_cents) == (780_000, 50_050)
    week = reverse("own-agreement-week", args=[row.pk])
    assert named.headers["Location"] == week
    drawn = {"0-morning-place": hospitals.cahors.key, "0-morning-rhythm": "m:1",
             "plus0-day": "0", "plus0-half": "afternoon", "plus0-place": hospitals.toulouse.key,
             "plus0-rhythm": "m:-1", "plus0-activity": "teaching"}  # fmt: skip
    page = author.post(week, drawn, follow=True).text
    assert "le premier du mois" in page
    assert "enseignement, le dernier du mois" in page
    assert "tombe un jour férié" in page
    assert 'value="proposer"' in page
    here = reverse("own-agreement", args=[version.agreement_id])
    author.post(here, {"acte": "proposer", **NAMED})
    waiting = other.get(reverse("own-agreements")).text
    assert "à répondre" in waiting
    party = {"organisation": hospitals.cahors.organisation.pk, **NAMED}
    refused = other.post(here, {"acte": "renvoyer", **party})
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.text
    other.post(here, {"acte": "oui", **party})
    assert "à signer" in author.get(reverse("own-agreements")).text
    for client, one in ((other, hospitals.cahors), (author, hospitals.toulouse)):
        client.post(here, {"acte": "signer", "organisation": one.organisation.pk, **NAMED})
    assert "à mettre dans l’agenda" in author.get(reverse("own-agreements")).text
    agenda = reverse("own-agreement-agenda", args=[version.pk])
    assert "Aucune vacation ne bouge" in author.get(agenda, {"weeks": 9}).text
    assert author.post(agenda, {"weeks": 9, "patients": 0}, follow=True).status_code == 200
    assert Session.objects.filter(programme__name="ORL partagé").count() == 5
    paper = author.get(reverse("own-agreement-paper", args=[version.pk]))
    assert paper.content.startswith(b"%PDF")


def test_shares_of_101_percent_are_said_on_their_field_and_nothing_is_kept(hospitals: Network) -> None:
    page = signed_in(hospitals.toulouse.desk).post(reverse("own-agreement-add"), terms(hospitals, cahors=51))
    assert page.status_code == 422
    assert 'id="id_parts-1-time_percent_error"' in page.text
    assert "font 101\u00a0%, et non 100\u00a0%" in page.text
    assert not Agreement.objects.exists()


def test_versions_stand_side_by_side_and_the_move_of_a_half_day_is_shown_first(hospitals: Network) -> None:
    first, client = hospitals.in_agenda(), signed_in(make.coordinator())
    here = reverse("agreement", args=[first.agreement_id])
    starts = (MONDAY + timedelta(weeks=1)).isoformat()
    client.post(here, {"acte": "version", "organisation": hospitals.cahors.organisation.pk, "starts": starts})
    second = AgreementVersion.objects.get(number=2)
    assert second.author == hospitals.cahors.organisation
    week = [hospitals.presence(hospitals.cahors, (0, MONDAY_MORNING[1])),
            hospitals.presence(hospitals.toulouse, (3, MONDAY_MORNING[1]))]  # fmt: skip
    drafting.draw_week(second.people.get(), week, by=hospitals.cahors.desk)
    compared = client.get(here, {"version": 2, "avec": 1}).text
    assert "mardi matin" in compared
    assert "jeudi matin" in compared
    party = {"name": "La direction"}
    client.post(here, {"acte": "proposer", **party})
    for act in ("oui", "signer"):
        for one in (hospitals.cahors, hospitals.toulouse):
            client.post(here, {"acte": act, "organisation": one.organisation.pk, **party})
    page = client.get(reverse("agreement-agenda", args=[second.pk]), {"weeks": 2}).text
    assert "2\u00a0vacations à ouvrir" in page
    assert "2\u00a0vacations gardées telles quelles" in page
    assert "2\u00a0vacations à annuler" in page


def test_a_notice_shows_what_it_touches_before_it_is_given(hospitals: Network) -> None:
    version = hospitals.in_agenda()
    client, agreement = signed_in(hospitals.cahors.desk), version.agreement
    end = reverse("own-agreement-end", args=[agreement.pk])
    notice = {"organisation": hospitals.cahors.organisation.pk, "last_day": MONDAY.isoformat(), "reason": "Départ."}
    shown = client.post(end, notice).text
    assert "5\u00a0vacations à annuler" in shown
    agreement.refresh_from_db()
    assert agreement.last_day is None
    client.post(end, {**notice, "patients": "0"})
    agreement.refresh_from_db()
    assert agreement.last_day == MONDAY


def test_a_half_day_promised_twice_is_said_with_whom_by_the_page_and_nothing_is_proposed(hospitals: Network) -> None:
    hospitals.signed()
    second = hospitals.drafted("ORL, second poste")
    author, here = signed_in(hospitals.toulouse.desk), reverse("own-agreement", args=[second.agreement_id])
    assert "Jeanne Orme est déjà promis par la convention «\u00a0ORL Cahors\u00a0»" in author.get(here).text
    refused = author.post(here, {"acte": "proposer", **NAMED})
    assert (refused.status_code, "ORL Cahors" in refused.text) == (422, True)
    second.refresh_from_db()
    assert (second.state, second.round) == ("draft", 0)


def test_the_agenda_page_says_who_holds_a_half_day_and_opens_nothing(hospitals: Network) -> None:
    version = hospitals.signed()
    make.published(
        place=make.place(), professional=hospitals.doctor, starts=make.at("2031-01-14", 9),
        programme=make.programme(name="Tournée"),
    )  # fmt: skip
    page = signed_in(hospitals.toulouse.desk).post(
        reverse("own-agreement-agenda", args=[version.pk]), {"weeks": "3", "patients": "0"}
    )
    assert (page.status_code, "déjà promis par «\u00a0Tournée\u00a0»" in page.text) == (409, True)
    assert not Session.objects.filter(programme__name="ORL Cahors").exists()
