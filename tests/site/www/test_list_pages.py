"""Every list of the coordination: sorted by its heads in the database, one page at a time, whole as a file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maillage.site.accounts import services as accounts
from maillage.site.accounts.models import User
from maillage.site.accounts.services import Invitee
from maillage.site.agenda import services as agenda
from maillage.site.agenda.models import SessionWarning
from maillage.site.applications import desks
from maillage.site.applications.desks import DeskAnswer
from maillage.site.applications.models import Application
from maillage.site.booking import services as booking
from maillage.site.engagements.models import Authorisation
from maillage.site.grants import services as grants
from maillage.site.grants.models import GrantImport
from maillage.site.grants.services import GrantData
from maillage.site.jobs.models import Job
from maillage.site.messages.models import Message
from maillage.site.payments import orders
from maillage.site.payments import services as payments
from maillage.site.proposals.models import PlaceProposal
from maillage.site.spreadsheets import ODS, read
from tests.site import factories as make
from tests.site.www.test_public_pages import text_of

pytestmark = pytest.mark.django_db
HEAD = re.compile(r'<th scope="col"([^>]*)>\s*<a class="govuk-link mg-sort"\s+href="([^"]+)"')
FILE = re.compile(r'href="(\?[^"]*sortie[^"]*)"')
LISTS = {
    "/coordination/candidatures/": 6,
    "/coordination/propositions/": 5,
    "/coordination/annuaire/": 9,
    "/coordination/comptes/": 9,
    "/coordination/programmes/": 4,
    "/coordination/travaux/": 3,
    "/coordination/subventions/": 7,
    "/coordination/vacations/": 5,
    "/coordination/vacations/signalees": 2,
    "/coordination/subventions/totaux": 15,
    "/coordination/subventions/importer": 4,
    "/coordination/indemnites/payeurs": 3,
    "/coordination/territoires": 5,
}
"""Pages with lists, and how many heads sort them."""


@pytest.fixture
def desk() -> Client:
    """A coordinator with two rows in each list."""
    commune, by = make.commune(), make.coordinator()
    assert commune.department is not None
    house = make.organisation("practice", name="Cabinet du Lot")
    for number, name in enumerate(("Brun", "Aubert")):
        make.application(last_name=name)
        make.proposal(commune=commune.pk, place_name=f"Maison {name}", organisation_name="Mairie")
        place = make.place(commune=commune, organisation=house, name=f"Cabinet {name}", reference=f"S{number}")
        doctor = make.engaged(make.professional(home=commune, last_name=name, reference=f"D{number}"))
        warned = make.published(place=place, professional=doctor, starts=make.soon(20 + number))
        make.user("host", house, last_name=name)
        accounts.invite(Invitee(f"{name.lower()}@example.org", "Rose", name, "host", house), None)
        data = GrantData(
            "76", f"R{name}", f"Donneur {name}", "SISA", ("kit", "vehicle")[number], date(2026, 1, 5), {2026: 100},
            commune=("", commune.pk)[number],
        )  # fmt: skip
        grants.record(data, by)
        Job.objects.create(
            kind="effect", args={"n": number}, state="done", asked_at=timezone.now(), ended_at=timezone.now(),
            organisation=by.memberships.get().organisation,
        )  # fmt: skip
        SessionWarning.objects.create(session=warned, text="Le parking n’est plus promis.")
        GrantImport.objects.create(
            region=make.region(), organisation=by.memberships.get().organisation, name=f"{name}.ods", key=name, by=by
        )
        make.designated(make.intercommunality(f"20000009{number}"))
    make.payer(schemes=("solidarity", "shared_post"))
    return signed_in(by)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rows(page: str) -> list[str]:
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in re.findall(r'<th scope="row">.*?</tr>', page, re.S)
    ]


@pytest.mark.parametrize("path", LISTS)
def test_each_head_sorts_and_each_list_is_a_file(desk: Client, path: str) -> None:
    page = desk.get(path).content.decode()
    heads = [(order, unescape(url)) for order, url in HEAD.findall(page)]
    assert len(heads) == LISTS[path]
    assert any("aria-sort=" in order for order, _ in heads), "the page says how it is sorted"
    for _, url in heads:
        first = desk.get(path + url)
        assert first.status_code == 200, url
        turned = (
            desk.get(path + url.replace("=-", "=")) if "=-" in url else desk.get(path + url.replace("tri=", "tri=-"))
        )
        assert sorted(rows(first.content.decode())) == sorted(rows(turned.content.decode())), url
        assert 'aria-sort="' in first.content.decode()
    for url in {unescape(url) for url in FILE.findall(page)}:
        sheet = desk.get(path + url)
        if "format=ods" in url:
            assert len(read(sheet.content)[0].rows) >= 3, url
        else:
            assert sheet["Content-Type"].startswith("text/csv"), url
            assert len(sheet.content.decode().splitlines()) >= 3, url


@pytest.fixture
def others() -> dict[str, Client]:
    """Desks beside the coordination, each with two rows in its lists: two months of two doctors, two checks, grants."""
    by, payer, account = make.coordinator(), make.payer(), make.user("payer")
    account.memberships.update(organisation=payer.organisation)
    doctor = make.doctor()
    for day, person in (("2026-09-07", doctor), ("2026-09-08", make.doctor()), ("2026-10-05", doctor)):
        make.held(by, professional=person, starts=make.at(day))
    for month in (date(2026, 9, 1), date(2026, 10, 1)):
        payments.close(payer, month, by)
        orders.make_order(payer, account)
    for day in ("2026-11-03", "2026-11-04"):
        make.held(by, professional=doctor, starts=make.at(day))
    desk, house = make.desk_member(), make.organisation("practice", name="Cabinet du Lot")
    for name in ("Brun", "Aubert"):
        make.application(last_name=name)
        data = GrantData("76", f"R{name}", "Région", house.name, "kit", date(2026, 1, 5), {2026: 100}, commune="12089")
        grants.record(data, by)
    for row in Authorisation.objects.filter(desk="order").order_by("pk")[:2]:
        desks.answer(row.pk, DeskAnswer(state=Authorisation.State.GRANTED), by=desk)
    make.application(last_name="Orme")
    make.application(last_name="Yeuse")
    return {
        "payer": signed_in(account), "doctor": signed_in(doctor.user), "desk": signed_in(desk),
        "host": signed_in(make.user("grant_desk", house)), "coordinator": signed_in(by),
    }  # fmt: skip


OTHER_LISTS = {
    ("payer", "/payeur/lignes"): 13,
    ("payer", "/payeur/versements/"): 4,
    ("coordinator", "/coordination/indemnites/lignes"): 13,
    ("doctor", "/soignant/indemnites/"): 4,
    ("desk", "/verifications/"): 10,
    ("host", "/subventions/"): 6,
}
"""Lists of the other desks, and how many heads sort them."""


def test_lists_of_every_desk_are_sorted_and_are_files(others: dict[str, Client]) -> None:
    for (who, path), heads in OTHER_LISTS.items():
        page = others[who].get(path).content.decode()
        found = [unescape(url) for _, url in HEAD.findall(page)]
        assert len(found) == heads, path
        for url in found:
            turned = others[who].get(path + url).content.decode()
            assert sorted(rows(turned)) == sorted(rows(page)), (path, url)
        files = {unescape(url) for url in re.findall(r'href="([^"]*format=ods)"', page)}
        assert files, path
        for url in files:
            sheet = others[who].get(url if url.startswith("/") else path + url)
            assert sheet["Content-Type"] == ODS.media_type, url
            (table,) = read(sheet.content)
            assert len(table.rows) >= 3, url


FILTERED = [
    ("payer", "/payeur/versements/", {"retours": "attendus"}, {"retours": "tous"}),
    ("doctor", "/soignant/indemnites/", {"etat": "ordered"}, {"etat": "paid"}),
    ("desk", "/verifications/", {"reponse-repondues": "granted"}, {"reponse-repondues": "refused"}),
    ("coordinator", "/coordination/indemnites/payeurs", {"dispositif": "solidarity"}, {"dispositif": "inconnu"}),
]
"""An address that keeps all rows of a list, and one that keeps none (a value that nobody offers keeps all)."""


def test_every_list_is_filtered_by_its_address(others: dict[str, Client]) -> None:
    for who, path, all_of, none_of in FILTERED:
        whole = rows(others[who].get(path).content.decode())
        assert rows(others[who].get(path, all_of).content.decode()) == whole, path
        left = rows(others[who].get(path, none_of).content.decode())
        assert (len(left) < len(whole)) == ("inconnu" not in none_of.values()), path
    page = others["desk"].get("/verifications/", {"nom": "o", "reponse-repondues": "granted"}).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids), "two filters of one page share no id"
    sorted_too = others["payer"].get("/payeur/versements/", {"tri": "ordre"}).content.decode()
    assert '<input type="hidden" name="tri" value="ordre"' in sorted_too, "the order stays when the filter changes"


def test_sessions_to_confirm_are_a_list_of_their_own(desk: Client) -> None:
    past = make.published(professional=make.engaged(), starts=timezone.now() - timedelta(days=20))
    assert "/coordination/vacations/?etat=a-confirmer" in desk.get("/coordination/").content.decode()
    listed = desk.get("/coordination/vacations/", {"etat": "a-confirmer"}).content.decode()
    assert re.findall(r'href="/coordination/vacations/(\d+)"', listed) == [str(past.pk)]


def test_lines_of_allowances_are_filtered_and_one_page_is_read(
    others: dict[str, Client], django_assert_max_num_queries: Any
) -> None:
    path = "/payeur/lignes"
    october = rows(others["payer"].get(path, {"mois": "2026-10"}).content.decode())
    assert october
    assert all("5 octobre 2026" in row for row in october)
    assert "Aucune ligne" in text_of(others["payer"].get(path, {"etat": "conteste"}))
    sheet = others["payer"].get(f"{path}.csv", {"etat": "du", "format": "tableur"}).content.decode()
    assert ";100,00;" in sheet, "people read euros"
    with django_assert_max_num_queries(60) as asked:
        others["payer"].get(path, {"etat": "a-verser"})
    loads = [
        one["sql"] for one in asked.captured_queries if one["sql"].startswith('SELECT "payments_statementline"."id"')
    ]
    assert loads
    assert all("LIMIT 41" in sql for sql in loads), loads


def test_a_host_sorts_the_days_of_a_place_and_has_them_as_a_file() -> None:
    place = make.place()
    host = signed_in(make.user("host", place.organisation))
    first, second = (make.published(place=place, starts=make.soon(day)) for day in (20, 21))
    booking.book(first.slots.first().pk, make.patient(), make.key())
    page = host.get("/lieu/").content.decode()
    assert "2 jours de consultation" in re.sub(r"\s+", " ", page)
    assert len(HEAD.findall(page)) == 3
    assert page.index(f"/journees/{first.pk}") < page.index(f"/journees/{second.pk}")
    turned = host.get("/lieu/", {f"tri-{place.pk}": "inscrits"}).content.decode()
    assert turned.index(f"/journees/{second.pk}") < turned.index(f"/journees/{first.pk}")
    (table,) = read(host.get("/lieu/", {f"sortie-{place.pk}": "csv", "format": "ods"}).content)
    assert [row[4] for row in table.rows[1:]] == [1, 0]


def test_a_desk_finds_a_name_and_what_is_late(others: dict[str, Client]) -> None:
    found = others["desk"].get("/verifications/", {"nom": "yeuse"}).content.decode()
    assert "Yeuse" in found
    assert "Orme" not in found
    assert "ne répond à ces choix" in text_of(others["desk"].get("/verifications/", {"retard": "oui"}))


def test_the_queue_of_a_desk_reads_one_page(others: dict[str, Client], django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        make.application(last_name=f"Nom{number:02}")
    with django_assert_max_num_queries(20) as asked:
        answer = others["desk"].get("/verifications/?tri=nom")
    assert "32 vérifications attendent" in text_of(answer)
    names = [row.split()[1] for row in rows(answer.content.decode())[:25]]
    assert names == [f"Nom{number:02}" for number in range(25)]
    start = 'SELECT "engagements_authorisation"'
    loads = [one["sql"] for one in asked.captured_queries if one["sql"].startswith(start)]
    assert loads
    assert all("LIMIT 26" in sql for sql in loads), loads
    assert "Nom29" in others["desk"].get("/verifications/?tri=nom&page=2").content.decode()


def test_the_order_is_that_of_the_head(desk: Client) -> None:
    down = desk.get("/coordination/annuaire/?tri=-nom&tri-lieux=-nom").content.decode()
    up = desk.get("/coordination/annuaire/?tri=nom&tri-lieux=nom").content.decode()
    assert up.index("Aubert") < up.index("Brun")
    assert down.index("Brun") < down.index("Aubert")
    assert down.index("Cabinet Brun") < down.index("Cabinet Aubert")


def test_the_list_of_applications_reads_one_page(desk: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        row = make.application(last_name=f"Nom{number:02}")
        Application.objects.filter(pk=row.pk).update(begun_at=make.at("2026-01-04"), sent_at=make.at("2026-01-05"))
    with django_assert_max_num_queries(40) as asked:
        answer = desk.get("/coordination/candidatures/?tri=nom")
    assert len(answer.context["rows"]) == 25
    loads = [
        one["sql"] for one in asked.captured_queries if one["sql"].startswith('SELECT "applications_application"."id"')
    ]
    assert loads
    assert all("LIMIT 26" in sql for sql in loads)
    oldest = desk.get("/coordination/candidatures/").context["rows"][0][0]
    assert oldest.row.sent_at == make.at("2026-01-05")


def queries_of(desk: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        desk.get(path)
    return [one["sql"] for one in asked.captured_queries]


def test_monday_asks_as_much_for_many_as_for_few_and_reads_what_it_shows(desk: Client) -> None:
    """One more of everything first, then six times as many: the queries are the same, and none reads a whole list."""
    doctor, by = make.engaged(make.doctor()), User.objects.get(memberships__role="coordinator")
    place = make.place()

    def more(days: int) -> None:
        for number in range(days):
            session = make.published(place=place, professional=doctor, starts=make.soon(30 + make.number()))
            if number % 2:
                agenda.decline(session, doctor.user, "not_free")
            past = timezone.now() - timedelta(days=40, hours=13 * make.number() % 500)
            make.published(place=make.place(), professional=make.engaged(), starts=past)
            make.held(by, place=make.place(), professional=make.doctor(), starts=past - timedelta(days=40))
            make.application()

    more(6)
    queries_of(desk, "/coordination/")
    few = queries_of(desk, "/coordination/")
    more(30)
    many = queries_of(desk, "/coordination/")
    assert len(many) == len(few) <= 42, len(many)
    assert "36 vacations passées à confirmer" in text_of(desk.get("/coordination/"))
    loads = [sql for sql in many if sql.startswith('SELECT "agenda_session"."id", "agenda_session"."programme_id"')]
    assert loads
    assert all("LIMIT" in sql or " IN (" in sql for sql in loads), loads


def test_mondays_lines_act_in_place(desk: Client) -> None:
    """A desk is reminded and a visit set from the first page; once a day and on its field."""
    make.desk_member()
    page = desk.get("/coordination/").content.decode()
    application = Application.objects.get(last_name="Brun")
    board = f"/coordination/candidatures/{application.pk}"
    assert f'action="{board}"' in page
    assert "Relancer l’Ordre" in page
    assert desk.post(board, {"acte": "relancer", "retour": "accueil"}).headers["Location"] == "/coordination/"
    assert Message.objects.filter(key__startswith="desk:").count() == 1
    again = desk.post(board, {"acte": "relancer", "retour": "accueil"}, follow=True)
    assert "a déjà reçu un message aujourd’hui" in again.content.decode()
    proposal = PlaceProposal.objects.get(place_name="Maison Brun")
    visit = f"/coordination/propositions/{proposal.pk}"
    assert f'action="{visit}"' in page
    asked = {"acte": "visite", "visitor": "Ada Vidal", "retour": "accueil"}
    assert desk.post(visit, asked).status_code == 422
    day = make.soon(7).date().isoformat()
    assert desk.post(visit, {**asked, "visit_on": day}).headers["Location"] == "/coordination/"
    proposal.refresh_from_db()
    assert proposal.visit_on is not None
    assert proposal.visit_on.isoformat() == day


def test_a_session_without_doctor_is_proposed_and_taken_back_on_mondays_line(desk: Client) -> None:
    """The row opens where it stands, names who may come, proposes, and undoes it while nobody has accepted."""
    session = make.published(professional=make.engaged(make.doctor()), starts=make.soon(6))
    agenda.decline(session, session.giver.user, "not_free")
    near = make.engaged(make.doctor())
    make.designated()
    make.minutes({(session.commune.pk, near.home_id): 20})
    page = desk.get("/coordination/").content.decode()
    assert f'href="/coordination/?couvrir={session.pk}#v{session.pk}"' in page
    assert "/coordination/vacations/?etat=declined" in page
    opened = desk.get(f"/coordination/?couvrir={session.pk}").content.decode()
    assert f'<option value="{near.pk}">' in opened
    board, back = f"/coordination/vacations/{session.pk}", f"/coordination/?proposee={session.pk}"
    sent = {"acte": "proposer", "medecin": near.pk, "retour": "accueil"}
    assert desk.post(board, sent).headers["Location"] == back
    told = Message.objects.get(about=f"proposed:{session.pk}")
    assert (told.to, told.state) == (near.current_email, "waiting")
    assert "Défaire la proposition" in desk.get(back).content.decode()
    assert desk.post(board, {"acte": "reprendre", "retour": "accueil"}).headers["Location"] == "/coordination/"
    told.refresh_from_db()
    assert (make.again(session).state, told.state) == ("declined", "withdrawn")
    desk.post(board, sent)
    agenda.accept(make.again(session), near.user)
    assert "Défaire la proposition" not in desk.get(back).content.decode()
    assert "a répondu" in text_of(desk.post(board, {"acte": "reprendre", "retour": "accueil"}, follow=True))


def test_places_are_told_of_free_slots_on_mondays_line_once_a_day_and_undone(desk: Client) -> None:
    place = make.place(organisation=make.organisation("practice", name="Cabinet du Tarn"))
    host = make.user("host", place.organisation)
    near = make.published(place=place, professional=make.engaged(), starts=timezone.now() + timedelta(hours=30))
    route = "/coordination/places-libres"
    assert f'action="{route}"' in desk.get("/coordination/").content.decode()
    said = text_of(desk.post(route, {"vacation": near.pk}, follow=True))
    assert "1 lieu est prévenu dans 10" in said
    (told,) = Message.objects.filter(about__startswith="empty-slots:")
    assert (told.to, told.state) == (host.email, "waiting")
    assert f"{near.slots.count()} places libres" in told.body
    assert "Défaire" in said
    assert "hier ou aujourd’hui déjà" in text_of(desk.post(route, {"toutes": "oui"}, follow=True))
    assert "1 message défait" in text_of(desk.post(route, {"acte": "defaire"}, follow=True))
    told.refresh_from_db()
    assert told.state == "withdrawn"
    host.memberships.all().delete()
    assert "sans compte à qui écrire" in text_of(desk.post(route, {"toutes": "oui"}, follow=True))


def test_a_past_session_is_confirmed_on_mondays_line(desk: Client) -> None:
    session = make.published(professional=make.engaged(), starts=timezone.now() - timedelta(days=2))
    button = f'action="/coordination/vacations/{session.pk}"'
    assert button in desk.get("/coordination/").content.decode()
    sent = {"acte": "tenue", "retour": "accueil"}
    assert desk.post(f"/coordination/vacations/{session.pk}", sent).url == "/coordination/"
    assert make.again(session).state == "held"
    assert button not in desk.get("/coordination/").content.decode()


def test_a_locum_to_find_is_one_line_a_day_with_its_count(desk: Client) -> None:
    doctor, place = make.engaged(replaced_at_home=True), make.place()
    for hour in (9, 14):
        session = make.published(professional=doctor, place=place, starts=make.soon(10, hour))
        agenda.accept(session, doctor.user)
    page = text_of(desk.get("/coordination/"))
    assert page.count("n’a pas encore de remplaçant") == 1
    assert "2 demi-journées" in page
