"""The benchmark of video calls: how soon three browsers see each other, and what a bad link does to them."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from maillage.bench.booking.running import SERVE, RunningSite, free_port, run_module
from maillage.bench.call import network
from maillage.bench.call.outside import refusals
from maillage.bench.call.people import CLEAN, OTHERS, Person, Three, concealed, until
from maillage.bench.call.setting import Setting
from maillage.bench.report import BenchReport, BenchRow
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

FAKE = ("--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
BARS = {"direct": (1.0, 2.0), "relay": (1.5, 3.0)}
"""Seconds until everybody sees everybody: median, and at most."""
REJOIN, BACK, CUT_SECONDS, SLOW_KBIT, SETTLE, LISTEN, SHARE = 2.0, 3.0, 8.0, 60, 10.0, 15.0, 0.02


def bench_call(calls: int) -> BenchReport:
    """Measure ``calls`` calls directly and as many by the relay, then one call on a bad link.

    Raises ``MaillageError`` if Playwright or Chromium is not installed, or browsers do not connect at all.
    """
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise MaillageError("The benchmark of calls needs Chromium. Install it (sudo apt install chromium).")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise MaillageError(
            "The benchmark of calls needs Playwright: .venv/bin/python -m pip install playwright"
        ) from error
    folder = Path(tempfile.mkdtemp(prefix="maillage-call-"))
    try:
        run_module("setting", folder, package="maillage.bench.call")
        with ExitStack() as stack:
            link = _link(folder, stack)
            site, relayed = _site(folder, link, stack)
            playwright = stack.enter_context(sync_playwright())
            near, far = _browsers(playwright, chromium, site.address, link, stack)
            setting = Setting.load(folder / "call.json")
            one, _ = setting.consultations
            three = Three(near, far, site.address, one, setting.password)
            other = _doctor_of_another(near, site.address, setting)
            return _measure(three, other, site.address, link, calls, relayed=relayed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _link(folder: Path, stack: ExitStack) -> network.FarLink | None:
    if network.INSIDE not in os.environ:
        return None
    link = network.FarLink(folder)
    stack.callback(link.close)
    return link


def _site(folder: Path, link: network.FarLink | None, stack: ExitStack) -> tuple[RunningSite, bool]:
    """Serve the site, with coturn if it is installed; return whether it is."""
    host, relayed = network.HERE if link else "127.0.0.1", shutil.which("turnserver") is not None
    turn = ("--with-turn", "--turn-port", str(free_port())) if relayed else ()
    site = RunningSite(folder, (*SERVE, *turn), host)
    stack.callback(site.stop)
    site.start({"MAILLAGE_ALLOWED_HOSTS": host})
    return site, relayed


def _browsers(
    playwright: Playwright, chromium: str, address: str, link: network.FarLink | None, stack: ExitStack
) -> tuple[Browser, Browser]:
    """Start a browser for nurse and doctor, and one for the patient, at the other end of the link if there is one."""
    arguments = [*FAKE, f"--unsafely-treat-insecure-origin-as-secure={address}"]
    found: list[Browser] = []
    for program in (chromium, link.browser(chromium) if link else chromium):
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        stack.callback(browser.close)
        found.append(browser)
    return found[0], found[1]


def _doctor_of_another(near: Browser, address: str, setting: Setting) -> Person:
    other = setting.consultations[1]
    path = f"/soignant/teleconsultations/{other.appointment}"
    person = Person("other", near.new_context(locale="fr-FR"), address, path)
    person.sign_in(other.doctor, setting.password)
    return person


def _measure(
    three: Three, other: Person, address: str, link: network.FarLink | None, calls: int, *, relayed: bool
) -> BenchReport:
    for one in (*three.all, other):
        one.arrive()
    refused = refusals(address, three.nurse, three.patient, other)
    three.begin()
    three.connect()  # the first one loads scripts and opens devices
    rows = [_connects("direct", [three.connect() for _ in range(calls)])]
    if relayed:
        rows.append(_connects("relay", [three.connect(by_relay=True) for _ in range(calls)]))
        three.connect()
    else:
        rows.append(BenchRow("by relay", None, None, "not measured: coturn is not installed"))
    rows.append(_rejoins(three, calls))
    rows += _bad_link(three, link)
    rows.append(BenchRow("nobody outside", None, None, f"{sum(refused.values())} of {len(refused)} ways refused"))
    return BenchReport(rows, {}, _checks(rows, refused), {"calls": calls, "people": 3})


def _connects(by: str, seconds: list[float]) -> BenchRow:
    detail = {"p50_s": round(statistics.median(seconds), 3), "max_s": round(max(seconds), 3)}
    median, most = BARS[by]
    note = f"p50, {detail['max_s']:.2f} s at most (bars {median} and {most})"
    return BenchRow(f"connects, {by}", detail["p50_s"], None, note, detail)


def _rejoins(three: Three, calls: int) -> BenchRow:
    """The doctor's tab is closed and opened again: from opening the page to the pictures of both others, and back."""
    seconds = [_rejoined(three) for _ in range(calls)]
    detail = {"p50_s": round(statistics.median(seconds), 3), "max_s": round(max(seconds), 3)}
    note = f"p50 with loading the page, {detail['max_s']:.2f} s at most (bar {REJOIN})"
    return BenchRow("a closed tab rejoins", detail["p50_s"], None, note, detail)


