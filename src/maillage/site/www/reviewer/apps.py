from django.apps import AppConfig


class ReviewerConfig(AppConfig):
    name = "maillage.site.www.reviewer"
    label = "www_reviewer"
