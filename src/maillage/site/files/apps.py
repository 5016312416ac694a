from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "maillage.site.files"
    label = "files"
