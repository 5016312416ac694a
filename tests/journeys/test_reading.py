"""A hospital asks for the reading of an EEG, an expert reads it in the page and answers: two browsers, with axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.journeys.conftest import DESK, PHONE, Visitor
from tests.site.files import recordings
from tests.site.files.recordings import NAME
from tests.site.imaging.hospital import image

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
REQUESTER, EXPERT = "demande-avis@maillage.example", "expert@maillage.example"
COMPUTING = "informatique@maillage.example"
STOW = 'multipart/related; type="application/dicom"; boundary=edge'
CHOICES = {"urgency": "urgent", "consent": "representative", "stay": "out", "why": "first_seizure"}


# A browser that turns speech into words on the machine; one that would send the sound away says nothing here.
SPEECH = """window.SpeechRecognition = class {
  static available = async ({ processLocally }) => (processLocally ? "downloadable" : "available");
  static install = async ({ processLocally }) => processLocally;
  start() {
    const said = this.processLocally && this.lang === "fr-FR" ? "Pointes." : "envoyé";
    const result = Object.assign([{ transcript: said }], { isFinal: true });
    setTimeout(() => { this.onresult({ resultIndex: 0, results: [result] }); this.onend(); });
  }
}"""
AVERAGE = """async () => {
  const viewer = document.querySelector("eeg-viewer");
  const [first] = await viewer.recording.lines(viewer.montages.average, 13, 14, { high: 0, low: 0, notch: 0 });
  return [...first.values];
}"""


def averaged(content: bytes, second: int = 13, rate: int = 128, seconds: int = 60) -> Any:
    """Fp1 against the mean of all scalp electrodes in one second, in microvolts, computed apart."""
    count = len(recordings.ELECTRODES) + 2
    samples = np.frombuffer(content[256 * (count + 1) :], "<i2").reshape(seconds, -1)[second]
    scalp = samples[: 19 * rate].reshape(19, rate).astype(float) * 6400 / 65535
    return scalp[0] - scalp.mean(axis=0)


def sound(visitor: Visitor) -> None:
    assert visitor.violations() == []
    assert visitor.sideways() <= 0
    assert visitor.complaints == []


def wait_until(page: Page, what: str, done: Callable[[Any], bool] = bool) -> Any:
    """Wait for a value; the page's policy lets no text become script, so it is asked again."""
    found = None
    for _ in range(200):
        found = page.evaluate(what)
        if done(found):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.url}: {what} stays {found}")


