"""Routes of the coordination."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.coordinator.views import effects, plans, sessions, territories, today

urlpatterns = [
    path("", today.today, name="today"),
    path("prevenus", today.told, name="told"),
    path("territoires", territories.territories, name="territories"),
    path("plan", plans.plan, name="plan"),
    path("plan.csv", plans.plan_csv, name="plan-csv"),
    path("plan/<int:pk>/publier", plans.publish, name="plan-publish"),
    path("vacations/", sessions.sessions, name="sessions"),
    path("vacations/<int:pk>", sessions.session, name="session"),
    path("bilan", effects.effect, name="effect"),
]
