"""Groups of hospitals: one for each hospital, written by the coordination; the hospital's own doctors count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.site.agreements import boards, groups, means, support
from maillage.site.agreements.group_models import GroupMember, HospitalGroup
from maillage.site.agreements.groups import GroupData
from maillage.site.agreements.means import MeansData
from maillage.site.agreements.models import Agreement
from maillage.site.agreements.support import Limits
from maillage.site.refusals import InvalidField
from tests.site import factories as make
from tests.site.agreements.hospitals import Network, network

pytestmark = pytest.mark.django_db
FEBRUARY_3 = date(2031, 2, 3)


@pytest.fixture
def hospitals() -> Network:
    made = network()
    made.signed()
    return made


def test_the_coordination_writes_a_group_and_its_hospitals_read_it(hospitals: Network, client: Client) -> None:
    cahors, toulouse = hospitals.cahors.organisation, hospitals.toulouse.organisation
    faculty = make.organisation("faculty", name="Faculté de santé")
    client.force_login(make.coordinator(Agreement.objects.get().region))
    page, add = reverse("agreement-groups"), reverse("agreement-group-add")
    assert "Sans groupement noté" in client.get(page).text
    form: dict[str, Any] = {"name": "GHT du Lot", "members": [cahors.pk], "university_hospital": toulouse.pk,
                            "faculty": faculty.pk}  # fmt: skip
    for wrong in ({"name": ""}, {"members": []}, {"members": [faculty.pk]}, {"faculty": toulouse.pk}):
        answer = client.post(add, {**form, **wrong})
        assert (answer.status_code, HospitalGroup.objects.count()) == (422, 0), wrong
        assert list(answer.context["form"].errors) == list(wrong)
    assert client.post(add, form).status_code == 302
    group = HospitalGroup.objects.get()
    assert (group.university_hospital, group.faculty, group.members.get().organisation) == (toulouse, faculty, cahors)
    again = client.post(add, {**form, "name": "GHT voisin"})
    assert "CH de Cahors est déjà dans GHT du Lot" in again.text
    change = reverse("agreement-group", args=[group.pk])
    assert client.post(change, {**form, "members": [cahors.pk, toulouse.pk]}).status_code == 302
    assert GroupMember.objects.filter(group=group).count() == 2
    client.force_login(hospitals.cahors.desk)
    own = client.get(reverse("own-agreement-groups")).text
    assert "GHT du Lot" in own
    assert "ORL" in own
    assert "Changer ce groupement" not in own
    assert client.get(change).status_code == 403
    for organisation, role in ((toulouse, "medical_affairs"), (cahors, "head_of_pathway")):
        client.force_login(make.user(role, organisation))
        assert "GHT du Lot" in client.get(reverse("own-agreement-groups")).text
    client.force_login(make.user("medical_affairs", make.organisation("establishment")))
    assert "GHT du Lot" not in client.get(reverse("own-agreement-groups")).text


def test_the_database_keeps_a_hospital_in_one_group_and_others_out(hospitals: Network) -> None:
    cahors = hospitals.cahors.organisation
    one = groups.write(GroupData(name="GHT du Lot", members=[cahors]), by=None)
    two = groups.write(GroupData(name="GHT de Garonne", members=[hospitals.toulouse.organisation]), by=None)
    with pytest.raises(InvalidField, match="déjà dans GHT du Lot"):
        groups.write(GroupData(name="GHT de Garonne", members=[cahors]), two, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.create(group=two, organisation=cahors)
    with pytest.raises(IntegrityError, match="are hospitals"), transaction.atomic():
        GroupMember.objects.create(group=two, organisation=make.organisation("faculty"))
    groups.drop(one, by=None)
    assert Agreement.objects.exists()


def test_the_doctors_that_a_hospital_notes_make_it_lend_and_less_fragile(
    hospitals: Network, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    cahors, toulouse = hospitals.cahors.organisation, hospitals.toulouse.organisation
    groups.write(GroupData(name="GHT du Lot", members=[cahors, toulouse]), by=None)
    make.minutes({("31555", "46042"): 70, ("46042", "31555"): 70})
    moment = make.at(FEBRUARY_3.isoformat(), 8)
    monkeypatch.setattr(timezone, "now", lambda: moment)

    def found() -> list[boards.PathwayBoard]:
        return boards.boards(list(Agreement.objects.all()), FEBRUARY_3)

    assert [(one.own_half_days, one.fragile) for one in found()] == [(None, True)] * 2
    assert not support.proposals(support.states(found(), Limits()), Limits())
    data = {"pathway": "ORL", "kind": "staff", "month": FEBRUARY_3, "source": "Effectif"}
    means.note(toulouse, MeansData(**data, count=19), by=None)  # type: ignore[arg-type]
    with pytest.raises(InvalidField, match="praticiens présents"):
        means.note(toulouse, MeansData(**{**data, "month": date(2031, 3, 1)}, count=19), by=None)  # type: ignore[arg-type]
    by_name = {one.hospital: one for one in found()}
    strong = by_name[toulouse]
    assert (strong.all_half_days, strong.own_full_time, strong.fragile) == (strong.half_days + 19, 1.9, False)
    assert by_name[cahors].fragile
    (one,) = support.proposals(support.states(found(), Limits()), Limits())
    lack = 10 - round(by_name[cahors].half_days)
    assert (one.giver.hospital, one.receiver.hospital, one.same_group) == (toulouse, cahors, True)
    assert one.half_days == min(lack, round(strong.all_half_days) - 10)
    client.force_login(hospitals.cahors.desk)
    assert "dans le même groupement" in client.get(reverse("own-agreement-support")).text
    assert "1,90\u00a0temps plein" in client.get(reverse("own-agreement-boards")).text.replace("1,90 ", "1,90\u00a0")
