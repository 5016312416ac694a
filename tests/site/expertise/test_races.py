"""Two readers take a request at once: two have it where it is read first, one by the conditional update."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from django.db import connection

from maillage.site.accounts.models import User
from maillage.site.expertise import reading
from maillage.site.expertise.models import ExpertiseRequest
from tests.site.expertise import cases
from tests.site.races import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_readers_at_once_one_wins() -> None:
    place = cases.ward()
    both = threading.Barrier(2)

    def look_then_take(request: ExpertiseRequest, by: User) -> None:
        assert ExpertiseRequest.objects.get(pk=request.pk).state == "sent"
        both.wait(timeout=10)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE expertise_expertiserequest SET state='taken', taken_by_id=%s, read_for_id=%s, taken_at=now() "
                "WHERE id=%s",
                [by.pk, place.hospital.pk, request.pk],
            )

    naive = cases.sent(place)
    assert race([partial(look_then_take, naive, one) for one in place.readers]) == {"done": 2}
    for _ in range(3):
        request = cases.sent(place)
        assert race([partial(reading.take, request, one) for one in place.readers]) == {"done": 1, "WrongState": 1}
        assert request.events.filter(kind="take").count() == 1
