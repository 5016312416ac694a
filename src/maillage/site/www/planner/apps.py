from django.apps import AppConfig


class PlannerPagesConfig(AppConfig):
    name = "maillage.site.www.planner"
    label = "www_planner"
