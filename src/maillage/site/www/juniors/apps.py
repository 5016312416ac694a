from django.apps import AppConfig


class JuniorPagesConfig(AppConfig):
    name = "maillage.site.www.juniors"
    label = "www_juniors"
