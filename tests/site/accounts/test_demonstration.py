"""The demonstration opens its accounts by invitation, like any site."""

from __future__ import annotations

import pytest

from maillage.demo.accounts import create_accounts, create_coordination, demo_password
from maillage.site.accounts.models import Invitation, User
from maillage.site.plans.models import PlanRun
from tests.site import factories as make

pytestmark = pytest.mark.django_db


def test_coordinator_doctor_and_host_are_invited_and_accept() -> None:
    agency = make.organisation("agency")
    agency.regions.add(make.region())
    doctor = make.professional()
    session = make.published(professional=doctor)
    PlanRun.objects.create(
        programme=session.programme, seed=1, objective=1.0, bound=1.0, gap=0.0, seconds=0.1, document={}, digest="x"
    )
    create_coordination("76")
    emails = create_accounts("76")
    assert emails == [
        "coordination@maillage.example",
        "analyste@maillage.example",
        "medecin@maillage.example",
        "lieu@maillage.example",
    ]
    roles = {user.email: user.memberships.get().role for user in User.objects.filter(email__in=emails)}
    assert set(roles.values()) == {"coordinator", "analyst", "doctor", "host"}
    assert all(user.check_password(demo_password()) for user in User.objects.filter(email__in=emails))
    doctor.refresh_from_db()
    assert doctor.user is not None
    assert doctor.user.email == "medecin@maillage.example"
    assert Invitation.objects.filter(accepted_at__isnull=False).count() == 4
