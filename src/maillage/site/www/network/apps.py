from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "maillage.site.www.network"
    label = "www_network"
