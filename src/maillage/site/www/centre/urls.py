"""Routes of the manager of a salaried health centre."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.centre import budget, mine, team, week

urlpatterns = [
    path("moi", mine.page, name="centre-mine"),
    path("equipe/", team.page, name="centre-team"),
    path("equipe/contrats/ajouter", team.add, name="centre-contract-add"),
    path("equipe/contrats/<int:pk>", team.contract, name="centre-contract"),
    path("semaine/", week.page, name="centre-week"),
    path("semaine/<int:pk>", week.one_day, name="centre-week-day"),
    path("budget", budget.page, name="centre-budget"),
    path("budget/scenarios/ajouter", budget.add_scenario, name="centre-scenario-add"),
    path("budget/scenarios/<int:pk>", budget.scenario, name="centre-scenario"),
    path("budget.xlsx", budget.xlsx, name="centre-budget-xlsx"),
    path("budget.ods", budget.ods, name="centre-budget-ods"),
]
