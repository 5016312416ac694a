"""Every migration can be reversed and applied again without losing the rows that it moves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.site import factories as make
from tests.site.migrations.before import furthest, migrate

On = Callable[[str], AbstractContextManager[str]]


def ends(loader: MigrationLoader, ours: bool) -> list[tuple[str, str | None]]:
    """Return what to migrate to: nothing for every app of the site, or the last of those that need none of them."""
    mine = {app.label for app in apps.get_app_configs() if app.name.startswith("maillage.")}
    if ours:
        return [(app, None) for app in sorted(loader.migrated_apps & mine)]
    graph = loader.graph
    return [node for node in graph.leaf_nodes() if mine.isdisjoint(app for app, _ in graph.forwards_plan(node))]


def relations() -> set[tuple[str, str]]:
    """Return kind and name of every table, sequence, index and type of the current database.

    Functions are left out: those of triggers stay behind and are replaced when the trigger is created again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relkind::text, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " UNION SELECT typtype::text, typname FROM pg_type WHERE typnamespace = 'public'::regnamespace"
        )
        return set(cursor.fetchall())


@pytest.mark.long
def test_migrations_can_be_reversed_and_leave_nothing_behind(on: On) -> None:
    """What is left equals a database that never had an app of the site, so they can all be applied again."""
    with on("template1"):
        call_command("migrate", verbosity=0)
        migrate(ends(MigrationLoader(connection), ours=True))
        left = relations()
    with on("template1"):
        migrate(ends(MigrationLoader(connection), ours=False))
        assert left == relations()


def test_the_professional_of_an_invitation_moves_to_the_directory_with_its_history(on: On) -> None:
    with on("template1"):
        first = migrate(furthest([("directory", "0001_initial")]))
        house = first.get_model("accounts", "Organisation").objects.create(name="Cabinet", kind="practice")
        home = make.commune()
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
