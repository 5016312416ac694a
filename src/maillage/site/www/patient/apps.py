from django.apps import AppConfig


class PatientConfig(AppConfig):
    name = "maillage.site.www.patient"
    label = "www_patient"
