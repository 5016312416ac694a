from django.apps import AppConfig


class CandidateConfig(AppConfig):
    name = "maillage.site.www.candidate"
    label = "www_candidate"
