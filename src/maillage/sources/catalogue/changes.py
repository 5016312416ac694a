"""A change between communes, as the register of INSEE tells it."""

from __future__ import annotations

Change = tuple[str, int, str, str]
"""Date (ISO), kind, code before, code after."""
