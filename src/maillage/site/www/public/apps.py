from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "maillage.site.www.public"
    label = "www_public"
