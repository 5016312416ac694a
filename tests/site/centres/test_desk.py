"""The queue of a secretariat shared between centres: take, do, pass on; one person at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.site.accounts.models import Membership
from maillage.site.centres import desk
from maillage.site.centres.desk import TaskData
from maillage.site.centres.models import DeskTask
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, WrongState
from tests.site import centre_factories as centres
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_a_task_is_taken_once_passed_on_and_done() -> None:
    centre = centres.centre()
    one, two, stranger = (make.user("secretary", of) for of in (centre, centre, centres.centre()))
    task = desk.note(centre, TaskData("document", note="Envoyer l’attestation"), one)
    desk.take(task, one)
    desk.take(task, one)
    with pytest.raises(AlreadyDone, match="s’en occupe déjà"):
        desk.take(task, two)
    with pytest.raises(WrongState):
        desk.pass_on(task, None, "", two)
    with pytest.raises(InvalidField):
        desk.pass_on(task, stranger, "", one)
    with pytest.raises(NotAllowed):
        desk.do(task, stranger)
    desk.pass_on(task, two, "Je pars à midi", one)
    with pytest.raises(AlreadyDone, match="demandez-lui"):
        desk.do(task, one)
    desk.do(task, two)
    with pytest.raises(AlreadyDone, match="déjà fait"):
        desk.take(task, two)
    with pytest.raises(IntegrityError, match="stays done"), transaction.atomic():
        DeskTask.objects.filter(pk=task.pk).update(done_at=None)
    assert desk.purge(timezone.now() + timedelta(days=31)) == 1


def test_one_secretary_reads_one_queue_for_two_centres(client: Client) -> None:
    here, there, elsewhere = (centres.centre(name=f"Centre {name}") for name in ("Aube", "Brume", "Cime"))
    user = make.user("secretary", here)
    Membership.objects.create(user=user, organisation=there, role="secretary")
    for centre, note in ((here, "Clé"), (there, "Toner"), (elsewhere, "Secret")):
        desk.note(centre, TaskData("other", note=note), None)
    client.force_login(user)
    page = client.get(reverse("centre-desk")).content.decode()
    assert ("Clé" in page, "Toner" in page, "Secret" in page) == (True, True, False)
    form = {"acte": "noter", "centre": there.pk, "kind": "call_back", "name": "Mme Rose", "phone": ""}
    answer = client.post(reverse("centre-desk"), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["phone"])
    client.post(reverse("centre-desk"), {**form, "phone": "05 65 00 00 00"})
    task = DeskTask.objects.get(kind="call_back")
    assert (task.centre, task.phone) == (there, "+33565000000")
    client.post(reverse("centre-desk"), {"acte": "prendre", "tache": task.pk})
    client.post(reverse("centre-desk-pass", args=[task.pk]), {"to": "", "word": "occupé deux fois"})
    task.refresh_from_db()
    assert (task.taken_by, task.last_word) == (None, "occupé deux fois")
    client.post(reverse("centre-desk"), {"acte": "fait", "tache": task.pk})
    task.refresh_from_db()
    assert task.done_by == user
    assert client.post(reverse("centre-desk"), {"acte": "fait", "tache": "99999"}).status_code == 404
