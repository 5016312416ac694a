"""Pages, one folder per kind of user: views, forms and templates; no models, no rules."""
