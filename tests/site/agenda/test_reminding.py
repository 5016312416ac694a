"""Reminders to people who have not answered: one message a person, once a day, undone while it waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.agenda import reminding, services
from maillage.site.agenda.models import Session
from maillage.site.messages.delivery import deliver
from maillage.site.messages.models import Message
from maillage.site.refusals import NotAllowed
from maillage.site.www.coordinator import sections
from maillage.site.www.coordinator.task_rows import Task
from tests.site import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> User:
    return make.coordinator()


@pytest.fixture
def days() -> list[Session]:
    """Two days of one doctor, one of another who has accepted, one of a third without an address."""
    doctor = make.doctor()
    found = [make.published(professional=doctor, starts=make.soon(day)) for day in (5, 6)]
    found.append(make.published(starts=make.soon(7)))
    services.accept(found[2], found[2].giver.user)
    return [*found, make.published(professional=make.professional(), starts=make.soon(8))]


def test_each_person_gets_one_message_that_waits_and_can_be_undone(days: list[Session], coordinator: User) -> None:
    keys = [session.pk for session in days]
    assert reminding.remind_givers(keys, coordinator) == reminding.Reminded(1, 0, 1)
    (message,) = Message.objects.all()
    assert message.to == days[0].giver.user.email
    assert message.body.count("- ") == 2
    assert message.send_after > timezone.now() + timedelta(minutes=9)
    assert deliver() == 0
    assert reminding.remind_givers(keys, make.coordinator()) == reminding.Reminded(0, 1, 1)
    assert (reminding.waiting_reminders(coordinator), reminding.waiting_reminders(make.coordinator())) == (1, 0)
    assert reminding.undo_reminders(make.coordinator()) == 0
    assert reminding.undo_reminders(coordinator) == 1
    assert Message.objects.get().state == "withdrawn"
    assert reminding.remind_givers(keys[:1], coordinator).people == 1, "what was undone may be sent"


def test_a_long_list_of_days_is_shortened(
    days: list[Session], coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "MOST_DAYS", 1)
    reminding.remind_givers([session.pk for session in days[:2]], coordinator)
    assert "- et 1 autre\n" in Message.objects.get().body


def test_a_sent_reminder_cannot_be_undone(days: list[Session], coordinator: User) -> None:
    reminding.remind_givers([days[0].pk], coordinator)
    assert deliver(lambda: timezone.now() + timedelta(minutes=11)) == 1
    assert reminding.undo_reminders(coordinator) == 0


def test_days_out_of_reach_are_refused(days: list[Session]) -> None:
    with pytest.raises(NotAllowed):
        reminding.remind_givers([days[0].pk], make.coordinator(make.elsewhere().department.region))
    assert not Message.objects.exists()


def test_all_are_reminded_some_are_chosen_and_it_is_undone_on_the_page(
    days: list[Session], coordinator: User, client: Client
) -> None:
    client.force_login(coordinator)
    page = client.get(reverse("today")).content.decode()
    assert "Relancer pour les 3 vacations" in page
    page = client.post(reverse("remind"), {"toutes": "oui"}, follow=True).content.decode()
    assert "1\u00a0relance part dans 10\u00a0min, 1\u00a0personne sans adresse, à appeler." in page
    assert "Défaire les relances" in page
    page = client.post(reverse("remind"), {"acte": "defaire"}, follow=True).content.decode()
    assert "Défaire les relances" not in page
    page = client.get(f"{reverse('sessions')}?etat=published&relancer=1").content.decode()
    assert page.count('name="vacation"') == 3
    client.post(reverse("remind"), {"vacation": [days[1].pk]})
    assert Message.objects.filter(state="waiting").count() == 1


def test_a_list_of_sessions_is_a_file_for_programs_and_people(
    days: list[Session], coordinator: User, client: Client
) -> None:
    client.force_login(coordinator)
    url = reverse("sessions-csv")
    program = client.get(f"{url}?etat=published").content.decode().splitlines()
    assert program[0] == "date,hour,place,commune,doctor,scheme,state,booked,slots,doctors_found"
    assert len(program) == 4
    assert "Créneaux;Médecin traitant trouvé" in client.get(f"{url}?format=tableur").content.decode()


def test_other_folders_of_pages_add_their_line(
    coordinator: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sections, "_sections", {})
    sections.add_section("essai", 5, lambda user, now: Task(3, "lieux à visiter", "Prenez date."))
    sections.add_section("vide", 6, lambda user, now: Task(0, "rien", "Rien."))
    client.force_login(coordinator)
    page = client.get(reverse("today")).content.decode()
    assert "lieux à visiter" in page
    assert "Rien." not in page


def test_the_first_page_asks_no_more_for_more_days(
    days: list[Session], coordinator: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(coordinator)
    client.get(reverse("today"))
    for day in range(9, 19):
        make.published(starts=make.soon(day))
    with django_assert_max_num_queries(60):
        client.get(reverse("today"))
