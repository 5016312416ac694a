"""WSGI application; starts the embedded database unless ``DATABASE_URL`` is set, and requests the first pages."""

from __future__ import annotations

from maillage.site.config import wellformed
from maillage.site.runtime import open_site
from maillage.site.warming import warm

open_site()
application = wellformed.application()
warm(application)
