from django.apps import AppConfig


class SystemsPagesConfig(AppConfig):
    name = "maillage.site.www.systems"
    label = "www_systems"
