from django.apps import AppConfig


class ProposerConfig(AppConfig):
    name = "maillage.site.www.proposer"
    label = "www_proposer"
