"""A whole site, made by the steps of the demonstration for a small region and served to a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT, chromium
from tests.site import environment

environment.prepare()

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

    from maillage.artefacts import ArtefactStore

REGION = "94"  # Corsica: 360 communes, mountains, a real shortage, a few seconds
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = "rules => axe.run({runOnly: rules, resultTypes: ['violations'], selectors: false})"
IDLE = "() => new Promise((done) => requestIdleCallback(() => setTimeout(done), {timeout: 1000}))"
PHONE, DESK = (390, 844), (1280, 900)


def pytest_configure(config: pytest.Config) -> None:
    """Set up Django: pytest-django looked for settings before it reached this folder."""
    from pytest_django.plugin import _setup_django

    _setup_django(config)


def pytest_unconfigure() -> None:
    environment.dismiss()


@dataclass(frozen=True)
class Site:
    """A served site: its address and the password of the demonstration's accounts."""

    address: str
    password: str


@pytest.fixture(scope="package")
def data_folder(store: ArtefactStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder that reuses the heavy results stored between test runs."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("site")
    store.root.mkdir(parents=True, exist_ok=True)
    (folder / "artefacts").symlink_to(store.root, target_is_directory=True)
    before = settings.DATA_DIR
    settings.DATA_DIR = folder
    yield folder
    settings.DATA_DIR = before


@dataclass(frozen=True)
class Measured:
    """A database where the region is measured and nobody is invented, as ``init`` leaves it, and what measured it."""

    database: str
    world: Any


@pytest.fixture(scope="package")
def measured(django_db_setup: None, django_db_blocker: Any, data_folder: Path) -> Iterator[Measured]:
    """The measuring steps, once for all journeys."""
    from maillage.artefacts import ArtefactStore
    from maillage.demo.run import run_steps
    from maillage.demo.steps import STEPS
    from maillage.demo.world import World

    world = World(REGION, ArtefactStore(data_folder / "artefacts"))
    measuring = STEPS[: [step.name for step in STEPS].index("people")]
    with django_db_blocker.unblock(), environment.copied("measured") as database:
        with environment.working_on(database):
            run_steps(world, measuring, lambda _: None)
        yield Measured(database, world)


@pytest.fixture(scope="package")
def made(measured: Measured, django_db_blocker: Any) -> Iterator[str]:
    """The demonstration's other steps, in a database of their own. Returns the accounts' password."""
    from django.db import connections

    from maillage.demo.accounts import demo_password
    from maillage.demo.run import run_steps
    from maillage.demo.steps import STEPS
    from maillage.site import build_assets
    from maillage.site.observatory import settlement

    build_assets.build()
    copy = environment.copied("made", of=measured.database)
    with django_db_blocker.unblock(), copy as database, environment.working_on(database):
        run_steps(measured.world, STEPS, lambda _: None)
        settlement.try_on_measure()  # as the worker does within a minute
        # Connections opened now would not be visible inside the event loop of the browser.
        connections.close_all()
        yield demo_password()


@pytest.fixture(scope="module", autouse=True)
def as_made(made: str, browser: Browser, django_db_blocker: Any) -> Iterator[None]:
    """Give each module a copy of the demonstration's database."""
    with django_db_blocker.unblock(), environment.copied("begun") as database, environment.working_on(database):
        yield


@pytest.fixture(scope="package")
def site(made: str) -> Iterator[Site]:
    """Run the production server of the site on a free port."""
    from django.db import connections

    from maillage.site.booking import pace
    from maillage.site.config.wellformed import application
    from maillage.site.serving import address_of, claim_port
    from maillage.site.webserver import PATIENCE, web_server

    # Close connections at the end of each request: the server's threads end with the test.
    kept = connections.settings["default"]["CONN_MAX_AGE"]
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    # A browser under test types faster than a person, and all visitors share one address.
    before = pace.LEAST_AGE, pace.PER_HOUR
    pace.LEAST_AGE, pace.PER_HOUR = timedelta(0), 1000
    with claim_port("127.0.0.1", 0) as listener:
        server = web_server(application(), listener, PATIENCE)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield Site(address_of(listener), made)
        server.trigger.pull_trigger(server.close)
        thread.join(20)
    pace.LEAST_AGE, pace.PER_HOUR = before
    connections.settings["default"]["CONN_MAX_AGE"] = kept


@pytest.fixture(scope="package")
def browser(site: Site) -> Iterator[Browser]:
    """Start Chromium. Playwright's event loop runs in this thread, so Django's check for async code is switched off."""
    from django.db import connections
    from playwright.sync_api import Locator, sync_playwright

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        patch.setattr(Locator, "click", clicked_and_read(Locator.click))
        with sync_playwright() as playwright:
            opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            yield opened
            opened.close()
            # Beside a running event loop Django keeps separate connections, which nothing else would close.
            connections.close_all()


def clicked_and_read(click: Callable[..., None]) -> Callable[..., None]:
    """Let a click wait until the page that it opens is read whole.

    A click returns once the answer begins; on a loaded machine what a test looks for may not have arrived then.
    """

    def click_and_wait(self: Any, **options: Any) -> None:
        click(self, **options)
        if not self.page.is_closed():
            self.page.wait_for_load_state("domcontentloaded")

    return click_and_wait


@dataclass
class Visitor:
    """A visitor's browser page; it collects the errors that the browser reports."""

    page: Page
    site: Site
    script: bool = True
    complaints: list[str] = field(default_factory=list)
    underway: set[Request] = field(default_factory=set)
    """Requests of the page that have no answer yet."""

    def __post_init__(self) -> None:
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.underway.add(request))
        self.page.on("requestfinished", lambda request: self.underway.discard(request))
        self.page.on("requestfailed", lambda request: self.underway.discard(request))

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site.address + path, wait_until="load")
        return self.settle()

    def settle(self) -> Page:
        """Wait until scripts have nothing to do and nothing is asked any more.

        Playwright's own ``networkidle`` waits half a second after that, at each page.
        """
        self._pause()
        while self.underway:
            self._pause()
        return self.page

    def _pause(self) -> None:
        """Let the page do what it has to do; without script that is only to wait for answers."""
        if self.script:
            self.page.evaluate(IDLE)
        else:
            self.page.wait_for_timeout(10)

    def sign_in(self, email: str) -> None:
        """Sign in through the form."""
        self.go("/connexion")
        self.page.fill("#id_username", email)
        self.page.fill("#id_password", self.site.password)
        self.page.get_by_role("button", name="Se connecter").click()
        self.page.wait_for_url(lambda url: "connexion" not in url)

    def follow(self, *labels: str) -> None:
        """Open a page by the menu: its section, then the page."""
        for label in labels:
            self.page.get_by_role("banner").get_by_role("link", name=label, exact=True).click()

    def violations(self) -> list[str]:
        """Return the violations that axe finds on the page."""
        self.page.wait_for_load_state("domcontentloaded")
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(AXE_RUN, RULES)["violations"]
        return [f"{item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]

    def sideways(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        self.page.wait_for_load_state("domcontentloaded")
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Any]:
    """Return a function that makes visitors: ``visit()``, ``visit(PHONE)``, ``visit(script=False)``, and so on."""
    contexts: list[BrowserContext] = []

    def make(size: tuple[int, int] = DESK, *, script: bool = True, touch: bool = False) -> Visitor:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, locale="fr-FR", has_touch=touch
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(context.new_page(), site, script)

    yield make
    for context in contexts:
        context.close()
