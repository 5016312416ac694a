"""The status that ``maillage db status`` shows."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from maillage.artefacts import DamagedArtefact
from maillage.site.database.address import external_url

COUNTED = (
    "geography.Commune", "accounts.Organisation", "accounts.User", "directory.Professional", "directory.Place",
    "engagements.Engagement", "plans.PlanRun", "agenda.Session", "agenda.Slot", "booking.Appointment",
)  # fmt: skip


def status() -> dict[str, Any]:
    """Return server, size, migrations, row counts of the main tables, current artefacts, as plain values."""
    from maillage.site.geography.models import CurrentArtefact
    from maillage.site.geography.travel import store

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        version, size = cursor.fetchone()
    loader = MigrationLoader(connection)
    missing = sorted(f"{app}.{name}" for app, name in set(loader.disk_migrations) - set(loader.applied_migrations))
    ready = not missing
    artefacts = CurrentArtefact.objects.order_by("kind") if ready else []
    return {
        "server": version,
        "embedded": external_url() is None,
        "size_mb": round(size / 1e6, 1),
        "migrations": {"applied": len(loader.applied_migrations), "missing": missing},
        "rows": {name: apps.get_model(name).objects.count() for name in COUNTED} if ready else {},
        "artefacts": {
            artefact.kind: {"key": artefact.key, "vintage": artefact.vintage, "files": _files(store(), artefact)}
            for artefact in artefacts
        },
    }


def _files(store: Any, artefact: Any) -> str:
    """Return whether the arrays of an artefact exist and are complete; the territory is read from its package."""
    if artefact.kind == "territory":
        return "not needed"
    kind, _, key = artefact.key.rpartition("/")
    try:
        store.load(kind or artefact.kind, key)
    except DamagedArtefact:
        return "missing or damaged"
    return "whole"
