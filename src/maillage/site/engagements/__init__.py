"""A professional's commitment to a scheme, its authorisations; agreements and tours."""
