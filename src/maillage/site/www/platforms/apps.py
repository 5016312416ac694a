from django.apps import AppConfig


class PlatformPagesConfig(AppConfig):
    name = "maillage.site.www.platforms"
    label = "www_platforms"
