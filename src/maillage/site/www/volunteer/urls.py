"""Routes of volunteers, who need no account."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.questionnaire.flow import without_account
from maillage.site.www.volunteer import places, views
from maillage.site.www.volunteer.views import FLOW

urlpatterns = [
    path("soignants/lieux", places.places, name="volunteer-places"),
    path("soignants/candidature", views.begin, name="application-begin"),
    path("soignants/candidature/retrouver", without_account(FLOW.find_again), name="application-find"),
    path("candidature/<str:token>", views.application, name="application"),
    path("candidature/<str:token>/verifier", without_account(FLOW.check), name="application-check"),
    path("candidature/<str:token>/retirer", without_account(FLOW.withdrawal), name="application-withdraw"),
    path("candidature/<str:token>/<slug:slug>", without_account(FLOW.question), name="application-question"),
]