def test_an_eeg_is_asked_read_in_the_page_and_answered(visit: Any, tmp_path: Path) -> None:
    requester, expert = visit(PHONE), visit(DESK)
    expert.page.add_init_script(SPEECH)
    requester.sign_in(REQUESTER)
    expert.sign_in(EXPERT)
    requester.go("/avis/nouvelle")
    requester.page.get_by_role("link", name="EEG de l’enfant").first.click()
    page = requester.page
    for name, value in CHOICES.items():
        page.select_option(f"[name={name}]", value)
    for name, value in {"examination": "EEG-77", "patient": "P77", "age": "42", "question": "Épilepsie ?"}.items():
        page.fill(f"[name={name}]", value)
    page.check("[name=awake][value=asleep]")
    page.get_by_role("button", name="Garder et continuer").click()
    sound(requester)
    recording = tmp_path / f"{NAME}.edf"
    recording.write_bytes(recordings.edf(seconds=60, rate=128))
    wrong = tmp_path / "scanner.dcm"
    wrong.write_bytes(b"PK\x03\x04" + b"\0" * 400)
    page.set_input_files("[name=fichiers]", [str(wrong)])
    page.get_by_role("button", name="Joindre", exact=True).click()
    page.get_by_text("archive ZIP").wait_for()
    assert [line for line in requester.complaints if "422" not in line] == []
    requester.complaints.clear()  # the browser notes the refusal
    page.set_input_files("[name=fichiers]", [str(recording)])
    page.get_by_role("button", name="Joindre", exact=True).click()
    page.get_by_role("link", name="EEG (EDF ou BDF), n° 1").wait_for()
    interrupted = tmp_path / "suite.edf"
    interrupted.write_bytes(recordings.edf(seconds=9, rate=128, onsets=(*range(3), *range(6, 12))))
    page.set_input_files("[name=fichiers]", [str(interrupted)])
    page.get_by_role("button", name="Joindre", exact=True).click()
    page.get_by_role("link", name="EEG (EDF ou BDF), n° 2").wait_for()
    page.get_by_text("Retiré à l’arrivée").first.click()
    page.get_by_text("identité du patient").first.wait_for()
    sound(requester)
    page.get_by_role("link", name="Relire la demande").click()
    page.get_by_role("button", name="Envoyer la demande").click()
    number = page.url.rpartition("/")[2]

    expert.go(f"/lectures/{number}")
    page = expert.page
    page.get_by_role("button", name="Prendre cette demande").click()
    page.get_by_role("link", name="EEG (EDF ou BDF), n° 1").click()
    viewer = "document.querySelector('eeg-viewer').dataset"
    assert int(wait_until(page, f"{viewer}.first")) < 5000
    sound(expert)
    sheet = page.locator("eeg-viewer canvas")
    here = page.locator("eeg-viewer [data-part=here]")
    assert "De 00:00:00 à 00:00:10" in here.inner_text()
    before = page.evaluate("document.querySelector('eeg-viewer canvas').toDataURL()")
    sheet.press("ArrowRight")
    page.get_by_text("De 00:00:10 à 00:00:20").wait_for()
    assert page.evaluate("document.querySelector('eeg-viewer canvas').toDataURL()") != before
    page.select_option("eeg-viewer [data-part=montage]", "average")
    here.filter(has_text="référence moyenne").wait_for()
    drawn = page.evaluate(AVERAGE)
    assert np.abs(np.array(drawn) - averaged(recording.read_bytes())).max() < 0.01
    page.get_by_role("button", name="00:00:02 Yeux fermés").click()
    page.get_by_text("De 00:00:00 à 00:00:10").wait_for()
    assert page.get_by_role("button", name="Note").count() == 1, "a text with a name was replaced"
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 140)
    page.mouse.up()
    page.locator("eeg-viewer [data-part=measure]").filter(has_text="µV").wait_for()
    page.get_by_label("Deux pages").check()
    page.get_by_text("De 00:00:00 à 00:00:20").wait_for()
    signing = page.url
    _interruption(expert, interrupted.read_bytes(), number)
    page.goto(signing)
    for name, value in {"background": "normal", "sleep": "absent", "advice": "clinic"}.items():
        page.select_option(f"[name={name}]", value)
    page.get_by_role("button", name="Citer ce moment").click()
    page.get_by_role("button", name="Dicter : Conclusion").click()
    page.get_by_role("button", name="Dicter : Conclusion", pressed=False).wait_for()
    sound(expert)
    page.get_by_role("button", name="Signer la réponse").click()
    page.get_by_text("La réponse est signée").wait_for()

    requester.go(f"/avis/{number}")
    requester.page.get_by_text("[00:00:00] Pointes.").wait_for()
    requester.page.get_by_role("button", name="J’ai lu la réponse").click()
    sound(requester)


ACROSS = """async () => {
  const viewer = document.querySelector("eeg-viewer");
  const [first] = await viewer.recording.lines(viewer.montages.average, 2, 7, { high: 0, low: 0, notch: 0 });
  return [...first.values].map((one) => (Number.isNaN(one) ? null : one));
}"""


def _interruption(expert: Visitor, content: bytes, number: str) -> None:
    """What was recorded after an interruption is drawn at its true time, and nothing in between."""
    page = expert.go(f"/lectures/{number}")
    page.get_by_role("link", name="EEG (EDF ou BDF), n° 2").click()
    wait_until(page, "document.querySelector('eeg-viewer').dataset.first")
    page.get_by_text("sur 00:00:12").wait_for()
    page.get_by_role("button", name="00:00:03 Interruption de 3,0 s").click()
    found = page.evaluate(ACROSS)
    assert [one is None for one in found] == [128 <= k < 4 * 128 for k in range(5 * 128)]
    for place, second in ((0, 2), (4 * 128, 3)):
        drawn = np.array(found[place : place + 128])
        assert np.abs(drawn - averaged(content, second, seconds=9)).max() < 0.01
    sound(expert)


