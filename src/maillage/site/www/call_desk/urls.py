"""Routes of those who open calls."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.call_desk import review_views, views

urlpatterns = [
    path("", views.calls, name="calls"),
    path("ajouter", views.add, name="call-add"),
    path("<int:pk>", views.board, name="call-board"),
    path("<int:pk>/modifier", views.edit, name="call-edit"),
    path("<int:pk>/evaluation", review_views.call_panel, name="call-panel"),
    path("<int:pk>/grille", review_views.call_grid, name="call-grid"),
    path("<int:pk>/poste", review_views.call_post, name="call-post"),
    path("<int:pk>/classement.csv", review_views.ranking_csv, name="call-ranking-csv"),
    path("dossiers/<int:pk>/decision", review_views.decision, name="submission-decision"),
    path("dossiers/<int:pk>/lettre.pdf", review_views.letter, name="submission-letter"),
    path("<int:pk>.csv", views.board_csv, name="call-csv"),
    path("dossiers/<int:pk>", views.submission, name="submission-board"),
    path("places/<int:pk>", views.seat, name="call-seat"),
    path("fichiers/<int:pk>", views.file, name="submission-file"),
]
