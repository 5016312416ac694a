"""A day proposed to one person: who may come and why others may not, and the session that waits for the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from maillage.schemes import PARIS, Half, scheme_named
from maillage.site.agenda import services
from maillage.site.agenda.models import Absence, Session
from maillage.site.agenda.posts import TAKEN_THEN, stretch
from maillage.site.agenda.proposing import ProposedDay, considered, propose
from maillage.site.messages.models import Message
from maillage.site.refusals import AlreadyDone, InvalidField, Taken
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


def asked(days: int = 20, **fields: object) -> ProposedDay:
    fields = {"place": make.place(), "halves": (Half.MORNING,), **fields}
    date = make.soon(days).astimezone(PARIS).date()
    return ProposedDay(scheme=scheme_named("solidarity"), date=date, **fields)  # type: ignore[arg-type]


def test_everybody_engaged_is_told_with_the_reason_against() -> None:
    make.designated()
    free, absent, busy = make.engaged(), make.engaged(), make.engaged()
    make.minutes({(make.commune().pk, free.home_id): 20})
    refused = make.engaged(refused="order_check")
    day = asked()
    starts, ends = day.times[0]
    Absence.objects.create(professional=absent, during=stretch(starts, ends))
    make.published(professional=busy, starts=starts + timedelta(hours=1))
    found = {one.professional: one for one in considered(day, make.coordinator())}
    assert (found[free].against, round(found[free].minutes or 0)) == (None, 20)
    assert "est absente" in str(found[absent].against)
    assert found[busy].against == TAKEN_THEN
    assert "refusée" in str(found[refused].against)
    afternoon = asked(place=day.place, halves=(Half.AFTERNOON,))
    assert {one.professional for one in considered(afternoon, make.coordinator()) if one.against is None} == {
        free, absent, busy
    }  # fmt: skip


def test_a_day_is_proposed_accepted_and_not_proposed_twice() -> None:
    make.designated()
    one, other, coordinator = make.engaged(), make.engaged(), make.coordinator()
    make.minutes({(make.commune().pk, one.home_id): 20})
    day = asked(halves=tuple(Half))
    made = propose(day, one, coordinator)
    assert [session.state for session in made] == ["published", "published"]
    assert Message.objects.filter(key__endswith=f":proposed:{one.pk}").count() == 1
    with pytest.raises(AlreadyDone, match="déjà été proposée"):
        propose(day, one, coordinator)
    with pytest.raises(Taken):
        propose(day, other, coordinator)
    later = asked(27, place=day.place)
    assert propose(later, other, coordinator)[0].programme == made[0].programme
    assert services.accept(made[0], one.user).state == "accepted"
    with pytest.raises(InvalidField, match="passé"):
        propose(asked(-1), one, coordinator)


def test_the_page_shows_who_may_come_and_proposes_the_day() -> None:
    make.designated()
    one, refused, coordinator = make.engaged(), make.engaged(missing="order_check"), make.coordinator()
    make.minutes({(make.commune().pk, one.home_id): 20})
    day, client, page = asked(), Client(), "/coordination/vacations/proposer"
    client.force_login(coordinator)
    fields = {"scheme": "solidarity", "place": day.place.pk, "date": day.date.isoformat(), "half": "morning"}
    shown = text_of(client.get(page, fields))
    assert one.last_name in shown
    assert f"{refused.last_name}, Toulouse : Il manque une autorisation" in shown
    answer = client.post(page, {**fields, "medecin": one.pk}, follow=True)
    assert "doit l’accepter" in text_of(answer)
    assert Session.objects.get().state == "published"
    assert client.get(page, {**fields, "place": ""}).status_code == 422
