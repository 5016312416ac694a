"""Routes of reviewers."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.reviewer import views

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("liens/<int:pk>", views.ties, name="reviewer-ties"),
    path("dossiers/<int:pk>", views.review, name="review"),
    path("fichiers/<int:pk>", views.file, name="review-file"),
    path("notes.csv", views.reviews_csv, name="reviews-csv"),
]
