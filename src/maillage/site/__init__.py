"""The Django project: domain apps that own data and rules, and ``www`` that owns pages."""
