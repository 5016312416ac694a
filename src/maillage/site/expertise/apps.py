from django.apps import AppConfig


class ExpertiseConfig(AppConfig):
    name = "maillage.site.expertise"
    label = "expertise"
