from django.apps import AppConfig


class HostConfig(AppConfig):
    name = "maillage.site.www.host"
    label = "www_host"
