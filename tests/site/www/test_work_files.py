"""Pages that send files with a request for work: kept for the job, or said at their field; by rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from maillage.site.accounts.models import User
from maillage.site.jobs import files, services
from maillage.site.jobs.models import Job
from maillage.site.observatory import workbench as opening
from maillage.site.www import provenance
from maillage.site.www.coordinator import file_forms
from tests.site import factories as make
from tests.site.plans import measured
from tests.site.www.test_public_pages import text_of
from tests.site.www.test_work_pages import signed_in

pytestmark = pytest.mark.django_db
JOBS, MEASURE, IMPORT = "/coordination/travaux/", "/coordination/travaux/mesure", "/coordination/travaux/plan/importer"


@pytest.fixture
def boss(tmp_path: Path, settings: Any) -> User:
    settings.DATA_DIR = tmp_path
    return make.coordinator()


@pytest.fixture
def coordinator(boss: User) -> Client:
    return signed_in(boss)


def a_file(text: str = "code,gps\n12089,3\n", name: str = "gps.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def kept() -> list[str]:
    return sorted(path.name for path in files.folder().rglob("*") if path.is_file())


def test_a_measure_and_a_designation_are_asked_for_with_their_files(coordinator: Client) -> None:
    links = coordinator.get(JOBS).content.decode()
    assert f'href="{MEASURE}"' in links
    assert f'href="{IMPORT}"' in links
    page = coordinator.get(MEASURE).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "Occitanie" in page
    form = {"what": "les-deux", "region": "76", "supply": a_file(), "supply_year": "2024", "count": "12",
            "times": [a_file("x", "a.csv"), a_file("y", "b.parquet")]}  # fmt: skip
    answer = coordinator.post(MEASURE, form, follow=True)
    assert answer.redirect_chain == [(JOBS, 302)]
    assert "Mesure de l’accès aux soins" in text_of(answer)
    assert "Désignation des territoires prioritaires" in text_of(answer)
    designate, measure = Job.objects.all()
    assert (measure.kind, measure.args["region"], measure.args["supply_year"]) == ("measure", "76", 2024)
    assert (designate.kind, designate.args["count"]) == ("designate", 12)
    assert measure.args["files"] == designate.args["files"]
    assert [len(measure.args["files"][name]) for name in ("supply", "need", "times")] == [1, 0, 2]
    assert kept() == ["a.csv", "b.parquet", "gps.csv"]


@pytest.mark.parametrize(("what", "asked"), [("mesurer", {"measure"}), ("designer", {"designate"})])
def test_one_of_both_is_asked_for_alone_and_without_files(coordinator: Client, what: str, asked: set[str]) -> None:
    coordinator.post(MEASURE, {"what": what, "region": "76"})
    assert set(Job.objects.values_list("kind", flat=True)) == asked


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"what": ""}, "Choisissez quoi faire"),
        ({"region": "53"}, "Choisissez dans la liste"),
        ({"supply": a_file("", "vide.csv")}, "vide.csv : ce fichier est vide"),
        ({"supply": a_file("x" * 2000, "gros.csv")}, "gros.csv : ce fichier dépasse"),
        ({"supply_year": "2024"}, "Donnez le fichier dont vous dites l’année"),
        ({"supply": a_file(), "supply_year": "2099"}, "pas encore venue"),
        ({"supply": [a_file(), a_file("z")]}, "Choisissez 1 fichier au plus"),
        ({"count": "0"}, "de 1 à 500"),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_its_field(
    coordinator: Client, change: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_forms, "MOST_MEGABYTES", 1000 / 1024**2)
    for file in change.values():
        if isinstance(file, SimpleUploadedFile):
            file.seek(0)
    answer = coordinator.post(MEASURE, {"what": "les-deux", "region": "76", **change})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not Job.objects.exists()


def test_a_site_of_several_regions_is_not_measured_from_a_page(coordinator: Client) -> None:
    make.coordinator(make.region("53", "Bretagne"))
    answer = coordinator.post(MEASURE, {"what": "les-deux", "region": "76"})
    assert answer.status_code == 422
    assert "sert plusieurs régions" in text_of(answer)
    assert not Job.objects.exists(), "both or none"


def test_a_demonstration_is_not_measured_anew(coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "INVENTIONS", [lambda: True])
    assert "Ce site est une démonstration" in text_of(coordinator.get(MEASURE))
    assert coordinator.post(MEASURE, {"what": "les-deux", "region": "76"}).status_code == 403


def test_a_plan_is_imported(coordinator: Client) -> None:
    answer = coordinator.post(IMPORT, {"plan": a_file("{}", "plan.json"), "times": a_file("t", "t.csv")}, follow=True)
    assert answer.redirect_chain == [(JOBS, 302)]
    assert "Plan importé d’un fichier" in text_of(answer)
    job = Job.objects.get()
    assert (job.kind, kept()) == ("plan-import", ["plan.json", "t.csv"])
    empty = coordinator.post(IMPORT, {})
    assert empty.status_code == 422
    assert "Choisissez le fichier du plan" in text_of(empty)


def test_juniors_are_matched_from_their_tables_and_no_name_is_kept(coordinator: Client) -> None:
    page = "/coordination/travaux/juniors"
    sent = {
        "juniors": a_file("id,name,wishes,rank\nA,Anne Aulne,X Y,1\nB,Basile Buis,X,2\nC,Clara Cade,X,3\n", "j.csv"),
        "supervisors": a_file("id,commune,gain\nX,31483,900\nY,31042,1200\n", "s.csv"),
        "starts": "2027-11-02", "aim": "stable", "a_year": "60",
    }  # fmt: skip
    answer = coordinator.post(page, sent, follow=True)
    job = Job.objects.get()
    assert answer.redirect_chain == [(f"{page}?travail={job.pk}", 302)]
    services.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    told = text_of(coordinator.get(page, {"travail": job.pk}))
    for words in ("1 docteur junior", "Stable", "A (1er vœu)", "Sans lieu", "B, C", "Après", "10 ans", "25 %"):
        assert words in told.replace("\u00a0", " "), words
    assert "Aulne" not in told + str(job.result)
    assert f"?travail={job.pk}" in coordinator.get(page).content.decode()
    missing = coordinator.post(page, {"starts": "", "aim": "other", "a_year": "0"})
    assert missing.status_code == 422
    assert "Choisissez le tableau des maîtres de stage" in text_of(missing)


@pytest.fixture
def measure() -> Iterator[measured.Measured]:
    yield measured.build()
    opening.forget()


def test_a_tour_is_planned_from_its_tables_and_becomes_a_programme(
    boss: User, coordinator: Client, measure: measured.Measured
) -> None:
    del boss
    world = measure
    page, codes = "/coordination/travaux/tournee", [place.commune_id for place in world.places[:3]]
    depot = codes.pop()
    stops = "id,commune,name,people\n" + "".join(f"S{k},{code},Halte {k},200\n" for k, code in enumerate(codes))
    sent = {
        "stops": a_file(stops, "s.csv"), "teams": a_file("id,weekdays,appointments\nGP,wed,18\n", "t.csv"),
        "today": a_file("date,stop,team\n2030-01-09,S0,GP\n", "d.csv"), "depot": depot, "starts": "2030-01-07",
        "weeks": "4",
    }  # fmt: skip
    answer = coordinator.post(page, sent, follow=True)
    job = Job.objects.get()
    assert answer.redirect_chain == [(f"{page}?travail={job.pk}", 302)]
    services.perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    told = text_of(coordinator.get(page, {"travail": job.pk}))
    for words in ("Aujourd’hui", "Halte 0", "Minutes de route", "La route de chaque jour", "janv."):
        assert words in told.replace("\u00a0", " "), words
    form = coordinator.get("/coordination/programmes/ajouter", {"forme": "rhythm", "travail": job.pk})
    assert "Halte 0" in form.content.decode()
    missing = coordinator.post(page, {"depot": "", "weeks": "0"})
    assert missing.status_code == 422
    assert "Choisissez le tableau des arrêts" in text_of(missing)


def test_what_came_of_the_work_leads_to_its_page(coordinator: Client, boss: User) -> None:
    organisation = boss.memberships.get().organisation
    done = {"state": "done", "organisation": organisation, "asked_at": make.soon(-1), "ended_at": make.soon(-1)}
    Job.objects.create(kind="measure", result={"communes": 1234}, args={"k": 1}, **done)
    Job.objects.create(kind="designate", result={"territories": 1}, args={"k": 2}, **done)
    page = text_of(coordinator.get(JOBS))
    assert "Voir la carte : 1 234 communes mesurées" in page
    assert "Lire la liste : 1 territoire désigné" in page


def test_who_answers_for_no_region_is_led_to_who_does(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    local = make.organisation("coordination")
    local.intercommunalities.add(make.intercommunality())
    client = signed_in(make.user("coordinator", local))
    for page in (MEASURE, IMPORT):
        assert "Adressez-vous à la coordination régionale" in text_of(client.get(page))
        assert client.post(page, {"plan": a_file("{}", "plan.json")}).status_code == 403
