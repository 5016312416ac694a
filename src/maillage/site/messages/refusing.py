"""What a provider's failure means for a message."""

from __future__ import annotations


class RefusedByProvider(Exception):
    """The provider refuses this message permanently: do not retry."""


class Unreachable(Exception):
    """The provider accepts nothing at the moment: do not try the other messages now."""
