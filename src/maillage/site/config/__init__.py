"""Settings, routes and the WSGI application."""
