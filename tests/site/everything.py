"""Everything that a site holds, as text: every row of every table, what is encrypted also in clear, every file."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

from maillage.site.sealed_fields import SealedText


def rows() -> str:
    """Return every row of every table, as the database holds it, and every encrypted text in clear."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedText)]
        if names and not model._meta.proxy:
            found += [str(row) for row in model._default_manager.order_by("pk").values_list(*names)]
    return "\n".join(found)


def files() -> str:
    """Return the names and the contents of the files of the data folder, without the database's own."""
    folder = Path(settings.DATA_DIR)
    kept = [path for path in folder.rglob("*") if path.is_file() and "database" not in path.relative_to(folder).parts]
    return "\n".join(f"{path.name}\n{path.read_bytes().decode('utf-8', 'replace')}" for path in kept)
