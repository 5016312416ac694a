"""The database: an embedded PostgreSQL in the data folder, or the server that ``DATABASE_URL`` names."""

from maillage.site.database.address import external_url
from maillage.site.database.schema import check_schema, check_server
from maillage.site.database.server import DatabaseServer, start

__all__ = ["DatabaseServer", "check_schema", "check_server", "external_url", "start"]
