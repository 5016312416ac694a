"""The pages of the directory: what a coordinator creates and changes; errors are shown at their field."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.site.accounts.models import Organisation, User
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.engagements.models import Engagement
from tests.site import factories as make

pytestmark = pytest.mark.django_db
PERSON = {"first_name": "Line", "last_name": "Vidal", "profession": "gp", "status": "retired", "home": "Decazeville",
          "phone": "05 65 00 00 12"}  # fmt: skip
PLACE = {"name": "Maison médicale", "kind": "practice_house", "commune": "12300", "address": "1 place du Marché",
         "rooms": "2", "opening_weekdays": ["0", "3"]}  # fmt: skip


@pytest.fixture
def coordinator() -> User:
    make.commune()
    return make.coordinator()


@pytest.fixture
def desk(coordinator: User) -> Client:
    client = Client()
    client.force_login(coordinator)
    return client


def send(desk: Client, name: str, form: dict[str, Any], *args: object) -> Any:
    return desk.post(reverse(name, args=args), form)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def person(desk: Client, **fields: str) -> Professional:
    answer = send(desk, "professional-add", PERSON | fields)
    row = Professional.objects.latest("pk")
    assert (answer.status_code, answer.url) == (302, reverse("professional", args=[row.pk])), said(answer)
    return row


def house(desk: Client) -> Organisation:
    assert send(desk, "organisation-add", {"name": "SCM du Marché", "kind": "practice"}).status_code == 302
    return Organisation.objects.get(name="SCM du Marché")


def place(desk: Client) -> Place:
    keeper = house(desk)
    answer = send(desk, "place-add", PLACE | {"organisation": keeper.pk})
    row = Place.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("place", args=[row.pk])), said(answer)
    return row


def test_a_professional_is_added_changed_and_invited(desk: Client) -> None:
    row = person(desk)
    assert (row.home_id, row.phone, row.reference) == ("12089", "05 65 00 00 12", f"professional-{row.resource_id}")
    changed = send(desk, "professional", PERSON | {"status": "locum", "rpps": "10 000 000 017"}, row.pk)
    assert changed.status_code == 302, changed.context["form"].errors
    row.refresh_from_db()
    assert (row.status, row.rpps) == ("locum", "10000000017")
    for text in ("vid", "LINE VIDAL", "vidal  Décazeville"):
        assert "Line Vidal" in said(desk.get(reverse("directory"), {"q": text})), text
    invitation = said(desk.get(reverse("account-invite"), {"soignant": row.pk}))
    assert 'value="Vidal"' in invitation
    assert re.search(r'value="doctor"[^>]*checked', invitation)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("first_name", " ", "Donnez le prénom."),
        ("phone", "12", "n’est pas complet"),
        ("rpps", "123", "a 11 chiffres"),
        ("rpps", "10000000018", "un chiffre est faux"),
        ("email", "personne", "adresse"),
        ("home", "Nullepart", "Aucune commune"),
        ("profession", "barber", "Choisissez dans la liste."),
    ],
)
def test_errors_about_a_professional_are_shown_at_the_field(desk: Client, field: str, value: str, message: str) -> None:
    answer = send(desk, "professional-add", PERSON | {field: value})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert message in errors[field][0]
    assert not Professional.objects.exists()


def test_an_ambiguous_commune_name_needs_the_code(desk: Client) -> None:
    make.commune("12254", "Salles")
    make.commune("12255", "Salles")
    answer = send(desk, "professional-add", PERSON | {"home": "Salles"})
    assert "12255" in answer.context["form"].errors["home"][0]
    assert person(desk, home="12255").home_id == "12255"


def test_professionals_outside_the_territory_are_refused(desk: Client) -> None:
    make.elsewhere()
    assert send(desk, "professional-add", PERSON | {"home": "29232"}).status_code == 403
    assert not Professional.objects.exists()


def test_a_place_is_added_with_its_keeper_and_rooms(desk: Client) -> None:
    row = place(desk)
    assert [thing.name for thing in row.resources.all()] == ["Cabinet 1", "Cabinet 2"]
    assert (row.opening_weekdays, row.reference) == ([0, 3], f"lieu-{row.pk}")
    form = PLACE | {"organisation": row.organisation_id, "address": "2 place du Marché", "commune": "12089"}
    assert send(desk, "place", form, row.pk).status_code == 302
    row.refresh_from_db()
    assert (row.address, row.resources.count()) == ("2 place du Marché", 2)


def test_a_council_gets_its_departments_and_its_people_are_invited_next(desk: Client) -> None:
    council = {"name": "Conseil de l’Aveyron", "kind": "order"}
    refused = send(desk, "organisation-add", council)
    assert (refused.status_code, "elle ne verrait rien" in said(refused)) == (422, True)
    answer = send(desk, "organisation-add", council | {"departments": [make.department().pk]})
    assert (answer.status_code, answer.url) == (302, reverse("account-invite"))
    assert "Conseil de l’Aveyron" in said(desk.get(answer.url))


def test_the_keeper_of_a_place_must_be_an_organisation_in_charge(desk: Client) -> None:
    foreign = make.place(commune=make.elsewhere()).organisation
    answer = send(desk, "place-add", PLACE | {"organisation": foreign.pk})
    assert list(answer.context["form"].errors) == ["organisation"]
    member = make.user("host").memberships.get().organisation
    assert list(send(desk, "place-add", PLACE | {"organisation": member.pk}).context["form"].errors) == ["organisation"]


def test_a_second_place_of_the_same_name_is_refused(desk: Client) -> None:
    row = place(desk)
    answer = send(desk, "place-add", PLACE | {"organisation": row.organisation_id})
    assert list(answer.context["form"].errors) == ["name"]


def test_things_are_added_renamed_and_deleted_unless_a_session_took_them(desk: Client) -> None:
    row = place(desk)
    assert send(desk, "thing-add", {"kind": "bed", "name": "Studio", "owner": f"lieu-{row.pk}"}).status_code == 302
    bed = row.resources.get(kind="bed")
    assert send(desk, "thing", {"name": "Studio du haut"}, bed.pk).status_code == 302
    bed.refresh_from_db()
    assert (bed.name, bed.reference) == ("Studio du haut", f"bed-{bed.pk}")
    room = row.resources.get(name="Cabinet 1")
    assert list(send(desk, "thing", {"name": "Cabinet 2"}, room.pk).context["form"].errors) == ["name"]
    make.published(place=row, room=room)
    refused = send(desk, "thing", {"acte": "retirer"}, room.pk)
    assert "des vacations l’ont pris" in said(refused)
    assert send(desk, "thing", {"acte": "retirer"}, bed.pk).status_code == 302
    assert set(row.resources.values_list("name", flat=True)) == {"Cabinet 1", "Cabinet 2"}


def test_a_vehicle_belongs_to_an_organisation(desk: Client) -> None:
    owner = house(desk)
    form = {"kind": "vehicle", "name": "Bus", "owner": f"organisation-{owner.pk}"}
    assert send(desk, "thing-add", form).status_code == 302
    assert Resource.objects.get(kind="vehicle").organisation == owner
    places = make.place(), make.place(commune=make.elsewhere())
    here, far = (reverse("thing", args=[make.vehicle(organisation=one.organisation).pk]) for one in places)
    assert (desk.get(here).status_code, desk.get(far).status_code) == (200, 404)


def commitment(desk: Client, **fields: str) -> Any:
    form = {"scheme": "solidarity", "days_per_month": "2", "extra_fee_percent": "0", "home_share_percent": "0",
            "starts": "2026-01-01"}  # fmt: skip
    row = Professional.objects.first() or person(desk)
    return send(desk, "engagement-add", form | fields, row.pk)


def test_an_engagement_waits_for_its_authorisations(desk: Client) -> None:
    answer = commitment(desk)
    row = Engagement.objects.get()
    assert answer.url == reverse("engagement", args=[row.pk])
    assert row.state == "proposed"
    yes = {"acte": "order_check", "order_check-state": "granted", "order_check-date": "2026-02-01",
           "order_check-answered_by": "Dr Morel, conseil de l’Ordre"}  # fmt: skip
    assert send(desk, "engagement", yes, row.pk).status_code == 302
    row.refresh_from_db()
    assert row.state == "active"
    page = said(desk.get(answer.url))
    assert "Dr Morel, conseil de l’Ordre" in page
    no = {"acte": "insurance_number", "insurance_number-state": "refused", "insurance_number-date": "2026-02-02",
          "insurance_number-answered_by": "CPAM"}  # fmt: skip
    refused = send(desk, "engagement", no, row.pk)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["reason"]
    assert send(desk, "engagement", no | {"insurance_number-reason": "Dossier clos."}, row.pk).status_code == 302
    row.refresh_from_db()
    assert row.state == "proposed"
    assert "Dossier clos." in said(desk.get(answer.url))


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"scheme": "shared_post"}, "scheme"), ({"extra_fee_percent": "30"}, "extra_fee_percent"),
     ({"days_per_month": "0"}, "days_per_month"), ({"ends": "2025-01-01"}, "ends")],
)  # fmt: skip
def test_a_refusal_by_the_scheme_is_shown_at_the_field(desk: Client, fields: dict[str, str], field: str) -> None:
    answer = commitment(desk, **fields)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Engagement.objects.exists()


def test_an_engagement_ends_with_its_last_day(desk: Client) -> None:
    commitment(desk)
    row = Engagement.objects.get()
    early = send(desk, "engagement", {"acte": "finir", "last": "2025-12-31"}, row.pk)
    assert early.status_code == 422
    assert send(desk, "engagement", {"acte": "finir", "last": "2026-02-28"}, row.pk).status_code == 302
    row.refresh_from_db()
    assert (row.state, str(row.ends)) == ("ended", "2026-02-28")


def test_an_analyst_can_read_and_sees_no_forms(desk: Client, coordinator: User) -> None:
    row, analyst = person(desk), Client()
    analyst.force_login(make.colleague("analyst", coordinator))
    assert "Ajouter un soignant" not in said(analyst.get(reverse("directory")))
    assert said(analyst.get(reverse("professional", args=[row.pk]))).count("<form") == 1, "the way out only"
    assert send(analyst, "professional", PERSON, row.pk).status_code == 403
