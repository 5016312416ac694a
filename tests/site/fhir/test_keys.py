"""Keys of organisations: given, used, taken back; national numbers."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from typer.testing import CliRunner

from maillage.errors import MaillageError, UnknownName
from maillage.site.fhir import numbers, services
from maillage.site.fhir.models import InterfaceKey, NationalNumber
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed
from tests.site import factories as make
from tests.site.fhir.world import build

pytestmark = pytest.mark.django_db


def test_only_a_digest_of_a_key_is_stored() -> None:
    given = services.give_key(make.organisation("regulation"), " plateforme  du SAS ", None)
    stored = InterfaceKey.objects.filter(pk=given.row.pk).values().get()
    assert stored["name"] == "plateforme du SAS"
    assert given.text not in str(stored)
    assert given.text.startswith(stored["begins"])
    assert len(given.text) > 40 + len(stored["begins"]) - 12


def test_a_key_opens_until_it_is_taken_back() -> None:
    world = build()
    assert world.slots().status_code == 200
    services.revoke_key(InterfaceKey.objects.get(), None)
    assert world.slots().status_code == 401
    with pytest.raises(AlreadyDone):
        services.revoke_key(InterfaceKey.objects.get(), None)


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer maillage_faux", "Basic YTpi", "Bearer \u00e9"])
def test_no_search_without_a_key(given: str) -> None:
    refused = build().slots(authorization=given)
    assert refused.status_code == 401
    assert refused.json()["issue"][0]["code"] == "login"
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_reaches_no_further_than_the_territory_of_its_organisation() -> None:
    world = build()
    far = make.organisation("regulation")
    far.departments.add(make.elsewhere().department)  # type: ignore[arg-type]
    nowhere = make.organisation("regulation")
    operator = make.organisation("operator")
    totals = []
    for holder in (world.regulation, far, nowhere, operator):
        world.key = services.give_key(holder, "essai", None).text
        totals.append(world.slots().json()["total"])
    assert totals == [10, 0, 0, 10]


def test_who_gives_a_key_answers_for_the_organisation() -> None:
    near, far = make.organisation("regulation"), make.organisation("regulation")
    near.departments.add(make.department())
    far.departments.add(make.elsewhere().department)  # type: ignore[arg-type]
    coordinator = make.coordinator()
    given = services.give_key(near, "essai", coordinator)
    assert given.row.made_by == coordinator
    with pytest.raises(NotAllowed):
        services.give_key(far, "essai", coordinator)
    with pytest.raises(NotAllowed):
        services.revoke_key(services.give_key(far, "essai", None).row, coordinator)
    with pytest.raises(InvalidField, match="service d’accès"):
        services.give_key(make.organisation("practice"), "essai", None)
    with pytest.raises(InvalidField, match="à quoi sert"):
        services.give_key(near, "  ", None)


def test_the_command_gives_lists_and_takes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from maillage.cli.sas import app
    from maillage.site import runtime

    monkeypatch.setattr(runtime, "open_site", lambda *_, **__: None)
    make.organisation("regulation", name="SAS 12")

    def run(*arguments: str) -> str:
        return CliRunner().invoke(app, list(arguments), catch_exceptions=False).stdout.strip()

    text = run("give-key", "SAS 12", "--use", "essai")
    assert services.holder(text) is not None
    begins, _, told = run("keys").partition("  ")
    assert text.startswith(begins)
    assert told.startswith("SAS 12: essai (")
    assert run("revoke-key", begins) == "The key is taken back."
    assert services.holder(text) is None
    assert "taken back" in run("keys")
    with pytest.raises(UnknownName, match="SAS 12"):
        run("give-key", "SAS 21")
    with pytest.raises(MaillageError, match="No key in use"):
        run("revoke-key", begins)


def test_a_coordinator_gives_a_key_from_a_page_and_takes_it_back(client: Client) -> None:
    coordinator = make.coordinator()
    place, regulation = make.place(), make.organisation("regulation")
    regulation.departments.add(make.department())
    client.force_login(coordinator)
    page = client.get("/coordination/interface/").content.decode()
    assert "Aucune clé n’est donnée" in page
    assert place.name in page
    form = {"acte": "donner", "organisation": regulation.pk, "name": "plateforme", "scopes": ["slots"]}
    assert client.post("/coordination/interface/", {**form, "name": ""}).status_code == 422
    text = re.findall(r"maillage_[\w-]{43}", client.post("/coordination/interface/", form).content.decode())[0]
    assert services.holder(text) == regulation
    assert text not in client.get("/coordination/interface/").content.decode()
    wrong = client.post(f"/coordination/interface/lieux/{place.pk}", {"number": "120000014"})
    assert wrong.status_code == 422
    assert "un chiffre est faux" in wrong.content.decode()
    client.post(f"/coordination/interface/lieux/{place.pk}", {"number": "120 000 013"})
    assert NationalNumber.objects.get(place=place).number == "120000013"
    client.post("/coordination/interface/", {"acte": "retirer", "cle": InterfaceKey.objects.get().pk})
    assert services.holder(text) is None


@pytest.mark.parametrize(
    ("text", "stored"),
    [("12 000 001 3", "120000013"), ("2a0000014", "2A0000014"), ("732 829 320 00074", "73282932000074"),
     ("35600000000048", "35600000000048")],
)  # fmt: skip
def test_numbers_of_structures_are_normalised(text: str, stored: str) -> None:
    assert numbers.kept_number(text) == stored


@pytest.mark.parametrize("text", ["120000014", "12", "73282932000075", "ABCDEFGHI", "１２０００００１３"])
def test_wrong_numbers_of_structures_are_refused(text: str) -> None:
    with pytest.raises(InvalidField) as refused:
        numbers.kept_number(text)
    assert refused.value.field == "number"


def test_numbers_of_persons_are_normalised() -> None:
    assert numbers.person("10100050075") == "810100050075"
    assert numbers.rpps_of("810100050075") == "10100050075"
    assert numbers.rpps_of("0471234567") is None  # of the register ADELI
    for wrong in ("910100050075", "8101000500", "8１0100050075"):
        with pytest.raises(ValueError, match=wrong):
            numbers.rpps_of(wrong)


def test_the_number_of_a_place_is_set_changed_and_taken_away() -> None:
    place, coordinator = make.place(), make.coordinator()
    services.set_number(place, "120000013", coordinator)
    services.set_number(place, "73282932000074", coordinator)
    assert NationalNumber.objects.get().number == "73282932000074"
    services.set_number(place, " ", coordinator)
    assert not NationalNumber.objects.exists()
    with pytest.raises(NotAllowed):
        services.set_number(make.place(commune=make.elsewhere()), "120000013", coordinator)
    with pytest.raises(NotAllowed):
        services.set_number(make.organisation(), "120000013", coordinator)
