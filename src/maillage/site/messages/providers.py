"""How a message leaves, and what the answers of a provider mean for it."""

from __future__ import annotations

import smtplib
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from maillage.site.messages.models import Message
from maillage.site.messages.signature import from_address


class RefusedByProvider(Exception):
    """The provider will never take this message: it is given up at once."""


class Unreachable(Exception):
    """The provider takes nothing at the moment: what else waits need not be tried now."""


class Email:
    """E-mail, as ``MAILLAGE_EMAIL_URL`` says; one connection for all the messages of a round."""

    _connection: Any = None

    def __enter__(self) -> Email:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> Any:
        """The connection, made when there is a message for it."""
        if self._connection is None:
            self._connection = get_connection()
        self._connection.open()
        return self._connection

    def send(self, message: Message) -> None:
        """Hand a message over. Raises ``RefusedByProvider``, ``Unreachable``, or what went wrong this time."""
        try:
            connection = self._open()
        except OSError as error:
            raise Unreachable(told(error)) from error
        try:
            EmailMessage(message.subject, message.body, from_address(), [message.to], connection=connection).send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
            if _for_good(error):
                raise RefusedByProvider(told(error)) from error
            raise
        except ValueError as error:  # a line break in a header, an address that cannot be written
            raise RefusedByProvider(told(error)) from error
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            raise Unreachable(told(error)) from error


PROVIDERS = {Message.Channel.EMAIL: Email}
NOWHERE = frozenset({"files", "filebased", "console", "dummy"})


def reach_people() -> bool:
    """Whether messages leave this machine; without a mail server they are files of the data folder."""
    return settings.EMAIL_BACKEND.split(".")[-2] not in NOWHERE


def _codes(error: BaseException) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return sorted({code for code, _ in error.recipients.values()})
    code = getattr(error, "smtp_code", None)
    return [code] if isinstance(code, int) else []


def _for_good(error: BaseException) -> bool:
    """Whether every code of the answer is a permanent one (5xx); an answer without code is too."""
    return all(500 <= code < 600 for code in _codes(error))


def told(error: BaseException) -> str:
    """What may be kept of an error: its kind and the codes of the answer. Its text may hold an address."""
    return " ".join([type(error).__name__, *map(str, _codes(error))])[:100]
