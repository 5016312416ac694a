from django.apps import AppConfig


class CentrePagesConfig(AppConfig):
    name = "maillage.site.www.centre"
    label = "www_centre"
