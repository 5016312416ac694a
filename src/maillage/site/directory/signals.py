"""Signals of the directory to the apps above it, sent inside the transaction of the change."""

from __future__ import annotations

from django.dispatch import Signal

promise_changed = Signal()
"""A place no longer gives something it promised: ``place``, ``told`` (sentences), ``by`` (None: command line)."""

opening_changed = Signal()
"""Hours or closures of a place or its rooms changed: ``place``, ``by``; who has sessions there asks what still fits."""

place_handed_over = Signal()
"""A place passed to another organisation: ``handover``; the days before it stay with who kept the place then."""
