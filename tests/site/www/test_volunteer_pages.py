"""Applying on the pages: a question a page, saved as it goes; the desks and their answers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from maillage.schemes import scheme_named
from maillage.site.applications import services
from maillage.site.applications.models import Application
from maillage.site.applications.tokens import token_of
from maillage.site.engagements.models import Authorisation
from maillage.site.observatory.days import gains_of_a_day
from maillage.site.www import french
from maillage.site.www.volunteer.forms import SLUGS
from tests.site import factories as make
from tests.site import measures

pytestmark = pytest.mark.django_db
SOON = make.soon(40).date()
ANSWERS: dict[str, dict[str, Any]] = {
    "identity": {"first_name": "Inès", "last_name": "Garrigue"},
    "profession": {"profession": "gp"},
    "status": {"status": "practising"},
    "practice": {"home": "Toulouse"},
    "places": {},
    "rhythm": {"half_days_per_month": "3"},
    "when": {"weekdays": ["1", "3"], "dates": f"{SOON:%d/%m/%Y}"},
    "replacement": {"replaced_at_home": "oui"},
    "lodging": {"lodging_wanted": "non"},
    "motivation": {"motivation": "J’ai remplacé ici dix ans."},
}


@pytest.fixture
def home() -> Any:
    return make.commune("31555", "Toulouse", department=make.department("31"), intercommunality=None)


def begun(client: Client, **query: str) -> str:
    """Begin an application; the address of its first question."""
    answer = client.post(
        reverse("application-begin", query=query), {"email": "ines@example.org", "phone": "06 39 98 00 01"}
    )
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_doctor_applies_question_by_question_without_an_account(client: Client, home: Any) -> None:
    at = begun(client)
    number = make.rpps()
    seen = 1
    while "verifier" not in at:
        page = client.get(at).content.decode()
        seen += 1
        assert f"question {seen} sur 12" in re.sub(r"\s+", " ", page)
        code = next(code for code, slug in SLUGS.items() if at.endswith(f"/{slug}"))
        answer = client.post(at, {"rpps": number} if code == "rpps" else ANSWERS[code])
        assert answer.status_code == 302, code
        at = str(answer["Location"])
    page = client.get(at).content.decode()
    for said in (
        "Inès Garrigue",
        number,
        "1 jour et demi",
        french.date_text(SOON, year=True).replace("\u00a0", " "),
        "le mardi et le jeudi",
    ):
        assert said in page.replace("\u00a0", " "), said
    assert client.post(at, {}).status_code == 422
    done = client.post(at, {"consent": "on"}, follow=True)
    assert "Votre candidature est envoyée" in done.content.decode()
    row = Application.objects.get()
    assert (row.state, row.half_days_per_month, row.rpps) == ("sent", 3, number)


def test_what_is_wrong_is_said_on_its_field_and_nothing_is_lost(client: Client, home: Any) -> None:
    at = begun(client)
    client.post(at, ANSWERS["identity"])
    token = token_of(Application.objects.get().key)
    for code, wrong, said in (
        ("rpps", {"rpps": "10000000001"}, "un chiffre est faux"),
        ("practice", {"home": "Nulle-Part"}, "Aucune commune"),
        ("when", {"dates": "demain"}, "n’est pas une date"),
        ("rhythm", {}, "combien de temps"),
    ):
        answer = client.post(reverse("application-question", args=[token, SLUGS[code]]), wrong)
        page = answer.content.decode()
        assert answer.status_code == 422, code
        assert said in page
        assert 'class="govuk-error-summary"' in page
    assert Application.objects.get().last_name == "Garrigue"


def test_the_place_one_looked_at_is_wished_for(client: Client, home: Any) -> None:
    make.designated()
    place = make.place()
    begun(client, lieu=str(place.pk))
    assert list(Application.objects.get().wanted_places.all()) == [place]


def test_the_link_shows_what_is_awaited_and_withdraws(client: Client) -> None:
    row = make.application()
    address = reverse("application", args=[token_of(row.key)])
    assert "vérification par l’Ordre" in client.get(address).content.decode()
    make.granted(row, "order_check")
    assert "la décision de la coordination" in client.get(address).content.decode()
    client.post(reverse("application-withdraw", args=[token_of(row.key)]), {"reason": ""})
    assert "est retirée" in client.get(address).content.decode()
    assert Application.objects.get().state == "withdrawn"


def test_a_strange_link_opens_nothing(client: Client) -> None:
    make.application()
    for name, more in (("application", []), ("application-check", []), ("application-question", ["rpps"])):
        assert client.get(reverse(name, args=["x" * 43, *more])).status_code == 404


def test_a_sent_application_has_no_question_open(client: Client) -> None:
    row = make.application()
    token = token_of(row.key)
    for address in (reverse("application-question", args=[token, "rpps"]), reverse("application-check", args=[token])):
        assert client.get(address)["Location"] == reverse("application", args=[token])
        client.post(address, {"rpps": make.rpps(), "consent": "on"})
    row.refresh_from_db()
    assert row.rpps == Application.objects.get().rpps


def test_a_lost_link_is_asked_for_without_telling_who_has_applied(client: Client) -> None:
    services.begin(scheme_named("solidarity"), "ines@example.org")
    pages = [
        client.post(reverse("application-find"), {"email": email}, follow=True).content.decode()
        for email in ("ines@example.org", "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    assert "C’est demandé" in pages[0]


def _places(client: Client, **query: str) -> str:
    return client.get(reverse("volunteer-places"), query).content.decode()


def test_the_places_say_what_they_offer_what_a_day_adds_and_the_way(client: Client) -> None:
    near = make.commune("12089", "Bourgsien", intercommunality=make.intercommunality("200000001"), population=5000)
    far = make.commune("12202", "Villevoisine", intercommunality=make.intercommunality("200000002"), population=5000)
    home = make.commune("12999", "Chezelle", intercommunality=make.intercommunality("200000003"), population=5000)
    for one in (near, far):
        make.designated(one.intercommunality)
    first, second = make.place(commune=near, name="Maison proche"), make.place(commune=far, name="Maison lointaine")
    make.thing("bed", place=first)
    make.published(place=first, professional=make.engaged(make.professional(last_name="Sureau")))
    land = measures.Land(sorted([near, far, home], key=lambda one: one.pk))
    measures.keep(land, np.array([2.0, 2.0, 2.0]), np.array([2.5, 2.5, 2.5]))
    make.minutes({(home.pk, near.pk): 20, (home.pk, far.pk): 45, (near.pk, far.pk): 30})
    page = _places(client)
    assert "2\u00a0lieux attendent" in page
    assert "Dr\u00a0Sureau" in page
    assert "1\u00a0lit pour dormir" in page
    there = _places(client, commune="Chezelle")
    assert there.index("Maison proche") < there.index("Maison lointaine")
    assert "20\u00a0min en voiture" in there
    assert _places(client, commune="Nulle-Part").count("Aucune commune") == 2
    gains = gains_of_a_day(scheme_named("solidarity"), [near, far])
    assert set(gains) == {near.pk, far.pk}
    assert f"{second.name}" in there
    assert "de l’accès d’aujourd’hui" in there


def test_a_day_adds_what_the_model_adds_for_that_supply() -> None:
    from maillage.site.observatory.workbench import workbench

    communes = [
        make.commune(code, name, intercommunality=make.intercommunality(epci), population=people)
        for code, name, epci, people in (
            ("12089", "Bourgsien", "200000001", 5000), ("12202", "Villevoisine", "200000001", 1000),
            ("12999", "Chezelle", "200000003", 3000),
        )
    ]  # fmt: skip
    measures.keep(measures.Land(communes), np.array([2.0, 1.0, 2.0]), np.array([2.5, 2.5, 2.5]))
    scheme = scheme_named("solidarity")
    found = gains_of_a_day(scheme, communes)
    bench = workbench()
    for at, one in enumerate(communes):
        after = bench.model.what_if({at: 12.0 * scheme.patients_per_day}).after - bench.model.access()
        inside = bench.groups["epci"].number == bench.groups["epci"].number[at]
        expected = np.average(after[inside], weights=bench.population[inside])
        assert found[one.pk].gain == pytest.approx(expected)


# --- The desks -------------------------------------------------------------------------------------------------------


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(make.desk_member(role))
    return client


def check_of(row: Application, kind: str) -> str:
    return reverse("desk-check", args=[Authorisation.objects.get(check_of__application=row, kind=kind).pk])


def test_each_desk_reads_what_it_needs_and_nothing_else() -> None:
    row = make.application(motivation="Mes raisons à moi.", email="ines.secret@example.org")
    seen = {
        "order_council": ("Médecin généraliste".lower(), "Département 31", "en exercice", row.rpps),
        "insurer": ("Toulouse", row.rpps, "Début prévu"),
    }
    never = {
        "order_council": ("Toulouse", "Mes raisons", "ines.secret", "06 39"),
        "insurer": ("médecin généraliste", "en exercice", "Mes raisons", "ines.secret", "06 39"),
    }
    for role, kind in (("order_council", "order_check"), ("insurer", "insurance_number")):
        client = signed_in(role)
        pages = [client.get(at).content.decode() for at in (reverse("desk"), check_of(row, kind), reverse("desk-csv"))]
        for said in seen[role]:
            assert said in pages[1], said
        for page in pages:
            assert not [said for said in never[role] if said in page]


def test_a_council_of_a_department_reads_the_applications_of_its_department() -> None:
    row = make.application()
    at = check_of(row, "order_check")
    for department, status in ((row.home.department, 200), (make.department("12", make.region()), 404)):
        council, client = make.organisation("order"), Client()
        council.departments.add(department)
        client.force_login(make.user("order_council", council))
        assert client.get(at).status_code == status
        assert (row.rpps in client.get(reverse("desk-csv")).content.decode()) == (status == 200)


def test_the_order_answers_on_its_page_and_sees_it_among_its_answers() -> None:
    row, client = make.application(), signed_in("order_council")
    assert "1\u00a0vérification attend" in client.get(reverse("desk")).content.decode()
    at = check_of(row, "order_check")
    assert client.post(at, {"state": "refused", "reason": "", "seen": "requested"}).status_code == 422
    answer = client.post(at, {"state": "granted", "reason": "", "seen": "requested"}, follow=True).content.decode()
    assert "Rien n’attend votre réponse" in answer
    assert "Déjà répondues" in answer


def test_the_insurer_gives_its_number_on_the_page() -> None:
    row, client = make.application(), signed_in("insurer")
    at = check_of(row, "insurance_number")
    missing = client.post(at, {"state": "granted", "reason": "", "seen": "requested"})
    assert "Donnez le numéro de facturation" in missing.content.decode()
    client.post(at, {"state": "granted", "billing_number": "311234567", "card_expected": "2035-01-20", "reason": "",
                     "seen": "requested"})  # fmt: skip
    found = Authorisation.objects.get(check_of__application=row, kind="insurance_number")
    assert found.details == {"billing_number": "311234567", "card_expected": "2035-01-20"}


# --- The board -------------------------------------------------------------------------------------------------------


@pytest.fixture
def board() -> Client:
    client = Client()
    client.force_login(make.coordinator())
    return client


def _named(page: str) -> list[str]:
    return re.findall(r"Garrigue\w+|Nouvelle|Ancienne", re.sub(r"(?s)<form.*?</form>", "", page))


def test_the_board_says_the_state_since_when_and_what_is_awaited(board: Client) -> None:
    old = make.application(last_name="Ancienne")
    Application.objects.filter(pk=old.pk).update(
        begun_at=make.soon(-13), sent_at=make.soon(-12), consented_at=make.soon(-12)
    )
    make.granted(make.application(last_name="Nouvelle"), "order_check")
    page = board.get(reverse("applications")).content.decode()
    assert _named(page) == ["Ancienne", "Nouvelle"]
    assert "12\u00a0jours" in page or "11\u00a0jours" in page
    assert "vérification par l’Ordre" in page
    assert "la décision de la coordination" in page
    assert _named(board.get(reverse("applications"), {"tri": "jours"}).content.decode()) == ["Nouvelle", "Ancienne"]


def test_the_home_page_of_the_coordination_names_who_waits(board: Client) -> None:
    assert "candidature en attente" not in board.get(reverse("today")).content.decode()
    row = make.application(last_name="Ancienne")
    Application.objects.filter(pk=row.pk).update(
        begun_at=make.soon(-13), sent_at=make.soon(-12), consented_at=make.soon(-12)
    )
    make.application(last_name="Brouillon", sent=False)
    page = board.get(reverse("today")).content.decode()
    assert "candidature en attente" in page
    assert "Ancienne" in page
    assert "depuis 12\u00a0jours" in page or "depuis 11\u00a0jours" in page
    assert reverse("application-board", args=[row.pk]) in page
    assert "Brouillon" not in page


def test_the_board_is_filtered_and_its_file_follows(board: Client) -> None:
    services.withdraw(make.application(last_name="Ancienne"))
    make.application(last_name="Nouvelle")
    query = {"etat": "withdrawn", "departement": "31"}
    assert _named(board.get(reverse("applications"), query).content.decode()) == ["Ancienne"]
    assert _named(board.get(reverse("applications"), {"departement": "99"}).content.decode()).count("Nouvelle") == 1
    table = board.get(reverse("applications-csv"), query).content.decode()
    assert "Ancienne" in table
    assert "Nouvelle" not in table


def test_the_coordination_answers_for_a_desk_and_accepts(board: Client) -> None:
    row = make.application()
    at = reverse("application-board", args=[row.pk])
    page = board.get(at).content.decode()
    assert "la réponse est attendue avant d’accepter" in page
    assert board.post(at, {"acte": "accepter"}).status_code == 422
    form = {"order_check-state": "granted", "order_check-seen": "requested", "order_check-reason": "Par courrier."}
    assert board.post(at, {"acte": "order_check", **form}).status_code == 422
    assert board.post(at, {"acte": "order_check", **form, "order_check-answered_by": "Dr Morel"}).status_code == 302
    page = board.get(at).content.decode()
    assert "par Dr Morel" in page
    assert "Accepter et inviter" in page
    done = board.post(at, {"acte": "accepter"}, follow=True).content.decode()
    assert "est dans l’annuaire" in done
    row.refresh_from_db()
    assert row.state == "accepted"


def test_a_refusal_needs_its_reason_on_the_page(board: Client) -> None:
    at = reverse("application-board", args=[make.application().pk])
    assert board.post(at, {"acte": "refuser", "reason": ""}).status_code == 422
    assert board.post(at, {"acte": "refuser", "reason": "Le quota de ce lieu est atteint."}).status_code == 302
    assert "Le quota de ce lieu est atteint." in board.get(at).content.decode()
