"""Who writes: the name that messages leave under, and the lines they end with.

The outbox knows no site: the app that keeps the site's identity answers for it when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings


@dataclass(frozen=True)
class Sender:
    """Name of the site, the telephone it is reached by and when that is answered ("" where it is not said)."""

    name: str = "Maillage"
    phone: str = ""
    hours: str = ""


_answers: list[Callable[[], Sender]] = []


def answer_sender(answer: Callable[[], Sender]) -> None:
    """Register who knows in whose name the site writes; the last one registered is asked."""
    _answers.append(answer)


def sender() -> Sender:
    """In whose name the site writes."""
    return _answers[-1]() if _answers else Sender()


def signed(body: str) -> str:
    """A text with the name of the site under it, and its telephone where it has one."""
    who = sender()
    telephone = who.phone.replace(" ", "\u00a0")
    if telephone:
        telephone = f"Téléphone\u00a0: {telephone}" + (f" ({who.hours})" if who.hours else "")
    return "\n".join([body.rstrip("\n"), "", *filter(None, (who.name, telephone)), ""])


def from_address() -> str:
    """The address messages come from, under the name of the site."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return str(Address(display_name=sender().name, addr_spec=address))