def test_a_series_is_scrolled_windowed_and_compared_with_the_one_before(visit: Any) -> None:
    expert = visit(DESK)
    expert.sign_in(EXPERT)
    expert.go("/lectures/")
    page = expert.page
    page.get_by_role("link", name="Imagerie").first.click()
    page.get_by_role("link", name="Série CT").click()
    viewer = "document.querySelector('dicom-viewer').dataset"
    assert int(wait_until(page, f"{viewer}.shown")) < 5000
    sound(expert)
    here = page.locator("dicom-viewer [data-part=here]").first
    before = here.inner_text()
    page.locator("dicom-viewer canvas").first.press("ArrowDown")
    wait_until(page, "document.querySelector('dicom-viewer [data-part=here]').textContent", lambda text: text != before)
    page.select_option("[data-part=window]", "os")
    assert "fenêtre 2000" in here.inner_text()
    page.get_by_label("Comparer deux séries").check()
    wait_until(page, "document.querySelectorAll('dicom-viewer [data-part=here]')[1].textContent")
    assert "Avant, demande" in page.get_by_label("Série comparée").evaluate("one => one.selectedOptions[0].text")
    page.get_by_role("button", name="Mesurer, annoter").click()
    box = page.locator("dicom-viewer canvas").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + 60)
    page.mouse.up()
    assert "mm" in page.locator("dicom-viewer [data-part=said]").inner_text()
    sound(expert)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert expert.sideways() <= 0


def test_a_hospital_links_its_machines_and_joins_what_they_send(visit: Any) -> None:
    computing, requester = visit(DESK), visit(PHONE)
    computing.sign_in(COMPUTING)
    page = computing.go("/systemes/")
    page.get_by_role("link", name="Ajouter une machine").click()
    given = {"Nom": "PACS de l’hôpital", "Titre AE": "PACS", "Adresses d’où elle envoie": "10.1.2"}
    for label, value in given.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("n’est pas une adresse").first.wait_for()
    assert [line for line in computing.complaints if "422" not in line] == []
    computing.complaints.clear()  # the browser notes the refusal
    sound(computing)
    page.get_by_label("Adresses d’où elle envoie").fill("")
    page.get_by_label("Adresse où elle reçoit").fill("127.0.0.1")
    page.get_by_label("Port où elle reçoit").fill("1")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="PACS de l’hôpital").click()
    page.get_by_role("button", name="Vérifier la liaison").click()
    page.get_by_text("ne répond pas").first.wait_for()
    page.get_by_role("link", name="Machines et logiciels").first.click()
    page.get_by_label("À quoi sert-elle").fill("dossier patient")
    page.get_by_label("Au nom de qui").select_option(label="Lise Aubépine")
    page.get_by_role("button", name="Donner une clé").click()
    key = page.get_by_role("region", name="La nouvelle clé").locator("code").inner_text()
    sound(computing)

    part = b"--edge\r\nContent-Type: application/dicom\r\n\r\n"
    sent = part + image(accession="TDM-2699") + b"\r\n--edge--\r\n"
    headers = {"Authorization": f"Bearer {key}", "Content-Type": STOW}
    stored = page.request.post(f"{computing.site.address}/dicomweb/studies", data=sent, headers=headers)
    assert (stored.status, NAME in stored.text()) == (200, False)

    requester.sign_in(REQUESTER)
    phone = requester.go("/avis/examens-recus")
    assert phone.get_by_text("aucune ne porte son numéro").count() == 1
    sound(requester)
    phone.get_by_label("Numéro de l’examen").fill("TDM-2699")
    phone.get_by_label("Demande à laquelle le joindre").select_option(index=1)
    phone.get_by_role("button", name="Joindre", exact=True).click()
    phone.get_by_text("L’examen est joint").first.wait_for()
    sound(requester)
    phone.get_by_role("link", name="Relire la demande").click()
    phone.get_by_role("button", name="Envoyer la demande").click()
    phone.get_by_role("link", name="Envoyer les images à notre PACS").click()
    phone.get_by_label("Envoyer à").select_option(label="PACS de l’hôpital")
    phone.get_by_role("button", name="Envoyer").click()
    phone.locator("tbody tr", has_text="PACS de l’hôpital").wait_for()
    sound(requester)

    page = computing.go("/systemes/")
    page.get_by_text("dossier patient").first.wait_for()
    sound(computing)
    page.locator("tr", has_text="dossier patient").get_by_role("button", name="Retirer").click()
    page.get_by_text("elle n’ouvre plus rien").wait_for()
    refused = page.request.post(f"{computing.site.address}/dicomweb/studies", data=sent, headers=headers)
    assert refused.status == 401
