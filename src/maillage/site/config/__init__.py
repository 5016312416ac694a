"""Settings, routes and the WSGI door."""
