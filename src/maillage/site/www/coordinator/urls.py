"""Routes of the coordination."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.coordinator.views import accounts, effects, jobs, plans, sessions, site, territories, today

urlpatterns = [
    path("", today.today, name="today"),
    path("prevenus", today.told, name="told"),
    path("territoires", territories.territories, name="territories"),
    path("plan", plans.plan, name="plan"),
    path("plan.csv", plans.plan_csv, name="plan-csv"),
    path("plan/<int:pk>/publier", plans.publish, name="plan-publish"),
    path("vacations/", sessions.sessions, name="sessions"),
    path("vacations/<int:pk>", sessions.session, name="session"),
    path("comptes/", accounts.accounts, name="accounts"),
    path("comptes/inviter", accounts.invite, name="account-invite"),
    path("comptes/<int:pk>", accounts.account, name="account-detail"),
    path("comptes/invitations/<int:pk>", accounts.invitation, name="account-invitation"),
    path("site", site.site, name="site-identity"),
    path("bilan", effects.effect, name="effect"),
    path("bilan/<int:pk>/recalculer", jobs.ask_effect, name="effect-ask"),
    path("travaux/", jobs.jobs, name="jobs"),
    path("travaux/plan", jobs.ask_plan, name="plan-ask"),
    path("travaux/<int:pk>", jobs.job, name="job"),
]
