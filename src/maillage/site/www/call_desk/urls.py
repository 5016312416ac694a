"""Routes of those who open calls."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.call_desk import views

urlpatterns = [
    path("", views.calls, name="calls"),
    path("ajouter", views.add, name="call-add"),
    path("<int:pk>", views.board, name="call-board"),
    path("<int:pk>/modifier", views.edit, name="call-edit"),
    path("<int:pk>.csv", views.board_csv, name="call-csv"),
    path("dossiers/<int:pk>", views.submission, name="submission-board"),
    path("places/<int:pk>", views.seat, name="call-seat"),
    path("fichiers/<int:pk>", views.file, name="submission-file"),
]
