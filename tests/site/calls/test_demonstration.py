"""The calls of the demonstration: each waits for somebody."""

from __future__ import annotations

import pytest
from django.test import Client

from maillage.demo.accounts import FACULTY_EMAIL, REVIEWER_EMAIL
from maillage.demo.calls import create_calls
from maillage.site.accounts.models import User
from maillage.site.calls.models import Submission
from maillage.site.calls.seat_models import SeatOffer
from maillage.site.grants.models import AwardedGrant
from tests.site import factories as make


@pytest.mark.django_db
def test_the_demonstration_has_seats_to_answer_and_projects_to_read(client: Client) -> None:
    make.department()
    boss = make.coordinator()
    make.commune("12202", "Rodez")
    make.organisation("establishment")
    assert create_calls("76", boss, 1) == 15
    assert SeatOffer.objects.filter(state="waiting").count() == 3
    projects = Submission.objects.filter(call__kind="research")
    assert set(projects.values_list("state", flat=True)) == set(Submission.State.values)
    assert AwardedGrant.objects.get().reference == "REFRESH-1"
    client.force_login(User.objects.get(email=REVIEWER_EMAIL))
    assert "vos notes" in client.get("/evaluer/").content.decode()
    client.force_login(User.objects.get(email=FACULTY_EMAIL))
    assert client.get("/organiser/").status_code == 200
    training = Submission.objects.filter(call__kind="training")[0].call
    assert "0 place libre" in client.get(f"/organiser/{training.pk}").content.decode().replace("\u00a0", " ")
    client.force_login(boss)
    page = client.get("/organiser/").content.decode().replace("\u00a0", " ")
    assert "2 candidatures attendent" in page
    client.logout()
    assert "Stages de l’option santé" in client.get("/appels/").content.decode()
