"""States of the tables: the migrations applied, an earlier state made again, and the way from there to today.

PostgreSQL makes and drops tables inside a transaction, so all of it happens in that of the caller or not at all.
"""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

import maillage
from maillage.errors import WrongVersion

Node = tuple[str, str]


def applied() -> list[str]:
    """Migrations of the database, ``app.name``, sorted."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def check(path: Path, migrations: list[str], made_by: str) -> None:
    """Raise ``WrongVersion`` where this version cannot make the tables of these migrations, or cannot leave them.

    It makes them where it knows every one, where none lacks one it builds upon, and where the way to today needs no
    migration that PostgreSQL refuses inside a transaction. Nothing is changed here.
    """
    loader = MigrationLoader(None)
    nodes = {_node(name) for name in migrations}
    unknown = sorted(name for name in migrations if _node(name) not in loader.disk_migrations)
    if unknown:
        raise WrongVersion(
            f"{path} was made by Maillage {made_by} with the migration '{unknown[0]}', which {maillage.__version__} "
            "does not know. Restore it with that version or a newer one. Nothing was changed."
        )
    for node in sorted(nodes):
        lacking = sorted(set(loader.graph.forwards_plan(node)) - nodes) if node in loader.graph.nodes else [node]
        if lacking:
            raise WrongVersion(
                f"{path} names the migration '{'.'.join(node)}' without '{'.'.join(lacking[0])}', so its tables cannot "
                f"be made again. Restore it with Maillage {made_by}, then upgrade. Nothing was changed."
            )
    alone = sorted(node for node in set(loader.graph.nodes) - nodes if not loader.disk_migrations[node].atomic)
    if alone:
        raise WrongVersion(
            f"{path} lacks the migration '{'.'.join(alone[0])}', which cannot run in the transaction of a restore. "
            f"Restore it with Maillage {made_by}, then upgrade. Nothing was changed."
        )


def make(migrations: list[str]) -> None:
    """Drop all tables and make those of ``migrations``, empty."""
    names = connection.introspection.table_names()
    with connection.cursor() as cursor:
        if names:
            every = sql.SQL(", ").join(map(sql.Identifier, sorted(names)))
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(every))
    if migrations:
        executor = MigrationExecutor(connection)
        executor.migrate(_last(executor.loader, {_node(name) for name in migrations}))


def bring_up_to_date() -> None:
    """Apply every migration that is still missing."""
    call_command("migrate", verbosity=0, interactive=False)


def _last(loader: MigrationLoader, nodes: set[Node]) -> list[Node]:
    """The migrations that no other builds upon. Django takes any other one as a wish to go back to it."""
    return sorted(node for node in nodes if not {child.key for child in loader.graph.node_map[node].children} & nodes)


def _node(name: str) -> Node:
    app, _, migration = name.partition(".")
    return app, migration
