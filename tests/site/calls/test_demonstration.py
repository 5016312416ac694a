"""The calls of the demonstration: each waits for somebody."""

from __future__ import annotations

import pytest
from django.test import Client

from maillage.demo.accounts import FACULTY_EMAIL
from maillage.demo.calls import create_calls
from maillage.site.accounts.models import User
from maillage.site.calls.models import Submission
from maillage.site.calls.seat_models import SeatOffer
from tests.site import factories as make


@pytest.mark.django_db
def test_the_demonstration_has_seats_to_answer_and_projects_to_read(client: Client) -> None:
    make.department()
    boss = make.coordinator()
    assert create_calls("76", boss, 1) == 9
    assert SeatOffer.objects.filter(state="waiting").count() == 3
    assert Submission.objects.filter(call__kind="research", state="sent").count() == 4
    client.force_login(User.objects.get(email=FACULTY_EMAIL))
    assert client.get("/organiser/").status_code == 200
    training = Submission.objects.filter(call__kind="training")[0].call
    assert "0 place libre" in client.get(f"/organiser/{training.pk}").content.decode().replace("\u00a0", " ")
    client.force_login(boss)
    page = client.get("/organiser/").content.decode().replace("\u00a0", " ")
    assert "4 candidatures attendent" in page
    client.logout()
    assert "Stages de l’option santé" in client.get("/appels/").content.decode()
