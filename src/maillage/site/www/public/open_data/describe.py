"""Machine-readable descriptions: JSON Table Schema and data package, DCAT-AP, schema.org."""

from __future__ import annotations

from typing import Any

from maillage.site.www.public.open_data.dictionary import (
    LABELS,
    MEDIA,
    PublishedColumn,
    PublishedTable,
    licence,
    published_tables,
)

FRENCH = "http://publications.europa.eu/resource/authority/language/FRA"
HEALTH = "http://publications.europa.eu/resource/authority/data-theme/HEAL"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
FILE_TYPES = {"csv": "CSV", "parquet": "PARQUET", "geojson": "GEOJSON"}
COUNTRY = "http://publications.europa.eu/resource/authority/country/FRA"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def table_schema(table: PublishedTable) -> dict[str, Any]:
    """JSON Table Schema of the CSV file (specs.frictionlessdata.io/table-schema)."""
    return {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }


def _field(column: PublishedColumn) -> dict[str, Any]:
    told = f"{column.title} ({column.unit})" if column.unit else column.title
    found: dict[str, Any] = {"name": column.name, "type": column.type, "title": column.title, "description": told}
    if column.type == "boolean":
        found |= {"trueValues": ["True"], "falseValues": ["False"]}
    return found | ({"constraints": {"required": True}} if column.required else {})


def data_package(title: str) -> dict[str, Any]:
    """Data package of the CSV files in one folder (specs.frictionlessdata.io/data-package)."""
    terms = licence()
    return {
        "profile": "tabular-data-package",
        "name": "maillage",
        "title": title,
        "licenses": [{"name": terms.name, "title": terms.title, "path": terms.address}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name,
                "title": table.title,
                "description": table.description,
                "path": f"{table.name}.csv",
                "format": "csv",
                "mediatype": MEDIA["csv"],
                "encoding": "utf-8",
                "sources": [{"title": table.source, "path": table.source_address}],
                "schema": table_schema(table),
            }
            for table in published_tables().values()
        ],
    }


def dcat_catalogue(base: str, publisher: str) -> dict[str, Any]:
    """DCAT-AP catalogue as JSON-LD; ``base`` is the address of the folder of the files."""
    return {
        "@context": CONTEXT,
        "@id": f"{base}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _french(f"Données ouvertes de {publisher}"),
        "dct:description": _french("Accès aux soins par commune, territoires prioritaires, zonage, urgences."),
        "dct:publisher": _agent(publisher),
        "dct:language": {"@id": FRENCH},
        "dct:license": {"@id": licence().address},
        "foaf:homepage": {"@id": base},
        "dcat:dataset": [_dcat_dataset(base, publisher, table) for table in published_tables().values()],
    }


def _dcat_dataset(base: str, publisher: str, table: PublishedTable) -> dict[str, Any]:
    return {
        "@id": f"{base}#{table.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": table.name,
        "dct:title": _french(table.title),
        "dct:description": _french(table.description),
        "dct:publisher": _agent(publisher),
        "dct:language": {"@id": FRENCH},
        "dct:spatial": {"@id": COUNTRY},
        "dct:source": {"@id": table.source_address},
        "dct:provenance": {"@type": "dct:ProvenanceStatement", "dct:description": _french(table.source)},
        "dcat:theme": {"@id": HEALTH},
        "dcat:landingPage": {"@id": base},
        "dcat:distribution": [
            {
                "@id": f"{base}{table.name}.{suffix}",
                "@type": "dcat:Distribution",
                "dct:title": _french(f"{table.title} ({LABELS[suffix]})"),
                "dcat:accessURL": {"@id": base},
                "dcat:downloadURL": {"@id": f"{base}{table.name}.{suffix}"},
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA[suffix]}"},
                "dct:format": {"@id": f"{FILE_TYPE}{FILE_TYPES[suffix]}"},
                "dct:license": {"@id": licence().address},
                **({"dct:conformsTo": {"@id": f"{base}{table.name}.schema.json"}} if suffix == "csv" else {}),
            }
            for suffix in table.suffixes
        ],
    }


def _french(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "fr"}


def _agent(name: str) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": name}


def schema_org(base: str, publisher: str) -> dict[str, Any]:
    """The same for search engines: a schema.org ``DataCatalog`` with its ``Dataset``s."""
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": f"Données ouvertes de {publisher}",
        "url": base,
        "inLanguage": "fr",
        "license": licence().address,
        "publisher": {"@type": "Organization", "name": publisher},
        "dataset": [
            {
                "@type": "Dataset",
                "name": table.title,
                "description": table.description,
                "identifier": table.name,
                "license": licence().address,
                "isBasedOn": table.source_address,
                "isAccessibleForFree": True,
                "spatialCoverage": "France",
                "creator": {"@type": "Organization", "name": publisher},
                "variableMeasured": [
                    {"@type": "PropertyValue", "name": one.name, "description": one.title}
                    | ({"unitText": one.unit} if one.unit else {})
                    for one in table.columns
                ],
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": MEDIA[suffix],
                        "contentUrl": f"{base}{table.name}.{suffix}",
                    }
                    for suffix in table.suffixes
                ],
            }
            for table in published_tables().values()
        ],
    }
