"""A month of an agreement that is closed never changes, whatever is noted later."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from maillage.site.agreements import closing, recharges
from maillage.site.agreements.closing_models import ClosedMonth
from maillage.site.agreements.models import AgreementPerson
from maillage.site.refusals import AlreadyDone, NotAllowed, WrongState
from tests.site import factories as make
from tests.site.agreements.hospitals import network

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, AFTER = date(2031, 1, 1), date(2031, 2, 1), date(2031, 3, 2)


def test_a_closed_month_keeps_its_amounts_and_its_database_row() -> None:
    hospitals = network()
    version = hospitals.signed()
    agreement = version.agreement
    with pytest.raises(WrongState, match="n’est pas fini"):
        closing.close(agreement, JANUARY, None, today=date(2031, 1, 31))
    before = closing.money_of(agreement, JANUARY)
    row = closing.close(agreement, JANUARY, None, today=AFTER)
    with pytest.raises(AlreadyDone):
        closing.close(agreement, JANUARY, None, today=AFTER)
    with transaction.atomic():
        # Even if amounts could be changed behind the site, a closed month would stand.
        AgreementPerson.objects.none().update(salary_cents=1)
        assert closing.money_of(agreement, JANUARY) == before == recharges.month_of(agreement, JANUARY)
    for change in (lambda rows: rows.update(month=FEBRUARY), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            change(ClosedMonth.objects.filter(pk=row.pk))
    with pytest.raises(WrongState, match="rien à clore"):
        closing.close(agreement, date(2030, 12, 1), None, today=AFTER)
    with pytest.raises(NotAllowed):
        closing.close(
            agreement, FEBRUARY, make.user("medical_affairs", make.organisation("establishment")), today=AFTER
        )


def test_sessions_noted_after_the_closing_change_the_open_month_only() -> None:
    from maillage.site.agenda.models import Session
    from maillage.site.agreements.taking_effect import put_in_agenda

    hospitals = network()
    version = hospitals.signed()
    put_in_agenda(version, 8, today=date(2030, 12, 1))
    agreement = version.agreement
    with pytest.raises(WrongState, match="pas encore notées"):
        closing.close(agreement, JANUARY, None, today=AFTER)
    sessions = Session.objects.filter(programme__agreement_version=version).order_by("starts")
    first = sessions[0]
    Session.objects.filter(pk__in=sessions.values("pk")).update(state=Session.State.HELD)
    closing.close(agreement, JANUARY, None, today=AFTER)
    kept = closing.money_of(agreement, JANUARY)
    Session.objects.filter(pk=first.pk).update(state=Session.State.PUBLISHED)
    assert closing.money_of(agreement, JANUARY) == kept
    assert sum(one.held for one in recharges.month_of(agreement, JANUARY).presences) == (
        sum(one.held for one in kept.presences) - 1
    )


def test_the_page_says_why_a_month_stays_open_and_who_reads_only_boards(client: Client) -> None:
    hospitals = network()
    version = hospitals.signed()
    house = hospitals.cahors.organisation
    client.force_login(make.user("medical_affairs", house))
    page = reverse("own-agreement-money", args=[version.agreement_id])
    assert "Ce mois n’est pas fini" in client.get(page, {"mois": "2031-01"}).content.decode()
    client.post(f"{page}?mois=2031-01", {"acte": "clore"})
    assert not ClosedMonth.objects.exists()
    client.force_login(make.user("head_of_pathway", house))
    assert client.get(page).status_code == 403
    boards = client.get(reverse("own-agreement-boards"))
    assert "Les filières" in boards.content.decode()
    assert "Les conventions" not in boards.content.decode()
