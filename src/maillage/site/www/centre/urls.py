"""Routes of the manager of a salaried health centre."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.centre import budget, desk, mine, public, registrations, rounds_pages, team, week

urlpatterns = [
    path("secretariat/", desk.page, name="centre-desk"),
    path("secretariat/<int:pk>/passer", desk.pass_on, name="centre-desk-pass"),
    path("inscriptions/", registrations.page, name="centre-registrations"),
    path("visites/", rounds_pages.page, name="centre-rounds"),
    path("mes-visites", rounds_pages.mine, name="centre-my-rounds"),
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

public_patterns = [
    path("medecin-traitant/", public.centres, name="treating-doctor"),
    path("medecin-traitant/<int:pk>", public.ask, name="treating-doctor-ask"),
    path("medecin-traitant/demande/<str:token>", public.request_page, name="treating-doctor-request"),
]
