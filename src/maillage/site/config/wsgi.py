"""The door for a WSGI server; starts the embedded database where ``DATABASE_URL`` names none, and asks itself first."""

from __future__ import annotations

from maillage.site.config import wellformed
from maillage.site.runtime import open_site
from maillage.site.warming import warm

open_site()
application = wellformed.application()
warm(application)
