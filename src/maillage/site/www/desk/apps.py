from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "maillage.site.www.desk"
    label = "www_desk"
