"""What a service refuses: one French sentence for the page, one class for the caller."""

from __future__ import annotations


class Refused(Exception):
    """The request cannot be met; ``str(error)`` is shown to the user. Pages answer 409."""


class InvalidField(Refused):
    """One line of what was sent cannot be used; ``field`` is its name in the data that the service takes."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class Taken(Refused):
    """Somebody or something is already taken at that time."""


class WrongState(Refused):
    """The session or appointment has moved on since the page was shown."""


class AlreadyDone(WrongState):
    """What is asked for stands already: said as such, and nothing changes."""


class NotAllowed(Refused):
    """Not this person's to do. Pages answer 403."""


class Busy(Refused):
    """Too many people at once; the same request will pass in a moment."""

    def __init__(self) -> None:
        super().__init__("Trop de demandes en même temps. Recommencez dans un instant.")
