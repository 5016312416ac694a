from django.apps import AppConfig


class DutyPagesConfig(AppConfig):
    name = "maillage.site.www.duties"
    label = "www_duties"
