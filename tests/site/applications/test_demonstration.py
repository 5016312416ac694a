"""Applications of the demonstration: every desk has work, created by the real services."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from maillage.demo.applications import STAGES, create_applications
from maillage.site.accounts.models import User
from maillage.site.applications.desks import queue_of
from maillage.site.applications.models import Application
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_each_role_finds_applications_in_each_state() -> None:
    make.designated()
    make.place()
    for rank in range(3):
        make.professional(reference=f"D{rank:03d}")
    assert create_applications("76", make.coordinator(), seed=1) == len(STAGES)
    states = Counter(Application.objects.values_list("state", flat=True))
    assert states == {"draft": 2, "sent": 6, "accepted": 1, "refused": 1, "withdrawn": 1}
    today = timezone.localdate()
    order, insurer = (User.objects.get(email=f"{who}@maillage.example") for who in ("ordre", "assurance"))
    assert [row.late for row in queue_of(order, today)] == [True, False, False]
    assert [row.late for row in queue_of(insurer, today)] == [True, False, False, False, False]
