"""A teleconsultation in three browsers at once: the nurse on a tablet, the patient on a phone, the doctor at a desk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import chromium
from tests.journeys.conftest import DESK, PHONE, Visitor
from tests.journeys.test_the_day import committed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from maillage.site.booking.models import Appointment
    from tests.journeys.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DOCTOR, NURSE = "telemedecin@maillage.example", "tele-infirmier@maillage.example"
# The second invented camera of Chromium measures depth and gives no picture; the third one does.
FAKE = ["--no-sandbox", "--use-fake-device-for-media-stream=device-count=3", "--use-fake-ui-for-media-stream"]
TABLET = (820, 1180)
HEARD = """() => [...document.querySelectorAll('.mg-call__tile--sound:not([data-of="own"]) video')]
  .filter((one) => one.currentTime > 0 && one.srcObject.getAudioTracks().some((track) => !track.muted)).length"""
UNTREATED = """() => {
  const found = document.querySelector("video-call").kit.at(-1).getAudioTracks()[0].getSettings();
  return [found.echoCancellation, found.noiseSuppression, found.autoGainControl];
}"""
PLAYS = """() => [...document.querySelectorAll('figure:not([data-of="own"]) video')]
  .filter((one) => one.currentTime > 0 && one.videoWidth > 0).length"""
REFUSE = """navigator.mediaDevices.getUserMedia = (wanted) =>
  Promise.reject(new DOMException("", wanted.video ? "NotReadableError" : "NotAllowedError"))"""


@pytest.fixture(scope="module")
def cameras(site: Site, browser: Browser) -> Iterator[Browser]:
    """A browser with an invented camera and microphone."""
    opened = browser.browser_type.launch(executable_path=chromium(), args=FAKE)
    yield opened
    opened.close()


@pytest.fixture
def meet(cameras: Browser, site: Site) -> Iterator[Any]:
    """Return a function that makes visitors with a camera."""
    contexts: list[Any] = []

    def make(size: tuple[int, int] = DESK) -> Visitor:
        context = cameras.new_context(viewport={"width": size[0], "height": size[1]}, locale="fr-FR")
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Visitor(context.new_page(), site)

    yield make
    for context in contexts:
        context.close()


def consultation(state: str) -> Appointment:
    """The consultation of the demonstration that stands at ``state`` today."""
    from maillage.demo.remote import of_today
    from maillage.site.remote.services import courses_of

    rows = list(of_today())
    courses = courses_of(rows)
    return next(row for row in rows if courses[row.pk].state == state)


def sound(visitor: Visitor) -> None:
    assert visitor.violations() == []
    assert visitor.sideways() <= 0
    assert visitor.complaints == []


def wait_for(page: Page, what: str, least: int) -> None:
    """Wait until ``what`` is at least ``least``; the page's policy lets no text become script, so it is asked again."""
    for _ in range(400):
        if page.evaluate(what) >= least:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.url}: {what} stays {page.evaluate(what)}")


