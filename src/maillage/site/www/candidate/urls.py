"""Routes of calls for everybody, and of candidates, who need no account."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.candidate import seats, views
from maillage.site.www.candidate.views import FLOW
from maillage.site.www.questionnaire.flow import without_account

urlpatterns = [
    path("appels/", views.open_calls, name="open-calls"),
    path("appels/retrouver", without_account(FLOW.find_again), name="submission-find"),
    path("appels/<int:pk>", views.open_call, name="open-call"),
    path("appels/<int:pk>/repondre", views.begin, name="submission-begin"),
    path("reponse/<str:token>", views.submission, name="submission"),
    path("reponse/<str:token>/verifier", without_account(FLOW.check), name="submission-check"),
    path("reponse/<str:token>/retirer", without_account(FLOW.withdrawal), name="submission-withdraw"),
    path("reponse/<str:token>/place", seats.answer, name="seat-answer"),
    path("reponse/<str:token>/avis", seats.evaluation, name="seat-evaluation"),
    path("reponse/<str:token>/attestation.pdf", seats.certificate, name="seat-certificate"),
    path("reponse/<str:token>/lettre.pdf", views.letter, name="decision-letter"),
    path("attestations/", seats.check, name="certificate-checks"),
    path("attestations/<str:code>", seats.check, name="certificate-check"),
    path("reponse/<str:token>/<slug:slug>", views.question, name="submission-question"),
]
