"""Routes of the coordination."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.coordinator.views import (
    accounts,
    applications,
    directory,
    effects,
    jobs,
    plans,
    programmes,
    sessions,
    site,
    territories,
    today,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("prevenus", today.told, name="told"),
    path("territoires", territories.territories, name="territories"),
    path("plan", plans.plan, name="plan"),
    path("plan.csv", plans.plan_csv, name="plan-csv"),
    path("plan/<int:pk>/publier", plans.publish, name="plan-publish"),
    path("vacations/", sessions.sessions, name="sessions"),
    path("vacations/<int:pk>", sessions.session, name="session"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/ajouter", programmes.add_programme, name="programme-add"),
    path("programmes/<int:pk>", programmes.programme, name="programme"),
    path("programmes/<int:pk>/modifier", programmes.edit_programme, name="programme-edit"),
    path("candidatures/", applications.applications, name="applications"),
    path("candidatures.csv", applications.applications_csv, name="applications-csv"),
    path("candidatures/<int:pk>", applications.application, name="application-board"),
    path("annuaire/", directory.directory, name="directory"),
    path("annuaire/soignants/ajouter", directory.add_professional, name="professional-add"),
    path("annuaire/soignants/<int:pk>", directory.professional, name="professional"),
    path("annuaire/soignants/<int:pk>/engager", directory.engage, name="engagement-add"),
    path("annuaire/engagements/<int:pk>", directory.engagement, name="engagement"),
    path("annuaire/organisations/ajouter", directory.add_organisation, name="organisation-add"),
    path("annuaire/lieux/ajouter", directory.add_place, name="place-add"),
    path("annuaire/lieux/<int:pk>", directory.place, name="place"),
    path("annuaire/materiel/ajouter", directory.add_thing, name="thing-add"),
    path("annuaire/materiel/<int:pk>", directory.thing, name="thing"),
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
