"""The CalDAV server of a professional's own diary: days are read, absences are written (RFC 4791)."""
