"""Outcome of a message, for the app that posted it: receivers get ``message`` and find their row by ``about``."""

from __future__ import annotations

from django.dispatch import Signal

sent = Signal()
failed = Signal()
