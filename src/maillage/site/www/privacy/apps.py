from django.apps import AppConfig


class PrivacyPagesConfig(AppConfig):
    name = "maillage.site.www.privacy"
    label = "www_privacy"
