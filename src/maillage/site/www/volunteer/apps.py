from django.apps import AppConfig


class VolunteerConfig(AppConfig):
    name = "maillage.site.www.volunteer"
    label = "www_volunteer"
