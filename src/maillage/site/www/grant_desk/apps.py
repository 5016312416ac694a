from django.apps import AppConfig


class GrantDeskConfig(AppConfig):
    name = "maillage.site.www.grant_desk"
    label = "www_grant_desk"
