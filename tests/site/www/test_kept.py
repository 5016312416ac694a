"""The page cache: one query per cached page, and never outdated content."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.site.agenda.models import Session
from maillage.site.booking import services
from maillage.site.identity import services as identity
from maillage.site.www import kept
from maillage.site.www.patient import free_times, searching, views
from tests.site import factories as make
from tests.site.www.conftest import World
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_pages", OrderedDict())
    monkeypatch.setattr(kept, "_frames", OrderedDict())


@pytest.fixture
def session(world: World) -> Session:
    return make.published(place=make.place(commune=world.requista, name="Maison de santé"))


def paths(session: Session) -> list[str]:
    code = session.commune_id
    return [f"/communes/{code}", f"/rendez-vous?commune={code}&pour=moi&medecin=non&soignant=gp"]


def test_a_cached_page_takes_one_query(session: Session, client: Client, django_assert_num_queries: Any) -> None:
    for path in paths(session):
        first = client.get(path)
        with django_assert_num_queries(1):
            again = client.get(path)
        assert again.content == first.content
        assert again.headers["Content-Type"] == first.headers["Content-Type"]


def test_a_booked_slot_disappears_from_the_cached_page(session: Session, client: Client) -> None:
    commune, slots = paths(session)
    assert "10 places libres" in text_of(client.get(commune))
    taken = session.slots.order_by("starts").first()
    assert f'id="c{taken.pk}"' in client.get(slots).content.decode()
    services.book(taken.pk, make.patient(commune=session.commune_id), make.key())
    assert "9 places libres" in text_of(client.get(commune))
    assert f'id="c{taken.pk}"' not in client.get(slots).content.decode()


def test_a_cached_page_stays_when_something_changes_that_it_does_not_show(
    session: Session, client: Client, django_assert_num_queries: Any
) -> None:
    user = make.user("doctor", email="known@example.org")
    for path in paths(session):
        first = client.get(path)
        user.save()  # as signing in does
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        with django_assert_num_queries(1):
            assert client.get(path).content == first.content


def test_a_cached_page_goes_when_the_commune_or_the_site_changes(session: Session, client: Client) -> None:
    for k, path in enumerate(paths(session)):
        assert client.get(path).status_code == 200
        session.commune.name = f"Autre Nom {k}"
        session.commune.save()
        assert f"Autre Nom {k}" in text_of(client.get(path))
        identity.change(identity.IdentityData(name=f"Chez nous {k}"))
        assert f"Chez nous {k}" in text_of(client.get(path))


def test_a_booking_makes_only_the_days_of_a_commune_anew(session: Session, client: Client) -> None:
    commune, _ = paths(session)
    first = client.get(commune, headers={"Accept-Encoding": "gzip"})
    services.book(session.slots.first().pk, make.patient(commune=session.commune_id), make.key())
    with CaptureQueriesContext(connection) as asked:
        second = client.get(commune, headers={"Accept-Encoding": "gzip"})
    assert not [query for query in asked if "observatory" in query["sql"]]
    texts = [gzip.decompress(one.content).decode() for one in (first, second)]
    assert texts[0].replace("10\u00a0places libres", "9\u00a0places libres") == texts[1] != texts[0]
    assert client.get(commune).content.decode() == texts[1]
    signed_in = Client()
    signed_in.force_login(make.user("doctor", email="known@example.org"))
    assert "9 places libres" in text_of(signed_in.get(commune))
    assert client.get("/communes/99999").status_code == 404


def test_a_booking_out_of_reach_leaves_a_list_of_slots_as_it_is(
    session: Session, client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(free_times, "FARTHEST_MINUTES", 11.0)
    there = make.published(place=make.place(commune=world.albi, name="Centre de santé"))
    (_, near), (_, far) = paths(session), paths(there)
    first = client.get(near), client.get(far)
    made: list[Any] = []
    monkeypatch.setattr(views, "when", spied(searching.when, made))
    taken = session.slots.order_by("starts").first()
    services.book(taken.pk, make.patient(commune=session.commune_id), make.key())
    assert client.get(far).content == first[1].content
    assert not made
    assert f'id="c{taken.pk}"' in first[0].content.decode()
    assert f'id="c{taken.pk}"' not in client.get(near).content.decode()
    assert len(made) == 1
    own = there.slots.order_by("starts").first()
    services.book(own.pk, make.patient(commune=there.commune_id, email="other@example.org"), make.key())
    assert f'id="c{own.pk}"' not in client.get(far).content.decode()


def spied(view: Any, calls: list[Any]) -> Any:
    def counted(*args: Any, **kwargs: Any) -> HttpResponse:
        calls.append(args)
        return view(*args, **kwargs)

    return counted


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=500), st.text(max_size=200), st.binary(max_size=500))
def test_a_frame_around_any_part_is_gzip(before: bytes, inside: str, after: bytes) -> None:
    for mark in (kept.INSIDE.encode(), b""):
        whole = before + mark + after
        found = gzip.decompress(kept.Frame.of(HttpResponse(whole), "").around(inside))
        assert found == (before + inside.encode() + after if mark else whole)


def test_signed_in_users_and_forms_are_not_cached(session: Session) -> None:
    commune, slots = paths(session)
    known, reader = Client(), Client()
    known.force_login(make.user("doctor", email="known@example.org"))
    assert known.get(commune).content != reader.get(commune).content
    taken = session.slots.first()
    forms = {reader.get(f"{slots}&creneau={taken.pk}").content for _ in range(2)}
    assert len(forms) == 2  # each form has a key of its own


def test_communes_share_the_days_that_one_of_them_read(session: Session, client: Client, world: World) -> None:
    here, near = (f"/communes/{commune.pk}" for commune in world.communes[:2])
    assert world.communes[0] == world.requista
    assert "10 places libres" in text_of(client.get(here))
    with CaptureQueriesContext(connection) as asked:
        assert "10 places libres" in text_of(client.get(near))
    assert not [query for query in asked if "agenda_slot" in query["sql"]]
    services.book(session.slots.first().pk, make.patient(commune=session.commune_id), make.key())
    assert "9 places libres" in text_of(client.get(near))
