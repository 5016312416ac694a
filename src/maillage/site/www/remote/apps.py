from django.apps import AppConfig


class RemotePagesConfig(AppConfig):
    name = "maillage.site.www.remote"
    label = "www_remote"
    verbose_name = "Pages des consultations à distance"
