"""Routes of the manager of a salaried health centre."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.centre import budget

urlpatterns = [
    path("budget", budget.page, name="centre-budget"),
    path("budget/scenarios/ajouter", budget.add_scenario, name="centre-scenario-add"),
    path("budget/scenarios/<int:pk>", budget.scenario, name="centre-scenario"),
    path("budget.xlsx", budget.xlsx, name="centre-budget-xlsx"),
    path("budget.ods", budget.ods, name="centre-budget-ods"),
]
