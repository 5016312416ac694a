from django.apps import AppConfig


class DoctorConfig(AppConfig):
    name = "maillage.site.www.doctor"
    label = "www_doctor"
