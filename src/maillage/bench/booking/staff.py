"""A client process of those who work with the site: it cancels sessions, replaces doctors, publishes, and books.

Every process does all of it in turn, with accounts that others use at the same time, through the pages of these roles.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TextIO

from maillage.bench.booking.browser import Answer, Browser
from maillage.bench.booking.history import Act, Entry, Outcome
from maillage.bench.booking.patients import PAUSE, Patients, network
from maillage.bench.booking.world import Account, Phase, World

BREATH = 0.3
"""Seconds between two acts of one process."""
FEWEST_WEEKS, MOST_WEEKS = 5, 8


class Staff:
    """Acts for a coordination and its doctors until it is over; writes each request to ``record``."""

    def __init__(self, client: int, phase: Phase, world: World, record: TextIO, over: Callable[[], bool]) -> None:
        self._client, self._phase, self._world, self._record, self._over = client, phase, world, record, over
        self._random = random.Random(1000 * phase.seed + client)  # noqa: S311
        self._home = network(client)
        self._desk: Patients | None = None
        self._open: dict[str, tuple[Browser, str]] = {}
        mine = [one for rank, one in enumerate(world.doctors) if rank % phase.staff == client % phase.staff]
        own = set(phase.sessions)
        self._doctors = [Account(one.email, [day for day in one.days if own.issuperset(day)]) for one in mine]

    def run(self) -> None:
        """Do one act after the other."""
        acts = (self._replace, self._book, self._publish, self._book, self._call_off, self._book)
        turn = self._client
        while not self._over():
            acts[turn % len(acts)]()
            turn += 1
            if turn % 2 == 0:
                time.sleep(BREATH)

    def _coordinator(self) -> Account:
        return self._world.coordinators[self._client % len(self._world.coordinators)]

    def _signed_in(self, account: Account) -> tuple[Browser, str] | None:
        """Return the browser in which an account is signed in, and the token of its forms; None if it cannot be now."""
        if account.email not in self._open:
            browser = Browser(self._phase.address)
            page = browser.get("/connexion", home=self._home)
            fields = {"username": account.email, "password": self._world.password}
            token = page.fields.get("csrfmiddlewaretoken", "")
            answer = browser.post("/connexion", {**fields, "csrfmiddlewaretoken": token}, home=self._home)
            if answer.status != 302 or "session" not in browser.cookies:
                time.sleep(PAUSE)
                return None
            self._open[account.email] = browser, browser.cookies["csrf"]
        return self._open[account.email]

    def _act(
        self, act: Act, account: Account, path: str, fields: Mapping[str, object], sessions: Sequence[int] = (0,)
    ) -> Answer | None:
        """Send a form and read the page that follows, until both are answered; every try is an entry a session."""
        signed = self._signed_in(account)
        if signed is None:
            return None
        browser, token = signed
        deadline = time.monotonic() + self._phase.patience
        while True:
            sent = browser.post(path, {**fields, "csrfmiddlewaretoken": token}, home=self._home)
            after = browser.get(sent.location, home=self._home) if sent.status == 302 else sent
            known = after.status == 200 and sent.status == 302
            outcome = Outcome.UNKNOWN
            if known or 400 <= sent.status < 500:
                outcome = Outcome.DONE if known and after.told_done else Outcome.REFUSED
            said = after.said if outcome == Outcome.REFUSED else ""
            for session in sessions:
                entry = Entry(act, outcome, sent.began, sent.ended, sent.status, session=session, said=said,
                              client=self._client)  # fmt: skip
                self._record.write(entry.to_line())
            if outcome != Outcome.UNKNOWN or time.monotonic() > deadline:
                return after
            time.sleep(PAUSE)

    def _call_off(self) -> None:
        """Cancel a session; those who act at the same time often choose the same one."""
        sessions = self._phase.sessions
        session = sessions[int(time.monotonic()) * 7919 % len(sessions)]
        path = f"/coordination/vacations/{session}"
        self._act(Act.CALL_OFF, self._coordinator(), path, {"acte": "annuler"}, [session])

    def _replace(self) -> None:
        """Give a day back as its doctor, then find another doctor for each of its sessions as the coordination."""
        doctor = self._random.choice(self._doctors) if self._doctors else None
        if doctor is None or not doctor.days:
            return
        day = self._random.choice(doctor.days)
        given_back = {"acte": "refuser", "raison": "other"}
        self._act(Act.RELEASE, doctor, f"/soignant/journees/{day[0]}", given_back, day)
        for session in day:
            for reserve in self._random.sample(list(self._world.reserves), min(3, len(self._world.reserves))):
                proposed = {"acte": "proposer", "medecin": reserve}
                path = f"/coordination/vacations/{session}"
                answer = self._act(Act.REPLACE, self._coordinator(), path, proposed, [session])
                if answer is None or answer.told_done:
                    break

    def _publish(self) -> None:
        """Publish a programme again, for more weeks or fewer; all processes use the same one at the same time."""
        programmes = self._world.programmes
        programme = programmes[int(time.monotonic()) % len(programmes)]
        weeks = self._random.randint(FEWEST_WEEKS, MOST_WEEKS)
        path = f"/coordination/programmes/{programme}"
        self._act(Act.PUBLISH, self._coordinator(), path, {"acte": "publier", "weeks": weeks})

    def _book(self) -> None:
        """Book, move or cancel for others, signed in at the desk, by the same pages."""
        signed = self._signed_in(self._coordinator())
        if signed is None:
            return
        if self._desk is None:
            at_desk = replace(self._phase, answers={**self._phase.answers, "pour": "autre"})
            self._desk = Patients(self._client, at_desk, self._record, self._over, signed[0])
        self._desk.step()
