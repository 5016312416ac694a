"""The pages of a centre's team and week: errors on their field, nothing half-written, the reader's own week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.accounts.models import Membership, Organisation, User
from maillage.site.agenda.models import Session
from maillage.site.centres import rotations
from maillage.site.centres.models import CentreContract, CentreScenario, Rotation
from tests.site import centre_factories as centres
from tests.site import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(client: Client) -> Organisation:
    made = centres.centre(name="Pontbriand")
    client.force_login(centres.manager(made))
    return made


def said(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_a_contract_of_sixty_hours_is_refused_on_its_field_and_one_of_35_is_noted(
    client: Client, centre: Organisation
) -> None:
    person = centres.carer()
    assert "Personne n’a de contrat" in said(client, "centre-team")
    form = {
        "professional": person.pk, "starts": centres.monday(0).isoformat(), "weekly_hours": "60", "visits": "4",
        "leave_days": "25", "rtt_days": "",
    }  # fmt: skip
    add = reverse("centre-contract-add")
    for hours, why in (("60", "48 heures par semaine"), ("beaucoup", "comme 35 ou 17,5"), ("", "Donnez les heures")):
        answer = client.post(add, {**form, "weekly_hours": hours})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["weekly_hours"])
        assert why in answer.content.decode()
    assert not CentreContract.objects.exists()
    client.post(add, {**form, "weekly_hours": "35"})
    row = CentreContract.objects.get()
    assert (row.weekly_minutes, row.visits, row.rtt_days) == (2100, 4, 0)
    answer = client.post(add, {**form, "weekly_hours": "17,5"})
    assert "a déjà un contrat" in answer.content.decode()
    page = said(client, "centre-team")
    assert "35\u00a0h" in page
    assert "en dessous" in page
    day = centres.monday(3).isoformat()
    leave = {"acte": "conge", "kind": "paid", "first": day, "last": day}
    one = reverse("centre-contract", args=[row.pk])
    client.post(one, leave)
    assert row.leaves.get().half_days == 2
    answer = client.post(one, {**leave, "last": (centres.monday(2)).isoformat()})
    assert answer.status_code == 422
    assert list(answer.context["leave"].errors) == ["last"]
    client.post(one, {"acte": "retirer", "conge": row.leaves.get().pk})
    assert not row.leaves.exists()


def test_a_week_is_proposed_changed_and_put_into_the_agenda(client: Client, centre: Organisation) -> None:
    team = centres.team(centre)
    page = reverse("centre-week")
    wrong = client.post(page, {"acte": "proposer", "starts": (centres.monday(1) + timedelta(days=2)).isoformat()})
    assert list(wrong.context["propose"].errors) == ["starts"]
    client.post(page, {"acte": "proposer", "starts": centres.monday(1).isoformat()})
    row = rotations.draft_of(centre)
    assert row is not None
    assert "Sans médecin dans un cabinet" not in said(client, "centre-week")
    day = reverse("centre-week-day", args=[row.pk])
    rotations.change_day(row, 1, {}, None)
    assert "Sans médecin dans un cabinet\u00a0: mardi matin, mardi après-midi" in said(client, "centre-week")
    form = client.get(day).context["form"]
    values = {field.name: field.value() or "" for field in form}
    first, second = team[0].professional_id, team[1].professional_id
    room = rotations.rooms_of(centre)[0].pk
    clash = {**dict.fromkeys(values, ""), f"{first}-morning": room, f"{second}-morning": room}
    answer = client.post(day, clash)
    assert list(answer.context["form"].errors) == [f"{second}-morning"]
    assert "est déjà pris par" in answer.content.decode()
    assert client.post(day, {**values, "suivant": "1"})["Location"] == f"{day}?jour=1"
    shown = said(client, "centre-week")
    assert "Aucun patient ne perd son rendez-vous" in shown
    client.post(page, {"acte": "publier", "projet": row.pk, "weeks": "2", "patients": "0"})
    assert Rotation.objects.get(pk=row.pk).programme is not None
    assert Session.objects.filter(place__organisation=centre).exists()
    assert client.get(day).status_code == 404


def test_a_carer_reads_their_own_week(client: Client, centre: Organisation) -> None:
    user = make.user("doctor", centre)
    other = centres.contract(centre)
    client.force_login(user)
    assert "Vous n’avez pas de contrat" in said(client, "centre-mine")
    person = centres.carer(account=user)
    centres.contract(centre, person)
    page = said(client, "centre-mine")
    assert "Pontbriand" in page
    assert "25 jours restent" in page
    assert str(other.professional) not in page
    assert client.get(reverse("centre-team")).status_code == 403
    assert "Ma semaine au centre" in said(client, "doctor-days")


def test_a_manager_of_two_centres_chooses_whose_team_week_and_budget(client: Client, centre: Organisation) -> None:
    other, manager = centres.centre(name="Montclar"), User.objects.get()
    Membership.objects.create(user=manager, organisation=other, role="centre_manager")
    there = {"centre": other.pk}
    person = centres.contract(other).professional
    for name in ("centre-team", "centre-week", "centre-budget"):
        first = said(client, name)
        assert f"?centre={other.pk}" in first
        assert 'aria-current="page">Montclar' not in first
        assert 'aria-current="page">Montclar' in client.get(reverse(name), there).text
        assert client.get(reverse(name), {"centre": centres.centre().pk}).status_code == 404
    assert str(person) not in said(client, "centre-team")
    assert str(person) in client.get(reverse("centre-team"), there).text
    add = f"{reverse('centre-contract-add')}?centre={other.pk}"
    form = {"professional": centres.carer().pk, "starts": centres.monday(0).isoformat(), "weekly_hours": "35",
            "visits": "0", "leave_days": "25", "rtt_days": ""}  # fmt: skip
    client.post(add, form)
    assert set(CentreContract.objects.values_list("centre", flat=True)) == {other.pk}
    week = f"{reverse('centre-week')}?centre={other.pk}"
    answer = client.post(week, {"acte": "proposer", "starts": centres.monday().isoformat()})
    assert (answer.url, Rotation.objects.get().centre) == (week, other)
    ends = centres.monday(2)
    contract = CentreContract.objects.get(professional=person)
    CentreContract.objects.filter(pk=contract.pk).update(ends=ends)
    awaits = client.get(reverse("centre-team"), there).context["tasks"]
    assert [(one.what, one.url) for one in awaits][:2] == [
        ("projet à relire", week), ("contrat qui finit", reverse("centre-contract", args=[contract.pk])),
    ]  # fmt: skip
    assert not client.get(reverse("centre-team"), {**there, "semaine": ends.isoformat()}).context["tasks"]
    add = f"{reverse('centre-scenario-add')}?centre={other.pk}&cas=revel-2024"
    values = {field.name: field.value() for field in client.get(add).context["form"]}
    assert client.post(add, values).url == f"{reverse('centre-budget')}?centre={other.pk}"
    client.get(reverse("centre-budget"), there)
    row = CentreScenario.objects.get()
    client.post(reverse("centre-scenario", args=[row.pk]), {**values, "name": "Un autre nom"}, follow=True)
    assert CentreScenario.objects.get().centre == row.centre == other
    assert "Un autre nom" not in said(client, "centre-budget")
    assert "Un autre nom" in client.get(reverse("centre-budget"), there).text
