"""Routes of the protection of data."""

from __future__ import annotations

from django.urls import path

from maillage.site.www.privacy import views

urlpatterns = [
    path("", views.people, name="people"),
    path("journal", views.journal_page, name="journal"),
    path("conservation", views.delays_page, name="delays"),
]
