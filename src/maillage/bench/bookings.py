"""Books and cancels appointments in a site at a steady pace, while its pages are measured.

Each booking goes through the site's own service, as one sent from the form does; persons are invented, with telephone
numbers reserved for fiction and no e-mail address, so that nobody is written to. What is booked is cancelled again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import cycle, islice

from django.db import connections
from django.utils import timezone

from maillage.schemes import Profession
from maillage.site.agenda.models import Session
from maillage.site.booking import services
from maillage.site.booking.patients import PatientData
from maillage.site.booking.slots import bookable
from maillage.site.booking.tokens import new_key
from maillage.site.directory.models import Professional
from maillage.site.refusals import Refused


class Bookings:
    """A thread that alternately books a free slot near its own commune and cancels, ``per_second`` times a second."""

    def __init__(self, per_second: float) -> None:
        self._per_second, self._done, self._tokens = per_second, 0, list[str]()
        free = self._free()
        self._count, self._slots = len(free), cycle(free)

    @property
    def per_second(self) -> float:
        """How many writes a second it is asked for."""
        return self._per_second

    def done(self) -> int:
        """Return how many bookings and cancellations were committed so far."""
        return self._done

    @contextmanager
    def writing(self) -> Generator[None]:
        """Write at the pace asked for during the block, then cancel what is still booked."""
        over = threading.Event()
        thread = threading.Thread(target=self._write, args=(over,), name="bookings")
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            while self._tokens:
                services.cancel(self._tokens.pop())

    def _write(self, over: threading.Event) -> None:
        began, turn = time.monotonic(), 0
        try:
            while not over.wait(max(0.0, began + turn / self._per_second - time.monotonic())):
                turn += 1
                if self._tokens and turn % 2 == 0:
                    services.cancel(self._tokens.pop())
                    self._done += 1
                else:
                    self._done += self._book()
        finally:
            connections.close_all()

    def _book(self) -> bool:
        """Book the next slot that a person without treating doctor of its commune may take, if there is one."""
        for slot, commune in islice(self._slots, self._count):
            try:
                done = services.book(slot, _person(slot, commune), new_key())
            except Refused:
                continue
            self._tokens.append(done.token)
            return True
        return False

    def _free(self) -> list[tuple[int, str]]:
        doctors = Professional.objects.filter(profession=Profession.GP)
        sessions = Session.objects.given_by(doctors)
        slots = bookable(timezone.now()).filter(session__in=sessions.values("pk")).order_by("starts")
        return list(slots.values_list("pk", "session__commune"))


def _person(slot: int, commune: str) -> PatientData:
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(slot))
    return PatientData("Essai", f"Mesure {letters}", 1950, commune, False, phone=f"063998{slot % 10_000:04d}")
