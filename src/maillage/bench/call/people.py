"""The browsers of a call: who sits where, how they enter, and what each sees and hears."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from maillage.bench.call.setting import Consultation
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PATIENCE = 30.0
STEP = 0.02
OTHERS = 2
"""How many others each of three people sees."""

SEEN = "() => Object.values(window.measured.first)"
CLEAN = "() => { window.measured.first = {}; window.measured.clicked = null; }"
SOUND = """async () => {
  const sums = { concealed: 0, all: 0, frames: 0 };
  for (const one of window.measured.connections) {
    if (one.connectionState === "closed") continue;
    for (const report of (await one.getStats()).values()) {
      if (report.type !== "inbound-rtp") continue;
      if (report.kind === "audio") {
        sums.concealed += report.concealedSamples ?? 0;
        sums.all += report.totalSamplesReceived ?? 0;
      } else sums.frames += report.framesDecoded ?? 0;
    }
  }
  return sums;
}"""
RELAYED = """async () => {
  const kinds = [];
  for (const one of window.measured.connections) {
    if (one.connectionState === "closed") continue;
    const all = await one.getStats();
    for (const report of all.values())
      if (report.type === "candidate-pair" && report.nominated && report.state === "succeeded")
        kinds.push(all.get(report.localCandidateId).candidateType);
  }
  return kinds;
}"""


class Person:
    """One of the call in a browser of their own; ``path`` is the page of the call."""

    def __init__(self, name: str, context: BrowserContext, address: str, path: str) -> None:
        self.name, self.context, self.address, self.path = name, context, address, path
        context.add_init_script(files("maillage.bench.call").joinpath("watch.js").read_text(encoding="utf-8"))
        context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = context.new_page()

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form."""
        self.page.goto(f"{self.address}/connexion")
        self.page.fill("#id_username", email)
        self.page.fill("#id_password", password)
        self.page.get_by_role("button", name="Se connecter").click()
        self.page.wait_for_url(lambda url: "connexion" not in url)

    def arrive(self, *, by_relay: bool = False) -> None:
        """Open the page of the call; ``by_relay``: this page connects through the relay only."""
        self.page.goto("about:blank")
        self.page.evaluate("name => { window.name = name; }", "relay" if by_relay else "direct")
        self.page.goto(self.address + self.path)
        self.page.wait_for_selector('[data-act="open"]', state="visible")

    def enter(self) -> None:
        """Press the button that opens the video, and return at once."""
        self.page.evaluate("""() => setTimeout(() => document.querySelector('[data-act="open"]').click())""")

    def act(self, value: str) -> None:
        """Press a button of the course: install, leave, let_in, ..."""
        self.page.locator(f'button[name="acte"][value="{value}"]').first.click()

    def close_tab(self) -> None:
        """Close the tab, as somebody does by mistake, and open an empty one."""
        self.page.close()
        self.page = self.context.new_page()

    def seen(self) -> list[float]:
        """When the first picture of each other person was seen, in milliseconds of the clock."""
        return self.page.evaluate(SEEN)

    def clicked(self) -> float:
        """When the button was pressed, in milliseconds of the clock."""
        return float(self.page.evaluate("() => window.measured.clicked ?? 0"))

    def level(self) -> int:
        """How much the page has given up: 0 nothing, 1 part of the picture, 2 the picture."""
        return int(self.page.evaluate("() => document.querySelector('video-call').dataset.level"))

    def heard(self) -> dict[str, float]:
        """Samples of sound concealed and received, and pictures decoded, so far."""
        return self.page.evaluate(SOUND)


class Three:
    """Nurse, patient and doctor of one consultation."""

    def __init__(self, near: Browser, far: Browser, address: str, one: Consultation, password: str) -> None:
        room = f"/soignant/teleconsultations/{one.appointment}"
        self.nurse = Person("nurse", near.new_context(locale="fr-FR"), address, room)
        self.doctor = Person("doctor", near.new_context(locale="fr-FR"), address, room)
        self.patient = Person("patient", far.new_context(locale="fr-FR"), address, f"/rendez-vous/{one.token}/video")
        self.nurse.sign_in(one.nurse, password)
        self.doctor.sign_in(one.doctor, password)
        self.all = (self.nurse, self.doctor, self.patient)

    def begin(self) -> None:
        """Lead the consultation until the doctor has let the patient in."""
        for who, what in ((self.nurse, "install"), (self.nurse, "leave"), (self.doctor, "let_in")):
            who.page.goto(who.address + who.path)
            who.act(what)
            who.page.wait_for_load_state("networkidle")

    def connect(self, *, by_relay: bool = False) -> float:
        """Open the three pages, press the three buttons at once; return the seconds until everybody sees everybody."""
        for one in self.all:
            one.arrive(by_relay=by_relay)
        for one in self.all:
            one.enter()
        until(lambda: all(len(one.seen()) >= OTHERS for one in self.all), "Three browsers did not connect")
        return self.since_clicked()

    def since_clicked(self) -> float:
        """Return the seconds from the last press of a button until everybody saw everybody."""
        return (max(max(one.seen()) for one in self.all) - max(one.clicked() for one in self.all)) / 1000


def until(done: Callable[[], Any], fault: str, patience: float = PATIENCE) -> None:
    """Wait until ``done``. Raises ``MaillageError`` with ``fault`` if that takes too long."""
    deadline = time.monotonic() + patience
    while not done():
        if time.monotonic() > deadline:
            raise MaillageError(f"{fault} within {patience:.0f} s.")
        time.sleep(STEP)


def concealed(people: Sequence[Person], before: Sequence[dict[str, float]]) -> float:
    """Return the largest share of sound that one of them had to make up since ``before``, 0 to 1."""
    shares: list[float] = []
    for one, earlier in zip(people, before, strict=True):
        now = one.heard()
        received = now["all"] - earlier["all"]
        shares.append((now["concealed"] - earlier["concealed"]) / received if received > 0 else 1.0)
    return max(shares)
