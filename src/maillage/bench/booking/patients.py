"""A client process that books, moves and cancels, each time as another invented person, through the public pages.

What protects the site from robots is met as persons meet it: each has a network address and a contact of their own, and
a form of the site which was opened more than two seconds before it is sent.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO
from urllib.parse import urlencode

from maillage.bench.booking.browser import Answer, Browser
from maillage.bench.booking.history import Act, Entry, Outcome
from maillage.bench.booking.world import Phase
from maillage.site.booking.proofs import solve

LEAST_AGE = 2.05
"""Seconds between opening a form and sending it: the site takes faster ones for robots."""
OPEN_FORMS = 3
TRIES_A_FORM = 3
MOTIVES = (("short", 15), ("long", 30), ("first", 45))
"""What is booked in the sessions that visits of different length share, and how many minutes it lasts."""
ASKED_AGAIN = "Ce créneau n’est plus là."
"""What it means when the site asks for a time again."""
HOT_SECONDS = 0.5
"""How long all clients want the same slot."""
PAUSE = 0.2
FICTION = ("019900", "026191", "035301", "046571", "053649", "063998")
"""Beginnings of the telephone numbers that the numbering authority keeps for fiction, 10,000 each."""
NETWORKS = 2**17
"""Addresses of 198.18.0.0/15, which is reserved for benchmarks."""


def digest(text: str) -> str:
    """Return the digest under which the database stores a key or a link."""
    return hashlib.sha256(text.encode()).hexdigest()


def network(number: int) -> str:
    """Return the address of a person: another one for each of 131,072 numbers."""
    number %= NETWORKS
    return f"198.{18 + number // 2**16}.{number // 256 % 256}.{number % 256}"


@dataclass
class Person:
    """An invented person with an open form; after booking, with an appointment."""

    number: int
    fields: dict[str, str]
    opened: float
    key: str
    tries: int = 0
    token: str = ""
    held: set[int] = field(default_factory=set[int])
    session: int = 0

    @property
    def home(self) -> str:
        """Their network address."""
        return network(self.number)


class Patients:
    """Acts at random until it is over; writes each request to ``record``."""

    def __init__(
        self, client: int, phase: Phase, record: TextIO, over: Callable[[], bool], browser: Browser | None = None
    ) -> None:
        self._client, self._phase, self._record, self._over = client, phase, record, over
        self._random = random.Random(1000 * phase.seed + client)  # noqa: S311
        self._browser = browser or Browser(phase.address)
        self._forms: deque[Person] = deque()
        self._booked: list[Person] = []
        self._slots = frozenset(phase.slots)
        self._number = phase.first_person(client)

    def run(self) -> None:
        """Book, move and cancel; end with no request without answer, as far as the site answers again."""
        while not self._over():
            self.step()

    def step(self) -> None:
        """Do one thing."""
        chance = self._random.random()
        if self._booked and chance < self._phase.cancelled:
            self._cancel(self._taken_out())
        elif self._booked and chance < self._phase.cancelled + self._phase.moved:
            person = self._random.choice(self._booked)
            if not person.session:
                self._move(person)
        else:
            self._book()

    def _taken_out(self) -> Person:
        return self._booked.pop(self._random.randrange(len(self._booked)))

    def _slot(self) -> int:
        """Choose a slot: often the one that all want at the moment, else any."""
        slots = self._phase.slots
        if self._random.random() < self._phase.hot:
            return slots[int(time.monotonic() / HOT_SECONDS) * 7919 % len(slots)]
        return self._random.choice(slots)

    def _open(self) -> None:
        """Open the last page of booking as a new person, which gives a form with its key."""
        self._number += self._phase.stride
        asked = {**self._phase.answers, "creneau": self._slot()}
        page = self._browser.get(f"/rendez-vous?{urlencode(asked)}", home=network(self._number))
        fields = page.fields
        if page.status != 200 or len(fields) != 2:
            time.sleep(PAUSE)
            return
        proof = {"preuve": solve(fields["cle"])}  # as the script of the page does
        told = {**self._phase.answers, **_identity(self._number), **fields, **proof, "etape": "reserver"}
        self._forms.append(Person(self._number, told, page.ended, digest(fields["cle"])))

    def _book(self) -> None:
        if len(self._forms) < OPEN_FORMS:
            self._open()
            return
        age = time.monotonic() - self._forms[0].opened
        if age < LEAST_AGE:
            time.sleep(min(LEAST_AGE - age, PAUSE))
            return
        person = self._forms.popleft()
        if self._random.random() < self._phase.visits:
            self._visit(person)
            return
        slot = self._slot()
        while True:
            answer = self._sent(Act.BOOK, person, "/rendez-vous", {**person.fields, "creneau": slot}, slot)
            if answer.status == 302:
                person.token = answer.location.rpartition("/")[2]
                person.held.add(slot)
                self._booked.append(person)
            person.tries += 1
            times = [one for one in answer.times if one in self._slots]
            if answer.status != 409 or not times or person.tries == TRIES_A_FORM:
                return
            slot = self._random.choice(times)

    def _visit(self, person: Person) -> None:
        """Book a visit of some length in a session that several share."""
        person.session, visits = self._random.choice(self._phase.shared)
        slot, motive = self._random.choice(visits)
        fields: dict[str, object] = {**person.fields, "creneau": slot, "motif": motive}
        answer = self._sent(Act.BOOK, person, "/rendez-vous", fields, slot)
        if outcome_of(answer) == Outcome.DONE:
            person.token = answer.location.rpartition("/")[2]
            self._booked.append(person)

    def _move(self, person: Person) -> None:
        """Move to a slot where the person has not been, so that a history of holds has no slot twice."""
        slot = self._slot()
        if slot in person.held:
            return
        person.held.add(slot)
        self._sent(Act.MOVE, person, f"/rendez-vous/{person.token}/deplacer", {"creneau": slot}, slot)

    def _cancel(self, person: Person) -> None:
        self._sent(Act.CANCEL, person, f"/rendez-vous/{person.token}/annuler", {}, 0)

    def _sent(self, act: Act, person: Person, path: str, fields: dict[str, object], slot: int) -> Answer:
        """Send a form until it is answered, as somebody does who reloads the page; every try is an entry."""
        csrf = {"csrfmiddlewaretoken": person.fields["csrfmiddlewaretoken"]}
        deadline = 0.0
        while True:
            answer = self._browser.post(path, {**csrf, **fields}, home=person.home)
            outcome = outcome_of(answer)
            token = answer.location.rpartition("/")[2] if act == Act.BOOK and outcome == Outcome.DONE else ""
            said = (answer.said or ASKED_AGAIN) if outcome == Outcome.REFUSED else ""
            entry = Entry(
                act, outcome, answer.began, answer.ended, answer.status, key=person.key, slot=slot,
                session=person.session, token=digest(token) if token else "", said=said, client=self._client,
            )  # fmt: skip
            self._record.write(entry.to_line())
            if outcome != Outcome.UNKNOWN:
                return answer
            deadline = deadline or time.monotonic() + self._phase.patience
            if time.monotonic() > deadline:
                return answer
            time.sleep(PAUSE)


def outcome_of(answer: Answer) -> Outcome:
    """Return what an answer to a form means: the next page, a refusal, or nothing for sure.

    Whose slot is no longer there is led back to the list of times.
    """
    if answer.status in (301, 302, 303):
        return Outcome.REFUSED if answer.location.startswith("/rendez-vous?") else Outcome.DONE
    return Outcome.REFUSED if 200 <= answer.status < 500 else Outcome.UNKNOWN


def _identity(number: int) -> dict[str, str]:
    """Return the identity of a person: every other one has a telephone number kept for fiction, or else an address."""
    letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
    rank, told = divmod(number, 2)
    phone = f"{FICTION[rank // 10_000]}{rank % 10_000:04d}" if told and rank < 10_000 * len(FICTION) else ""
    email = "" if phone else f"patient{number}@example.org"
    return {
        "first_name": "Essai",
        "last_name": f"Mesure {letters}",
        "birth_year": "1950",
        "phone": phone,
        "email": email,
    }