def _rejoined(three: Three) -> float:
    three.connect()
    three.doctor.close_tab()
    others = (three.nurse, three.patient)
    for one in others:
        one.page.evaluate(CLEAN)
    began = time.time() * 1000
    three.doctor.arrive()
    three.doctor.enter()
    until(lambda: len(three.doctor.seen()) >= OTHERS and all(one.seen() for one in others), "Nobody rejoined")
    return (max(max(one.seen()) for one in three.all) - began) / 1000


def _bad_link(three: Three, link: network.FarLink | None) -> list[BenchRow]:
    if link is None:
        why = f"not measured: {network.missing() or 'no network of its own'}"
        return [BenchRow(name, None, None, why) for name in ("8 s without network", "60 kbit/s")]
    three.connect()
    return [_cut(three, link), _slow(three, link)]


def _cut(three: Three, link: network.FarLink) -> BenchRow:
    """The patient has no network for 8 s; from its return until the patient sees both others move, and they him."""
    link.cut()
    time.sleep(CUT_SECONDS)
    before = [one.heard()["frames"] for one in three.all]
    link.restore()
    began = time.monotonic()
    # Nurse and doctor see each other all the time: their pictures are counted by connection.
    until(lambda: all(_moves(one, then) for one, then in zip(three.all, before, strict=True)), "No picture came back")
    seconds = round(time.monotonic() - began, 3)
    return BenchRow("8 s without network", seconds, None, f"until pictures move again (bar {BACK})")


def _moves(one: Person, before: float) -> bool:
    if one.name == "patient":
        return one.heard()["frames"] > before
    return len(one.page.evaluate(MOVING)) >= OTHERS


def _slow(three: Three, link: network.FarLink) -> BenchRow:
    """The patient's link carries 60 kbit/s each way: the share of sound made up, after 10 s to adapt."""
    link.shape(SLOW_KBIT)
    first = [one.heard() for one in three.all]
    time.sleep(SETTLE)
    early = concealed(three.all, first)
    later = [one.heard() for one in three.all]
    time.sleep(LISTEN)
    share = concealed(three.all, later)
    levels = [
        one.page.evaluate("() => Number(document.querySelector('video-call').dataset.level)") for one in three.all
    ]
    link.widen()
    detail = {"concealed_first_10_s": round(early, 4), "concealed_after": round(share, 4)}
    note = f"{share:.2%} of sound concealed after 10 s, {early:.1%} before (bar {SHARE:.0%}); levels {levels}"
    return BenchRow(f"{SLOW_KBIT} kbit/s", None, None, note, detail)


MOVING = """async () => {
  const moving = [];
  const frames = async (one) => {
    let sum = 0;
    for (const report of (await one.getStats()).values())
      if (report.type === "inbound-rtp" && report.kind === "video") sum += report.framesDecoded ?? 0;
    return sum;
  };
  for (const one of window.measured.connections) {
    if (one.connectionState === "closed") continue;
    const before = await frames(one);
    await new Promise((done) => setTimeout(done, 120));
    if ((await frames(one)) > before) moving.push(1);
  }
  return moving;
}"""


def _checks(rows: list[BenchRow], refused: dict[str, bool]) -> dict[str, bool]:
    found = {row.engine: row for row in rows}
    checks = {f"refused: {name}": good for name, good in refused.items()}
    for by, (median, most) in BARS.items():
        row = found.get(f"connects, {by}")
        if row is not None:
            checks[f"connects {by}"] = row.detail["p50_s"] <= median and row.detail["max_s"] <= most
    checks["a closed tab rejoins"] = found["a closed tab rejoins"].detail["max_s"] <= REJOIN
    back, slow = found.get("8 s without network"), found.get(f"{SLOW_KBIT} kbit/s")
    if back is not None and back.seconds is not None:
        checks["pictures come back"] = back.seconds <= BACK
    if slow is not None and slow.detail:
        checks["sound on a slow link"] = slow.detail["concealed_after"] < SHARE
    return checks
