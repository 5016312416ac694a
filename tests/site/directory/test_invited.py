"""The directory stores the professional of an invitation: constraints of the database, and the migration."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from maillage.site.accounts import links, services
from maillage.site.accounts.models import Invitation
from maillage.site.accounts.services import Invitee
from maillage.site.directory.models import InvitedProfessional
from tests.site import factories as make

NAMES = ("Rose", "Cormier")


def ask_now() -> None:
    """Check the deferred constraints now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def change_role(invitation: Invitation, role: str) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(role=role)
    ask_now()


@pytest.mark.django_db
def test_only_invitations_of_directory_roles_have_an_entry() -> None:
    house, doctor = make.place().organisation, make.professional(home=make.commune())
    invitation, _ = services.invite(Invitee("rose@example.org", *NAMES, "doctor", house, doctor.pk), None)
    host, _ = services.invite(Invitee("ada@example.org", *NAMES, "host", house), None)
    ask_now()
    for found, role in ((invitation, "host"), (host, "doctor")):
        with pytest.raises(DatabaseError, match="entry of the directory"), transaction.atomic():
            change_role(found, role)


@pytest.mark.django_db
def test_unaccepted_invitations_are_deleted_with_their_history() -> None:
    house, doctor = make.place().organisation, make.professional(home=make.commune())
    services.invite(Invitee("rose@example.org", *NAMES, "doctor", house, doctor.pk), None)
    events = apps.get_model("directory", "InvitedProfessionalEvent").objects
    assert events.exists()
    services.purge(timezone.now() + links.INVITATION_LASTS + links.KEPT_AFTERWARDS + timedelta(days=1))
    assert not InvitedProfessional.objects.exists()
    assert not events.exists()
