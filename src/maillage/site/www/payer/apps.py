from django.apps import AppConfig


class PayerPagesConfig(AppConfig):
    name = "maillage.site.www.payer"
    label = "www_payer"
