"""Routes of those who propose a place, who need no account."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.proposer import views
from maillage.site.www.proposer.views import FLOW
from maillage.site.www.questionnaire.flow import without_account

urlpatterns = [
    path("lieux/proposer", views.begin, name="proposal-begin"),
    path("lieux/proposer/retrouver", without_account(FLOW.find_again), name="proposal-find"),
    path("proposition/<str:token>", views.proposal, name="proposal"),
    path("proposition/<str:token>/verifier", without_account(FLOW.check), name="proposal-check"),
    path("proposition/<str:token>/retirer", without_account(FLOW.withdrawal), name="proposal-withdraw"),
    path("proposition/<str:token>/photos/<int:pk>.jpg", views.photo, name="proposal-photo"),
    path("proposition/<str:token>/<slug:slug>", views.question, name="proposal-question"),
]
