"""Sender of the messages: the name they are sent under and the lines at their end.

This app does not know the site's identity: the app that stores it registers a function when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext


@dataclass(frozen=True)
class Sender:
    """Name of the site, its telephone, and the hours when it is answered (empty if not given)."""

    name: str = "Maillage"
    phone: str = ""
    hours: str = ""


_answers: list[Callable[[], Sender]] = []


def answer_sender(answer: Callable[[], Sender]) -> None:
    """Register the function that returns the sender; the last one registered is used."""
    _answers.append(answer)


def sender() -> Sender:
    """Return the sender of the site's messages."""
    return _answers[-1]() if _answers else Sender()


def signed(body: str) -> str:
    """Return a text followed by the name of the site and its telephone, if it has one."""
    who = sender()
    telephone = who.phone.replace(" ", "\u00a0")
    if telephone:
        telephone = gettext("Téléphone\u00a0: %(number)s") % {"number": telephone}
        telephone += f" ({who.hours})" if who.hours else ""
    return "\n".join([body.rstrip("\n"), "", *filter(None, (who.name, telephone)), ""])


def from_address() -> str:
    """Return the address that messages are sent from, with the name of the site."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return str(Address(display_name=sender().name, addr_spec=address))
