"""States of the tables: the applied migrations, tables of an earlier version, and their migration to the current one.

PostgreSQL creates and drops tables inside a transaction, so everything happens in the caller's transaction or not at
all.

The job queue is not part of a state: no backup contains it, its tables are always the current ones, and PostgreSQL
cannot create them inside a transaction (they add values to an enumeration and use them).
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
    """Return the applied migrations, ``app.name``, sorted, without those of the queue."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations() if app != QUEUE)


def check(path: Path, migrations: list[str], made_by: str) -> None:
    """Raise ``WrongVersion`` if this version cannot create the tables of these migrations, or cannot migrate them.

    It can if it knows all of them, if the dependencies of each are included, and if every later migration can run
    inside a transaction. Changes nothing.
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
    """Drop all tables but the queue's and create those of ``migrations``, empty."""
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
    """Return the applied migrations of the queue."""
    return sorted(node for node in MigrationRecorder(connection).applied_migrations() if node[0] == QUEUE)


def keep_queue(nodes: list[Node]) -> None:
    """Record these migrations of the queue as applied, whatever the backup says about them."""
    recorder, told = MigrationRecorder(connection), set(of_queue())
    for node in sorted(told - set(nodes)):
        recorder.record_unapplied(*node)
    for node in sorted(set(nodes) - told):
        recorder.record_applied(*node)


def bring_up_to_date() -> None:
    """Apply all missing migrations."""
    call_command("migrate", verbosity=0, interactive=False)


def _last(loader: MigrationLoader, nodes: set[Node]) -> list[Node]:
    """Return the migrations on which no other depends; given any other one, Django would migrate backwards to it."""
    return sorted(node for node in nodes if not {child.key for child in loader.graph.node_map[node].children} & nodes)


def _node(name: str) -> Node:
    app, _, migration = name.partition(".")
    return app, migration
