"""The benchmark of examinations: an upload with a break, ranges, and both viewers in Chromium."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maillage.bench.booking.running import RunningSite, run_module
from maillage.bench.reading.sending import Sender, median
from maillage.bench.reading.setting import EXPERT, REQUESTER, Setting
from maillage.bench.report import BenchReport, BenchRow
from maillage.errors import MaillageError

if TYPE_CHECKING:
    from playwright.sync_api import Page

UPLOAD_SECONDS, UPLOAD_MB, RANGE_SECONDS = 6.0, 100, 0.005
FIRST_PAGE, TURN, TURN_MOST = 0.5, 0.030, 0.100
FIRST_IMAGE, IMAGE_AGAIN, STEP = 1.0, 0.4, 0.050


@dataclass(frozen=True)
class Viewer:
    """A viewer: its element, where it notes its first picture, the key for the next, how often, names of the rows."""

    element: str
    mark: str
    key: str
    turns: int
    first: str
    next: str


EEG = Viewer("eeg-viewer", "first", "ArrowRight", 40, "EEG, first page", "EEG, turn")
IMAGES = Viewer("dicom-viewer", "shown", "ArrowUp", 15, "image, first", "image, step")
# A turn counts until the browser has painted it: two frames after the drawing was asked for.
PAINTED = """() => new Promise((done) => {
  const began = performance.now();
  const viewer = document.querySelector("eeg-viewer, dicom-viewer");
  const before = (viewer.dataset.turns ?? viewer.dataset.steps ?? "").length;
  viewer.querySelector("canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "KEY" }));
  const look = () => {
    const now = (viewer.dataset.turns ?? viewer.dataset.steps ?? "").length;
    const over = now !== before || performance.now() - began > 2000;
    requestAnimationFrame(over ? () => done(performance.now() - began) : look);
  };
  look();
})"""


def bench_reading(megabytes: int, ranges: int) -> BenchReport:
    """Send a recording of about ``megabytes`` with one break, read ``ranges`` of it, open both viewers."""
    folder = Path(tempfile.mkdtemp(prefix="maillage-reading-"))
    try:
        run_module("setting", folder, package="maillage.bench.reading")
        with ExitStack() as stack:
            site = RunningSite(folder)
            stack.callback(site.stop)
            site.start()
            setting = Setting(**json.loads((folder / "reading.json").read_text(encoding="utf-8")))
            rows, checks = _sent(site.address, setting, megabytes, ranges)
            rows += _shown(site.address, setting, stack)
        return BenchReport(rows, {}, {**checks, **_in_time(rows, megabytes)}, {"megabytes": megabytes})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def long_recording(megabytes: int) -> bytes:
    """Return an invented EEG repeated until it has about as many million bytes; it names nobody."""
    from maillage.site.files.invented import eeg

    one = eeg()
    head = int(one[184:192])
    times = max(1, round(megabytes * 1e6 / (len(one) - head)))
    records = str(int(one[236:244]) * times).ljust(8).encode()
    return one[:236] + records + one[244:head] + one[head:] * times


def _sent(address: str, setting: Setting, megabytes: int, ranges: int) -> tuple[list[BenchRow], dict[str, bool]]:
    content = long_recording(megabytes)
    sender = Sender(address, REQUESTER, setting.password)
    seconds = sender.send(setting.recording, content)
    at, digest = sender.kept(setting.recording)
    each = sender.ranges(at, len(content), ranges)
    size = len(content) / 1e6
    rows = [
        BenchRow(f"{size:.0f} MB, one break", seconds, None, f"checked, cleaned, encrypted (bar {UPLOAD_SECONDS} s)"),
        BenchRow("a range of 64 KiB", median(each), None, f"p50, {each[-1] * 1000:.1f} ms at most (bar 5 ms)"),
    ]
    page = sender.page(f"/avis/{setting.recording}")
    _press(sender, setting.recording, page, "envoyer")
    return rows, {"same hash": digest == hashlib.sha256(content).hexdigest()}


def _press(sender: Sender, request: int, page: str, act: str) -> None:
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    form = {"csrfmiddlewaretoken": token, "acte": act}
    sender.http.post(
        f"{sender.address}/avis/{request}", form, headers={"Referer": sender.address}, timeout=60
    )  # fmt: skip


def _shown(address: str, setting: Setting, stack: ExitStack) -> list[BenchRow]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None or find_spec("playwright") is None:
        return [BenchRow("viewers", None, None, "not measured: needs Chromium and Playwright")]
    from playwright.sync_api import sync_playwright

    playwright = stack.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    stack.callback(browser.close)
    page = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}/connexion")
    page.fill("#id_username", EXPERT)
    page.fill("#id_password", setting.password)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "connexion" not in url)
    return [
        *_viewed(page, f"{address}/lectures/{setting.recording}", EEG),
        *_viewed(page, images := f"{address}/lectures/{setting.images}", IMAGES),
        BenchRow("image, again", _first(page, images, IMAGES), None, f"opened once more (bar {IMAGE_AGAIN} s)"),
    ]


def _first(page: Page, request: str, viewer: Viewer) -> float:
    """Open the first examination of a request; return the seconds until its first picture."""
    page.goto(request)
    page.locator("a[href^='/lectures/examens/']").first.click()
    return float(_wait(page, f"document.querySelector('{viewer.element}')?.dataset.{viewer.mark}")) / 1000


def _viewed(page: Page, request: str, viewer: Viewer) -> list[BenchRow]:
    first = _first(page, request, viewer)
    page.wait_for_timeout(800)
    turns: list[float] = []
    for _ in range(viewer.turns):
        turns.append(page.evaluate(PAINTED.replace("KEY", viewer.key)) / 1000)
        page.wait_for_timeout(150)
    turns.sort()
    note = f"p50 until painted, {turns[-1] * 1000:.0f} ms at most"
    return [
        BenchRow(viewer.first, first, None, "from the start of its script to the first picture"),
        BenchRow(viewer.next, median(turns), None, note, {"most_s": round(turns[-1], 4)}),
    ]


def _wait(page: Page, what: str) -> Any:
    for _ in range(400):
        found = page.evaluate(what)
        if found:
            return found
        page.wait_for_timeout(25)
    raise MaillageError(f"{page.url}: nothing was shown.")


def _in_time(rows: list[BenchRow], megabytes: int) -> dict[str, bool]:
    found = {row.engine: row for row in rows}
    checks: dict[str, bool] = {"range": _under(found.get("a range of 64 KiB"), RANGE_SECONDS)}
    if megabytes >= UPLOAD_MB:
        checks["upload"] = _under(rows[0], UPLOAD_SECONDS)
    if "EEG, turn" in found:
        turn = found["EEG, turn"]
        checks["EEG, first page"] = _under(found["EEG, first page"], FIRST_PAGE)
        checks["EEG, turn"] = _under(turn, TURN) and turn.detail["most_s"] <= TURN_MOST
        checks["image, first"] = _under(found["image, first"], FIRST_IMAGE)
        checks["image, again"] = _under(found["image, again"], IMAGE_AGAIN)
        checks["image, step"] = _under(found["image, step"], STEP)
    return checks


def _under(row: BenchRow | None, bar: float) -> bool:
    return row is not None and row.seconds is not None and row.seconds <= bar
