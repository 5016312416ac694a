"""The files of the published tables: one for the site on request, all of them in a folder for the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from maillage.site.identity import services as identity
from maillage.site.observatory.reading import NotMeasured
from maillage.site.www.public.open_data import describe
from maillage.site.www.public.open_data.dictionary import PublishedTable, licence, published_tables
from maillage.site.www.public.open_data.rows import rows_of, shapes_of
from maillage.tables import Columns, write_table, write_whole

NOT_MEASURED = "no figure is measured yet"


def publisher() -> str:
    """Who publishes: the agency that keeps the site, else the site's name."""
    site = identity.current()
    return site.agency or site.name


def write_file(table: PublishedTable, suffix: str, path: Path) -> int:
    """Write a table as ``suffix`` and return its number of rows. Raises ``NotMeasured``, ``StorageProblem``."""
    rows = ordered(table)
    shapes = shapes_of(table.name, rows) if suffix == "geojson" else None
    write_table(rows, path, shapes)
    return rows.rows


def ordered(table: PublishedTable) -> Columns:
    """The rows with the columns of the dictionary, in its order."""
    rows = rows_of(table.name)
    return Columns({column.name: rows[column.name] for column in table.columns})


def descriptions(base: str) -> dict[str, Any]:
    """Every description by file name; ``base`` is the address of the folder of the files."""
    name = publisher()
    schemas = {f"{table.name}.schema.json": describe.table_schema(table) for table in published_tables().values()}
    return {
        "datapackage.json": describe.data_package(f"Données ouvertes de {name}"),
        "catalogue.jsonld": describe.dcat_catalogue(base, name),
        "schema-org.jsonld": describe.schema_org(base, name),
        **schemas,
    }


def dictionary_text() -> str:
    """The dictionary for people, as Markdown."""
    lines = ["# Dictionnaire des données ouvertes", "", f"Licence : {licence().title} ({licence().address})", ""]
    for table in published_tables().values():
        lines += [f"## {table.title} (`{table.name}`)", "", table.description, "", f"Source : {table.source}.", ""]
        lines += ["| colonne | type | description | unité |", "|---|---|---|---|"]
        lines += [f"| `{one.name}` | {one.type} | {one.title} | {one.unit} |" for one in table.columns]
        lines.append("")
    return "\n".join(lines)


def export_all(folder: Path, base: str) -> list[tuple[str, int]]:
    """Write every file, the descriptions, the dictionary and the licence into ``folder``; return names and rows.

    Raises ``NotMeasured`` before anything is written if the site has no measure, ``StorageProblem`` on a full disk.
    """
    tables = {name: ordered(table) for name, table in published_tables().items()}
    folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[str, int]] = []
    for name, table in published_tables().items():
        for suffix in table.suffixes:
            shapes = shapes_of(name, tables[name]) if suffix == "geojson" else None
            write_table(tables[name], folder / f"{name}.{suffix}", shapes)
            written.append((f"{name}.{suffix}", tables[name].rows))
    texts = {name: json.dumps(one, ensure_ascii=False, indent=1) for name, one in descriptions(base).items()}
    texts |= {"DICTIONNAIRE.md": dictionary_text(), "LICENCE.txt": f"{licence().title}\n{licence().address}\n"}
    for name, text in texts.items():
        write_whole(folder / name, lambda room, text=text: room.write_text(text, encoding="utf-8"))
        written.append((name, 0))
    return written


__all__ = ["NOT_MEASURED", "NotMeasured", "descriptions", "export_all", "publisher", "write_file"]
