"""A year of junior doctors: people and beds, wishes of both sides by their links, the match, each sees their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from maillage.demo.juniors import create_juniors
from maillage.site.jobs import services as jobs
from maillage.site.jobs.models import Job
from maillage.site.juniors import forgetting, matching, notices, services
from maillage.site.juniors.models import JuniorYear, YearJunior, YearSupervisor
from maillage.site.juniors.services import (
    REFUSED,
    JuniorData,
    JuniorWishes,
    SupervisorData,
    SupervisorWishes,
    YearData,
)
from maillage.site.messages.models import Message
from maillage.site.observatory import workbench as opening
from maillage.site.refusals import InvalidField, Refused, WrongState
from tests.site import factories as make
from tests.site.plans import measured
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield
    opening.forget()


def a_year(until: int = 30) -> JuniorYear:
    """A year with two supervisors in two communes and three juniors."""
    today = timezone.localdate()
    region = make.region()
    data = YearData(
        name="Promotion 2030", starts=today + timedelta(days=90), wishes_until=today + timedelta(days=until)
    )
    year = services.create(region, data, None)
    homes = [make.commune(), make.commune("12202", "Rodez")]
    for name, home in zip(("Aulne", "Buis"), homes, strict=True):
        who = SupervisorData(first_name="Dr", last_name=name, email=f"{name}@s.example", commune=home.pk)
        services.add_supervisor(year, who, None)
    people = [
        JuniorData(first_name=name, last_name="Cade", email=f"{name}@j.example") for name in ("Ana", "Ben", "Cleo")
    ]
    services.add_juniors(year, people, None)
    return year


def plain(answer: Any) -> str:
    return re.sub("[\u00a0\u202f]", " ", text_of(answer))


@pytest.mark.usefixtures("site")
def test_a_year_goes_from_its_people_to_what_each_of_them_reads() -> None:
    world = measured.build()
    desk, anyone = Client(), Client()
    desk.force_login(world.boss)
    today = timezone.localdate()
    dates = {"starts": today + timedelta(days=90), "wishes_until": today + timedelta(days=30)}
    answer = desk.post("/coordination/juniors/nouvelle", {"name": "Promotion 2030", **dates})
    year = JuniorYear.objects.get()
    page = f"/coordination/juniors/{year.pk}"
    assert answer.url == page
    wrong = desk.post(f"{page}/docteurs", {"people": "Ana;Cade;ana@j.example\nseule"})
    assert "Ligne 2 : écrivez prénom, nom" in plain(wrong)
    desk.post(f"{page}/docteurs", {"people": "Ana;Cade;ana@j.example\nBen\tCade\nCléo;Dune;cleo@j.example"})
    desk.post(f"{page}/logements", {"name": "Internat", "beds": "1"})
    homes = [place.commune_id for place in world.places[:2]]
    for name, home in zip(("Aulne", "Buis"), homes, strict=True):
        form = {"first_name": "Dr", "last_name": name, "email": f"{name}@s.example", "commune": home, "capacity": "1"}
        assert desk.post(f"{page}/maitres", form).status_code == 302
    ana, ben, cleo = year.juniors.all()
    one, two = year.supervisors.all()
    told = plain(desk.get(page))
    assert "5 personnes n’ont pas répondu" in told
    assert "Sans adresse : Ben Cade" in told
    desk.post(page, {"acte": "demander"})
    desk.post(page, {"acte": "demander"})
    assert sorted(Message.objects.values_list("to", flat=True)) == [
        "ana@j.example", "aulne@s.example", "buis@s.example", "cleo@j.example"
    ]  # fmt: skip
    assert notices.link_of(ana) in make.letters("ana@j.example")[0].body

    # Everybody wishes the first place; its supervisor prefers the last by rank. Ben's wishes are given for him.
    own = notices.address_of(ana)
    twice = anyone.post(own, {"wish-1": one.pk, "wish-2": one.pk})
    assert "Ce vœu est déjà plus haut" in plain(twice)
    assert anyone.post(own, {"wish-1": one.pk, "wish-2": two.pk, "second-3": ""}).status_code == 302
    assert "Vos vœux sont enregistrés depuis" in plain(anyone.get(own))
    assert anyone.post(notices.address_of(cleo), {"wish-1": one.pk}).status_code == 302
    assert desk.post(f"/coordination/juniors/docteurs/{ben.pk}/voeux", {"wish-1": one.pk}).status_code == 302
    house = notices.address_of(one)
    same_rank = {"capacity": "1", "semesters": ["1", "2"], f"junior-{ana.pk}": "1", f"junior-{ben.pk}": "1"}
    assert "Ce rang est déjà donné plus haut" in plain(anyone.post(house, same_rank))
    offered = {"capacity": "1", "semesters": ["1", "2"], f"junior-{cleo.pk}": "1", f"junior-{ben.pk}": str(REFUSED)}
    assert anyone.post(house, offered).status_code == 302

    assert desk.post(page, {"acte": "publier"}, follow=True).status_code == 200
    year.refresh_from_db()
    assert not year.is_published, "nothing is computed yet"
    desk.post(page, {"acte": "calculer", "aim": "stable", "a_year": "60"})
    job = Job.objects.get()
    jobs.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    told = plain(desk.get(page))
    for words in ("Stable", "Cléo Dune (1er vœu)", "Ana Cade (2e vœu)", "Sans lieu : Ben Cade", "10 ans", "25 %"):
        assert words in told, words
    assert "enregistrés depuis" in plain(anyone.get(own)), "nobody reads a match before it is published"

    anyone.post(house, {**offered, "capacity": "2"})
    assert "Calculez-le de nouveau" in plain(desk.get(page))
    desk.post(page, {"acte": "publier"})
    assert not JuniorYear.objects.get().is_published, "the wishes have changed since"
    desk.post(page, {"acte": "calculer", "aim": "gain", "a_year": "60"})
    jobs.perform(Job.objects.latest("pk").pk)
    desk.post(page, {"acte": "publier"})
    assert JuniorYear.objects.get().is_published
    assert "vous allez à" in plain(anyone.get(own))
    assert "vous n’avez pas de lieu" in plain(anyone.get(notices.address_of(ben)))
    comes = plain(anyone.get(house))
    assert "Cléo Dune" in comes
    assert "Ben" not in comes
    assert anyone.post(own, {"wish-1": two.pk}).status_code == 422, "wishes end with the publication"
    assert anyone.get(own.replace("docteur-junior", "maitre-de-stage")).status_code == 404, "links are of one kind"
    assert len(desk.get(f"{page}.csv").content.decode().splitlines()) == 4


def test_wishes_are_refused_late_twice_or_where_nobody_is_taken() -> None:
    year = a_year()
    (ana, ben, _), (one, two) = year.juniors.all(), year.supervisors.all()
    late = year.wishes_until + timedelta(days=1)
    with pytest.raises(WrongState):
        services.wish(ana, JuniorWishes([(one.pk, one.pk)]), None, today=late)
    with pytest.raises(WrongState):
        notices.ask_wishes(year, late)
    services.offer(two, SupervisorWishes(1, (1,), {ana.pk: REFUSED, ben.pk: 1}), None)
    for places, field in (
        ([], "wish-1"), ([(one.pk, one.pk), (one.pk, one.pk)], "wish-2"), ([(one.pk, two.pk)], "wish-1"),
        ([(one.pk, 0)], "wish-1"),
    ):  # fmt: skip
        with pytest.raises(InvalidField) as wrong:
            services.wish(ana, JuniorWishes(places), None)
        assert wrong.value.field == field
    with pytest.raises(InvalidField):
        services.offer(two, SupervisorWishes(1, (1, 2), {ana.pk: 2, ben.pk: 2}), None)
    with pytest.raises(InvalidField):
        services.add_juniors(year, [JuniorData(first_name="A", last_name="B", email="ana@j.example")], None)
    with pytest.raises(Refused):
        matching.ask(year, "stable", 60, make.coordinator(year.region))


def test_a_couple_is_of_two_and_ends_on_both_sides() -> None:
    year = a_year()
    ana, ben, cleo = year.juniors.all()
    data = JuniorData(first_name="Ana", last_name="Cade")
    services.change_junior(ana, data, ben.pk, None)
    assert {one.partner_id for one in year.juniors.all()} == {ben.pk, ana.pk, None}
    with pytest.raises(InvalidField):
        services.change_junior(cleo, data, ben.pk, None)
    services.change_junior(YearJunior.objects.get(pk=ben.pk), data, None, None)
    assert not year.juniors.exclude(partner=None).exists()


def test_a_year_long_over_leaves_nothing() -> None:
    year = a_year()
    ana, one = year.juniors.first(), year.supervisors.first()
    assert ana is not None
    assert one is not None
    services.wish(ana, JuniorWishes([(one.pk, one.pk)]), None)
    services.offer(one, SupervisorWishes(1, (1, 2), {ana.pk: 1}), None)
    notices.ask_wishes(year, timezone.localdate())
    assert forgetting.purge(year.ends, timezone.now()) == 0
    assert forgetting.purge(year.ends + timedelta(days=2), timezone.now()) == 1
    left = [model for model in apps.get_app_config("juniors").get_models() if model._default_manager.exists()]
    assert left == []
    assert not Message.objects.exists()


def test_the_demonstration_has_a_year_with_open_wishes_that_says_it_is_invented() -> None:
    boss = make.coordinator()
    for code, name in (("12089", "Decazeville"), ("12202", "Rodez"), ("12145", "Millau")):
        make.commune(code, name, population=3000)
    answered = create_juniors("76", boss, 1)
    year = JuniorYear.objects.get()
    assert "inventées" in year.name
    assert (year.juniors.count(), year.supervisors.count(), year.housing.count()) == (12, 8, 2)
    assert (
        answered == year.juniors.exclude(answered_at=None).count() + year.supervisors.exclude(answered_at=None).count()
    )
    assert len(notices.silent(notices.people_of(year))) == 3
    assert year.juniors.exclude(partner=None).count() == 2
    assert year.starts > date(2026, 1, 1)
    assert YearSupervisor.objects.exclude(accredited_until=None).count() == 1
