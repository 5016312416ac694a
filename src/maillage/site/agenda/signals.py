"""Signals of the agenda to the apps above it, sent inside the transaction of the change."""

from __future__ import annotations

from django.dispatch import Signal

session_cancelled = Signal()
"""A session was cancelled: ``session``, ``by`` (a user)."""

session_moved = Signal()
"""A session was moved to another room or place: ``session``, ``before`` (its place until then), ``by``."""

session_held = Signal()
"""A session took place: ``session``, ``by`` (the user who says so), ``name`` (who told them, else "")."""

session_unheld = Signal()
"""That a session took place was said by mistake: ``session``, ``by``. A receiver may refuse."""

giver_changed = Signal()
"""A session changed hands: ``session``, ``before``, ``after`` (professionals), ``by``."""

programme_published = Signal()
"""Sessions of a programme were published: ``programme``, ``published`` (the result), ``by`` (None: command line)."""
