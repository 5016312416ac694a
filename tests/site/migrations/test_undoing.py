"""Every migration can be reversed and applied again without losing the rows that it moves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.core.management import call_command
from django.db import connection

from maillage.site.database import check_schema
from tests.site import factories as make
from tests.site.migrations.before import furthest, migrate

OURS = ("observatory", "booking", "agenda", "engagements", "plans", "directory", "accounts", "geography")
On = Callable[[str], AbstractContextManager[str]]


def test_migrations_can_be_reversed_and_applied_again(on: On) -> None:
    with on(connection.settings_dict["NAME"]):
        migrate([(app, None) for app in OURS])
        assert not [table for table in connection.introspection.table_names() if table.startswith(OURS)]
        call_command("migrate", verbosity=0)
        assert check_schema(connection)


def test_the_professional_of_an_invitation_moves_to_the_directory_with_its_history(on: On) -> None:
    with on("template1"):
        migrate(furthest([("directory", "0001_initial")]))
        house, home = make.organisation("practice"), make.commune()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO directory_professional (first_name, last_name, profession, status, home_id, email, phone)"
                " VALUES ('Rose', 'Cormier', 'gp', 'practising', %s, '', '') RETURNING id",
                [home.pk],
            )
            doctor = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO accounts_invitation (email, first_name, last_name, organisation_id, role, professional_id,"
                " digest, made_at, expires_at) VALUES ('rose@example.org', 'Rose', 'Cormier', %s, 'doctor', %s, %s,"
                " now(), now() + interval '7 days')",
                [house.pk, doctor, bytes(32)],
            )
            cursor.execute("SELECT pgh_created_at FROM accounts_invitationevent")
            noted = cursor.fetchone()[0]
        then = migrate(furthest([("directory", "0003_invited_professional_moved")]))
        row = then.get_model("directory", "InvitedProfessional").objects.get()
        assert (row.invitation.email, row.professional_id) == ("rose@example.org", doctor)
        event = then.get_model("directory", "InvitedProfessionalEvent").objects.get()
        assert (event.pgh_created_at, event.pgh_obj_id, event.professional_id) == (noted, row.pk, doctor)
