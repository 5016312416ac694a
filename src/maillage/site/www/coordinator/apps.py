from django.apps import AppConfig


class CoordinatorConfig(AppConfig):
    name = "maillage.site.www.coordinator"
    label = "www_coordinator"
