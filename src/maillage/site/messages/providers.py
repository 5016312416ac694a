"""Providers that send messages, and the meaning of their answers."""

from __future__ import annotations

import smtplib
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage, get_connection

from maillage.site.messages.models import Message
from maillage.site.messages.refusing import RefusedByProvider, Unreachable
from maillage.site.messages.signature import from_address
from maillage.site.messages.sms_providers import Sms
from maillage.site.messages.sms_settings import email_leaves


class Email:
    """E-mail by ``MAILLAGE_EMAIL_URL``; one connection for all messages of a round."""

    _connection: Any = None

    def __enter__(self) -> Email:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._connection is not None:
            self._connection.close()

    def _open(self) -> Any:
        """Open the connection when the first message needs it."""
        if self._connection is None:
            self._connection = get_connection()
        self._connection.open()
        return self._connection

    def send(self, message: Message) -> None:
        """Send a message. Raises ``RefusedByProvider``, ``Unreachable``, or the error of this try."""
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
        except ValueError as error:  # A line break in a header, or an invalid address
            raise RefusedByProvider(told(error)) from error
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            raise Unreachable(told(error)) from error


PROVIDERS: dict[str, type[Email] | type[Sms]] = {Message.Channel.EMAIL: Email, Message.Channel.SMS: Sms}


def reach_people() -> bool:
    """Return whether messages leave this machine; without a mail server they become files of the data folder."""
    return email_leaves()


def _codes(error: BaseException) -> list[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return sorted({code for code, _ in error.recipients.values()})
    code = getattr(error, "smtp_code", None)
    return [code] if isinstance(code, int) else []


def _for_good(error: BaseException) -> bool:
    """Return whether all codes of an error are permanent (5xx), or it has no code."""
    return all(500 <= code < 600 for code in _codes(error))


def told(error: BaseException) -> str:
    """Return the class and codes of an error, which may be stored; its text may contain an address."""
    return " ".join([type(error).__name__, *map(str, _codes(error))])[:100]
