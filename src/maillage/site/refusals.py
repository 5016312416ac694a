"""Errors by which a service refuses a request: one French sentence for the page, one class for the caller."""

from __future__ import annotations

from django.utils.translation import gettext


class Refused(Exception):
    """The request cannot be met; ``str(error)`` is shown to the user. Pages answer 409."""


class InvalidField(Refused):
    """One field of the submitted data is invalid; ``field`` is its name in the data that the service takes."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class Taken(Refused):
    """A person or a resource is already taken at that time."""


class WrongState(Refused):
    """The session or appointment has changed since the page was shown."""


class AlreadyDone(WrongState):
    """What is asked for is already done: the page says so, and nothing changes."""


class NotAllowed(Refused):
    """The user does not have this right. Pages answer 403."""


class Busy(Refused):
    """Too many simultaneous requests; the same request will succeed in a moment."""

    def __init__(self) -> None:
        super().__init__(gettext("Trop de demandes en même temps. Recommencez dans un instant."))
