from django.apps import AppConfig


class DiaryPagesConfig(AppConfig):
    name = "maillage.site.www.diary"
    label = "www_diary"
    verbose_name = "Pages des agendas"
