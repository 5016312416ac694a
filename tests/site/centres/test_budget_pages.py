"""The budget page of a centre: three scenarios side by side, the real months, errors on their field, files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.evaluation.centres import ASSUMPTIONS, preset
from maillage.site.accounts.models import User
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking.models import Appointment
from maillage.site.booking.services import book
from maillage.site.centres.models import CentreScenario
from maillage.site.centres.months import real_months
from maillage.site.www.centre import plots
from tests.site import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> User:
    user = make.user("centre_manager", make.organisation("centre", name="Centre de Sienne"))
    client.force_login(user)
    return user


def said(client: Client, name: str, *args: Any, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def test_the_drawing_is_made_once_for_all_processes(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    bars = (("Médecins", -12_000.0, 30_000.0),)
    first = plots.kept_tornado(bars, 9_000.0)
    assert "<svg" in first
    (kept,) = (tmp_path / "drawings").iterdir()
    kept.write_text("<svg>gardé</svg>", encoding="utf-8")
    assert plots.kept_tornado(bars, 9_000.0) == "<svg>gardé</svg>"
    assert plots.kept_tornado(bars, 9_000.0, narrow=True) != first


def test_a_manager_starts_from_a_case_changes_it_and_compares(client: Client, manager: User) -> None:
    assert "Partir de\u00a0: Revel, deux médecins" in said(client, "centre-budget")
    form = client.get(reverse("centre-scenario-add"), {"cas": "revel-2024"}).context["form"]
    values = {field.name: field.value() for field in form}
    assert values["filled"] == "90"
    assert values["consultation_fee"] == "26,5"
    add = reverse("centre-scenario-add")
    for text, why in (("beaucoup", "donnez un nombre"), ("140", "de 0 à 100"), ("", "donnez un nombre")):
        answer = client.post(add, {**values, "filled": text})
        assert (answer.status_code, CentreScenario.objects.count()) == (422, 0)
        assert why in answer.content.decode()
        assert list(answer.context["form"].errors) == ["filled"]
    client.post(add, values)
    client.post(add, {**values, "name": "Trois médecins", "doctors": "3,0"})
    first, second = CentreScenario.objects.all()
    assert {**first.changes, "doctors": 2} == preset("revel-2024").changes
    assert second.changes["doctors"] == 3
    page = said(client, "centre-budget")
    assert "il manque <strong>85\u202f221\u00a0€</strong>" in page
    assert "<svg" in page
    assert ASSUMPTIONS["patients_per_day"].label.lower() in page
    client.post(reverse("centre-scenario", args=[first.pk]), {"acte": "retirer"})
    assert [one.name for one in CentreScenario.objects.all()] == ["Trois médecins"]
    assert client.get(reverse("centre-budget-ods")).content[:2] == b"PK"


def test_a_fourth_scenario_is_refused_by_the_page_and_by_the_database(client: Client, manager: User) -> None:
    centre = manager.memberships.get().organisation
    for rank in (1, 2, 3):
        CentreScenario.objects.create(centre=centre, rank=rank, name=f"S{rank}", changes={})
    answer = client.get(reverse("centre-scenario-add"), follow=True)
    assert "trois scénarios au plus" in answer.content.decode()
    with pytest.raises(IntegrityError, match="scenario_three_at_most"), transaction.atomic():
        CentreScenario.objects.create(centre=centre, rank=4, name="S4", changes={})


def test_the_real_months_count_what_was_held_and_who_came(client: Client, manager: User) -> None:
    centre = manager.memberships.get().organisation
    held = make.published(place=make.place(organisation=centre), starts=timezone.now() - timedelta(days=40))
    missed, *came = Slot.objects.filter(session=held).order_by("starts")[:4]
    for slot in (missed, *came):
        booked = book(slot.pk, make.patient(), make.key(), now=held.starts - timedelta(days=1)).appointment
        Appointment.objects.filter(pk=booked.pk).update(state="missed" if slot == missed else "seen")
    Session.objects.filter(pk=held.pk).update(state="held")
    other = make.published(place=make.place(), starts=timezone.now() - timedelta(days=41))
    Session.objects.filter(pk=other.pk).update(state="held")
    (month,) = real_months(centre, timezone.localdate())
    assert (month.doctor_sessions, month.doctor_visits, month.visits_per_day, month.other_visits) == (1, 3, 6, 0)
    assert "Les mois réels" in said(client, "centre-budget")