def press(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("button", name=name).first.click()


def see(visitor: Visitor, text: str) -> None:
    visitor.page.get_by_text(text).first.wait_for()


def test_nurse_patient_and_doctor_meet_and_a_guest_joins(meet: Any) -> None:
    appointment = committed(lambda: consultation("checked"))
    from maillage.demo.remote import page_of

    nurse, patient, doctor = meet(TABLET), meet(PHONE), meet()
    patient.page.clock.set_system_time(appointment.slot.starts.replace(year=2020))  # a clock that is wrong
    room = f"/soignant/teleconsultations/{appointment.pk}"
    for one, email in ((nurse, NURSE), (doctor, DOCTOR)):
        one.sign_in(email)
        one.go("/soignant/teleconsultations/")
        sound(one)
        one.go(room)
    press(nurse, "J’installe le patient")
    patient.go(page_of(appointment))
    press(patient, "Essayer ma caméra et mon microphone")
    see(patient, "Vous devez vous voir")
    sound(patient)
    press(patient, "Entrer dans la consultation")
    see(patient, "salle d’attente")
    press(nurse, "Ouvrir la vidéo")
    press(doctor, "Ouvrir la vidéo")
    wait_for(doctor.page, PLAYS, 1)
    assert doctor.page.evaluate(PLAYS) == 1, "the patient is not seen before the doctor lets them in"
    press(nurse, "Je laisse le patient au médecin")
    see(doctor, "Le patient attend le médecin")
    press(doctor, "Faire entrer le patient")
    for one in (nurse, patient, doctor):
        wait_for(one.page, PLAYS, 2)
        see(one, "Liaison bonne")
    sound(nurse)
    sound(patient)
    _kit(nurse, doctor)
    picture = _picture()
    doctor.page.set_input_files(
        '[data-part="picture"]', {"name": "lettre.png", "mimeType": "image/png", "buffer": picture}
    )
    see(patient, "lettre.png, montré par Médecin")
    wait_for(patient.page, "() => document.querySelector('[data-part=sheet]').width", 200)
    doctor.page.get_by_text("Inviter un expert").click()
    doctor.page.get_by_label("Son nom").fill("Ève Mélilot")
    press(doctor, "Créer le lien")
    link = doctor.page.get_by_label("Lien de l’invité").input_value()
    sound(doctor)
    assert doctor.page.evaluate(PLAYS) == 3, "the call goes on"
    doctor.go(room)  # the tab is loaded again: the doctor comes back to the call
    press(doctor, "Ouvrir la vidéo")
    wait_for(doctor.page, PLAYS, 2)
    guest = meet()
    guest.page.goto(link)
    press(guest, "Ouvrir la vidéo")
    wait_for(guest.page, PLAYS, 3)
    see(patient, "Invité, Ève Mélilot")
    sound(guest)
    press(doctor, "Terminer la consultation")
    for one in (nurse, patient, guest):
        see(one, "La consultation est terminée")


def _kit(nurse: Visitor, doctor: Visitor) -> None:
    """The otoscope is a second picture beside that of the nurse, the stethoscope a sound that nothing treats."""
    devices = nurse.page.get_by_label("Appareil de la mallette")
    for kind, seen in (("fake_device_2", PLAYS), ("Fake Audio", HEARD)):
        name = next(one for one in devices.locator("option").all_inner_texts() if kind in one)
        before = doctor.page.evaluate(seen)
        devices.select_option(label=name)
        press(nurse, "Montrer ou faire entendre")
        wait_for(doctor.page, seen, before + 1)
    assert nurse.page.evaluate(UNTREATED) == [False, False, False]
    assert doctor.page.locator("figcaption", has_text="matériel").count() == 2
    sound(nurse)
    sound(doctor)


def test_a_camera_in_use_and_a_microphone_refused_are_said_and_the_call_opens(meet: Any) -> None:
    appointment = committed(lambda: consultation("booked"))
    from maillage.demo.remote import page_of

    patient = meet(PHONE)
    patient.page.add_init_script(REFUSE)
    patient.go(page_of(appointment))
    press(patient, "Essayer ma caméra et mon microphone")
    see(patient, "Autorisez-les près de l’adresse de la page")
    press(patient, "Entrer dans la consultation")
    see(patient, "salle d’attente")
    patient.page.context.set_offline(True)
    see(patient, "Le site ne répond pas")
    patient.page.context.set_offline(False)
    see(patient, "salle d’attente")
    assert patient.violations() == []
    # A request that lost too much to be answered is given up for a new one.
    hung: list[Any] = []
    patient.page.route("**/appel", lambda route: route.continue_() if hung else hung.append(route))
    while not hung:
        patient.page.wait_for_timeout(20)
    with patient.page.expect_response("**/appel", timeout=15_000):
        pass


def _picture() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(file, "PNG")
    return file.getvalue()
