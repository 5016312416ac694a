from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "maillage.site.grants"
    label = "grants"
