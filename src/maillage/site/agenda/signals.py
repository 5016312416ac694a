"""What the agenda tells the apps above it, inside the transaction of the change."""

from __future__ import annotations

from django.dispatch import Signal

session_cancelled = Signal()
"""A session is cancelled: ``session``, ``by`` (a user)."""

programme_published = Signal()
"""Sessions of a programme have come into the agenda: ``programme``, ``published`` (what the publication made),
``by`` (a user, None for the command line)."""
