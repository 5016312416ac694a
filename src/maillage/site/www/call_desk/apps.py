from django.apps import AppConfig


class CallDeskConfig(AppConfig):
    name = "maillage.site.www.call_desk"
    label = "www_call_desk"
