"""States of the tables: the migrations applied, an earlier state made again, and the way from there to today.

PostgreSQL makes and drops tables inside a transaction, so all of it happens in that of the caller or not at all.

The queue is not part of a state: what waits in it is in no backup, its tables are always those of today, and PostgreSQL
cannot make them inside a transaction (values are added to an enumeration and used).
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
QUEUE = "procrastinate"


def applied() -> list[str]:
    """Migrations of the database, ``app.name``, sorted; those of the queue are left out."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations() if app != QUEUE)


def check(path: Path, migrations: list[str], made_by: str) -> None:
    """Raise ``WrongVersion`` where this version cannot make the tables of these migrations, or cannot leave them.

    It makes them where it knows every one, where none lacks one it builds upon, and where the way to today needs no
    migration that PostgreSQL refuses inside a transaction. Nothing is changed here.
    """
    loader = MigrationLoader(None)
    migrations = [name for name in migrations if _node(name)[0] != QUEUE]
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
    alone = sorted(
        node for node in set(loader.graph.nodes) - nodes if node[0] != QUEUE and not loader.disk_migrations[node].atomic
    )
    if alone:
        raise WrongVersion(
            f"{path} lacks the migration '{'.'.join(alone[0])}', which cannot run in the transaction of a restore. "
            f"Restore it with Maillage {made_by}, then upgrade. Nothing was changed."
        )


def make(migrations: list[str]) -> None:
    """Drop all tables but the queue's and make those of ``migrations``, empty."""
    names = [name for name in connection.introspection.table_names() if not name.startswith(f"{QUEUE}_")]
    with connection.cursor() as cursor:
        if names:
            every = sql.SQL(", ").join(map(sql.Identifier, sorted(names)))
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(every))
    if migrations:
        executor = MigrationExecutor(connection)
        nodes = {_node(name) for name in migrations if _node(name)[0] != QUEUE}
        executor.migrate(_last(executor.loader, nodes))


def of_queue() -> list[Node]:
    """Migrations of the queue, which stays as it is."""
    return sorted(node for node in MigrationRecorder(connection).applied_migrations() if node[0] == QUEUE)


def keep_queue(nodes: list[Node]) -> None:
    """Note that these are the queue's migrations, whatever a backup says of its own."""
    recorder, told = MigrationRecorder(connection), set(of_queue())
    for node in sorted(told - set(nodes)):
        recorder.record_unapplied(*node)
    for node in sorted(set(nodes) - told):
        recorder.record_applied(*node)


def bring_up_to_date() -> None:
    """Apply every migration that is still missing."""
    call_command("migrate", verbosity=0, interactive=False)


def _last(loader: MigrationLoader, nodes: set[Node]) -> list[Node]:
    """The migrations that no other builds upon. Django takes any other one as a wish to go back to it."""
    return sorted(node for node in nodes if not {child.key for child in loader.graph.node_map[node].children} & nodes)


def _node(name: str) -> Node:
    app, _, migration = name.partition(".")
    return app, migration
