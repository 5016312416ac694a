from django.apps import AppConfig


class RegulatorConfig(AppConfig):
    name = "maillage.site.www.regulator"
    label = "www_regulator"
