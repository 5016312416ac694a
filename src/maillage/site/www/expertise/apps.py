from django.apps import AppConfig


class ExpertisePagesConfig(AppConfig):
    name = "maillage.site.www.expertise"
    label = "www_expertise"
