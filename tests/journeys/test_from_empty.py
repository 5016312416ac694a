"""A real installation: a measured site without anybody, brought to its first patient by pages alone, in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import DESK, PHONE, REGION, Measured, Visitor
from tests.journeys.test_accounts import PASSWORD, choose, local
from tests.journeys.test_journeys import answer_who, give_identity, script_errors, seen
from tests.site import environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from maillage.site.geography.models import Commune

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

Window = tuple[tuple[int, int], bool]


@dataclass(frozen=True)
class Begun:
    """What whoever installs the site holds, and where in the region the coordinator begins."""

    invitation: str
    need: Commune
    """The largest commune of the first territory on the list."""
    home: Commune
    """The nearest one of a territory that is not on the list."""


@pytest.fixture(scope="module", params=[(PHONE, False), (DESK, True)], ids=["390-without-script", "1280"])
def window(request: pytest.FixtureRequest) -> Window:
    """Size of the window, and whether scripts run."""
    return request.param


@pytest.fixture(scope="module", autouse=True)
def as_made(window: Window, measured: Measured, browser: Browser, django_db_blocker: Any) -> Iterator[Begun]:
    """Instead of what the demonstration makes: for each window a site as ``init`` leaves it, and one invitation."""
    from maillage.site.identity import services as identity

    copy = environment.copied("begun", of=measured.database)
    with django_db_blocker.unblock(), copy as database, environment.working_on(database):
        identity.forget()
        yield _begin()
    identity.forget()


def _begin() -> Begun:
    from maillage.demo.models import DemoStep
    from maillage.site.accounts import links, services
    from maillage.site.accounts.models import User
    from maillage.site.accounts.services import Invitee
    from maillage.site.directory.services import create_organisation
    from maillage.site.geography.models import Commune
    from maillage.site.geography.travel import minutes_from
    from maillage.site.observatory.models import ZoneDesignation

    DemoStep.objects.all().delete()
    assert not User.objects.exists()
    agency = create_organisation("Agence régionale", "agency", regions=[REGION])
    _, token = services.invite(Invitee("anna@example.org", "Anna", "Poli", "coordinator", agency), None)
    listed = ZoneDesignation.objects.order_by("rank")
    need = Commune.objects.filter(intercommunality=listed[0].epci).order_by("-population")[0]
    near = minutes_from(need, 60)
    others = Commune.objects.filter(pk__in=list(near), department__region=REGION)
    outside = others.exclude(intercommunality__in=listed.values("epci")).exclude(intercommunality=None)
    return Begun(links.invitation_address(token), need, min(outside, key=lambda one: near[one.pk]))


def first_monday() -> date:
    """Return a Monday at least a week away."""
    from django.utils import timezone

    today = timezone.localdate()
    return today + timedelta(days=14 - today.weekday())


def enter(page: Page, texts: dict[str, str], lists: dict[str, str | re.Pattern[str]], button: str) -> None:
    """Fill the form of a page by its labels and send it; what is chosen of a list is said as the list says it."""
    form = page.locator("main form").filter(has=page.get_by_role("button", name=button, exact=True))
    for label, text in texts.items():
        form.get_by_label(label, exact=True).fill(text)
    for label, option in lists.items():
        field = form.get_by_label(label, exact=True)
        wanted = field.locator("option").filter(has_text=option).first
        field.select_option(wanted.get_attribute("value"))
    form.get_by_role("button", name=button, exact=True).click()


def open_account(boss: Visitor, begun: Begun) -> None:
    """Accept the invitation that ``init`` prints."""
    page = boss.go(local(boss, begun.invitation))
    choose(page, PASSWORD, "Accepter et ouvrir mon compte")
    seen(page.get_by_text("Votre compte est ouvert."))


def name_the_site(boss: Visitor) -> None:
    boss.follow("Réglages", "Site")
    said = {"Nom du site": "Accès Corse", "Qui répond du site": "Agence de Corse", "Téléphone": "04 95 00 00 12"}
    enter(boss.page, said, {}, "Enregistrer")
    seen(boss.page.get_by_text("C’est noté"))


def fill_the_directory(boss: Visitor, begun: Begun) -> None:
    """An organisation, its place with a room, a doctor from outside the territory in need, engaged and authorised."""
    page = boss.page
    boss.follow("Annuaire")
    page.get_by_role("link", name="Ajouter une organisation").click()
    enter(page, {"Nom de l’organisation": "Mairie du bourg"}, {"Nature": "Commune"}, "Ajouter")
    where = {"Nom du lieu": "Maison de santé du bourg", "Commune": begun.need.pk, "Adresse": "1 rue Haute"}
    kept = {"Nature": "Maison de santé", "Qui le tient": "Mairie du bourg"}
    enter(page, where, kept, "Ajouter à l’annuaire")
    seen(page.get_by_role("heading", name="Maison de santé du bourg"))
    seen(page.get_by_role("link", name="Cabinet 1"))
    assert boss.sideways() <= 0

    boss.follow("Annuaire")
    page.get_by_role("link", name="Ajouter un soignant").click()
    person = {"Prénom": "Line", "Nom": "Vidal", "Commune d’exercice": begun.home.pk}
    enter(page, person, {"Profession": "généraliste", "Statut": "Retraité"}, "Ajouter à l’annuaire")
    page.get_by_role("link", name="Engager dans un dispositif").click()
    enter(page, {"À partir du": "2026-01-05"}, {"Dispositif": "Consultations solidaires"}, "Noter l’engagement")
    for wanted in ("Vérification par l’Ordre", "Numéro de facturation de l’assurance maladie"):
        section = page.get_by_role("region", name=wanted)
        section.get_by_text("Noter une réponse").click()
        section.get_by_label("Réponse").select_option("granted")
        section.get_by_label("Qui a répondu").fill("Dr Morel, conseil de l’Ordre")
        section.get_by_role("button", name="Noter la réponse").click()
        seen(page.get_by_text("C’est noté."))
    assert boss.sideways() <= 0


def publish_a_day(boss: Visitor, monday: date) -> None:
    """One day of consultations, written as a list of days and put into the agenda."""
    page = boss.page
    boss.follow("Préparation", "Programmes")
    page.get_by_role("link", name="Une liste de jours").click()
    row = page.get_by_role("group", name="Ligne 1").first
    row.get_by_label("Date").fill(monday.isoformat())
    for label, option in (("Lieu", "Maison de santé du bourg"), ("Soignant", "Line Vidal")):
        field = row.get_by_label(label)
        field.select_option(field.locator("option").filter(has_text=option).first.get_attribute("value"))
    dates = {"Nom": "Premiers jours", "Premier jour": monday.isoformat(), "Dernier jour": monday.isoformat()}
    enter(page, dates, {"Dispositif": "Consultations solidaires"}, "Enregistrer")
    assert boss.sideways() <= 0
    page.get_by_role("button", name="Publier dans l’agenda").click()
    seen(page.get_by_text(re.compile("2.vacations publiées, 20.créneaux ouverts")))


def book(guest: Visitor, commune: str) -> None:
    page = guest.go(f"/rendez-vous?commune={commune}")
    answer_who(page)
    page.locator("input[name=creneau]").first.check()
    page.get_by_role("button", name="Continuer").click()
    give_identity(page, "Casanova")
    page.get_by_role("button", name="Réserver ce rendez-vous").click()
    seen(page.get_by_role("heading", name="Votre rendez-vous est réservé"))
    assert guest.sideways() <= 0


def test_an_empty_site_comes_to_its_first_patient_by_pages_alone(visit: Any, as_made: Begun, window: Window) -> None:
    from maillage.site.accounts.models import User
    from maillage.site.agenda.models import Session
    from maillage.site.booking.models import Appointment
    from maillage.site.directory.models import Place, Professional
    from maillage.site.engagements.models import Authorisation, Engagement, Programme
    from maillage.site.identity.models import SiteIdentity
    from maillage.site.jobs.models import Job

    (size, script), begun, monday = window, as_made, first_monday()
    boss, guest = visit(size, script=script), visit(size, script=script)
    open_account(boss, begun)
    name_the_site(boss)
    fill_the_directory(boss, begun)
    publish_a_day(boss, monday)
    book(guest, begun.need.pk)

    assert User.objects.get().email == "anna@example.org"
    assert SiteIdentity.objects.get().phone == "04 95 00 00 12"
    place, doctor, engagement = Place.objects.get(), Professional.objects.get(), Engagement.objects.get()
    assert (place.commune, place.organisation.name) == (begun.need, "Mairie du bourg")
    assert [thing.name for thing in place.resources.all()] == ["Cabinet 1"]
    assert (doctor.home, doctor.status, engagement.professional) == (begun.home, "retired", doctor)
    assert engagement.state in Engagement.RUNNING
    assert list(engagement.authorisations.values_list("state", flat=True)) == [Authorisation.State.GRANTED] * 2
    programme = Programme.objects.get()
    assert (programme.name, programme.state, programme.region_id) == ("Premiers jours", "published", REGION)
    sessions = Session.objects.filter(programme=programme)
    assert [(one.place, one.slots.count()) for one in sessions] == [(place, 10)] * 2
    booked = Appointment.objects.get()
    assert (booked.slot.session.programme, booked.patient.last_name) == (programme, "Casanova")
    assert booked.slot.starts.date() == monday
    assert Job.objects.filter(kind="effect").count() == 1, "publishing asks for the effect"
    assert script_errors(boss.complaints + guest.complaints) == []
