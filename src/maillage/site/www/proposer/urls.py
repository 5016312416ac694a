"""Routes of those who propose a place, who need no account."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.proposer import views

urlpatterns = [
    path("lieux/proposer", views.begin, name="proposal-begin"),
    path("lieux/proposer/retrouver", views.find_again, name="proposal-find"),
    path("proposition/<str:token>", views.proposal, name="proposal"),
    path("proposition/<str:token>/verifier", views.check, name="proposal-check"),
    path("proposition/<str:token>/retirer", views.withdraw, name="proposal-withdraw"),
    path("proposition/<str:token>/photos/<int:pk>.jpg", views.photo, name="proposal-photo"),
    path("proposition/<str:token>/<slug:slug>", views.question, name="proposal-question"),
]
