from django.apps import AppConfig


class QuestionnaireConfig(AppConfig):
    name = "maillage.site.www.questionnaire"
    label = "www_questionnaire"
